/*
 * sin_float32.c - SIN on float32.
 */
#include "unary_priv.h"
#include "float_math_priv.h"

static float map(const void *record, float x)
{
    (void)record;
    return otaml_float_sin(x);
}

OTAML_UNARY_FLOAT32(sin_float32, CODE_SIN, otaml_unary_float32_prepare, map);
