/*
 * gather_nd_any.c - GATHER_ND: elements or slices of a tensor of any type; each row of `indices`
 * is where one lies along the first axes. An index outside counts as the nearest inside.
 */
#include <string.h>
#include "gather_priv.h"
#include "native_order_priv.h"

struct gather_nd {
    struct otaml_record head;
    uint32_t in, indices, out;
    uint32_t dims[OTAML_MODEL_RANK_MAX]; /* of the axes that are indexed */
    uint32_t depth;                      /* how many those are */
    uint32_t slices;                     /* of the output */
    uint32_t bytes;                      /* of a slice */
    uint32_t value;                      /* bytes of a value in it */
};
OTAML_STATIC_ASSERT(sizeof(struct gather_nd) <= RECORD_BYTES_MAX, gather_nd_record);

/* The output's shape is indices[:-1] + in[depth:]. */
static bool fits(const struct otaml_tensor *in, const struct otaml_tensor *indices,
                 const struct otaml_tensor *out, uint32_t depth)
{
    bool same = out->rank + 1u + depth == (uint32_t)in->rank + indices->rank;
    uint32_t k = 0;

    for (uint32_t i = 0; same && i + 1 < indices->rank; i++) {
        same = out->dims[k++] == indices->dims[i];
    }
    for (uint32_t i = depth; same && i < in->rank; i++) {
        same = out->dims[k++] == in->dims[i];
    }
    return same;
}

static void prepare(struct prep *p)
{
    struct gather_nd *r = otaml_prep_record(p, sizeof(*r), 2, 2, 0);
    struct otaml_tensor in, indices, out;

    otaml_prep_input(p, 0, &in);
    otaml_prep_input(p, 1, &indices);
    otaml_prep_output(p, 0, &out);
    otaml_prep_type(p, 1, &indices, OTAML_TYPE_INT32);
    otaml_prep_type(p, -1, &out, in.type);
    if (p->err) {
        return;
    }
    r->depth = indices.rank > 0 ? indices.dims[indices.rank - 1] : 0;
    if (r->depth == 0 || r->depth > in.rank || !fits(&in, &indices, &out, r->depth)) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_SHAPE, 1);
        return;
    }
    r->bytes = in.bytes;
    for (uint32_t i = 0; i < r->depth; i++) {
        r->dims[i] = in.dims[i];
        r->bytes /= in.dims[i];
    }
    r->slices = indices.count / r->depth;
    r->value = in.bytes / in.count;
}

static void run(const struct otaml_infer *inf, const void *record)
{
    const struct gather_nd *r = record;
    const uint8_t *in = otaml_operand(inf, r->in), *indices = otaml_operand(inf, r->indices);
    uint8_t *const first = otaml_arena_at(inf, r->out), *to = first;

    for (uint32_t k = 0; k < r->slices; k++) {
        size_t slice = 0;
        for (uint32_t i = 0; i < r->depth; i++) {
            slice = slice * r->dims[i]
                    + otaml_position(indices, i, otaml_is_constant(r->indices), r->dims[i]);
        }
        memcpy(to, in + slice * r->bytes, r->bytes);
        to += r->bytes;
        indices += 4 * (size_t)r->depth;
    }
    otaml_native_order(first, (size_t)(to - first), r->value, otaml_is_constant(r->in));
}

const struct otaml_op otaml_op_gather_nd_any = { CODE_GATHER_ND, TYPE_ANY, 0, prepare, run, NULL };
