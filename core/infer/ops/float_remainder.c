/*
 * float_remainder.c - fmod for float32. API: float_math_priv.h
 */
#include "float_math_priv.h"

#define BITS_AT_ONCE 32 /* a remainder of 24 bits, shifted up, fits 64 */

float otaml_float_remainder(float a, float b)
{
    if (!otaml_float_is_finite(a) || b == 0.0f || b != b) {
        return otaml_float_nan();
    }
    if (!otaml_float_is_finite(b)) {
        return a;
    }
    const struct otaml_float_parts x = otaml_float_split(a), y = otaml_float_split(b);
    uint64_t rest = (uint64_t)x.mantissa, divisor = (uint64_t)y.mantissa;
    int32_t exponent = y.exponent, more = x.exponent - y.exponent;

    if (more < 0) {
        if (more < -BITS_AT_ONCE) {
            return a; /* |b| is larger by far */
        }
        divisor <<= -more;
        exponent = x.exponent;
    }
    rest %= divisor;
    for (; more > 0; more -= BITS_AT_ONCE) {
        rest = (rest << (more < BITS_AT_ONCE ? more : BITS_AT_ONCE)) % divisor;
    }
    return otaml_float_with_sign(otaml_float_scale((float)rest, exponent), x.negative);
}
