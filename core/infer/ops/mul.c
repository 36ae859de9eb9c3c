/*
 * mul.c - MUL: what its types share. API: mul_priv.h
 */
#include "mul_priv.h"

enum { MUL_OPTIONS = 21, FIELD_ACTIVATION = 0 };

void otaml_mul_prepare(struct prep *p, uint8_t type)
{
    struct otaml_mul *r = otaml_prep_record(p, sizeof(*r), 2, 2, MUL_OPTIONS);
    struct otaml_tensor in[2], out;
    int32_t min, max;

    otaml_broadcast_prepare(p, &r->b, in, &out);
    r->in_zero[0] = otaml_prep_quantized(p, 0, &in[0], type);
    r->in_zero[1] = otaml_prep_quantized(p, 1, &in[1], type);
    r->out_zero = otaml_prep_quantized(p, -1, &out, type);
    otaml_prep_activation(p, FIELD_ACTIVATION, &out, &min, &max);
    if (p->err) {
        return;
    }
    r->min = (int16_t)min;
    r->max = (int16_t)max;
    const struct otaml_real product =
        otaml_real_mul(otaml_real_from_float(in[0].scale), otaml_real_from_float(in[1].scale));
    if (!otaml_real_multiplier(otaml_real_div(product, otaml_real_from_float(out.scale)), &r->m)) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_QUANT, -1);
    }
}
