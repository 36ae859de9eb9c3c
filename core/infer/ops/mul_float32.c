/*
 * mul_float32.c - MUL on float32.
 */
#include "arithmetic_float32_priv.h"

static float combine(const void *record, float a, float b)
{
    return otaml_clamp_result(record, a * b);
}

OTAML_BINARY_FLOAT32(mul_float32, CODE_MUL, otaml_arithmetic_float32_prepare, combine);
