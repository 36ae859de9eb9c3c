/*
 * zeros_like_any.c - ZEROS_LIKE: zeros of any type in the input's shape. Quantized ones are
 * zeros too, not zero points, as in the reference.
 */
#include <string.h>
#include "../prep_priv.h"

struct zeros_like {
    struct otaml_record head;
    uint32_t in, out;
    uint32_t bytes;
};

static void prepare(struct prep *p)
{
    struct zeros_like *r = otaml_prep_record(p, sizeof(*r), 1, 1, 0);
    struct otaml_tensor in, out;

    otaml_prep_input(p, 0, &in);
    otaml_prep_output(p, 0, &out);
    otaml_prep_type(p, -1, &out, in.type);
    otaml_prep_same_shape(p, -1, &in, &out);
    r->bytes = out.bytes;
}

static void run(const struct otaml_infer *inf, const void *record)
{
    const struct zeros_like *r = record;

    memset(otaml_arena_at(inf, r->out), 0, r->bytes);
}

const struct otaml_op otaml_op_zeros_like_any = { CODE_ZEROS_LIKE, TYPE_ANY, OP_INPLACE,
                                                  prepare,         run,      NULL };
