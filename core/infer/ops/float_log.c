/*
 * float_log.c - the natural logarithm of a float32: x = 2^k m with m near 1, s = (m - 1) / (m + 1),
 * log m = 2 (s + s^3 / 3 + s^5 / 5 ...). API: float_math_priv.h
 */
#include "float_math_priv.h"

#define ONE          (1 << 24)
#define SQRT_2       23726566 /* with 24 bits of fraction */
#define LN2_Q54      12486629536330718ll
#define SQUARE_SHIFT 36 /* s^2 is below 0.03 */

/* 2 s (1 + s^2 / 3 + ...) in Q54 for s = above / sum. */
static int64_t series(uint32_t above, uint32_t sum)
{
    static const uint32_t inverses[] = { 238609294u, 306783378u, 429496730u, 715827883u,
                                         2147483648u }; /* 1/9, 1/7 ... 1, Q31 */
    int32_t up = 0;

    if (above == 0) {
        return 0;
    }
    while ((uint64_t)above << up < (uint64_t)1 << 55) {
        up++;
    }
    const uint64_t s = ((uint64_t)above << up) / sum; /* 30 to 32 bits */
    const int32_t drop = 2 * up - SQUARE_SHIFT;
    const uint64_t square = drop > 63 ? 0 : s * s >> drop;
    uint64_t total = 195225786u; /* 1/11 */
    for (uint32_t i = 0; i < OTAML_ARRAY_LEN(inverses); i++) {
        total = inverses[i] + (total * square >> SQUARE_SHIFT);
    }
    return (int64_t)((s * total >> 31) << (55 - up));
}

float otaml_float_log(float x)
{
    if (x == 0.0f) {
        return otaml_float_from_bits(0xff800000u); /* -infinity */
    }
    if (x < 0.0f) {
        return otaml_float_nan();
    }
    if (!otaml_float_is_finite(x)) {
        return x;
    }
    struct otaml_float_parts f = otaml_float_split(x);
    while (f.mantissa < 1 << 23) {
        f.mantissa *= 2;
        f.exponent--;
    }
    int32_t m = 2 * f.mantissa, k = f.exponent + 23; /* m in [1, 2) with 24 bits of fraction */
    if (m > SQRT_2) {
        m /= 2;
        k++;
    }
    const int64_t log_m = series((uint32_t)(m < ONE ? ONE - m : m - ONE), (uint32_t)(m + ONE));
    const int64_t log_x = k * LN2_Q54 + (m < ONE ? -log_m : log_m);
    return otaml_float_scale((float)log_x, -54);
}
