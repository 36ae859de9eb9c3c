/*
 * sum.c - ADD and SUB: what their types share. API: sum_priv.h
 */
#include "sum_priv.h"

#include "../arch/kernels_priv.h"

enum { ADD_OPTIONS = 11, SUB_OPTIONS = 28, FIELD_ACTIVATION = 0 };

static void multiplier(struct prep *p, const struct otaml_sum *r, struct otaml_real a,
                       struct otaml_real b, struct otaml_multiplier *m)
{
    const struct otaml_real quotient = otaml_real_div(a, b);

    otaml_prep_fraction(p, r->subtract ? otaml_real_round24(quotient) : quotient, m);
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
    struct otaml_real twice =
        otaml_real_from_float(in[0].scale > in[1].scale ? in[0].scale : in[1].scale);
    struct otaml_real more = otaml_real_from_float(out.scale);
    twice.exponent += 1;
    more.exponent += r->more_bits;
    multiplier(p, r, otaml_real_from_float(in[0].scale), twice, &r->in_m[0]);
    multiplier(p, r, otaml_real_from_float(in[1].scale), twice, &r->in_m[1]);
    multiplier(p, r, twice, more, &r->out_m);
}
