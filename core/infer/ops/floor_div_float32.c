/*
 * floor_div_float32.c - FLOOR_DIV on float32.
 */
#include "broadcast_priv.h"
#include "float_math_priv.h"

static float combine(const void *record, float a, float b)
{
    (void)record;
    return otaml_float_floor(a / b);
}

OTAML_BINARY_FLOAT32(floor_div_float32, CODE_FLOOR_DIV, otaml_binary_prepare, combine);
