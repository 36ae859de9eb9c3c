/*
 * relu_float32.c - RELU on float32.
 */
#include "unary_priv.h"

static float map(const void *record, float x)
{
    (void)record;
    return x < 0.0f ? 0.0f : x;
}

OTAML_UNARY_FLOAT32(relu_float32, CODE_RELU, otaml_unary_float32_prepare, map);
