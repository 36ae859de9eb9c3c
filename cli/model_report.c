/*
 * model_report.c - the memory of a model: its ways, its peak, its boards. API: model_report_priv.h
 */
#include "model_report_priv.h"

#include <stdlib.h>
#include <string.h>

#include "cli_priv.h"

/* The activation with this number, added to the list if it is new; NULL for a constant. */
static struct model_tensor *activation(struct model_report *r, const struct otaml_model *m,
                                       int32_t number)
{
    struct otaml_tensor t;

    if (number < 0 || otaml_model_tensor(m, (uint32_t)number, &t) || t.constant) {
        return NULL;
    }
    for (uint32_t i = 0; i < r->tensor_count; i++) {
        if (r->tensors[i].number == (uint32_t)number) {
            return &r->tensors[i];
        }
    }
    struct model_tensor *a = &r->tensors[r->tensor_count++];
    *a = (struct model_tensor){ .number = (uint32_t)number, .bytes = t.bytes };
    a->last = t.variable ? m->n_operators : 0; /* a variable is there from the beginning on */
    return a;
}

static void put(struct model_tensor *a, uint32_t offset)
{
    a->offset = offset;
    a->placed = true;
}

static void extend(struct model_tensor *a, uint32_t last)
{
    a->last = last > a->last ? last : a->last;
}

static void add_graph_inputs(struct model_report *r, const struct otaml_infer *inf)
{
    for (uint32_t k = 0; k < inf->model->n_inputs; k++) {
        struct model_tensor *a = activation(r, inf->model, otaml_model_input(inf->model, k));
        size_t bytes;
        const uint8_t *at = otaml_infer_input(inf, k, &bytes);
        if (a && at) {
            put(a, (uint32_t)(at - inf->arena));
        }
    }
}

static void add_operator(struct model_report *r, const struct otaml_infer *inf, uint32_t index)
{
    const struct otaml_model *m = inf->model;
    struct otaml_operator op;
    uint32_t offset;

    if (otaml_model_operator(m, index, &op)) {
        return;
    }
    for (uint32_t k = 0; k < op.n_inputs; k++) {
        if (otaml_infer_input_at(inf, index, k, &offset) == OTAML_OK) {
            struct model_tensor *a = activation(r, m, otaml_operator_input(m, &op, k));
            if (a) {
                put(a, offset);
                extend(a, index);
            }
        }
    }
    for (uint32_t k = 0; k < op.n_outputs; k++) {
        if (otaml_infer_output_at(inf, index, k, &offset) == OTAML_OK) {
            struct model_tensor *a = activation(r, m, otaml_operator_output(m, &op, k));
            if (a) {
                put(a, offset);
                a->first = index;
                extend(a, index);
            }
        }
    }
}

static void add_graph_outputs(struct model_report *r, const struct otaml_model *m)
{
    for (uint32_t k = 0; k < m->n_outputs; k++) {
        struct model_tensor *a = activation(r, m, otaml_model_output(m, k));
        if (a) {
            extend(a, m->n_operators);
        }
    }
}

static int by_offset(const void *a, const void *b)
{
    const struct model_tensor *x = a, *y = b;
    return (x->offset > y->offset) - (x->offset < y->offset);
}

/* Bytes alive at an operator; those that tensors share count once. The list is by offset. */
static uint64_t alive_at(const struct model_report *r, uint32_t index)
{
    uint64_t sum = 0, end = 0;

    for (uint32_t i = 0; i < r->tensor_count; i++) {
        const struct model_tensor *t = &r->tensors[i];
        const uint64_t t_end = (uint64_t)t->offset + t->bytes;
        if (model_tensor_lives(t, index) && t_end > end) {
            sum += t_end - (t->offset > end ? t->offset : end);
            end = t_end;
        }
    }
    return sum;
}

