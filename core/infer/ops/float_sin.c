/*
 * float_sin.c - sine and cosine of a float32: x = n pi/2 + r with |r| <= pi/4, however large x is,
 * and Taylor's series for r in fixed point. API: float_math_priv.h
 */
#include "float_math_priv.h"

#define PI_2_Q31   3373259426u
#define PI_4       0.785398163f
#define SIN_IS_X   0.0002f /* below, x - x^3 / 6 rounds to x */
#define QUARTER_AT 62      /* bits of the fraction of a quarter turn */

/* Which quarter of a turn, and what is left: |r| = mantissa * 2^exponent, 32 bits. */
struct angle {
    uint32_t quarter;
    uint32_t mantissa;
    int32_t exponent;
    bool negative;
};

/* The 32 bits of 2/pi that begin with that of weight 2^(31 - i): the first 32 are 0. */
static uint32_t two_over_pi(uint32_t i)
{
    static const uint32_t words[] = { 0,           0xa2f9836eu, 0x4e441529u, 0xfc2757d1u,
                                      0xf534ddc0u, 0xdb629599u, 0x3c439041u, 0xfe5163abu };
    const uint32_t w = i / 32, shift = i % 32;

    return shift == 0 ? words[w] : words[w] << shift | words[w + 1] >> (32 - shift);
}

/* For |x| > pi/4. Of the product x * 2/pi only what counts modulo 4 is formed: the mantissa times
 * 96 bits of 2/pi, so that 62 bits of the fraction are right. */
static struct angle reduce(float x)
{
    const struct otaml_float_parts f = otaml_float_split(x);
    const uint32_t first = (uint32_t)(f.exponent + 30); /* 6 to 134 */
    const uint64_t m = (uint64_t)f.mantissa;
    const uint64_t low = m * two_over_pi(first + 64);
    const uint64_t middle = m * two_over_pi(first + 32) + (low >> 32);
    const uint64_t high = m * two_over_pi(first) + (middle >> 32);
    const uint64_t turns = high << 32 | (middle & UINT32_MAX); /* quarters, QUARTER_AT */
    struct angle a;

    a.quarter = (uint32_t)((turns + ((uint64_t)1 << (QUARTER_AT - 1))) >> QUARTER_AT);
    uint64_t rest = turns - ((uint64_t)a.quarter << QUARTER_AT);
    a.negative = rest >> 63;
    rest = a.negative ? 0 - rest : rest;
    a.exponent = -QUARTER_AT + 32;
    while (rest >> 63 == 0 && a.exponent > -2 * QUARTER_AT) {
        rest <<= 1;
        a.exponent--;
    }
    const uint64_t angle = (rest >> 32) * PI_2_Q31; /* 63 or 64 bits */
    a.mantissa = (uint32_t)(angle >> 32);
    a.exponent += 1;
    if (f.negative) {
        a.quarter = 0 - a.quarter;
        a.negative = !a.negative;
    }
    return a;
}

/* The sum of terms[0] z^n +- ... +- 1, signs alternating, in Q31 for z in Q32. */
static uint32_t alternating(uint64_t z, const uint32_t *terms, uint32_t n)
{
    uint64_t sum = terms[0];

    for (uint32_t i = 1; i < n; i++) {
        sum = terms[i] - (sum * z >> 32);
    }
    return (uint32_t)sum;
}

static uint64_t square_of(const struct angle *a)
{
    const int32_t drop = -2 * a->exponent - 32;
    return drop > 63 ? 0 : (uint64_t)a->mantissa * a->mantissa >> drop;
}

static float sine(const struct angle *a)
{
    /* 1 / 11! to 1 / 1!, Q31 */
    static const uint32_t terms[] = { 54, 5918, 426088, 17895697, 357913941, 2147483648u };
    const uint64_t s = alternating(square_of(a), terms, OTAML_ARRAY_LEN(terms));
    const float size = (float)(uint32_t)(a->mantissa * s >> 31);

    return otaml_float_scale(a->negative ? -size : size, a->exponent);
}

static float cosine(const struct angle *a)
{
    /* 1 / 12! to 1 / 0!, Q31 */
    static const uint32_t terms[] = { 4, 592, 53261, 2982616, 89478485, 1073741824, 2147483648u };
    const uint32_t c = alternating(square_of(a), terms, OTAML_ARRAY_LEN(terms));

    return otaml_float_scale((float)c, -31);
}

/* The sine of x + quarters * pi/2. */
static float turned_sine(float x, uint32_t quarters)
{
    const bool is_small = x <= PI_4 && x >= -PI_4;
    struct angle a = { 0, 0, 0, false };

    if (is_small) {
        const struct otaml_float_parts f = otaml_float_split(x);
        a.mantissa = (uint32_t)f.mantissa << 8;
        a.exponent = f.exponent - 8;
        a.negative = f.negative;
    } else if (otaml_float_is_finite(x)) {
        a = reduce(x);
    } else {
        return otaml_float_nan();
    }
    quarters += a.quarter;
    const float y = quarters & 1 ? cosine(&a) : sine(&a);
    return quarters & 2 ? -y : y;
}

float otaml_float_sin(float x)
{
    return x < SIN_IS_X && x > -SIN_IS_X ? x : turned_sine(x, 0);
}

float otaml_float_cos(float x)
{
    return turned_sine(x, 1);
}
