/*
 * node.c - a device with several sensors, whose operator decides what it is for: it polls its fleet
 * server, and its job is the task of the model that was deployed last. No new firmware.
 *
 * What it does is tasks/job.h and tasks/worker.h between the steps of the agent; the rest of this
 * file puts that on a simulated board, whose sensors play files.
 */
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli_priv.h"
#include "example_board.h"
#include "fleet_link.h"
#include "job.h"

#define TASKS   4u
#define IDLE_MS 50u

static const char usage[] =
    "usage: node --board PROFILE --unit FILE --server URL --ca FILE --id ID --key PUB.pem\n"
    "            --vendor DOMAIN [OPTIONS]\n"
    "\n"
    "A device with several sensors. It polls the server; its job is the task of the model that\n"
    "was deployed last. Ends with SIGTERM.\n"
    "\n"
    "  --gestures FILE    what its accelerometer feels, again and again: CSV\n"
    "  --keywords FILE    what its microphone hears: WAV or FLAC\n"
    "  --anomaly FILE     what its vibration sensor feels: WAV or FLAC\n"
    "  --digits FILE      what its camera sees: CSV; at least one of these four\n"
    "\n" FLEET_LINK_USAGE "  --unit FILE        the memory unit's content\n"
    "  --pause MS         between two answers (default 1000)\n"
    "  --once             end when the server has said that there is nothing more to do, and all "
    "of\n"
    "                     the job's signal was answered\n"
    "\n"
    "Prints, separated by tabs: `job NAME` at the start, `model NAME BYTES` when one was "
    "installed\n"
    "(its size; 0: it was there), `job OLD -> NEW`, and for each answer the signal's file, where "
    "in it, "
    "label\n"
    "and score. Status 1 when a deployment or a job failed.\n";

struct options {
    struct fleet_link_options link;
    const char *unit;
    const char *signals[TASKS]; /* files, NULL: this device has no such sensor */
    uint32_t pause_ms;
    bool once;
};

struct node {
    const struct options *options;
    struct example_board board;
    struct job job;
    struct task_settings settings;
    struct fleet_link link;
    bool polled, went_wrong;

    /* Of the tasks that this device has a sensor for. */
    const struct task *tasks[TASKS];
    const char *paths[TASKS];
    struct signal_file signals[TASKS];

    /* The sensor of the job. */
    size_t at, start;     /* frames: played; where the next answer's window begins */
    uint32_t answered_ms; /* when the last inference ended */
    bool rests;           /* until the pause is over */
    bool heard;           /* all of the signal was answered */
};

static const struct task *const all_tasks[TASKS] = { &task_gestures, &task_keywords, &task_anomaly,
                                                     &task_digits };
static volatile sig_atomic_t stop_asked;

static void ask_to_stop(int number)
{
    (void)number;
    stop_asked = 1;
}

/* --- options --------------------------------------------------------------------------------- */

/* CLI_DONE, or the status to end with after a message. */
static int read_option(struct options *o, int option)
{
    switch (option) {
    case 'u':
        o->unit = optarg;
        break;
    case 'p':
        return cli_read_number(optarg, &o->pause_ms);
    case 'o':
        o->once = true;
        break;
    case 0:
    case 1:
    case 2:
    case 3:
        o->signals[option] = optarg;
        break;
    default:
        return fleet_link_option(&o->link, option, optarg);
    }
    return CLI_DONE;
}

static bool is_complete(const struct options *o)
{
    bool has_sensor = false;

    for (uint32_t i = 0; i < TASKS; i++) {
        has_sensor = has_sensor || o->signals[i];
    }
    return has_sensor && o->unit && fleet_link_options_complete(&o->link);
}

