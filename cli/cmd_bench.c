/*
 * cmd_bench.c - otaml bench: how long an inference takes here, and where the time goes.
 *
 * One thread, the model opened once, inputs from a fixed pseudo-random sequence written again
 * before each inference, outside of what is timed. The best time says what the machine can do, the
 * median what it did.
 */
#include <getopt.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli_priv.h"
#include "model_cli_priv.h"
#include "model_macs_priv.h"

static const char usage[] =
    "usage: otaml bench MODEL... [--store IMAGE:KIND] [--seconds S]\n"
    "                   [--way inplace|load|stream] [--stripe BYTES] [--tile BYTES]\n"
    "                   [--profile] [--json]\n\n"
    "Times inferences of each MODEL on this machine, in one thread, on made-up inputs.\n\n"
    "  --seconds S      how long to measure each model; standard: 1\n"
    "  --store IMAGE:KIND  the MODELs are objects of this store: `otaml store --help`\n"
    "  --way inplace    use the weights in the mapped file (standard; of a store whose memory "
    "unit\n"
    "                   is not mapped: stream)\n"
    "  --way load       copy the whole file into memory first\n"
    "  --way stream     read weights from the file, a stripe at a time\n"
    "  --stripe BYTES   of weights in memory with stream; standard: 4096\n"
    "  --tile BYTES     run chains of operators some rows at a time, as in otaml run\n"
    "  --profile        measure as long again, operator by operator\n"
    "  --json           an array of objects, one for each model\n";

#define SECONDS_MAX 3600.0

enum { SAMPLES_FIRST = 1024 };

struct options {
    const char *store;
    double seconds;
    enum cli_way way;
    struct cli_infer_options infer;
    bool profile, json;
    bool head_printed;
};

/* The best time of an operator, or of a chain of them that runs in a tile. */
struct profile_row {
    uint32_t first, operators;
    uint64_t macs;
    double seconds;
};

/* What was measured of one model. */
struct bench {
    uint32_t runs;
    double best_s, median_s;
    struct profile_row *rows; /* NULL without --profile */
    uint32_t row_count;
};

