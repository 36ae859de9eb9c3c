/*
 * infer.c - step through the records that open left in the arena. API: otaml/infer.h
 *
 *   arena: | records | places of inputs and outputs | fills | states | stripe | activations |
 *          0         places                                 states   stripe   tables
 */
#include <otaml/infer.h>

#include <string.h>
#include "extras_priv.h"
#include "operator_priv.h"
#include "places_priv.h"

/* One operator or, where it works in parts, one of them. */
static int run_operator(struct otaml_infer *inf, const struct otaml_op *op, const uint8_t *record)
{
    if (op->part) {
        return op->part(inf, record);
    }
    if (inf->model->reader) {
        return inf->extras->loads_run(inf, op, record);
    }
    op->run(inf, record);
    return OTAML_OK;
}

int otaml_infer_next(struct otaml_infer *inf)
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
    const int err = inf->n_tiles > 0 ? inf->extras->step(inf) : otaml_infer_next(inf);
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

static const struct otaml_place *places_of(const struct otaml_infer *inf)
{
    return (const struct otaml_place *)(const void *)(inf->arena + inf->places);
}

void otaml_infer_reset(struct otaml_infer *inf)
{
    const uint32_t places = (uint32_t)inf->model->n_inputs + inf->model->n_outputs;
    const struct otaml_fill *fill =
        (const struct otaml_fill *)(const void *)(places_of(inf) + places);

    memset(inf->arena + inf->states, 0, inf->states_bytes);
    for (uint32_t i = 0; i < inf->fills; i++, fill++) {
        memset(otaml_state_at(inf, fill->state), (int)fill->value, fill->bytes);
    }
    otaml_infer_restart(inf);
}

void *otaml_infer_input(const struct otaml_infer *inf, uint32_t k, size_t *bytes)
{
    *bytes = 0;
    if (k >= inf->model->n_inputs) {
        return NULL;
    }
    const struct otaml_place *place = places_of(inf) + k;
    *bytes = place->bytes;
    return otaml_arena_at(inf, place->operand); /* never a constant: open refuses that */
}

const void *otaml_infer_output(const struct otaml_infer *inf, uint32_t k, size_t *bytes)
{
    *bytes = 0;
    if (k >= inf->model->n_outputs) {
        return NULL;
    }
    const struct otaml_place *place = places_of(inf) + inf->model->n_inputs + k;
    *bytes = place->bytes;
    return otaml_operand(inf, place->operand);
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
    if (t.bytes > inf->arena_needed - operand) {
        return NULL; /* what is behind a reader is not what it was at open */
    }
    *bytes = t.bytes;
    return otaml_arena_at(inf, operand);
}
