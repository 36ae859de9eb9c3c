/*
 * mul_int32.c - MUL on int32.
 */
#include "arithmetic_int32_priv.h"

static int32_t combine(const void *record, int32_t a, int32_t b)
{
    return otaml_clamp_int32(record, (uint32_t)a * (uint32_t)b);
}

OTAML_BINARY_INT32(mul_int32, CODE_MUL, otaml_arithmetic_int32_prepare, combine);
