/*
 * div_float32.c - DIV on float32.
 */
#include "arithmetic_float32_priv.h"

static float combine(const void *record, float a, float b)
{
    return otaml_clamp_result(record, a / b);
}

OTAML_BINARY_FLOAT32(div_float32, CODE_DIV, otaml_arithmetic_float32_prepare, combine);
