/*
 * squared_difference_float32.c - SQUARED_DIFFERENCE on float32.
 */
#include "broadcast_priv.h"

static float combine(const void *record, float a, float b)
{
    (void)record;
    return (a - b) * (a - b);
}

OTAML_BINARY_FLOAT32(squared_difference_float32, CODE_SQUARED_DIFFERENCE, otaml_binary_prepare,
                     combine);
