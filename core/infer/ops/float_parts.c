/*
 * float_parts.c - floats taken apart and put together. API: float_math_priv.h
 */
#include "float_math_priv.h"

#define EXPONENT_OF_LAST_BIT (-150) /* of a float whose exponent field is 0, were it normal */

struct otaml_float_parts otaml_float_split(float x)
{
    const uint32_t bits = otaml_float_bits(x);
    const uint32_t field = bits >> 23 & 0xffu, fraction = bits & 0x7fffffu;
    struct otaml_float_parts f = { (int32_t)fraction, EXPONENT_OF_LAST_BIT + 1, bits >> 31 != 0 };

    if (field != 0) {
        f.mantissa = (int32_t)(fraction | 0x800000u);
        f.exponent = EXPONENT_OF_LAST_BIT + (int32_t)field;
    }
    return f;
}

static float power_of_two(int32_t n)
{
    return otaml_float_from_bits((uint32_t)(n + 127) << 23);
}

float otaml_float_scale(float x, int32_t exponent)
{
    /* In two steps, of which the first stays among the normal numbers. */
    const int32_t half = exponent / 2;
    return x * power_of_two(half) * power_of_two(exponent - half);
}
