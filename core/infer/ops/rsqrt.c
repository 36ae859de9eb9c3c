/*
 * rsqrt.c - RSQRT on int8 and int16. API: rsqrt_priv.h
 */
#include "rsqrt_priv.h"

#define MORE_BITS      20         /* so that the root's inverse is a whole number */
#define HALF_OF_SQRT_2 1518500250 /* Q0.31 */
#define ONE            (1 << 28)  /* Q3.28 */
#define THREE_HALVES   (3 << 27)  /* Q3.28 */
#define STEPS          5          /* of Newton and Raphson */

void otaml_rsqrt_prepare(struct prep *p, uint8_t type)
{
    struct otaml_tensor in, out;
    struct otaml_rescale *r = otaml_rescale_take(p, type, &in, &out);

    if (p->err) {
        return;
    }
    const struct otaml_real scale = otaml_real_mul_long(
        otaml_real_sqrt(otaml_real_from_float(in.scale)), otaml_real_from_float(out.scale));
    if (!otaml_real_multiplier(otaml_real_div_long(otaml_real_from_uint(1), scale), &r->m)) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_QUANT, -1);
    }
    r->m.shift -= MORE_BITS;
    if (r->m.shift < -31) { /* far below half a step of the output: */
        r->m = (struct otaml_multiplier){ 0, 0 };
    }
}

/* x * 2^exponent, saturating. */
static int32_t scale_up(int32_t x, int32_t exponent)
{
    const int64_t v = (int64_t)x * ((int64_t)1 << exponent);
    return (int32_t)(v < INT32_MIN ? INT32_MIN : v > INT32_MAX ? INT32_MAX : v);
}

/* 1 / sqrt(x) for 0 < x < 2^16. */
static struct otaml_multiplier inverse_root(int32_t x)
{
    struct otaml_multiplier m = { INT32_MAX, 0 };
    int32_t root = ONE;

    if (x == 1) {
        return m;
    }
    /* Pairs of bits, so that x fills 28 or 29 bits. */
    const int32_t pairs = (otaml_leading_zeros((uint32_t)x) - 1) / 2 - 1;
    const int32_t input = x << (2 * pairs) >> 1;
    const int32_t half_input = otaml_round_shift(input, 1);
    for (int i = 0; i < STEPS; i++) {
        const int32_t cube = otaml_high_mul(otaml_high_mul(root, root), root);
        const int32_t next =
            otaml_high_mul(THREE_HALVES, root) - otaml_high_mul(half_input, scale_up(cube, 6));
        root = scale_up(next, 3);
    }
    m.value = otaml_high_mul(root, HALF_OF_SQRT_2);
    m.shift = pairs - 11;
    if (m.shift > 0) {
        m.value = otaml_left_shift(m.value, m.shift);
        m.shift = 0;
    }
    return m;
}

int32_t otaml_rsqrt_one(const void *record, int32_t q)
{
    const struct otaml_rescale *r = record;
    const int32_t x = q - r->in_zero;

    if (x <= 0) { /* the reference gives up below 0; 0 it takes for something small */
        return r->max;
    }
    struct otaml_multiplier m = inverse_root(x);
    m.shift += MORE_BITS;
    return otaml_rescale_one(r, otaml_multiply(1, m));
}
