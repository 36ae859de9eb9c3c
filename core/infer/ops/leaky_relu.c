/*
 * leaky_relu.c - LEAKY_RELU: what its types share. API: leaky_relu_priv.h
 */
#include "leaky_relu_priv.h"

enum { LEAKY_RELU_OPTIONS = 75, FIELD_ALPHA = 0 };

void otaml_leaky_relu_prepare(struct prep *p, uint8_t type)
{
    struct otaml_leaky_relu *r = otaml_prep_record(p, sizeof(*r), 1, 1, LEAKY_RELU_OPTIONS);
    const float alpha = otaml_prep_option_float(p, FIELD_ALPHA);
    struct otaml_tensor in, out;

    otaml_prep_input(p, 0, &in);
    otaml_prep_output(p, 0, &out);
    r->in_zero = otaml_prep_quantized(p, 0, &in, type);
    r->out_zero = otaml_prep_quantized(p, -1, &out, type);
    otaml_prep_same_shape(p, -1, &in, &out);
    if (p->err) {
        return;
    }
    r->count = in.count;
    const struct otaml_real in_scale = otaml_real_from_float(in.scale);
    const struct otaml_real out_scale = otaml_real_from_float(out.scale);
    const struct otaml_real scaled =
        otaml_real_round24(otaml_real_mul(in_scale, otaml_real_from_float(alpha)));
    if (!otaml_real_multiplier(otaml_real_round24(otaml_real_div(in_scale, out_scale)),
                               &r->identity)
        || !otaml_real_multiplier(otaml_real_round24(otaml_real_div(scaled, out_scale)),
                                  &r->alpha)) {
        otaml_prep_fail(p, OTAML_ERR_MODEL_QUANT, otaml_operator_output(p->m, &p->op, 0));
    }
    /* A negative alpha's multiplier is the negative of its magnitude's. */
    if (alpha < 0.0f) {
        r->alpha.value = -r->alpha.value;
    }
}
