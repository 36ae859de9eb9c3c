/*
 * reshape.c - RESHAPE: the same bytes under another shape. The plan lets the output lie where
 * the input lies; only a constant has to be copied.
 */
#include <string.h>
#include "../prep_priv.h"

struct reshape {
    struct otaml_record head;
    uint32_t in, shape, out;
    uint32_t bytes;
};

static void prepare(struct prep *p)
{
    struct reshape *r = otaml_prep_record(p, sizeof(*r), 1, 2, 0);
    struct otaml_tensor in, shape, out;

    otaml_prep_input(p, 0, &in);
    /* The shape is the output tensor's; one that is computed cannot be followed. */
    if (otaml_prep_optional(p, 1, &shape) && !shape.constant) {
        otaml_prep_fail(p, OTAML_ERR_UNSUPPORTED, otaml_operator_input(p->m, &p->op, 1));
    }
    otaml_prep_output(p, 0, &out);
    otaml_prep_type(p, -1, &out, in.type);
    if (in.count != out.count) {
        otaml_prep_fail(p, OTAML_ERR_MODEL_SHAPE, otaml_operator_output(p->m, &p->op, 0));
    }
    r->bytes = in.bytes;
}

static void run(const struct otaml_infer *inf, const void *record)
{
    const struct reshape *r = record;
    const uint8_t *in = otaml_operand(inf, r->in);
    uint8_t *out = otaml_arena_at(inf, r->out);

    if (in != out) {
        memcpy(out, in, r->bytes);
    }
}

const struct otaml_op otaml_op_reshape_any = { CODE_RESHAPE, TYPE_ANY, OP_ALIAS, prepare, run };