static double now_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* xorshift32 */
static uint32_t next_random(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

/* Values that any network takes: floats in [-1, 1), booleans 0 or 1, integers of 32 bits and more
 * 0 for they may be indices, the quantized types any value. */
static void fill(uint8_t *to, size_t bytes, uint8_t type, uint32_t *random)
{
    memset(to, 0, bytes);
    for (size_t i = 0; i < bytes && type != OTAML_TYPE_FLOAT32; i++) {
        const uint32_t value = next_random(random) >> 16;
        if (type == OTAML_TYPE_INT8 || type == OTAML_TYPE_UINT8 || type == OTAML_TYPE_INT16) {
            to[i] = (uint8_t)value;
        } else if (type == OTAML_TYPE_BOOL) {
            to[i] = value & 1;
        }
    }
    for (size_t i = 0; i + 4 <= bytes && type == OTAML_TYPE_FLOAT32; i += 4) {
        const float value = (float)(next_random(random) >> 8) / (float)(1 << 23) - 1.0f;
        memcpy(to + i, &value, sizeof(value));
    }
}

static void fill_inputs(struct otaml_infer *inf)
{
    const struct otaml_model *m = inf->model;
    uint32_t random = 0x2545f491u;

    for (uint32_t k = 0; k < m->n_inputs; k++) {
        struct otaml_tensor t;
        size_t bytes;
        void *to = otaml_infer_input(inf, k, &bytes);
        if (to && otaml_model_tensor(m, (uint32_t)otaml_model_input(m, k), &t) == OTAML_OK) {
            fill(to, bytes, t.type, &random);
        }
    }
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Whole inferences for `seconds`, at least one; the first one only warms up. */
static int time_inferences(struct otaml_infer *inf, double seconds, struct bench *b)
{
    uint32_t cap = SAMPLES_FIRST;
    double *sample = cli_alloc(cap * sizeof(*sample));
    double end;
    int err;

    fill_inputs(inf);
    err = otaml_infer_run(inf);
    end = now_s() + seconds;
    do {
        if (b->runs == cap) {
            double *larger = cli_alloc(2 * (size_t)cap * sizeof(*sample));
            memcpy(larger, sample, cap * sizeof(*sample));
            free(sample);
            sample = larger;
            cap *= 2;
        }
        fill_inputs(inf);
        const double begin = now_s();
        err = err ? err : otaml_infer_run(inf);
        sample[b->runs++] = now_s() - begin;
    } while (!err && now_s() < end);
    qsort(sample, b->runs, sizeof(*sample), by_value);
    b->best_s = sample[0];
    b->median_s = sample[b->runs / 2];
    free(sample);
    return err;
}

/* Operators that run as one from `index` on: those of a tile, or 1. */
static uint32_t operators_from(struct otaml_infer *inf, uint32_t index)
{
    struct otaml_tile_info tile;

    for (uint32_t k = 0; otaml_infer_tile(inf, k, &tile); k++) {
        if (tile.first == index) {
            return tile.operators;
        }
    }
    return 1;
}

static void make_rows(struct otaml_infer *inf, struct bench *b)
{
    const uint32_t n = inf->model->n_operators;
    struct otaml_operator op;

    b->rows = cli_alloc(n * sizeof(*b->rows));
    for (uint32_t i = 0; i < n;) {
        struct profile_row *row = &b->rows[b->row_count++];
        *row = (struct profile_row){ i, operators_from(inf, i), 0, SECONDS_MAX };
        for (const uint32_t end = i + row->operators; i < end; i++) {
            row->macs += otaml_model_operator(inf->model, i, &op) ? 0 : model_macs(inf->model, &op);
        }
    }
}

/* One inference, the time of each row into it where it is the least so far. */
static int profile_once(struct otaml_infer *inf, struct bench *b)
{
    int err = OTAML_ERR_AGAIN;

    for (uint32_t i = 0; i < b->row_count; i++) {
        const uint32_t end = b->rows[i].first + b->rows[i].operators;
        const double begin = now_s();
        do { /* all parts of it */
            err = otaml_infer_step(inf);
        } while (err == OTAML_ERR_AGAIN && inf->position != end);
        const double took = now_s() - begin;
        b->rows[i].seconds = took < b->rows[i].seconds ? took : b->rows[i].seconds;
    }
    return b->row_count ? err : OTAML_OK;
}

static int profile(struct otaml_infer *inf, double seconds, struct bench *b)
{
    const double end = now_s() + seconds;
    int err;

    make_rows(inf, b);
    do {
        fill_inputs(inf);
        err = profile_once(inf, b);
    } while (!err && now_s() < end);
    return err;
}

static double profile_sum(const struct bench *b)
{
    double sum = 0;

    for (uint32_t i = 0; i < b->row_count; i++) {
        sum += b->rows[i].seconds;
    }
    return sum > 0 ? sum : 1e-9;
}

/* The name of a row's first operator. */
static const char *row_name(const struct otaml_model *m, const struct profile_row *row)
{
    struct otaml_operator op;
    return otaml_model_operator(m, row->first, &op) ? "" : otaml_operator_name(op.code);
}

static double per_second(uint64_t macs, double seconds)
{
    return seconds > 0 ? (double)macs / seconds : 0;
}

static json_t *profile_json(const struct otaml_model *m, const struct bench *b)
{
    const double sum = profile_sum(b);
    json_t *rows = json_array();

    for (uint32_t i = 0; i < b->row_count; i++) {
        const struct profile_row *row = &b->rows[i];
        json_array_append_new(rows,
                              json_pack("{s:i, s:i, s:s, s:f, s:f, s:I}", "operator",
                                        (int)row->first, "operators", (int)row->operators, "name",
                                        row_name(m, row), "us", row->seconds * 1e6, "share",
                                        row->seconds / sum, "macs", (json_int_t)row->macs));
    }
    return rows;
}

static json_t *to_json(const struct cli_model *c, const struct otaml_infer *inf,
                       const struct bench *b)
{
    const uint64_t macs = model_macs_all(&c->model);
    json_t *path = json_string(c->path);
    json_t *o =
        json_pack("{s:o, s:I, s:I, s:I, s:I, s:f, s:f, s:f}", "model", path ? path : json_null(),
                  "bytes", (json_int_t)c->size, "arena_bytes", (json_int_t)inf->arena_needed,
                  "macs", (json_int_t)macs, "runs", (json_int_t)b->runs, "best_us", b->best_s * 1e6,
                  "median_us", b->median_s * 1e6, "macs_per_s", per_second(macs, b->best_s));

    if (b->rows) {
        json_object_set_new(o, "profile", profile_json(&c->model, b));
    }
    return o;
}

static void print_profile(const struct otaml_model *m, const struct bench *b)
{
    const double sum = profile_sum(b);

    printf("\n  %4s %-34s %12s %7s %12s %10s\n", "#", "operator", "us", "share", "macs",
           "million/s");
    for (uint32_t i = 0; i < b->row_count; i++) {
        const struct profile_row *row = &b->rows[i];
        char name[64];
        int n = snprintf(name, sizeof(name), "%s", row_name(m, row));
        if (row->operators > 1) {
            snprintf(name + n, sizeof(name) - (size_t)n, " and %u more, tiled",
                     (unsigned)row->operators - 1);
        }
        printf("  %4u %-34s %12.2f %6.1f%% %12llu %10.0f\n", (unsigned)row->first, name,
               row->seconds * 1e6, 100 * row->seconds / sum, (unsigned long long)row->macs,
               per_second(row->macs, row->seconds) * 1e-6);
    }
    putchar('\n');
}

/* Once, above the first model that could be measured. */
static void print_head(struct options *o)
{
    if (o->head_printed) {
        return;
    }
    o->head_printed = true;
    printf("%10s %10s %12s %12s %12s %10s %8s  %s\n", "bytes", "arena", "macs", "best us",
           "median us", "million/s", "runs", "model");
}

static void print_row(const struct cli_model *c, const struct otaml_infer *inf,
                      const struct bench *b)
{
    const uint64_t macs = model_macs_all(&c->model);

    printf("%10zu %10u %12llu %12.2f %12.2f %10.0f %8u  %s\n", c->size, (unsigned)inf->arena_needed,
           (unsigned long long)macs, b->best_s * 1e6, b->median_s * 1e6,
           per_second(macs, b->best_s) * 1e-6, (unsigned)b->runs, c->path);
    if (b->rows) {
        print_profile(&c->model, b);
    }
    fflush(stdout); /* each model takes its time */
}

/* Measure one model, and print it or put it into `list`. */
static int bench_model(struct options *o, const char *path, json_t *list)
{
    struct cli_model m;
    struct cli_infer i;
    struct bench b = { .runs = 0 };
    int err;

    if (!cli_model_open_in(&m, o->store, path, o->way)) {
        return CLI_FAILED;
    }
    if (!cli_infer_open(&i, &m, &o->infer)) {
        cli_model_close(&m);
        return CLI_FAILED;
    }
    err = time_inferences(&i.inf, o->seconds, &b);
    if (!err && o->profile) {
        err = profile(&i.inf, o->seconds, &b);
    }
    if (err) {
        cli_fail("%s: %s", path, otaml_err_text(err));
    } else if (o->json) {
        json_array_append_new(list, to_json(&m, &i.inf, &b));
    } else {
        print_head(o);
        print_row(&m, &i.inf, &b);
    }
    free(b.rows);
    cli_infer_close(&i);
    cli_model_close(&m);
    return err ? CLI_FAILED : CLI_DONE;
}

static bool parse_seconds(const char *text, double *seconds)
{
    char *end;

    *seconds = strtod(text, &end);
    return end != text && *end == '\0' && *seconds > 0 && *seconds <= SECONDS_MAX;
}

/* CLI_DONE, or the status to exit with. */
static int parse(int argc, char **argv, struct options *o)
{
    static const struct option longs[] = {
        { "seconds", required_argument, NULL, 's' },
        { "way", required_argument, NULL, 'w' },
        { "stripe", required_argument, NULL, 'S' },
        { "tile", required_argument, NULL, 't' },
        { "profile", no_argument, NULL, 'p' },
        { "json", no_argument, NULL, 'j' },
        { "help", no_argument, NULL, 'h' },
        { "store", required_argument, NULL, 'i' },
        { NULL, 0, NULL, 0 },
    };
    const char *wrong = NULL;
    int c;

    *o = (struct options){ .seconds = 1, .way = CLI_ANY_WAY };
    while ((c = getopt_long(argc, argv, "", longs, NULL)) != -1) {
        switch (c) {
        case 's':
            if (!parse_seconds(optarg, &o->seconds)) {
                return cli_usage(usage, "--seconds takes a number above 0, at most 3600");
            }
            break;
        case 'i':
            o->store = optarg;
            break;
        case 'w':
            wrong = cli_take_way(optarg, &o->way);
            break;
        case 'S':
            wrong = cli_take_stripe(optarg, &o->infer);
            break;
        case 't':
            wrong = cli_take_tile(optarg, &o->infer);
            break;
        case 'p':
            o->profile = true;
            break;
        case 'j':
            o->json = true;
            break;
        case 'h':
            fputs(usage, stdout);
            exit(CLI_DONE);
        default:
            return cli_usage(usage, NULL);
        }
        if (wrong) {
            return cli_usage(usage, wrong);
        }
    }
    return optind < argc ? CLI_DONE : cli_usage(usage, "at least one MODEL is needed");
}

int cmd_bench(int argc, char **argv);

int cmd_bench(int argc, char **argv)
{
    struct options o;
    json_t *list;
    int status = parse(argc, argv, &o);

    if (status != CLI_DONE) {
        return status;
    }
    list = json_array();
    for (int i = optind; i < argc; i++) {
        if (bench_model(&o, argv[i], list) != CLI_DONE) {
            status = CLI_FAILED; /* said why; the other models are measured all the same */
        }
    }
    if (o.json) {
        json_dumpf(list, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(9));
        putchar('\n');
    }
    json_decref(list);
    return status;
}
