/*
 * neg_float32.c - NEG on float32.
 */
#include "unary_priv.h"

static float map(const void *record, float x)
{
    (void)record;
    return -x;
}

OTAML_UNARY_FLOAT32(neg_float32, CODE_NEG, otaml_unary_float32_prepare, map);
