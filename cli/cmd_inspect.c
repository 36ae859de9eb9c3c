/*
 * cmd_inspect.c - otaml inspect: what a model is and what it needs.
 */
#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli_priv.h"
#include "model_cli_priv.h"
#include "model_macs_priv.h"
#include "model_report_priv.h"

static const char usage[] =
    "usage: otaml inspect MODEL [--json]\n\n"
    "Shows a model's operators, inputs, outputs and multiplications, the RAM that each way to run "
    "it\n"
    "takes, the operator at which most of it is used, what tiles (chains of operators run some\n"
    "rows at a time) save and cost, what the file says besides, and on which boards it fits.\n\n"
    "  in place   the arena: operator records, activations, scratch\n"
    "  load       the arena and a copy of the model\n"
    "  stream     the arena with a stripe of 4096 bytes; weights are read as they are needed\n";

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
    char name[256], shape[96], scale[32];

    if (number < 0 || otaml_model_tensor(m, (uint32_t)number, &t)) {
        return;
    }
    cli_tensor_name(m, (uint32_t)number, name, sizeof(name));
    snprintf(scale, sizeof(scale), isfinite(t.scale) ? "%.9g" : "null", (double)t.scale);
    printf("{\"name\": \"%s\", \"tensor\": %d, \"type\": \"%s\", \"shape\": [%s], \"bytes\": %u, "
           "\"scale\": %s, \"zero_point\": %d}",
           name, (int)number, otaml_type_name(t.type), shape_text(&t, ", ", shape, sizeof(shape)),
           (unsigned)t.bytes, scale, (int)t.zero_point);
}

static void print_json_tensors(const struct otaml_model *m, const char *what, uint32_t count,
                               int32_t (*number)(const struct otaml_model *, uint32_t))
{
    printf(" \"%s\": [", what);
    for (uint32_t k = 0; k < count; k++) {
        printf("%s", k ? ",\n  " : "");
        print_json_tensor(m, number(m, k));
    }
    printf("],\n");
}

static void print_json_metadata(const struct otaml_model *m)
{
    char name[256];
    uint32_t bytes;

    printf(" \"metadata\": [");
    for (uint32_t i = 0; cli_metadata(m, i, name, sizeof(name), &bytes); i++) {
        printf("%s{\"name\": \"%s\", \"bytes\": %u}", i ? ", " : "", name, (unsigned)bytes);
    }
    printf("],\n");
}

static void print_json_ways(const struct model_report *r)
{
    const struct model_way *stream = &r->ways[CLI_STREAM];

    printf(" \"ways\": {");
    for (int way = CLI_IN_PLACE; way <= CLI_STREAM; way++) {
        const struct model_way *w = &r->ways[way];
        printf("%s\"%s\": ", way ? ", " : "", w->name);
        if (w->possible) {
            printf("{\"ram_bytes\": %llu, \"tiled_ram_bytes\": %llu}",
                   (unsigned long long)w->ram_bytes, (unsigned long long)w->tiled_bytes);
        } else {
            printf("{\"trouble\": \"%s\"}", w->trouble);
        }
    }
    printf("},\n \"stream_ram_bytes\": ");
    if (stream->possible) {
        printf("%llu,\n", (unsigned long long)stream->ram_bytes);
    } else {
        printf("null,\n");
    }
}

static void print_json_peak(const struct otaml_model *m, const struct model_report *r)
{
    struct otaml_operator op;
    const char *separator = "";

    if (otaml_model_operator(m, r->peak_operator, &op)) {
        return; /* a model without operators */
    }
    printf(" \"peak\": {\"operator\": %u, \"name\": \"%s\", \"bytes\": %llu, \"tensors\": [",
           (unsigned)r->peak_operator, otaml_operator_name(op.code),
           (unsigned long long)r->peak_bytes);
    for (uint32_t i = 0; i < r->tensor_count; i++) {
        if (model_tensor_lives(&r->tensors[i], r->peak_operator)) {
            printf("%s{\"tensor\": %u, \"offset\": %u, \"bytes\": %u}", separator,
                   (unsigned)r->tensors[i].number, (unsigned)r->tensors[i].offset,
                   (unsigned)r->tensors[i].bytes);
            separator = ", ";
        }
    }
    printf("]},\n");
}

