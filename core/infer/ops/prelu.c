/*
 * prelu.c - PRELU on int8 and int16. API: prelu_priv.h
 */
#include "prelu_priv.h"

void otaml_prelu_prepare(struct prep *p, uint8_t type)
{
    struct otaml_prelu *r = otaml_prep_record(p, sizeof(*r), 2, 2, 0);
    struct otaml_tensor in[2], out;

    otaml_broadcast_prepare(p, &r->pair.b, in, &out);
    r->in_zero[0] = otaml_prep_quantized(p, 0, &in[0], type);
    r->in_zero[1] = otaml_prep_int8(p, 1, &in[1]);
    r->out_zero = otaml_prep_quantized(p, -1, &out, type);
    if (p->err) {
        return;
    }
    r->min = type == OTAML_TYPE_INT16 ? INT16_MIN : INT8_MIN;
    const struct otaml_real in_scale = otaml_real_from_float(in[0].scale);
    const struct otaml_real out_scale = otaml_real_from_float(out.scale);
    const struct otaml_real product = otaml_real_mul(in_scale, otaml_real_from_float(in[1].scale));
    if (!otaml_real_multiplier(otaml_real_div(in_scale, out_scale), &r->identity)
        || !otaml_real_multiplier(otaml_real_div(product, out_scale), &r->alpha)) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_QUANT, -1);
    }
}

int32_t otaml_prelu_one(const void *record, int32_t x, int32_t alpha)
{
    const struct otaml_prelu *r = record;
    int32_t y = x - r->in_zero[0];

    /* 16 bits and sign times 8 bits and sign */
    y = y >= 0 ? otaml_multiply(y, r->identity)
               : otaml_multiply(y * (alpha - r->in_zero[1]), r->alpha);
    return otaml_clamp(otaml_add_wrap(y, r->out_zero), r->min, -1 - r->min);
}