static void find_peak(struct model_report *r, const struct otaml_infer *inf)
{
    const struct otaml_model *m = inf->model;

    r->tensors = cli_alloc((m->n_tensors + 1u) * sizeof(*r->tensors));
    add_graph_inputs(r, inf);
    for (uint32_t i = 0; i < m->n_operators; i++) {
        add_operator(r, inf, i);
    }
    add_graph_outputs(r, m);
    qsort(r->tensors, r->tensor_count, sizeof(*r->tensors), by_offset);
    for (uint32_t i = 0; i < m->n_operators; i++) {
        const uint64_t bytes = alive_at(r, i);
        if (bytes > r->peak_bytes) {
            r->peak_bytes = bytes;
            r->peak_operator = i;
        }
    }
}

static int by_first(const void *a, const void *b)
{
    const struct otaml_tile_info *x = a, *y = b;
    return (x->first > y->first) - (x->first < y->first);
}

/* As little arena as tiles make possible, and those. */
static bool find_tiles(struct model_report *r, const struct cli_model *m)
{
    const struct cli_infer_options tiled = { .tile = 1 };
    struct cli_infer i;

    if (!cli_infer_open(&i, m, &tiled)) {
        return false;
    }
    r->ways[CLI_IN_PLACE].tiled_bytes = i.inf.arena_needed;
    while (i.inf.arena_needed < r->arena_bytes && r->tile_count < MODEL_TILES_MAX
           && otaml_infer_tile(&i.inf, r->tile_count, &r->tiles[r->tile_count])) {
        r->tile_count++;
    }
    qsort(r->tiles, r->tile_count, sizeof(r->tiles[0]), by_first);
    cli_infer_close(&i);
    return true;
}

/* The same file behind a reader. */
static void try_to_stream(struct model_way *way, const char *path)
{
    struct cli_infer_options options = { .stripe = CLI_STRIPE_STANDARD };
    struct cli_model m;
    uint32_t arena;

    if (!cli_model_open(&m, path, CLI_STREAM)) {
        return;
    }
    way->possible = cli_infer_check(&m, &options, &arena, way->trouble) == OTAML_OK;
    way->ram_bytes = arena;
    options.tile = 1;
    if (way->possible && cli_infer_check(&m, &options, &arena, way->trouble) == OTAML_OK) {
        way->tiled_bytes = arena;
    }
    cli_model_close(&m);
}

static bool find_arena(struct model_report *r, const struct cli_model *m)
{
    const struct cli_infer_options standard = { 0, 0, 0 };
    struct cli_infer i;

    if (!cli_infer_open(&i, m, &standard)) {
        return false;
    }
    r->arena_bytes = i.inf.arena_needed;
    r->tables_bytes = i.inf.tables;
    find_peak(r, &i.inf);
    cli_infer_close(&i);
    return true;
}

bool model_report_make(struct model_report *r, const struct cli_model *m)
{
    struct model_way *in_place = &r->ways[CLI_IN_PLACE], *load = &r->ways[CLI_LOAD];

    memset(r, 0, sizeof(*r));
    if (!find_arena(r, m) || !find_tiles(r, m)) {
        return false;
    }
    in_place->name = "inplace";
    in_place->possible = true;
    in_place->ram_bytes = r->arena_bytes;
    *load = *in_place;
    load->name = "load";
    load->ram_bytes += m->size;
    load->tiled_bytes += m->size;
    r->ways[CLI_STREAM].name = "stream";
    try_to_stream(&r->ways[CLI_STREAM], m->path);
    return true;
}

void model_report_free(struct model_report *r)
{
    free(r->tensors);
}

const char *model_report_obstacle(const struct model_report *r, const struct cli_model *m,
                                  enum cli_way way, bool tiled, const struct board_profile *board)
{
    const struct model_way *w = &r->ways[way];

    if (m->size > board->capacity) {
        return "too large to store";
    }
    if (!w->possible) {
        return "not possible";
    }
    if (way == CLI_IN_PLACE && !board_is_mapped(board)) {
        return "not mapped";
    }
    return (tiled ? w->tiled_bytes : w->ram_bytes) > board_arena_max(board) ? "too little SRAM"
                                                                            : NULL;
}
