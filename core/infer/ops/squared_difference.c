/*
 * squared_difference.c - SQUARED_DIFFERENCE on int8 and int16. API: squared_difference_priv.h
 */
#include "squared_difference_priv.h"

#define MORE_BITS_INT8 7u /* (255 * 2^7)^2 is below 2^30; int16 has no bit to spare */

void otaml_squared_difference_prepare(struct prep *p, uint8_t type)
{
    struct otaml_squared_difference *r = otaml_prep_record(p, sizeof(*r), 2, 2, 0);
    struct otaml_tensor in[2], out;

    otaml_broadcast_prepare(p, &r->pair.b, in, &out);
    r->in_zero[0] = otaml_prep_quantized(p, 0, &in[0], type);
    r->in_zero[1] = otaml_prep_quantized(p, 1, &in[1], type);
    r->out_zero = otaml_prep_quantized(p, -1, &out, type);
    if (p->err) {
        return;
    }
    r->min = type == OTAML_TYPE_INT16 ? INT16_MIN : INT8_MIN;
    r->more_bits = type == OTAML_TYPE_INT16 ? 0 : MORE_BITS_INT8;
    struct otaml_real twice =
        otaml_real_from_float(in[0].scale > in[1].scale ? in[0].scale : in[1].scale);
    struct otaml_real more = otaml_real_from_float(out.scale);
    twice.exponent += 1;
    more.exponent += 2 * r->more_bits;
    for (uint32_t k = 0; k < 2; k++) {
        otaml_prep_fraction(p, otaml_real_div(otaml_real_from_float(in[k].scale), twice),
                            &r->in_m[k]);
    }
    if (!otaml_real_multiplier(otaml_real_div(otaml_real_mul(twice, twice), more), &r->out_m)) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_QUANT, -1);
    }
}

int32_t otaml_squared_difference_one(const void *record, int32_t a, int32_t b)
{
    const struct otaml_squared_difference *r = record;
    const int32_t va =
        otaml_multiply(otaml_left_shift(a - r->in_zero[0], r->more_bits), r->in_m[0]);
    const int32_t vb =
        otaml_multiply(otaml_left_shift(b - r->in_zero[1], r->more_bits), r->in_m[1]);
    const int32_t square = (va - vb) * (va - vb); /* at most 2^30 */

    return otaml_clamp(otaml_add_wrap(otaml_multiply(square, r->out_m), r->out_zero), r->min,
                       -1 - r->min);
}
