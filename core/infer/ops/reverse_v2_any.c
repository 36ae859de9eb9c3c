/*
 * reverse_v2_any.c - REVERSE_V2: backwards along some axes, any type.
 */
#include "strided_priv.h"

struct reverse {
    struct otaml_record head;
    uint32_t in, axes, out;
    uint32_t start; /* bytes into the input */
    struct otaml_strided s;
};
OTAML_STATIC_ASSERT(sizeof(struct reverse) <= RECORD_BYTES_MAX, reverse_record);

static void prepare(struct prep *p)
{
    struct reverse *r = otaml_prep_record(p, sizeof(*r), 2, 2, 0);
    uint32_t steps[OTAML_MODEL_RANK_MAX];
    struct otaml_tensor in, axes, out;

    otaml_prep_input(p, 0, &in);
    otaml_prep_output(p, 0, &out);
    otaml_prep_type(p, -1, &out, in.type);
    otaml_prep_same_shape(p, -1, &in, &out);
    const uint32_t backwards = otaml_prep_axes(p, 1, &axes, in.rank);
    if (p->err) {
        return;
    }
    otaml_strided_steps(&in, steps);
    otaml_strided_begin(&r->s, &in);
    for (uint32_t i = 0; i < in.rank; i++) {
        const bool back = backwards >> i & 1;
        r->start += back ? (in.dims[i] - 1) * steps[i] : 0;
        otaml_strided_add(&r->s, in.dims[i], back ? -(int32_t)steps[i] : (int32_t)steps[i]);
    }
    otaml_strided_end(p, &r->s);
}

static void run(const struct otaml_infer *inf, const void *record)
{
    const struct reverse *r = record;

    otaml_strided_copy(inf, &r->s, r->in, r->start, r->out);
}

const struct otaml_op otaml_op_reverse_v2_any = {
    CODE_REVERSE_V2, TYPE_ANY, 0, prepare, run, NULL
};
