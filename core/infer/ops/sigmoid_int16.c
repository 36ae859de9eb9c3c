/*
 * sigmoid_int16.c - what LOGISTIC and TANH on int16 share. API: sigmoid_int16_priv.h
 */
#include "sigmoid_int16_priv.h"

#define INPUT_FRACTION_BITS  12 /* 3 integer bits */
#define OUTPUT_FRACTION_BITS 15
#define UNIT                 12288u /* of the table's input */
#define FACTOR_MAX           32767u
#define SHIFT_END            31

/* Within a thousandth of an octave of 2^-bits: what the reference takes for a power of two. */
static bool is_power(float scale, int32_t bits)
{
    const float ratio = scale * (float)(1 << bits); /* exact */
    return ratio > 0.99930709f && ratio < 1.00069339f;
}

/* scale * UNIT as factor / 2^shift, factor of 15 bits, cut off. False for one that is too large
 * for that, or far too small. */
static bool factor_of(float scale, int32_t *factor, int32_t *shift)
{
    const struct otaml_real half = { FACTOR_MAX, -1 };
    struct otaml_real real =
        otaml_real_mul(otaml_real_from_float(scale), otaml_real_from_uint(UNIT));

    *shift = 0;
    if (otaml_real_less(otaml_real_from_uint(FACTOR_MAX), real)) {
        return false;
    }
    while (!otaml_real_less(half, real) && *shift < SHIFT_END) {
        real.exponent++;
        ++*shift;
    }
    /* Of 24 + 14 bits at most, and now below 2^15: the exponent is negative. */
    *factor = real.exponent > -64 ? (int32_t)(real.mantissa >> -real.exponent) : 0;
    return *factor != 0;
}

void otaml_sigmoid_int16_prepare(struct prep *p, int32_t shift_max)
{
    struct otaml_tensor in, out;
    struct otaml_sigmoid_int16 *r = otaml_unary_prepare(p, sizeof(*r), 0, &in, &out);

    (void)otaml_prep_quantized(p, 0, &in, OTAML_TYPE_INT16);
    (void)otaml_prep_quantized(p, -1, &out, OTAML_TYPE_INT16);
    if (!is_power(out.scale, OUTPUT_FRACTION_BITS)) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_QUANT, -1);
    }
    if (p->err) {
        return;
    }
    for (int32_t more = 0; more <= shift_max; more++) {
        if (is_power(in.scale, INPUT_FRACTION_BITS - more)) {
            r->factor = 3 << more;
            return;
        }
    }
    if (!factor_of(in.scale, &r->factor, &r->shift)) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_QUANT, 0);
    }
}

int32_t otaml_sigmoid_int16_in(const struct otaml_sigmoid_int16 *r, int32_t q)
{
    const int32_t half = r->shift > 0 ? 1 << (r->shift - 1) : 0; /* at most 2^30 */
    return (q * r->factor + half) >> r->shift;
}
