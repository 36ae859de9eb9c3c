/*
 * rsqrt_float32.c - RSQRT on float32.
 */
#include "unary_priv.h"
#include "float_math_priv.h"

static float map(const void *record, float x)
{
    (void)record;
    return 1.0f / otaml_float_sqrt(x);
}

OTAML_UNARY_FLOAT32(rsqrt_float32, CODE_RSQRT, otaml_unary_float32_prepare, map);
