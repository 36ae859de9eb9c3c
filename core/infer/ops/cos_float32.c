/*
 * cos_float32.c - COS on float32.
 */
#include "unary_priv.h"
#include "float_math_priv.h"

static float map(const void *record, float x)
{
    (void)record;
    return otaml_float_cos(x);
}

OTAML_UNARY_FLOAT32(cos_float32, CODE_COS, otaml_unary_float32_prepare, map);
