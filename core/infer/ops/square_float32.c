/*
 * square_float32.c - SQUARE on float32.
 */
#include "unary_priv.h"

static float map(const void *record, float x)
{
    (void)record;
    return x * x;
}

OTAML_UNARY_FLOAT32(square_float32, CODE_SQUARE, otaml_unary_float32_prepare, map);
