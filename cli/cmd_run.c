/*
 * cmd_run.c - otaml run: a model's answers to inputs from a file.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <otaml/crc32.h>

#include "cli_priv.h"
#include "model_cli_priv.h"

static const char usage[] =
    "usage: otaml run MODEL --input IN --output OUT [--store IMAGE:KIND]\n"
    "                 [--way inplace|load|stream] [--stripe BYTES] [--arena BYTES]\n"
    "                 [--tile BYTES] [--invokes N] [--layers]\n\n"
    "Runs MODEL on the tensors in IN and writes its outputs to OUT. Both files hold raw\n"
    "little-endian values, all inputs (outputs) in the model's order, once for each invocation.\n\n"
    "  --store IMAGE:KIND  MODEL is an object of this store: `otaml store --help`\n"
    "  --way inplace    use the weights in the mapped file (standard; of a store whose memory "
    "unit\n"
    "                   is not mapped: stream)\n"
    "  --way load       copy the whole file into memory first\n"
    "  --way stream     read weights from the file, a stripe at a time\n"
    "  --stripe BYTES   of weights in memory with stream (standard: 4096); with the other ways\n"
    "                   a bound on the weights that a step works through\n"
    "  --arena BYTES    fail if the model needs more working memory than this\n"
    "  --tile BYTES     run chains of operators some rows at a time until the model needs no more\n"
    "                   working memory than this, or as little as it will\n"
    "  --invokes N      how often to invoke; standard: as often as IN has inputs for\n"
    "  --layers         print invocation, operator, its output, type, bytes and CRC-32\n";

struct options {
    const char *model, *store, *input, *output;
    enum cli_way way;
    bool layers;
    uint32_t invokes;
    struct cli_infer_options infer;
};

/* CLI_DONE, or the status to exit with. */
static int parse(int argc, char **argv, struct options *o)
{
    static const struct option longs[] = {
        { "input", required_argument, NULL, 'i' },
        { "output", required_argument, NULL, 'o' },
        { "way", required_argument, NULL, 'w' },
        { "arena", required_argument, NULL, 'a' },
        { "invokes", required_argument, NULL, 'n' },
        { "layers", no_argument, NULL, 'l' },
        { "stripe", required_argument, NULL, 's' },
        { "tile", required_argument, NULL, 't' },
        { "store", required_argument, NULL, 'S' },
        { "help", no_argument, NULL, 'h' },
        { NULL, 0, NULL, 0 },
    };
    const char *wrong = NULL;
    int c;

    *o = (struct options){ .way = CLI_ANY_WAY };
    while ((c = getopt_long(argc, argv, "", longs, NULL)) != -1) {
        switch (c) {
        case 'i':
            o->input = optarg;
            break;
        case 'o':
            o->output = optarg;
            break;
        case 'S':
            o->store = optarg;
            break;
        case 'w':
            wrong = cli_take_way(optarg, &o->way);
            break;
        case 's':
            wrong = cli_take_stripe(optarg, &o->infer);
            break;
        case 'a':
            if (!cli_parse_size(optarg, &o->infer.arena) || o->infer.arena == 0) {
                return cli_usage(usage, "--arena takes a number of bytes, such as 64K");
            }
            break;
        case 't':
            wrong = cli_take_tile(optarg, &o->infer);
            break;
        case 'n':
            if (!cli_parse_size(optarg, &o->invokes) || o->invokes == 0) {
                return cli_usage(usage, "--invokes takes a number of at least 1");
            }
            break;
        case 'l':
            o->layers = true;
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
    if (argc - optind != 1 || !o->input || !o->output) {
        return cli_usage(usage, "MODEL, --input and --output are needed");
    }
    o->model = argv[optind];
    return CLI_DONE;
}

static void print_layer(const struct otaml_infer *inf, uint32_t invoke)
{
    const struct otaml_model *m = inf->model;
    struct otaml_operator op;
    struct otaml_tensor t;
    const uint32_t index = inf->position - 1u;

    if (otaml_model_operator(m, index, &op)) {
        return;
    }
    for (uint32_t k = 0; k < op.n_outputs; k++) {
        const int32_t tensor = otaml_operator_output(m, &op, k);
        size_t bytes;
        const void *data = otaml_infer_peek(inf, k, &bytes);
        if (data && tensor >= 0 && otaml_model_tensor(m, (uint32_t)tensor, &t) == OTAML_OK) {
            printf("%u\t%u\t%s\ttensor %d\t%s\t%zu\t%08x\n", (unsigned)invoke, (unsigned)index,
                   otaml_operator_name(op.code), (int)tensor, otaml_type_name(t.type), bytes,
                   (unsigned)otaml_crc32(0, data, bytes));
        }
    }
}

static int invoke(struct otaml_infer *inf, uint32_t number, bool layers)
{
    int err;

    do {
        err = otaml_infer_step(inf);
        if (layers && inf->position > 0) {
            print_layer(inf, number);
        }
    } while (err == OTAML_ERR_AGAIN);
    return err;
}

/* Bytes of all inputs, or of all outputs, together. */
static size_t inputs_bytes(const struct otaml_infer *inf)
{
    size_t sum = 0, bytes;
    for (uint32_t k = 0; otaml_infer_input(inf, k, &bytes); k++) {
        sum += bytes;
    }
    return sum;
}

static size_t outputs_bytes(const struct otaml_infer *inf)
{
    size_t sum = 0, bytes;
    for (uint32_t k = 0; otaml_infer_output(inf, k, &bytes); k++) {
        sum += bytes;
    }
    return sum;
}

/* All invocations, from `in` to `out`. */
static int invoke_all(struct otaml_infer *inf, uint32_t invokes, bool layers, const uint8_t *in,
                      uint8_t *out)
{
    size_t bytes;
    void *to;
    const void *from;
    int err = OTAML_OK;

    for (uint32_t i = 0; !err && i < invokes; i++) {
        for (uint32_t k = 0; (to = otaml_infer_input(inf, k, &bytes)) != NULL; k++) {
            memcpy(to, in, bytes);
            in += bytes;
        }
        err = invoke(inf, i, layers);
        for (uint32_t k = 0; (from = otaml_infer_output(inf, k, &bytes)) != NULL; k++) {
            memcpy(out, from, bytes);
            out += bytes;
        }
    }
    return err;
}

static int run(const struct options *o, struct otaml_infer *inf, const uint8_t *in, size_t in_size)
{
    const size_t each = inputs_bytes(inf);
    uint32_t invokes = o->invokes;
    int status = CLI_FAILED;

    if (each == 0 || in_size == 0 || in_size % each != 0 || in_size / each > UINT32_MAX) {
        return cli_fail("%s has %zu bytes; one invocation takes %zu", o->input, in_size, each);
    }
    invokes = invokes ? invokes : (uint32_t)(in_size / each);
    if (invokes > in_size / each) {
        return cli_fail("%s has inputs for %zu invocations, --invokes asks for %u", o->input,
                        in_size / each, (unsigned)invokes);
    }
    const size_t out_size = outputs_bytes(inf) * invokes;
    uint8_t *out = cli_alloc(out_size);
    const int err = invoke_all(inf, invokes, o->layers, in, out);
    if (err) {
        cli_fail("%s: %s", o->model, otaml_err_text(err));
    } else if (cli_write_file(o->output, out, out_size)) {
        status = CLI_DONE;
    }
    free(out);
    return status;
}

int cmd_run(int argc, char **argv);

int cmd_run(int argc, char **argv)
{
    struct options o;
    struct cli_model m;
    struct cli_infer i;
    size_t in_size;
    int status = parse(argc, argv, &o);

    if (status != CLI_DONE) {
        return status;
    }
    if (!cli_model_open_in(&m, o.store, o.model, o.way)) {
        return CLI_FAILED;
    }
    status = CLI_FAILED;
    if (cli_infer_open(&i, &m, &o.infer)) {
        uint8_t *in = cli_read_file(o.input, &in_size);
        if (in) {
            status = run(&o, &i.inf, in, in_size);
        }
        free(in);
        cli_infer_close(&i);
    }
    cli_model_close(&m);
    return status;
}