/* CLI_DONE to go on, or the status to end with (-1: help was given). */
static int read_options(struct options *o, int argc, char **argv)
{
    static const struct option names[] = {
        FLEET_LINK_OPTIONS,         { "gestures", 1, NULL, 0 }, /* numbered as all_tasks */
        { "keywords", 1, NULL, 1 }, { "anomaly", 1, NULL, 2 },  { "digits", 1, NULL, 3 },
        { "unit", 1, NULL, 'u' },   { "pause", 1, NULL, 'p' },  { "once", 0, NULL, 'o' },
        { "help", 0, NULL, 'h' },   { NULL, 0, NULL, 0 },
    };
    int option, status = CLI_DONE;

    *o = (struct options){ .pause_ms = 1000 };
    while (status == CLI_DONE && (option = getopt_long(argc, argv, "", names, NULL)) != -1) {
        if (option == 'h') {
            fputs(usage, stdout);
            return -1;
        }
        status = option == '?' ? cli_usage(usage, NULL) : read_option(o, option);
    }
    if (status == CLI_DONE && optind != argc) {
        return cli_usage(usage, "takes no arguments beside options");
    }
    if (status == CLI_DONE && !is_complete(o)) {
        return cli_usage(usage, "--board, --unit, --server, --ca, --id, --key, --vendor and a "
                                "sensor's file are needed");
    }
    return status;
}

/* --- the agent ------------------------------------------------------------------------------- */

static int on_ready(void *ctx, const struct otaml_suit_package *package)
{
    const struct node *n = ctx;

    return job_ready(&n->job, package);
}

static void on_event(void *ctx, const struct otaml_agent_event *event)
{
    struct node *n = ctx;

    switch (event->kind) {
    case OTAML_AGENT_POLLED:
        n->polled = true;
        break;
    case OTAML_AGENT_TROUBLE:
        n->polled = false;
        cli_fail("will try again: %s", otaml_err_text(event->error));
        break;
    case OTAML_AGENT_FAILED:
        n->went_wrong = true;
        cli_fail("%s refused: %s", event->package ? event->package->name : "a package",
                 otaml_err_text(event->error));
        break;
    case OTAML_AGENT_INSTALLED:
        printf("model\t%s\t%u\n", event->package->name, (unsigned)event->offset);
        job_installed(&n->job, event->package);
        break;
    default:
        break;
    }
}

static bool open_link(struct node *n)
{
    fleet_link_init(&n->link);
    n->link.config.ready = on_ready;
    n->link.config.event = on_event;
    n->link.config.ctx = n;
    return fleet_link_open(&n->link, &n->options->link, n->board.unit.store);
}

/* --- the job --------------------------------------------------------------------------------- */

static const char *name_of(const struct task *task)
{
    return task ? task->name : "none";
}

static void listen_anew(struct node *n)
{
    n->at = n->start = 0;
    n->rests = n->heard = false;
    worker_rewind(&n->board.worker);
}

/* Go on with a change of the job, if there is one; false while the agent has to wait for it. */
static bool step_job(struct node *n)
{
    const struct task *before = n->job.task;
    const bool taking = n->job.state == JOB_TAKING;
    enum job_state failed;
    const int err = job_step(&n->job, &failed);

    if (taking) { /* with another model, or again with the old one */
        listen_anew(n);
    }
    if (n->job.task != before) {
        printf("job\t%s -> %s\n", name_of(before), name_of(n->job.task));
    }
    if (err && err != OTAML_ERR_AGAIN) {
        n->went_wrong = true;
        if (failed == JOB_TAKING) {
            example_board_fail(&n->board, n->job.wanted, err);
        } else {
            cli_fail("the job will be forgotten: %s", otaml_err_text(err));
        }
    }
    return err != OTAML_ERR_AGAIN;
}

static uint32_t sensor_of(const struct node *n, const struct task *task)
{
    uint32_t i = 0;

    while (n->tasks[i] != task) {
        i++;
    }
    return i;
}

/* Let the worker hear what comes next; from the beginning again after the end. */
static void feed(struct node *n, const struct signal_file *s)
{
    struct worker *w = &n->board.worker;

    n->at += worker_feed(w, s->frames + n->at * w->task->channels, s->count - n->at);
    if (n->at == s->count && !w->due) {
        listen_anew(n);
        n->heard = true;
    }
}

/* An inference has ended, in an answer or because the memory unit could not be read: then it is
 * tried again after the pause. */
