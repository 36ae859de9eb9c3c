/*
 * hard_swish_int8.c - HARD_SWISH on int8: x * min(6, max(0, x + 3)) / 6 in the reference's 16-bit
 * fixed point. Its multipliers are formed in float32.
 */
#include "unary_priv.h"

#define MORE_BITS 7 /* of the input, on the "hires" scale */

struct hard_swish {
    struct otaml_unary unary;
    int16_t out_m, reluish_m;              /* Q0.15 */
    int8_t out_exponent, reluish_exponent; /* 2^exponent times that */
    int8_t in_zero, out_zero;
};

/* A multiplier of 16 bits: half up from 31. */
static bool short_multiplier(struct otaml_real real, int16_t *value, int8_t *exponent)
{
    struct otaml_multiplier m;

    if (!otaml_real_multiplier(otaml_real_round24(real), &m)) {
        return false;
    }
    *value = (int16_t)(m.value >= INT32_MAX - (1 << 15) ? INT16_MAX : (m.value + (1 << 15)) >> 16);
    *exponent = (int8_t)m.shift;
    return true;
}

static void prepare(struct prep *p)
{
    /* The real 3 is 32768 on the scale of "reluish". */
    const struct otaml_real reluish_scale = { 3, -15 };
    struct otaml_tensor in, out;
    struct hard_swish *r = otaml_unary_prepare(p, sizeof(*r), 0, &in, &out);

    r->in_zero = otaml_prep_int8(p, 0, &in);
    r->out_zero = otaml_prep_int8(p, -1, &out);
    if (p->err) {
        return;
    }
    struct otaml_real hires = otaml_real_from_float(in.scale);
    hires.exponent -= MORE_BITS;
    if (!short_multiplier(otaml_real_div(hires, otaml_real_from_float(out.scale)), &r->out_m,
                          &r->out_exponent)
        || r->out_exponent > 0
        || !short_multiplier(otaml_real_div(hires, reluish_scale), &r->reluish_m,
                             &r->reluish_exponent)) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_QUANT, -1);
    }
}

/* round(a * b / 2^15), b >= 0 */
static int32_t high_mul16(int32_t a, int32_t b)
{
    return (a * b + (1 << 14)) >> 15;
}

/* The reference rounds by a mask of 16 bits, which is -1 where the shift has more. */
static int32_t round_shift16(int32_t x, int32_t exponent)
{
    return exponent < 16 ? otaml_round_shift(x, exponent) : x < 0 ? -1 : 1;
}

static int32_t shift_up16(int32_t x, int32_t exponent)
{
    const int64_t v = (int64_t)x * ((int64_t)1 << exponent);
    return (int32_t)(v < INT16_MIN ? INT16_MIN : v > INT16_MAX ? INT16_MAX : v);
}

/* (x + 3) / 6 as 0 to 32767, saturating at either end only in the very last doubling. */
static int32_t reluish(const struct hard_swish *r, int32_t x)
{
    const int32_t exponent = r->reluish_exponent;

    if (exponent > 0) {
        x = shift_up16(x, exponent - 1);
    }
    x = high_mul16(x, r->reluish_m);
    x = exponent > 0 ? shift_up16(x, 1) : round_shift16(x, -exponent);
    return (x + (1 << 15)) >> 1;
}

static int32_t map(const void *record, int32_t q)
{
    const struct hard_swish *r = record;
    const int32_t x = (q - r->in_zero) * (1 << MORE_BITS); /* within 16 bits */
    const int32_t product = reluish(r, x) * high_mul16(x, r->out_m) / (1 << 15);
    const int32_t y = round_shift16(product, -r->out_exponent);

    return otaml_clamp(y + r->out_zero, INT8_MIN, INT8_MAX);
}

OTAML_UNARY_INT8(hard_swish_int8, CODE_HARD_SWISH, prepare, map);
