/*
 * float_exp.c - exp for float32: x / ln 2 = n + f with |f| <= 1/2, Taylor's series for f ln 2 in
 * fixed point, and 2^n put into the exponent. API: float_exp_priv.h
 */
#include "float_exp_priv.h"

#include <stdbool.h>
#include "float_math_priv.h"

#define LOG2_E_Q38 396564993198ll /* 39 bits: times a mantissa of 24 it has 63 */
#define LN2_Q31    1488522236
#define X_MAX      89.0f     /* above FLT_MAX from here on */
#define X_MIN      (-104.0f) /* less than half of the smallest float there is */

/* x / ln 2 in Q32, for a finite x of at most 2^7. */
static int64_t over_ln2(float x)
{
    const struct otaml_float_parts f = otaml_float_split(x);
    const int32_t drop = 6 - f.exponent; /* mantissa * 2^exponent * LOG2_E_Q38 / 2^38 * 2^32 */
    const int64_t v = drop > 62 ? 0 : (f.mantissa * LOG2_E_Q38) >> drop;

    return f.negative ? -v : v;
}

/* exp(r) in Q30 for |r| <= ln 2 / 2 in Q31. */
static int32_t series(int32_t r)
{
    static const int32_t inverse_factorials[] = {
        /* 1 / 8! to 1 / 0!, Q30 */
        26631, 213044, 1491308, 8947849, 44739243, 178956971, 536870912, 1073741824, 1073741824
    };
    int32_t sum = 2959; /* 1 / 9! */

    for (uint32_t i = 0; i < OTAML_ARRAY_LEN(inverse_factorials); i++) {
        sum = inverse_factorials[i] + (int32_t)(((int64_t)sum * r + ((int64_t)1 << 30)) >> 31);
    }
    return sum;
}

float otaml_float_exp(float x)
{
    if (!(x > X_MIN)) {
        return x < 0.0f ? 0.0f : x; /* a NaN stays one */
    }
    const int64_t t = over_ln2(x < X_MAX ? x : X_MAX);
    const int32_t n = (int32_t)((t + ((int64_t)1 << 31)) >> 32);
    const int32_t f = (int32_t)(t - n * ((int64_t)1 << 32)); /* Q32, in [-1/2, 1/2) */
    const int32_t r = (int32_t)(((int64_t)f * LN2_Q31) >> 32);

    return otaml_float_scale((float)series(r), n - 30);
}

float otaml_float_expm1(float x)
{
    if (x < -0.5f || x > 0.5f) {
        return otaml_float_exp(x) - 1.0f;
    }
    float sum = 1.0f / 362880.0f;
    sum = sum * x + 1.0f / 40320.0f;
    sum = sum * x + 1.0f / 5040.0f;
    sum = sum * x + 1.0f / 720.0f;
    sum = sum * x + 1.0f / 120.0f;
    sum = sum * x + 1.0f / 24.0f;
    sum = sum * x + 1.0f / 6.0f;
    sum = sum * x + 0.5f;
    return x + x * x * sum;
}

float otaml_float_tanh(float x)
{
    const float size = x < 0.0f ? -x : x;

    if (size > 10.0f) {
        return x < 0.0f ? -1.0f : 1.0f; /* nearer to them than to any other float */
    }
    const float e = otaml_float_expm1(2.0f * size);
    const float y = e / (e + 2.0f);
    return x < 0.0f ? -y : y;
}
