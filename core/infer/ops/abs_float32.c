/*
 * abs_float32.c - ABS on float32.
 */
#include "unary_priv.h"
#include "float_math_priv.h"

static float map(const void *record, float x)
{
    (void)record;
    return otaml_float_with_sign(x, false);
}

OTAML_UNARY_FLOAT32(abs_float32, CODE_ABS, otaml_unary_float32_prepare, map);
