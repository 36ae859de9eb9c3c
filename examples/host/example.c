/*
 * example.c - the programs of one task. API: example.h
 */
#include "example.h"

#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli_priv.h"
#include "example_board.h"

struct options {
    const struct board_profile *board;
    const char *unit, *inputs;
    struct task_settings settings;
};

/* --- options --------------------------------------------------------------------------------- */

static int usage(const struct example *e, const char *complaint)
{
    FILE *out = complaint ? stderr : stdout;

    if (complaint) {
        cli_fail("%s", complaint);
    }
    fprintf(
        out,
        "usage: %s --board PROFILE --unit FILE [OPTIONS] SIGNAL...\n\n"
        "Answer with the model '%s' that the board's memory unit holds.\n"
        "A line for each answer: SIGNAL, %s, %s, separated by tabs.\n\n"
        "  SIGNAL           %s\n"
        "  --board PROFILE  teensy40, nucleo-h7, portenta-h7, feather-m4, esp32, nano33 or pico\n"
        "  --unit FILE      the memory unit's content, as `otaml device --media` fills it\n"
        "  --inputs FILE    also write the model's inputs, as `otaml run --input` reads them\n",
        e->task->name, e->task->name, e->task->channels == 1 ? "second" : "line",
        e->task->labels ? "label, probability" : "healthy or faulty, score", e->signal);
    if (e->task->hop_unit) {
        fprintf(out, "  --hop %-10s from one answer to the next (%u)\n",
                e->hop_per_s ? "MS" : "ROWS",
                (unsigned)(e->hop_per_s ? e->task->hop / (e->task->rate_hz / e->hop_per_s)
                                        : e->task->hop));
    }
    if (e->has_threshold) {
        fputs("  --threshold S    faulty above this score (that of the model)\n", out);
    }
    return complaint ? CLI_USAGE : CLI_DONE;
}

static int read_hop(struct options *o, const struct example *e, const char *text)
{
    const uint32_t per_unit = e->hop_per_s ? e->task->rate_hz / e->hop_per_s : 1u;
    uint32_t n;

    if (!cli_parse_size(text, &n) || n == 0 || n > e->task->hop / per_unit
        || n * per_unit % e->task->hop_unit != 0) {
        cli_fail("--hop takes multiples of %u up to %u",
                 (unsigned)(e->task->hop_unit > per_unit ? e->task->hop_unit / per_unit : 1),
                 (unsigned)(e->task->hop / per_unit));
        return CLI_USAGE;
    }
    o->settings.hop = n * per_unit;
    return CLI_DONE;
}

static int read_threshold(struct options *o, const char *text)
{
    char *end;
    const float value = strtof(text, &end);

    if (end == text || *end != '\0' || !isfinite(value) || value <= 0) {
        cli_fail("--threshold takes a number above 0");
        return CLI_USAGE;
    }
    o->settings.threshold = value;
    return CLI_DONE;
}

/* CLI_DONE to go on, or the status to end with (-1: help was given). */
static int read_options(struct options *o, const struct example *e, int argc, char **argv)
{
    static const struct option names[] = {
        { "board", 1, NULL, 'b' }, { "unit", 1, NULL, 'u' },      { "inputs", 1, NULL, 'i' },
        { "hop", 1, NULL, 'p' },   { "threshold", 1, NULL, 't' }, { "help", 0, NULL, 'h' },
        { NULL, 0, NULL, 0 },
    };
    int option, status = CLI_DONE;

    memset(o, 0, sizeof(*o));
    while (status == CLI_DONE && (option = getopt_long(argc, argv, "", names, NULL)) != -1) {
        if (option == 'b') {
            status = cli_read_board(optarg, &o->board);
        } else if (option == 'u') {
            o->unit = optarg;
        } else if (option == 'i') {
            o->inputs = optarg;
        } else if (option == 'p' && e->task->hop_unit) {
            status = read_hop(o, e, optarg);
        } else if (option == 't' && e->has_threshold) {
            status = read_threshold(o, optarg);
        } else if (option == 'h') {
            usage(e, NULL);
            status = -1;
        } else {
            status = usage(e, "--help tells the options");
        }
    }
    if (status == CLI_DONE && (!o->board || !o->unit || optind == argc)) {
        return usage(e, "--board, --unit and a SIGNAL are needed");
    }
    return status;
}

/* --- answers --------------------------------------------------------------------------------- */

static int answer(struct worker *w, FILE *inputs, struct task_answer *a)
{
    int err;

    if (inputs) {
        fwrite(worker_input(w), 1, w->task->inputs, inputs); /* fclose tells whether it arrived */
    }
    while ((err = worker_step(w, a)) == OTAML_ERR_AGAIN) {}
    return err ? cli_fail("model '%s' stopped: %s", w->task->name, otaml_err_text(err)) : CLI_DONE;
}

/* Let the worker hear the whole signal, from a fresh start. */
static int play(struct example_board *b, const struct example *e, const struct options *o,
                const char *path, FILE *inputs)
{
    const size_t hop = o->settings.hop ? o->settings.hop : e->task->hop;
    struct signal_file s;
    struct task_answer a;
    int status = signal_file_read(&s, e->task, path) ? CLI_DONE : CLI_FAILED;
    int err = status ? OTAML_OK : worker_start(&b->worker, e->task, &o->settings);
    size_t start = 0;

    status = err ? example_board_fail(b, e->task, err) : status;
    for (size_t at = 0; status == CLI_DONE && at < s.count;) {
        at += worker_feed(&b->worker, s.frames + at * e->task->channels, s.count - at);
        if (b->worker.due) {
            status = answer(&b->worker, inputs, &a);
            if (status == CLI_DONE) {
                example_board_tell(path, &s, e->task, start, &a);
            }
            start += hop;
        }
    }
    signal_file_free(&s);
    return status;
}

static int play_all(struct example_board *b, const struct example *e, const struct options *o,
                    char **paths)
{
    FILE *inputs = o->inputs ? fopen(o->inputs, "wb") : NULL;
    int status = CLI_DONE;

    if (o->inputs && !inputs) {
        return cli_fail("cannot write %s: %s", o->inputs, strerror(errno));
    }
    for (; status == CLI_DONE && *paths; paths++) {
        status = play(b, e, o, *paths, inputs);
    }
    if (inputs && (ferror(inputs) | fclose(inputs)) && status == CLI_DONE) {
        status = cli_fail("cannot write %s: %s", o->inputs, strerror(errno));
    }
    return status;
}

int example_main(const struct example *e, int argc, char **argv)
{
    struct example_board *b = cli_alloc(sizeof(*b));
    struct options o;
    int status;

    cli_set_program(e->task->name);
    status = read_options(&o, e, argc, argv);
    if (status == CLI_DONE && o.board) { /* without status there is a board */
        status =
            example_board_open(b, o.board, o.unit, BOARD_UNIT_EXISTING) ? CLI_DONE : CLI_FAILED;
        status = status ? status : play_all(b, e, &o, argv + optind);
        example_board_close(b);
    }
    free(b);
    if ((fflush(stdout) || ferror(stdout)) && status == CLI_DONE) {
        status = cli_fail("cannot write to standard output: %s", strerror(errno));
    }
    return status < 0 ? CLI_DONE : status;
}
