/*
 * reshape.c - the same bytes under another shape. API: reshape_priv.h
 */
#include "reshape_priv.h"

#include <string.h>
#include "native_order_priv.h"

struct reshape {
    struct otaml_record head;
    uint32_t in, shape, out;
    uint32_t bytes;
    uint32_t value; /* bytes of a value */
};

void otaml_reshape_prepare(struct prep *p)
{
    struct reshape *r = otaml_prep_record(p, sizeof(*r), 1, 2, 0);
    struct otaml_tensor in, shape, out;

    otaml_prep_input(p, 0, &in);
    /* The shape is the output tensor's, as in the reference: one that is computed (from SHAPE)
     * can say nothing else where no shape changes. */
    (void)otaml_prep_optional(p, 1, &shape);
    otaml_prep_output(p, 0, &out);
    otaml_prep_type(p, -1, &out, in.type);
    if (in.count != out.count) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_SHAPE, -1);
    }
    if (!p->err) {
        r->bytes = in.bytes;
        r->value = in.bytes / in.count;
    }
}

void otaml_reshape_run(const struct otaml_infer *inf, const void *record)
{
    const struct reshape *r = record;
    const uint8_t *in = otaml_operand(inf, r->in);
    uint8_t *out = otaml_arena_at(inf, r->out);

    if (in != out) {
        memcpy(out, in, r->bytes);
        otaml_native_order(out, r->bytes, r->value, otaml_is_constant(r->in));
    }
}
