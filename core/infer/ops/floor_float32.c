/*
 * floor_float32.c - FLOOR on float32.
 */
#include "unary_priv.h"
#include "float_math_priv.h"

static float map(const void *record, float x)
{
    (void)record;
    return otaml_float_floor(x);
}

OTAML_UNARY_FLOAT32(floor_float32, CODE_FLOOR, otaml_unary_float32_prepare, map);
