/*
 * float_floor.c - floor for float32. API: float_math_priv.h
 */
#include "float_math_priv.h"

#define WHOLE 8388608.0f /* 2^23: from here on there are whole numbers only */

float otaml_float_floor(float x)
{
    if (!(x > -WHOLE && x < WHOLE)) {
        return x; /* a NaN too */
    }
    const float cut = (float)(int32_t)x;
    /* -0 stays -0, though nothing below 1 has a sign once it was an int. */
    return cut > x       ? cut - 1.0f
           : cut == 0.0f ? otaml_float_with_sign(cut, otaml_float_bits(x) >> 31)
                         : cut;
}
