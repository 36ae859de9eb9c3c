/*
 * sum.c - ADD and SUB: what their types share. API: sum_priv.h
 */
#include "sum_priv.h"

#include "../arch/kernels_priv.h"

enum { ADD_OPTIONS = 11, SUB_OPTIONS = 28, FIELD_ACTIVATION = 0 };

/* a / b * factor, a power of two: a multiplier that must lie in (0, 1). */
static void multiplier(struct prep *p, const struct otaml_sum *r, float a, float b, float factor,
                       struct otaml_multiplier *m)
{
    const struct otaml_ratio quotient = otaml_ratio(a, b);
    const struct otaml_ratio ratio = r->subtract ? otaml_ratio_round24(quotient) : quotient;

    if (!otaml_ratio_multiplier(&ratio, factor, m) || m->shift > 0) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_QUANT, -1);
    }
}

void otaml_sum_prepare(struct prep *p, uint8_t type, bool subtract)
{
    struct otaml_sum *r = otaml_prep_record(p, sizeof(*r), 2, 2, 0);
    const uint8_t options = subtract ? SUB_OPTIONS : ADD_OPTIONS;
    struct otaml_tensor in[2], out;
    int32_t min, max;

    otaml_broadcast_prepare(p, &r->b, in, &out);
    r->in_zero[0] = otaml_prep_quantized(p, 0, &in[0], type);
    r->in_zero[1] = otaml_prep_quantized(p, 1, &in[1], type);
    r->out_zero = otaml_prep_quantized(p, -1, &out, type);
    otaml_prep_activation(p, FIELD_ACTIVATION, &out, &min, &max);
    if (p->op.options_type != 0 && p->op.options_type != options) {
        otaml_prep_fail(p, OTAML_ERR_MODEL_OPTION, -1);
    }
    if (p->err) {
        return;
    }
    r->min = (int16_t)min;
    r->max = (int16_t)max;
    r->subtract = subtract;
    r->more_bits = type == OTAML_TYPE_INT16 ? 15 : KERNEL_ADD_BITS;
    const float larger = in[0].scale > in[1].scale ? in[0].scale : in[1].scale;
    const float unit = 2.0f / (float)(1 << r->more_bits);
    multiplier(p, r, in[0].scale, larger, 0.5f, &r->in_m[0]);
    multiplier(p, r, in[1].scale, larger, 0.5f, &r->in_m[1]);
    multiplier(p, r, larger, out.scale, unit, &r->out_m);
}