static void print_json_tiles(const struct model_report *r)
{
    printf(" \"tiles\": [");
    for (uint32_t i = 0; i < r->tile_count; i++) {
        const struct otaml_tile_info *t = &r->tiles[i];
        printf("%s{\"first\": %u, \"operators\": %u, \"passes\": %u, \"line_bytes\": %u, "
               "\"bytes_moved\": %llu}",
               i ? ", " : "", (unsigned)t->first, (unsigned)t->operators, (unsigned)t->passes,
               (unsigned)t->line_bytes, (unsigned long long)t->bytes_moved);
    }
    printf("],\n");
}

static void print_json_boards(const struct cli_model *c, const struct model_report *r)
{
    printf(" \"boards\": [");
    for (uint32_t b = 0; b < BOARD_COUNT; b++) {
        const struct board_profile *board = &board_profiles[b];
        printf("%s{\"board\": \"%s\"", b ? ",\n  " : "", board->name);
        for (int tiled = 0; tiled < 2; tiled++) {
            for (int way = CLI_IN_PLACE; way <= CLI_STREAM; way++) {
                printf(", \"%s%s\": %s", r->ways[way].name, tiled ? "_tiled" : "",
                       model_report_obstacle(r, c, (enum cli_way)way, tiled, board) ? "false"
                                                                                    : "true");
            }
        }
        printf("}");
    }
    printf("]");
}

static void print_json(const struct cli_model *c, const struct model_report *r)
{
    const struct otaml_model *m = &c->model;
    struct otaml_operator op;

    printf(
        "{\"bytes\": %zu, \"arena_bytes\": %u, \"tables_bytes\": %u, \"macs\": %llu,\n \"ops\": [",
        c->size, (unsigned)r->arena_bytes, (unsigned)r->tables_bytes,
        (unsigned long long)model_macs_all(m));
    for (uint32_t i = 0; i < m->n_operators; i++) {
        if (otaml_model_operator(m, i, &op) == OTAML_OK) {
            printf("%s\"%s\"", i ? ", " : "", otaml_operator_name(op.code));
        }
    }
    printf("],\n");
    print_json_tensors(m, "inputs", m->n_inputs, otaml_model_input);
    print_json_tensors(m, "outputs", m->n_outputs, otaml_model_output);
    print_json_metadata(m);
    print_json_ways(r);
    print_json_peak(m, r);
    print_json_tiles(r);
    print_json_boards(c, r);
    printf("}\n");
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
        const uint64_t macs = model_macs(m, &op);
        printf("  %4u %-20s %-22s %-22s %-22s %12llu\n", (unsigned)i, otaml_operator_name(op.code),
               operand_text(m, otaml_operator_input(m, &op, 0), in, sizeof(in)),
               macs ? operand_text(m, otaml_operator_input(m, &op, 1), weights, sizeof(weights))
                    : "",
               operand_text(m, otaml_operator_output(m, &op, 0), out, sizeof(out)),
               (unsigned long long)macs);
    }
}

static void print_ways(const struct model_report *r)
{
    static const char *const with[] = { "", ", with a copy of the model",
                                        ", with a stripe of 4096 bytes" };

    for (int way = CLI_IN_PLACE; way <= CLI_STREAM; way++) {
        const struct model_way *w = &r->ways[way];
        if (!w->possible) {
            printf("  %-8s %s\n", w->name, w->trouble);
            continue;
        }
        printf("  %-8s %llu bytes of RAM%s", w->name, (unsigned long long)w->ram_bytes, with[way]);
        if (w->tiled_bytes && w->tiled_bytes < w->ram_bytes) {
            printf("; %llu in tiles", (unsigned long long)w->tiled_bytes);
        }
        putchar('\n');
    }
}

