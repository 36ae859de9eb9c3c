/*
 * transpose.c - TRANSPOSE: output axis i is input axis perm[i], any type.
 */
#include "strided_priv.h"

struct transpose {
    struct otaml_record head;
    uint32_t in, perm, out;
    struct otaml_strided s;
};
OTAML_STATIC_ASSERT(sizeof(struct transpose) <= RECORD_BYTES_MAX, transpose_record);

static void prepare(struct prep *p)
{
    struct transpose *r = otaml_prep_record(p, sizeof(*r), 2, 2, 0);
    uint32_t steps[OTAML_MODEL_RANK_MAX], seen = 0;
    struct otaml_tensor in, perm, out;

    otaml_prep_input(p, 0, &in);
    otaml_prep_integers(p, 1, &perm, in.rank);
    otaml_prep_output(p, 0, &out);
    otaml_prep_type(p, -1, &out, in.type);
    if (p->err) {
        return;
    }
    otaml_strided_steps(&in, steps);
    otaml_strided_begin(&r->s, &in);
    bool fits = out.rank == in.rank;
    for (uint32_t i = 0; fits && i < in.rank; i++) {
        const uint32_t axis = otaml_prep_axis(p, otaml_prep_integer(p, &perm, i), in.rank);
        fits = in.dims[axis] == out.dims[i] && !(seen >> axis & 1);
        seen |= 1u << axis;
        otaml_strided_add(&r->s, out.dims[i], (int32_t)steps[axis]);
    }
    if (!fits) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_SHAPE, -1);
    }
    otaml_strided_end(p, &r->s);
}

static void run(const struct otaml_infer *inf, const void *record)
{
    const struct transpose *r = record;

    otaml_strided_copy(inf, &r->s, r->in, 0, r->out);
}

const struct otaml_op otaml_op_transpose_any = { CODE_TRANSPOSE, TYPE_ANY, 0, prepare, run, NULL };
