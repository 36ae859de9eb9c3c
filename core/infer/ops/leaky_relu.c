/*
 * leaky_relu.c - LEAKY_RELU on int8 and int16. API: leaky_relu_priv.h
 */
#include "leaky_relu_priv.h"

void otaml_leaky_relu_prepare(struct prep *p, uint8_t type)
{
    struct otaml_tensor in, out;
    struct otaml_leaky_relu *r = otaml_unary_prepare(p, sizeof(*r), LEAKY_RELU_OPTIONS, &in, &out);
    const float alpha = otaml_prep_option_float(p, LEAKY_RELU_FIELD_ALPHA);

    r->in_zero = otaml_prep_quantized(p, 0, &in, type);
    r->out_zero = otaml_prep_quantized(p, -1, &out, type);
    if (p->err) {
        return;
    }
    r->min = type == OTAML_TYPE_INT16 ? INT16_MIN : INT8_MIN;
    const struct otaml_real in_scale = otaml_real_from_float(in.scale);
    const struct otaml_real out_scale = otaml_real_from_float(out.scale);
    const struct otaml_real scaled =
        otaml_real_round24(otaml_real_mul(in_scale, otaml_real_from_float(alpha)));
    if (!otaml_real_multiplier(otaml_real_round24(otaml_real_div(in_scale, out_scale)),
                               &r->identity)
        || !otaml_real_multiplier(otaml_real_round24(otaml_real_div(scaled, out_scale)),
                                  &r->alpha)) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_QUANT, -1);
    }
    /* A negative alpha's multiplier is the negative of its magnitude's. */
    if (alpha < 0.0f) {
        r->alpha.value = -r->alpha.value;
    }
}

int32_t otaml_leaky_relu_one(const void *record, int32_t q)
{
    const struct otaml_leaky_relu *r = record;
    const int32_t x = q - r->in_zero;

    return otaml_clamp(
        otaml_add_wrap(otaml_multiply(x, x >= 0 ? r->identity : r->alpha), r->out_zero), r->min,
        -1 - r->min);
}
