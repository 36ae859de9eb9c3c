/*
 * rescale.c - one quantized input on the output's scale. API: rescale_priv.h
 */
#include "rescale_priv.h"

struct otaml_rescale *otaml_rescale_take(struct prep *p, uint8_t type, struct otaml_tensor *in,
                                         struct otaml_tensor *out)
{
    struct otaml_rescale *r = otaml_unary_prepare(p, sizeof(*r), 0, in, out);

    r->in_zero = otaml_prep_quantized(p, 0, in, type);
    r->out_zero = otaml_prep_quantized(p, -1, out, type);
    r->min = type == OTAML_TYPE_INT16 ? INT16_MIN : INT8_MIN;
    r->max = -1 - r->min;
    return r;
}

struct otaml_rescale *otaml_rescale_prepare(struct prep *p, uint8_t type)
{
    struct otaml_tensor in, out;
    struct otaml_rescale *r = otaml_rescale_take(p, type, &in, &out);

    if (!p->err
        && !otaml_real_multiplier(
            otaml_real_div(otaml_real_from_float(in.scale), otaml_real_from_float(out.scale)),
            &r->m)) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_QUANT, -1);
    }
    return r;
}
