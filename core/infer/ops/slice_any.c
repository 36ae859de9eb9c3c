/*
 * slice_any.c - SLICE: `size` elements from `begin` on along each axis, any type; a size of -1
 * is all that remain.
 */
#include "strided_priv.h"

struct slice {
    struct otaml_record head;
    uint32_t in, begin, size, out;
    uint32_t start; /* bytes into the input */
    struct otaml_strided s;
};
OTAML_STATIC_ASSERT(sizeof(struct slice) <= RECORD_BYTES_MAX, slice_record);

static void prepare(struct prep *p)
{
    struct slice *r = otaml_prep_record(p, sizeof(*r), 3, 3, 0);
    uint32_t steps[OTAML_MODEL_RANK_MAX];
    struct otaml_tensor in, begin, size, out;

    otaml_prep_input(p, 0, &in);
    otaml_prep_integers(p, 1, &begin, in.rank);
    otaml_prep_integers(p, 2, &size, in.rank);
    otaml_prep_output(p, 0, &out);
    otaml_prep_type(p, -1, &out, in.type);
    if (p->err) {
        return;
    }
    otaml_strided_steps(&in, steps);
    otaml_strided_begin(&r->s, &in);
    bool fits = out.rank == in.rank;
    for (uint32_t i = 0; fits && i < in.rank; i++) {
        const uint32_t first = (uint32_t)otaml_prep_integer(p, &begin, i);
        const uint32_t count = (uint32_t)otaml_prep_integer(p, &size, i);
        const uint32_t rest = first < in.dims[i] ? in.dims[i] - first : 0;
        fits = out.dims[i] <= rest && out.dims[i] == (count == UINT32_MAX ? rest : count);
        r->start += first * steps[i];
        otaml_strided_add(&r->s, out.dims[i], (int32_t)steps[i]);
    }
    if (!fits) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_SHAPE, -1);
    }
    otaml_strided_end(p, &r->s);
}

static void run(const struct otaml_infer *inf, const void *record)
{
    const struct slice *r = record;

    otaml_strided_copy(inf, &r->s, r->in, r->start, r->out);
}

const struct otaml_op otaml_op_slice_any = { CODE_SLICE, TYPE_ANY, 0, prepare, run, NULL };
