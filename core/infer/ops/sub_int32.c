/*
 * sub_int32.c - SUB on int32.
 */
#include "arithmetic_int32_priv.h"

static int32_t combine(const void *record, int32_t a, int32_t b)
{
    return otaml_clamp_int32(record, (uint32_t)a - (uint32_t)b);
}

OTAML_BINARY_INT32(sub_int32, CODE_SUB, otaml_arithmetic_int32_prepare, combine);
