/*
 * fence.c - fences around one operator's bytes. API: fence.h
 */
#include "fence.h"

#include <stdlib.h>

#include "loads_priv.h"
#include "operator_priv.h"
#include "tile_priv.h"

#if defined(__SANITIZE_ADDRESS__)
#define HAS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAS_SANITIZER 1
#endif
#endif

#ifdef HAS_SANITIZER
#include <sanitizer/asan_interface.h>

/* Ranges of memory, gathered while the model can still be read. */
/* Of one operator; of a tile, whose operators have few. */
enum { TENSORS_MAX = 64, RANGES_MAX = 1024 };

struct ranges {
    struct {
        const uint8_t *at;
        size_t bytes;
    } range[RANGES_MAX];
    uint32_t count;
};

static void add(struct ranges *r, const uint8_t *at, size_t bytes)
{
    if (r->count == RANGES_MAX) {
        abort();
    }
    r->range[r->count].at = at;
    r->range[r->count].bytes = bytes;
    r->count++;
}

/* What lies behind `offset` in the arena up to the next of the operator's tensors: scratch memory
 * and loaded constants, whose sizes no record tells. */
static void add_rest(struct ranges *r, const struct otaml_infer *inf, uint32_t offset)
{
    const uint8_t *const at = inf->arena + offset, *end = inf->arena + inf->arena_needed;

    for (uint32_t i = 0; i < r->count; i++) {
        const uint8_t *other = r->range[i].at;
        end = other >= at && other < end ? other : end;
    }
    add(r, at, (size_t)(end - at));
}

/* What the operator reads of a model in memory. */
static void add_constants(struct ranges *r, const struct otaml_model *m,
                          const struct otaml_operator *op)
{
    struct otaml_tensor t;

    for (uint32_t k = 0; k < (uint32_t)op->n_inputs + op->n_outputs && !m->reader; k++) {
        const int32_t number = k < op->n_inputs ? otaml_operator_input(m, op, k)
                                                : otaml_operator_output(m, op, k - op->n_inputs);
        if (number < 0 || otaml_model_tensor_shape(m, (uint32_t)number, &t) != OTAML_OK) {
            continue;
        }
        if (t.constant) {
            add(r, m->data + t.data, t.bytes);
        }
        /* Damaged ones are no operator's: a bias is used whatever its scales are. */
        if (otaml_model_tensor(m, (uint32_t)number, &t) != OTAML_OK) {
            continue;
        }
        add(r, m->data + t.scales, (size_t)4 * t.n_scales);
        add(r, m->data + t.zero_points, (size_t)8 * t.n_zero_points);
    }
}

/* The activations. A record of fewer inputs than the operator has names them in an order of its
 * own: each then reaches to the next one. */
static void add_activations(struct ranges *r, const struct otaml_infer *inf,
                            const struct otaml_operator *op, const uint8_t *record)
{
    const struct otaml_model *m = inf->model;
    struct otaml_record head;
    struct otaml_tensor t;
    uint32_t operand;

    memcpy(&head, record, sizeof(head));
    for (uint32_t k = head.inputs + head.outputs; k-- > 0;) { /* outputs first: their sizes count */
        const bool is_input = k < head.inputs;
        memcpy(&operand, record + 4 + 4 * k, sizeof(operand));
        if (otaml_is_constant(operand)) { /* or none */
            continue;
        }
        const int32_t number = is_input ? otaml_operator_input(m, op, k)
                                        : otaml_operator_output(m, op, k - head.inputs);
        if (is_input && op->n_inputs > head.inputs) {
            add_rest(r, inf, operand);
        } else if (number >= 0 && otaml_model_tensor(m, (uint32_t)number, &t) == OTAML_OK) {
            add(r, inf->arena + operand, t.bytes);
        }
    }
}