static void end_answer(struct node *n, int err, const struct task_answer *answer)
{
    const struct task *task = n->board.worker.task;
    const uint32_t sensor = sensor_of(n, task);

    if (err) {
        cli_fail("model '%s' stopped: %s", task->name, otaml_err_text(err));
        n->went_wrong = n->heard = true;
    } else {
        example_board_tell(n->paths[sensor], &n->signals[sensor], task, n->start, answer);
        n->start += task->hop;
    }
    n->answered_ms = n->link.net.now_ms(n->link.net.ctx);
    n->rests = true;
}

/* One step of the work; false when there is nothing to do for now. */
static bool step_work(struct node *n)
{
    struct worker *w = &n->board.worker;
    const uint32_t rested_ms = n->link.net.now_ms(n->link.net.ctx) - n->answered_ms;
    struct task_answer answer;
    int err;

    if (!w->task || (n->rests && rested_ms < n->options->pause_ms)) {
        return false;
    }
    n->rests = false;
    if (!w->due) {
        feed(n, &n->signals[sensor_of(n, w->task)]);
        return true;
    }
    err = worker_step(w, &answer);
    if (err != OTAML_ERR_AGAIN) {
        end_answer(n, err, &answer);
    }
    return true;
}

static void live(struct node *n)
{
    bool idle = false;

    while (!stop_asked) {
        bool settled;

        otaml_host_net_forget(&n->link.host);
        settled = step_job(n);
        if (settled) {
            idle = otaml_agent_step(&n->link.agent) == OTAML_OK;
        }
        if (settled && !step_work(n)) {
            fleet_link_wait(&n->link, IDLE_MS);
        }
        if (idle && n->polled && n->options->once && n->job.state == JOB_SETTLED
            && (n->heard || !n->board.worker.task)) {
            break;
        }
    }
}

/* --- start ----------------------------------------------------------------------------------- */

static bool read_signals(struct node *n)
{
    for (uint32_t i = 0; i < TASKS; i++) {
        const uint32_t k = n->job.count;
        if (!n->options->signals[i]) {
            continue;
        }
        n->tasks[k] = all_tasks[i];
        n->paths[k] = n->options->signals[i];
        n->job.count++;
        if (!signal_file_read(&n->signals[k], n->tasks[k], n->paths[k])) {
            return false;
        }
    }
    return true;
}

static bool start_job(struct node *n)
{
    int err;

    n->job.worker = &n->board.worker;
    n->job.tasks = n->tasks;
    n->job.settings = &n->settings;
    err = job_start(&n->job);
    if (err && !n->job.task) {
        cli_fail("cannot read the memory unit: %s", otaml_err_text(err));
        return false;
    }
    printf("job\t%s\n", name_of(n->job.task));
    if (err) {
        n->went_wrong = true;
        example_board_fail(&n->board, n->job.task, err);
    }
    return true;
}

static int run_with(const struct options *o, const struct board_profile *profile)
{
    struct node *n = cli_alloc(sizeof(*n));
    int status = CLI_FAILED;

    memset(n, 0, sizeof(*n));
    n->options = o;
    if (example_board_open(&n->board, profile, o->unit, BOARD_UNIT_CREATE) && read_signals(n)
        && start_job(n) && open_link(n)) {
        live(n);
        status = n->went_wrong ? CLI_FAILED : CLI_DONE;
    }
    fleet_link_close(&n->link);
    for (uint32_t i = 0; i < TASKS; i++) {
        signal_file_free(&n->signals[i]);
    }
    example_board_close(&n->board);
    free(n);
    return status;
}

int main(int argc, char **argv)
{
    const struct sigaction stop = { .sa_handler = ask_to_stop };
    struct options o;
    int status;

    cli_set_program("node");
    status = read_options(&o, argc, argv);
    if (status || !o.link.board) { /* without status there is a board */
        return status < 0 ? CLI_DONE : status;
    }
    signal(SIGPIPE, SIG_IGN);
    sigaction(SIGTERM, &stop, NULL);
    sigaction(SIGINT, &stop, NULL);
    setvbuf(stdout, NULL, _IOLBF, 0); /* a killed node has said all it did */
    return run_with(&o, o.link.board);
}
