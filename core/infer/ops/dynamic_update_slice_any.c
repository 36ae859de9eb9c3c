/*
 * dynamic_update_slice_any.c - DYNAMIC_UPDATE_SLICE: the first input, any type, with a smaller one
 * in the midst of it. Where that begins is read when the operator runs (int32 or int64) and moved
 * inwards as far as the smaller one needs, as in the reference.
 */
#include <string.h>
#include "native_order_priv.h"
#include "strided_priv.h"

#define AXES OTAML_MODEL_RANK_MAX

struct update {
    struct otaml_record head;
    uint32_t in, update, start, out;
    uint32_t bytes; /* of the output */
    uint32_t dims[AXES], part[AXES];
    uint8_t rank;
    uint8_t value; /* bytes of a value */
    uint8_t wide;  /* start is int64 */
    uint8_t whole; /* the update is all of the output */
};
OTAML_STATIC_ASSERT(sizeof(struct update) <= RECORD_BYTES_MAX, dynamic_update_slice_record);

static void prepare(struct prep *p)
{
    struct update *r = otaml_prep_record(p, sizeof(*r), 3, 3, 0);
    struct otaml_tensor in, update, start, out;

    otaml_prep_input(p, 0, &in);
    otaml_prep_input(p, 1, &update);
    otaml_prep_input(p, 2, &start);
    otaml_prep_output(p, 0, &out);
    otaml_prep_type(p, 1, &update, in.type);
    otaml_prep_type(p, -1, &out, in.type);
    otaml_prep_same_shape(p, -1, &in, &out);
    if (p->err) {
        return;
    }
    r->wide = start.type == OTAML_TYPE_INT64;
    if (!r->wide) {
        otaml_prep_type(p, 2, &start, OTAML_TYPE_INT32);
    }
    bool fits = update.rank == in.rank && start.rank == 1 && start.count == in.rank;
    for (uint32_t i = 0; fits && i < in.rank; i++) {
        fits = update.dims[i] <= in.dims[i];
        r->dims[i] = in.dims[i];
        r->part[i] = update.dims[i];
    }
    if (!fits) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_SHAPE, 1);
    }
    r->rank = in.rank;
    r->bytes = in.bytes;
    r->value = (uint8_t)(in.bytes / in.count);
    r->whole = update.count == in.count;
}

/* Where the update begins along axis i. */
static uint32_t start_of(const struct otaml_infer *inf, const struct update *r, uint32_t i)
{
    const uint8_t *at = otaml_operand(inf, r->start) + (size_t)i * (r->wide ? 8 : 4);
    const bool constant = otaml_is_constant(r->start);
    const uint32_t most = r->dims[i] - r->part[i];
    int64_t start = (int32_t)otaml_load32(at, constant);

    if (r->wide) {
        memcpy(&start, at, sizeof(start));
        start = constant ? (int64_t)otaml_get_le64(at) : start;
    }
    return start < 0 ? 0 : start < (int64_t)most ? (uint32_t)start : most;
}

/* Copy values of an operand; in place there is nothing to do. */
static void copy(const struct update *r, uint32_t operand, const uint8_t *from, uint8_t *to,
                 size_t bytes)
{
    if (from != to) {
        memcpy(to, from, bytes);
        otaml_native_order(to, bytes, r->value, otaml_is_constant(operand));
    }
}

static void run(const struct otaml_infer *inf, const void *record)
{
    const struct update *r = record;
    const uint8_t *from = otaml_operand(inf, r->update);
    uint8_t *out = otaml_arena_at(inf, r->out);
    uint32_t start[AXES] = { 0 }, index[AXES] = { 0 };

    /* The output may lie in the place of any input: the start is read first, and an update as
     * large as the output is all there is to copy. */
    for (uint32_t i = 0; i < r->rank; i++) {
        start[i] = start_of(inf, r, i);
    }
    if (r->whole) {
        copy(r, r->update, from, out, r->bytes);
        return;
    }
    copy(r, r->in, otaml_operand(inf, r->in), out, r->bytes);
    const uint32_t last = r->rank - 1u; /* a scalar's update is the whole */
    const size_t run_bytes = (size_t)r->part[last] * r->value;
    uint32_t i;
    do {
        size_t at = 0;
        for (i = 0; i <= last; i++) {
            at = at * r->dims[i] + start[i] + index[i];
        }
        copy(r, r->update, from, out + at * r->value, run_bytes);
        from += run_bytes;
        for (i = last; i > 0 && ++index[i - 1] == r->part[i - 1]; i--) {
            index[i - 1] = 0;
        }
    } while (i > 0);
}

const struct otaml_op otaml_op_dynamic_update_slice_any = {
    CODE_DYNAMIC_UPDATE_SLICE, TYPE_ANY, OP_INPLACE, prepare, run, NULL
};
