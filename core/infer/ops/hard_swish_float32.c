/*
 * hard_swish_float32.c - HARD_SWISH on float32: x * min(6, max(0, x + 3)) / 6.
 */
#include "unary_priv.h"

static float map(const void *record, float x)
{
    (void)record;
    return x * otaml_clamp_float(x + 3.0f, 0.0f, 6.0f) / 6.0f;
}

OTAML_UNARY_FLOAT32(hard_swish_float32, CODE_HARD_SWISH, otaml_unary_float32_prepare, map);
