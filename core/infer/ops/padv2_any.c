/*
 * padv2_any.c - PADV2: a border of a value that is the third input.
 */
#include <string.h>
#include "native_order_priv.h"
#include "pad_priv.h"

struct pad {
    struct otaml_record head;
    uint32_t in, paddings, fill, out;
    struct otaml_pad p;
};

/* One value, which for int8 must be quantized as the output is. */
static void prepare(struct prep *p)
{
    struct otaml_tensor fill, out;

    otaml_pad_prepare(p, sizeof(struct pad), 3, &out);
    otaml_prep_input(p, 2, &fill);
    otaml_prep_type(p, 2, &fill, out.type);
    if (fill.count != 1) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_SHAPE, 2);
    }
    if (out.type == OTAML_TYPE_INT8
        && (fill.scale != out.scale || fill.zero_point != out.zero_point)) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_QUANT, 2);
    }
}

static void run(const struct otaml_infer *inf, const void *record)
{
    const struct pad *r = record;
    const size_t bytes = otaml_pad_bytes(&r->p);
    uint8_t *out = otaml_arena_at(inf, r->out), value[4];

    memcpy(value, otaml_operand(inf, r->fill), r->p.value);
    otaml_native_order(value, r->p.value, r->p.value, otaml_is_constant(r->fill));
    for (size_t at = 0; at < bytes; at += r->p.value) {
        memcpy(out + at, value, r->p.value);
    }
    otaml_pad_place(inf, &r->p, r->in, out);
}

const struct otaml_op otaml_op_padv2_any = { CODE_PADV2, TYPE_ANY, 0, prepare, run, NULL };
