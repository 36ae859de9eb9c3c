/*
 * shape_any.c - SHAPE: the input's dimensions as a vector of int32. They are known at open.
 */
#include <string.h>
#include "../prep_priv.h"

struct shape {
    struct otaml_record head;
    uint32_t in, out;
    uint32_t rank;
    uint32_t dims[OTAML_MODEL_RANK_MAX];
};

static void prepare(struct prep *p)
{
    struct shape *r = otaml_prep_record(p, sizeof(*r), 1, 1, 0);
    struct otaml_tensor in, out;

    otaml_prep_input(p, 0, &in);
    otaml_prep_output(p, 0, &out);
    otaml_prep_type(p, -1, &out, OTAML_TYPE_INT32);
    if (!p->err && (out.rank != 1 || out.count != in.rank)) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_SHAPE, -1);
    }
    r->rank = in.rank;
    memcpy(r->dims, in.dims, sizeof(r->dims));
}

static void run(const struct otaml_infer *inf, const void *record)
{
    const struct shape *r = record;

    memcpy(otaml_arena_at(inf, r->out), r->dims, 4 * (size_t)r->rank);
}

const struct otaml_op otaml_op_shape_any = { CODE_SHAPE, TYPE_ANY, 0, prepare, run, NULL };
