/*
 * float_math_priv.h - functions on float32 without a mathematics library: floats are taken apart
 * and worked on in fixed point, which is fast on cores that have no floating-point unit.
 */
#ifndef OTAML_FLOAT_MATH_PRIV_H
#define OTAML_FLOAT_MATH_PRIV_H

#include <stdint.h>
#include <string.h>
#include "base_priv.h"

/* A finite float as +-mantissa * 2^exponent; the mantissa has 24 bits, fewer if subnormal. */
struct otaml_float_parts {
    int32_t mantissa;
    int32_t exponent;
    bool negative;
};

static inline uint32_t otaml_float_bits(float x)
{
    uint32_t bits;

    memcpy(&bits, &x, sizeof(bits));
    return bits;
}

static inline float otaml_float_from_bits(uint32_t bits)
{
    float x;

    memcpy(&x, &bits, sizeof(x));
    return x;
}

static inline float otaml_float_nan(void)
{
    return otaml_float_from_bits(0x7fc00000u);
}

static inline bool otaml_float_is_finite(float x)
{
    return (otaml_float_bits(x) >> 23 & 0xffu) != 0xffu;
}

static inline float otaml_float_with_sign(float x, bool negative)
{
    return otaml_float_from_bits((otaml_float_bits(x) & 0x7fffffffu) | (uint32_t)negative << 31);
}

struct otaml_float_parts otaml_float_split(float x);

/* x * 2^exponent for a normal x from 1 to 2^63 or 0, and |exponent| < 250: rounded only where the
 * result is subnormal; beyond FLT_MAX it is infinite. */
float otaml_float_scale(float x, int32_t exponent);

/* The largest whole number that is not above x. */
float otaml_float_floor(float x);

/* The remainder of a / b with a's sign, exactly. */
float otaml_float_remainder(float a, float b);

/* The float nearest to the square root. */
float otaml_float_sqrt(float x);

/* Nearly always the float nearest to it. */
float otaml_float_log(float x);
float otaml_float_sin(float x);
float otaml_float_cos(float x);

#endif /* OTAML_FLOAT_MATH_PRIV_H */
