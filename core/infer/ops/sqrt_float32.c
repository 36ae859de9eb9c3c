/*
 * sqrt_float32.c - SQRT on float32.
 */
#include "unary_priv.h"
#include "float_math_priv.h"

static float map(const void *record, float x)
{
    (void)record;
    return otaml_float_sqrt(x);
}

OTAML_UNARY_FLOAT32(sqrt_float32, CODE_SQRT, otaml_unary_float32_prepare, map);
