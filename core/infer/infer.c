/*
 * infer.c - step through the records that open left in the arena. API: otaml/infer.h
 *
 *   arena: | records | places of inputs and outputs | fills | states | stripe | activations |
 *          0         places                                 states   stripe   tables
 */
#include <otaml/infer.h>

#include <string.h>
#include "loads_priv.h"
#include "operator_priv.h"
#include "places_priv.h"
#include "tile_priv.h"

/* One operator or, where it works in parts, one of them. */
static int run_operator(struct otaml_infer *inf, const struct otaml_op *op, const uint8_t *record)
{
    uint32_t copy[RECORD_BYTES_MAX / 4];

    if (op->part) {
        return op->part(inf, record);
    }
    if (inf->model->reader) {
        const int err = otaml_loads_fetch(inf, record, copy);
        if (err) {
            return err;
        }
        record = (const uint8_t *)copy;
    }
    op->run(inf, record);
    return OTAML_OK;
}

static struct otaml_tile *tile_at(const struct otaml_infer *inf, uint32_t at)
{
    return (struct otaml_tile *)(void *)(inf->arena + at);
}

/* The tile whose first operator is the next one, NULL if there is none. They lie in no order. */
static struct otaml_tile *next_tile(const struct otaml_infer *inf)
{
    uint32_t at = inf->tiles;

    for (uint32_t i = 0; i < inf->n_tiles; i++) {
        struct otaml_tile *tile = tile_at(inf, at);
        if (tile->first == inf->position) {
            return tile;
        }
        at += otaml_tile_bytes(tile);
    }
    return NULL;
}

/* A part of a tile. */
static int run_tile(struct otaml_infer *inf, struct otaml_tile *tile)
{
    if (!inf->in_tile) {
        otaml_tile_restart(tile);
        inf->in_tile = true;
    }
    const int err = otaml_tile_step(inf, tile);
    if (err) {
        return err;
    }
    inf->in_tile = false;
    inf->last = tile->records_end - 4u * otaml_tile_ops(tile)[tile->ops - 1].words;
    inf->next = tile->records_end;
    inf->position = (uint16_t)(inf->position + tile->ops);
    return OTAML_OK;
}

/* The next operator, or a part of it. */
static int run_next(struct otaml_infer *inf)
{
    const uint8_t *record = inf->arena + inf->next;
    struct otaml_record head;

    memcpy(&head, record, sizeof(head));
    const int err = run_operator(inf, otaml_registry_op(head.row), record);
    if (err) {
        return err;
    }
    inf->last = inf->next;
    inf->next += 4u * head.words;
    inf->position++;
    return OTAML_OK;
}

int otaml_infer_step(struct otaml_infer *inf)
{
    const uint16_t count = inf->model->n_operators;

    if (inf->position >= count) {
        otaml_infer_restart(inf);
        if (count == 0) {
            return OTAML_OK;
        }
    }
    struct otaml_tile *tile = next_tile(inf);
    const int err = tile ? run_tile(inf, tile) : run_next(inf);
    if (err) {
        return err;
    }
    return inf->position < count ? OTAML_ERR_AGAIN : OTAML_OK;
}

int otaml_infer_run(struct otaml_infer *inf)
{
    int err;
    do {
        err = otaml_infer_step(inf);
    } while (err == OTAML_ERR_AGAIN);
    return err;
}

void otaml_infer_restart(struct otaml_infer *inf)
{
    inf->position = 0;
    inf->next = 0;
    inf->part = 0;
    inf->piece = 0;
    inf->in_tile = false;
}

void otaml_infer_reset(struct otaml_infer *inf)
{
    const uint8_t *at =
        inf->arena + inf->places
        + ((size_t)inf->model->n_inputs + inf->model->n_outputs) * sizeof(struct otaml_place);

    memset(inf->arena + inf->states, 0, inf->states_bytes);
    for (uint32_t i = 0; i < inf->fills; i++, at += sizeof(struct otaml_fill)) {
        struct otaml_fill fill;
        memcpy(&fill, at, sizeof(fill));
        memset(otaml_state_at(inf, fill.state), (int)fill.value, fill.bytes);
    }
    otaml_infer_restart(inf);
}

static const void *place_at(const struct otaml_infer *inf, uint32_t index, size_t *bytes)
{
    struct otaml_place place;

    memcpy(&place, inf->arena + inf->places + index * sizeof(place), sizeof(place));
    *bytes = place.bytes;
    return otaml_operand(inf, place.operand);
}

void *otaml_infer_input(const struct otaml_infer *inf, uint32_t k, size_t *bytes)
{
    *bytes = 0;
    if (k >= inf->model->n_inputs) {
        return NULL;
    }
    /* An input is never a constant: open refuses that, so it lies in the arena. */
    const uint8_t *at = place_at(inf, k, bytes);
    return inf->arena + (at - inf->arena);
}

const void *otaml_infer_output(const struct otaml_infer *inf, uint32_t k, size_t *bytes)
{
    *bytes = 0;
    return k < inf->model->n_outputs ? place_at(inf, inf->model->n_inputs + k, bytes) : NULL;
}

const void *otaml_infer_peek(const struct otaml_infer *inf, uint32_t k, size_t *bytes)
{
    struct otaml_operator op;
    struct otaml_tensor t;
    struct otaml_record head;
    uint32_t operand;

    *bytes = 0;
    if (inf->position == 0 || inf->in_tile || inf->part != 0 || inf->piece != 0
        || otaml_model_operator(inf->model, inf->position - 1u, &op) != OTAML_OK) {
        return NULL;
    }
    const uint8_t *record = inf->arena + inf->last;
    memcpy(&head, record, sizeof(head));
    const int32_t number = otaml_operator_output(inf->model, &op, k);
    if (k >= head.outputs || number < 0
        || otaml_model_tensor(inf->model, (uint32_t)number, &t) != OTAML_OK) {
        return NULL;
    }
    memcpy(&operand, record + 4 + 4 * (head.inputs + k), sizeof(operand));
    *bytes = t.bytes;
    return otaml_operand(inf, operand);
}

bool otaml_infer_tile(struct otaml_infer *inf, uint32_t k, struct otaml_tile_info *info)
{
    uint32_t at = inf->tiles;

    memset(info, 0, sizeof(*info));
    if (k >= inf->n_tiles) {
        return false;
    }
    for (; k > 0; k--) {
        at += otaml_tile_bytes(tile_at(inf, at));
    }
    otaml_tile_describe(tile_at(inf, at), info);
    return true;
}
