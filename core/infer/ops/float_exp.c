/*
 * float_exp.c - exp for float32: x = n ln 2 + r with |r| <= ln 2 / 2, Taylor's series for r, and
 * 2^n put into the exponent. API: float_exp_priv.h
 */
#include "float_exp_priv.h"

#include <stdint.h>
#include <string.h>

#define LOG2_E   1.44269504f
#define LN2_HIGH 0.693359375f /* few bits, so that n * LN2_HIGH is exact */
#define LN2_LOW  (-2.12194440e-4f)

float otaml_float_exp(float x)
{
    if (!(x > -87.0f)) { /* a NaN too */
        return 0.0f;
    }
    if (x > 88.0f) {
        x = 88.0f;
    }
    const float scaled = x * LOG2_E;
    const int32_t n = (int32_t)(scaled < 0.0f ? scaled - 0.5f : scaled + 0.5f);
    const float r = (x - (float)n * LN2_HIGH) - (float)n * LN2_LOW;
    float sum = 1.0f / 5040.0f;
    sum = sum * r + 1.0f / 720.0f;
    sum = sum * r + 1.0f / 120.0f;
    sum = sum * r + 1.0f / 24.0f;
    sum = sum * r + 1.0f / 6.0f;
    sum = sum * r + 0.5f;
    sum = sum * r + 1.0f;
    sum = sum * r + 1.0f;
    const uint32_t bits = (uint32_t)(n + 127) << 23; /* n is in [-126, 127] */
    float power;
    memcpy(&power, &bits, sizeof(power));
    return sum * power;
}
