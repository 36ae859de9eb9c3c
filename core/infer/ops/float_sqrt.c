/*
 * float_sqrt.c - the square root of a float32, digit by digit. API: float_math_priv.h
 */
#include "float_math_priv.h"

#define MORE_BITS 28 /* even: the root has half of them, 26 or 27 bits in all */

float otaml_float_sqrt(float x)
{
    if (x == 0.0f || x != x || (x > 0.0f && !otaml_float_is_finite(x))) {
        return x;
    }
    if (x < 0.0f) {
        return otaml_float_nan();
    }
    struct otaml_float_parts f = otaml_float_split(x);
    while (f.mantissa < 1 << 23 || f.exponent % 2 != 0) { /* normal, and with an even exponent */
        f.mantissa *= 2;
        f.exponent--;
    }
    uint64_t rest = (uint64_t)f.mantissa << MORE_BITS, root = 0;
    for (uint64_t bit = (uint64_t)1 << 52; bit != 0; bit >>= 2) {
        if (rest >= root + bit) {
            rest -= root + bit;
            root = (root >> 1) + bit;
        } else {
            root >>= 1;
        }
    }
    /* More bits than a float has; whether any follow goes into the last one. */
    return otaml_float_scale((float)(uint32_t)(root | (rest != 0)), (f.exponent - MORE_BITS) / 2);
}
