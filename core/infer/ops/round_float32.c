/*
 * round_float32.c - ROUND on float32: to the nearest whole number, halves to the even one.
 */
#include "float_math_priv.h"
#include "unary_priv.h"

static float map(const void *record, float x)
{
    const float below = otaml_float_floor(x);
    const float rest = x - below; /* exact */
    const float half = 0.5f * below;

    (void)record;
    if (rest < 0.5f || (rest == 0.5f && otaml_float_floor(half) == half)) {
        return below;
    }
    return below + 1.0f;
}

OTAML_UNARY_FLOAT32(round_float32, CODE_ROUND, otaml_unary_float32_prepare, map);