/* What the tiles cost: no arithmetic, but weights gone through again and rows moved. */
static void print_tiles(const struct model_report *r)
{
    for (uint32_t i = 0; i < r->tile_count; i++) {
        const struct otaml_tile_info *t = &r->tiles[i];
        printf("  tile     operators %u to %u: %u bytes of rows kept, %u passes through weights "
               "(untiled %u), %llu bytes moved\n",
               (unsigned)t->first, t->first + t->operators - 1u, (unsigned)t->line_bytes,
               (unsigned)t->passes, (unsigned)t->operators, (unsigned long long)t->bytes_moved);
    }
}

static void print_peak(const struct otaml_model *m, const struct model_report *r)
{
    struct otaml_operator op;
    char text[112];

    if (otaml_model_operator(m, r->peak_operator, &op)) {
        return; /* a model without operators */
    }
    printf("  peak     %llu bytes of activations at operator %u, %s\n",
           (unsigned long long)r->peak_bytes, (unsigned)r->peak_operator,
           otaml_operator_name(op.code));
    for (uint32_t i = 0; i < r->tensor_count; i++) {
        const struct model_tensor *t = &r->tensors[i];
        if (model_tensor_lives(t, r->peak_operator)) {
            printf("           %10u at %-10u tensor %u, %s\n", (unsigned)t->bytes,
                   (unsigned)t->offset, (unsigned)t->number,
                   operand_text(m, (int32_t)t->number, text, sizeof(text)));
        }
    }
}

static void print_metadata(const struct otaml_model *m)
{
    char name[64];
    uint32_t bytes;

    for (uint32_t i = 0; cli_metadata(m, i, name, sizeof(name), &bytes); i++) {
        printf("  metadata %s, %u bytes\n", name, (unsigned)bytes);
    }
}

static void print_boards(const struct cli_model *c, const struct model_report *r)
{
    printf("\n  %-12s %10s %10s  %-18s %-18s %-18s\n", "board", "for arena", "storage", "in place",
           "load", "stream");
    for (uint32_t b = 0; b < BOARD_COUNT; b++) {
        const struct board_profile *board = &board_profiles[b];
        printf("  %-12s %10u %10u ", board->name, (unsigned)board_arena_max(board),
               (unsigned)board->capacity);
        for (int way = CLI_IN_PLACE; way <= CLI_STREAM; way++) {
            const char *whole = model_report_obstacle(r, c, (enum cli_way)way, false, board);
            const char *tiled = model_report_obstacle(r, c, (enum cli_way)way, true, board);
            printf(" %-18s", !whole ? "fits" : !tiled ? "fits in tiles" : whole);
        }
        putchar('\n');
    }
}

static void print_table(const struct cli_model *c, const struct model_report *r)
{
    const struct otaml_model *m = &c->model;

    printf("%s\n", c->path);
    printf("  model    %zu bytes, %u operators, %u tensors, %llu multiply-accumulates\n", c->size,
           (unsigned)m->n_operators, (unsigned)m->n_tensors, (unsigned long long)model_macs_all(m));
    printf("  arena    %u bytes in place (%u of them records)\n", (unsigned)r->arena_bytes,
           (unsigned)r->tables_bytes);
    print_ways(r);
    print_peak(m, r);
    print_tiles(r);
    for (uint32_t k = 0; k < m->n_inputs; k++) {
        print_tensor(m, "input", otaml_model_input(m, k));
    }
    for (uint32_t k = 0; k < m->n_outputs; k++) {
        print_tensor(m, "output", otaml_model_output(m, k));
    }
    print_metadata(m);
    print_boards(c, r);
    print_operators(m);
}

int cmd_inspect(int argc, char **argv);

int cmd_inspect(int argc, char **argv)
{
    static const struct option longs[] = {
        { "json", no_argument, NULL, 'j' },
        { "help", no_argument, NULL, 'h' },
        { NULL, 0, NULL, 0 },
    };
    struct cli_model m;
    struct model_report r;
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
    if (model_report_make(&r, &m)) {
        if (json) {
            print_json(&m, &r);
        } else {
            print_table(&m, &r);
        }
        status = CLI_DONE;
    }
    model_report_free(&r);
    cli_model_close(&m);
    return status;
}
