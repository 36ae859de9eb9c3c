/*
 * cmd_inspect.c - otaml inspect: what a model is and what it needs.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli_priv.h"
#include "model_cli_priv.h"

static const char usage[] =
    "usage: otaml inspect MODEL [--json]\n\n"
    "Shows a model's operators, inputs, outputs, multiplications and the working memory that\n"
    "it needs when it runs in place: operator records, activations, scratch.\n";

enum { CONV_2D = 3, DEPTHWISE_CONV_2D = 4, FULLY_CONNECTED = 9 };

/* Multiply-accumulates of one operator, those in the padding counted. */
static uint64_t macs_of(const struct otaml_model *m, const struct otaml_operator *op)
{
    struct otaml_tensor filter, out;
    const int32_t w = otaml_operator_input(m, op, 1), o = otaml_operator_output(m, op, 0);

    if ((op->code != CONV_2D && op->code != DEPTHWISE_CONV_2D && op->code != FULLY_CONNECTED)
        || w < 0 || o < 0 || otaml_model_tensor(m, (uint32_t)w, &filter)
        || otaml_model_tensor(m, (uint32_t)o, &out)) {
        return 0;
    }
    /* Weights of one output value: all of a channel's. */
    const uint32_t channels = filter.dims[op->code == DEPTHWISE_CONV_2D ? 3 : 0];
    return channels ? (uint64_t)out.count * (filter.count / channels) : 0;
}

static uint64_t all_macs(const struct otaml_model *m)
{
    struct otaml_operator op;
    uint64_t sum = 0;
    for (uint32_t i = 0; i < m->n_operators; i++) {
        if (otaml_model_operator(m, i, &op) == OTAML_OK) {
            sum += macs_of(m, &op);
        }
    }
    return sum;
}

/* "1x49x10x1" with the separator x, "1, 49, 10, 1" with ", ". */
static const char *shape_text(const struct otaml_tensor *t, const char *separator, char *dst,
                              size_t cap)
{
    size_t n = 0;

    dst[0] = '\0';
    for (uint32_t i = 0; i < t->rank; i++) {
        n += (size_t)snprintf(dst + n, cap - n, "%s%u", i ? separator : "", (unsigned)t->dims[i]);
    }
    return dst;
}

static void print_json_tensor(const struct otaml_model *m, int32_t number)
{
    struct otaml_tensor t;
    char name[256], shape[96];

    if (number < 0 || otaml_model_tensor(m, (uint32_t)number, &t)) {
        return;
    }
    cli_tensor_name(m, (uint32_t)number, name, sizeof(name));
    printf("{\"name\": \"%s\", \"tensor\": %d, \"type\": \"%s\", \"shape\": [%s], \"bytes\": %u, "
           "\"scale\": %.9g, \"zero_point\": %d}",
           name, (int)number, otaml_type_name(t.type), shape_text(&t, ", ", shape, sizeof(shape)),
           (unsigned)t.bytes, (double)t.scale, (int)t.zero_point);
}

static void print_json(const struct cli_model *c, const struct otaml_infer *inf)
{
    const struct otaml_model *m = &c->model;
    struct otaml_operator op;

    printf(
        "{\"bytes\": %zu, \"arena_bytes\": %u, \"tables_bytes\": %u, \"macs\": %llu,\n \"ops\": [",
        c->size, (unsigned)inf->arena_needed, (unsigned)inf->tables,
        (unsigned long long)all_macs(m));
    for (uint32_t i = 0; i < m->n_operators; i++) {
        if (otaml_model_operator(m, i, &op) == OTAML_OK) {
            printf("%s\"%s\"", i ? ", " : "", otaml_operator_name(op.code));
        }
    }
    printf("],\n \"inputs\": [");
    for (uint32_t k = 0; k < m->n_inputs; k++) {
        printf("%s", k ? ",\n  " : "");
        print_json_tensor(m, otaml_model_input(m, k));
    }
    printf("],\n \"outputs\": [");
    for (uint32_t k = 0; k < m->n_outputs; k++) {
        printf("%s", k ? ",\n  " : "");
        print_json_tensor(m, otaml_model_output(m, k));
    }
    printf("]}\n");
}