/* The operator's own places beside its tensors. */
static void add_places(struct ranges *r, const struct otaml_infer *inf, const uint8_t *record)
{
    uint32_t operands[RECORD_OPERANDS_MAX], place;
    struct otaml_record head;

    memcpy(&head, record, sizeof(head));
    memcpy(operands, record + 4, 4u * head.inputs);
    const struct otaml_op *op = otaml_registry_op(head.row);
    if (op->flags & OP_SCRATCH) {
        memcpy(&place, record + 4 + 4 * (head.inputs + head.outputs), sizeof(place));
        if (place != OPERAND_NONE) {
            add_rest(r, inf, place);
        }
    }
    const uint32_t list = inf->model->reader && op->run ? otaml_loads_words(&head, operands) : 0;
    if (list > 0) {
        memcpy(&place, record + 4u * (head.words - list), sizeof(place));
        if (place != LOADS_TO_STRIPE) {
            add_rest(r, inf, place);
        }
    }
}

/* The rows that a tile keeps. */
static void add_lines(struct ranges *r, const struct otaml_infer *inf, struct otaml_tile *tile)
{
    const struct tile_tensor *t = otaml_tile_tensors(tile);

    for (uint32_t i = 0; i < tile->tensors; i++) {
        add(r, inf->arena + t[i].operand,
            (size_t)(t[i].capacity < t[i].rows ? t[i].capacity : t[i].rows) * t[i].row_bytes);
    }
}

/* The tile that the next step works on, or NULL. */
static struct otaml_tile *next_tile(const struct otaml_infer *inf, uint32_t position)
{
    uint8_t *at = inf->arena + inf->tiles;

    for (uint32_t i = 0; i < inf->n_tiles; i++) {
        struct otaml_tile *tile = (struct otaml_tile *)(void *)at;
        if (tile->first == position) {
            return tile;
        }
        at += otaml_tile_bytes(tile);
    }
    return NULL;
}

/* All that operator `index`, whose record this is, names; of a tile's the rows are added apart. */
static bool add_operator(struct ranges *r, const struct otaml_infer *inf, uint32_t index,
                         const uint8_t *record, bool tiled)
{
    struct otaml_operator op;

    if (otaml_model_operator(inf->model, index, &op) != OTAML_OK
        || op.n_inputs + op.n_outputs > TENSORS_MAX) {
        return false;
    }
    add_constants(r, inf->model, &op);
    if (!tiled) {
        add_activations(r, inf, &op, record);
    }
    add_places(r, inf, record);
    return true;
}

static bool add_tile(struct ranges *r, const struct otaml_infer *inf, struct otaml_tile *tile)
{
    const uint8_t *record = inf->arena + tile->records;

    add_lines(r, inf, tile);
    for (uint32_t i = 0; i < tile->ops; i++) {
        if (!add_operator(r, inf, (uint32_t)tile->first + i, record, true)) {
            return false;
        }
        record += 4u * otaml_tile_ops(tile)[i].words;
    }
    return true;
}

void fence_up(const struct otaml_infer *inf)
{
    const bool begins = inf->position >= inf->model->n_operators;
    const uint32_t index = begins ? 0 : inf->position;
    struct otaml_tile *tile = next_tile(inf, index);
    struct ranges r = { .count = 0 };

    if (inf->model->n_operators == 0
        || !(tile ? add_tile(&r, inf, tile)
                  : add_operator(&r, inf, index, inf->arena + (begins ? 0 : inf->next), false))) {
        return;
    }
    ASAN_POISON_MEMORY_REGION(inf->arena + inf->tables, inf->arena_needed - inf->tables);
    if (!inf->model->reader) {
        ASAN_POISON_MEMORY_REGION(inf->model->data, inf->model->size);
    }
    for (uint32_t i = 0; i < r.count; i++) {
        ASAN_UNPOISON_MEMORY_REGION(r.range[i].at, r.range[i].bytes);
    }
}

void fence_down(const struct otaml_infer *inf)
{
    ASAN_UNPOISON_MEMORY_REGION(inf->arena, inf->arena_needed);
    if (!inf->model->reader) {
        ASAN_UNPOISON_MEMORY_REGION(inf->model->data, inf->model->size);
    }
}
#else
void fence_up(const struct otaml_infer *inf)
{
    (void)inf;
}

void fence_down(const struct otaml_infer *inf)
{
    (void)inf;
}
#endif
