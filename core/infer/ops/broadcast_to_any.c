/*
 * broadcast_to_any.c - BROADCAST_TO: the input repeats along each axis where it is 1 long or that
 * it lacks, any type. The shape is the output tensor's.
 */
#include "strided_priv.h"

struct broadcast_to {
    struct otaml_record head;
    uint32_t in, shape, out;
    struct otaml_strided s;
};
OTAML_STATIC_ASSERT(sizeof(struct broadcast_to) <= RECORD_BYTES_MAX, broadcast_to_record);

static void prepare(struct prep *p)
{
    struct broadcast_to *r = otaml_prep_record(p, sizeof(*r), 2, 2, 0);
    uint32_t steps[OTAML_MODEL_RANK_MAX];
    struct otaml_tensor in, shape, out;

    otaml_prep_input(p, 0, &in);
    otaml_prep_input(p, 1, &shape);
    otaml_prep_output(p, 0, &out);
    otaml_prep_type(p, -1, &out, in.type);
    if (p->err) {
        return;
    }
    const uint32_t lacks = (uint32_t)out.rank - in.rank;
    bool fits = in.rank <= out.rank;
    otaml_strided_steps(&in, steps);
    otaml_strided_begin(&r->s, &in);
    for (uint32_t i = 0; fits && i < out.rank; i++) {
        const uint32_t size = i < lacks ? 1 : in.dims[i - lacks];
        fits = size == 1 || size == out.dims[i];
        otaml_strided_add(&r->s, out.dims[i], size == 1 ? 0 : (int32_t)steps[i - lacks]);
    }
    if (!fits) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_SHAPE, -1);
    }
    otaml_strided_end(p, &r->s);
}

static void run(const struct otaml_infer *inf, const void *record)
{
    const struct broadcast_to *r = record;

    otaml_strided_copy(inf, &r->s, r->in, 0, r->out);
}

const struct otaml_op otaml_op_broadcast_to_any = { CODE_BROADCAST_TO, TYPE_ANY, 0,
                                                    prepare,           run,      NULL };
