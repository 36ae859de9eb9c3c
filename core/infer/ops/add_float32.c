/*
 * add_float32.c - ADD on float32.
 */
#include "arithmetic_float32_priv.h"

static float combine(const void *record, float a, float b)
{
    return otaml_clamp_result(record, a + b);
}

OTAML_BINARY_FLOAT32(add_float32, CODE_ADD, otaml_arithmetic_float32_prepare, combine);