static void print_tensor(const struct otaml_model *m, const char *what, int32_t number)
{
    struct otaml_tensor t;
    char name[64], shape[96];

    if (number < 0 || otaml_model_tensor(m, (uint32_t)number, &t)) {
        return;
    }
    cli_tensor_name(m, (uint32_t)number, name, sizeof(name));
    printf("  %-8s %-8s %-16s", what, otaml_type_name(t.type),
           shape_text(&t, "x", shape, sizeof(shape)));
    if (t.n_scales > 0) {
        printf(" scale %.9g, zero point %d", (double)t.scale, (int)t.zero_point);
    }
    printf("  %s\n", name);
}

/* "1x49x10x1 INT8" of a tensor of an operator, or "-". */
static const char *operand_text(const struct otaml_model *m, int32_t number, char *dst, size_t cap)
{
    struct otaml_tensor t;
    char shape[96];

    if (number < 0 || otaml_model_tensor(m, (uint32_t)number, &t)) {
        return "-";
    }
    snprintf(dst, cap, "%s %s", shape_text(&t, "x", shape, sizeof(shape)), otaml_type_name(t.type));
    return dst;
}

static void print_operators(const struct otaml_model *m)
{
    struct otaml_operator op;
    char in[112], weights[112], out[112];

    printf("\n  %4s %-20s %-22s %-22s %-22s %12s\n", "#", "operator", "input", "weights", "output",
           "macs");
    for (uint32_t i = 0; i < m->n_operators; i++) {
        if (otaml_model_operator(m, i, &op)) {
            continue;
        }
        const uint64_t macs = macs_of(m, &op);
        printf("  %4u %-20s %-22s %-22s %-22s %12llu\n", (unsigned)i, otaml_operator_name(op.code),
               operand_text(m, otaml_operator_input(m, &op, 0), in, sizeof(in)),
               macs ? operand_text(m, otaml_operator_input(m, &op, 1), weights, sizeof(weights))
                    : "",
               operand_text(m, otaml_operator_output(m, &op, 0), out, sizeof(out)),
               (unsigned long long)macs);
    }
}

static void print_table(const struct cli_model *c, const struct otaml_infer *inf)
{
    const struct otaml_model *m = &c->model;

    printf("%s\n", c->path);
    printf("  model    %zu bytes, %u operators, %u tensors, %llu multiply-accumulates\n", c->size,
           (unsigned)m->n_operators, (unsigned)m->n_tensors, (unsigned long long)all_macs(m));
    printf("  arena    %u bytes in place (%u of them records)\n", (unsigned)inf->arena_needed,
           (unsigned)inf->tables);
    for (uint32_t k = 0; k < m->n_inputs; k++) {
        print_tensor(m, "input", otaml_model_input(m, k));
    }
    for (uint32_t k = 0; k < m->n_outputs; k++) {
        print_tensor(m, "output", otaml_model_output(m, k));
    }
    print_operators(m);
}

int cmd_inspect(int argc, char **argv);

int cmd_inspect(int argc, char **argv)
{
    const struct cli_infer_options standard = { 0, 0, 0 };
    static const struct option longs[] = {
        { "json", no_argument, NULL, 'j' },
        { "help", no_argument, NULL, 'h' },
        { NULL, 0, NULL, 0 },
    };
    struct cli_model m;
    struct cli_infer i;
    bool json = false;
    int c, status = CLI_FAILED;

    while ((c = getopt_long(argc, argv, "", longs, NULL)) != -1) {
        switch (c) {
        case 'j':
            json = true;
            break;
        case 'h':
            fputs(usage, stdout);
            return CLI_DONE;
        default:
            return cli_usage(usage, NULL);
        }
    }
    if (argc - optind != 1) {
        return cli_usage(usage, "one MODEL is needed");
    }
    if (!cli_model_open(&m, argv[optind], CLI_IN_PLACE)) {
        return CLI_FAILED;
    }
    if (cli_infer_open(&i, &m, &standard)) {
        if (json) {
            print_json(&m, &i.inf);
        } else {
            print_table(&m, &i.inf);
        }
        status = CLI_DONE;
        cli_infer_close(&i);
    }
    cli_model_close(&m);
    return status;
}
