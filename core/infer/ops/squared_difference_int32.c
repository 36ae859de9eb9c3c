/*
 * squared_difference_int32.c - SQUARED_DIFFERENCE on int32, modulo 2^32.
 */
#include "broadcast_priv.h"

static int32_t combine(const void *record, int32_t a, int32_t b)
{
    const uint32_t difference = (uint32_t)a - (uint32_t)b;

    (void)record;
    return (int32_t)(difference * difference);
}

OTAML_BINARY_INT32(squared_difference_int32, CODE_SQUARED_DIFFERENCE, otaml_binary_prepare,
                   combine);
