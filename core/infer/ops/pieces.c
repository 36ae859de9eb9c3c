/*
 * pieces.c - a tensor and its pieces along an axis. API: pieces_priv.h
 */
#include "pieces_priv.h"

#include <string.h>

/* Behind the operands of a record. */
static uint32_t *tail_of(struct prep *p)
{
    return p->record.words + 1 + p->record.head.inputs + p->record.head.outputs;
}

size_t otaml_pieces_record_bytes(struct prep *p, uint32_t inputs, uint32_t outputs, uint32_t pieces)
{
    /* Counts are 16 bits. */
    const uint32_t words = 1 + inputs + outputs + 1 + pieces;

    if (words > RECORD_BYTES_MAX / 4) {
        otaml_prep_fail(p, OTAML_ERR_UNSUPPORTED, -1);
        return 0;
    }
    return 4u * words;
}

void otaml_pieces_begin(struct prep *p, struct otaml_pieces *g, int32_t axis)
{
    const uint32_t rank = g->whole.rank;
    const uint32_t resolved = axis < 0 ? (uint32_t)axis + rank : (uint32_t)axis;
    uint32_t outer = 1;

    if (p->err) {
        return;
    }
    if (resolved >= rank) {
        otaml_prep_fail(p, OTAML_ERR_MODEL_OPTION, g->whole_number);
        return;
    }
    g->axis = resolved;
    for (uint32_t i = 0; i < resolved; i++) {
        outer *= g->whole.dims[i];
    }
    tail_of(p)[0] = outer;
}

/* The piece's shape is the whole's, the axis aside. */
static bool fits(const struct otaml_pieces *g, const struct otaml_tensor *piece)
{
    uint32_t k = 0;

    if (piece->type != g->whole.type || piece->rank + !g->has_axis != g->whole.rank) {
        return false;
    }
    for (uint32_t i = 0; i < g->whole.rank; i++) {
        if (i == g->axis) {
            k += g->has_axis;
        } else if (piece->dims[k++] != g->whole.dims[i]) {
            return false;
        }
    }
    return true;
}

void otaml_pieces_add(struct prep *p, struct otaml_pieces *g, const struct otaml_tensor *piece,
                      int32_t number)
{
    uint32_t *tail = tail_of(p);

    if (p->err) {
        return;
    }
    const uint32_t length = fits(g, piece) ? (g->has_axis ? piece->dims[g->axis] : 1) : 0;
    if (length == 0 || length > g->whole.dims[g->axis] - g->length) {
        otaml_prep_fail(p, OTAML_ERR_MODEL_SHAPE, number);
        return;
    }
    g->length += length;
    tail[1 + g->count++] = piece->bytes / tail[0];
}

void otaml_pieces_end(struct prep *p, const struct otaml_pieces *g)
{
    if (!p->err && g->length != g->whole.dims[g->axis]) {
        otaml_prep_fail(p, OTAML_ERR_MODEL_SHAPE, g->whole_number);
    }
}

int32_t otaml_pieces_read_axis(struct prep *p, uint32_t k)
{
    struct otaml_tensor t;

    otaml_prep_input(p, k, &t);
    otaml_prep_type(p, (int32_t)k, &t, OTAML_TYPE_INT32);
    if (!t.constant || t.count != 1) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_SHAPE, (int32_t)k);
    }
    return otaml_prep_integer(p, &t, 0);
}

void otaml_pieces_outputs(struct prep *p, struct otaml_pieces *g, int32_t axis)
{
    otaml_pieces_begin(p, g, axis);
    for (uint32_t k = 0; !p->err && k < p->op.n_outputs; k++) {
        struct otaml_tensor piece;
        otaml_prep_output(p, k, &piece);
        otaml_pieces_add(p, g, &piece, otaml_operator_output(p->m, &p->op, k));
    }
    otaml_pieces_end(p, g);
}

void otaml_pieces_inputs(struct prep *p, struct otaml_pieces *g, int32_t axis)
{
    otaml_prep_output(p, 0, &g->whole);
    g->whole_number = otaml_operator_output(p->m, &p->op, 0);
    otaml_pieces_begin(p, g, axis);
    for (uint32_t k = 0; !p->err && k < p->op.n_inputs; k++) {
        struct otaml_tensor piece;
        otaml_prep_input(p, k, &piece);
        otaml_pieces_add(p, g, &piece, otaml_operator_input(p->m, &p->op, k));
    }
    otaml_pieces_end(p, g);
}

static void copy_runs(uint8_t *to, uint32_t to_step, const uint8_t *from, uint32_t from_step,
                      uint32_t bytes, uint32_t runs)
{
    for (; runs > 0; runs--, to += to_step, from += from_step) {
        memcpy(to, from, bytes);
    }
}

static uint32_t sum(const uint32_t *bytes, uint32_t n)
{
    uint32_t total = 0;

    while (n > 0) {
        total += bytes[--n];
    }
    return total;
}

void otaml_pieces_join(const struct otaml_infer *inf, const void *record)
{
    const struct otaml_record *head = record;
    const uint32_t n = head->inputs, *operand = (const uint32_t *)record + 1;
    const uint32_t *tail = operand + n + 1, all = sum(tail + 1, n);
    uint8_t *to = otaml_arena_at(inf, operand[n]);

    for (uint32_t k = 0; k < n; k++) {
        const uint32_t bytes = tail[1 + k];
        copy_runs(to, all, otaml_operand(inf, operand[k]), bytes, bytes, tail[0]);
        to += bytes;
    }
}

void otaml_pieces_cut(const struct otaml_infer *inf, const void *record, uint32_t whole)
{
    const struct otaml_record *head = record;
    const uint32_t n = head->outputs, *operand = (const uint32_t *)record + 1;
    const uint32_t *output = operand + head->inputs;
    const uint32_t *tail = output + n, all = sum(tail + 1, n);
    const uint8_t *from = otaml_operand(inf, operand[whole]);

    for (uint32_t k = 0; k < n; k++) {
        const uint32_t bytes = tail[1 + k];
        copy_runs(otaml_arena_at(inf, output[k]), bytes, from, all, bytes, tail[0]);
        from += bytes;
    }
}
