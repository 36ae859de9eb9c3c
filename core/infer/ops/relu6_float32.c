/*
 * relu6_float32.c - RELU6 on float32.
 */
#include "unary_priv.h"

static float map(const void *record, float x)
{
    (void)record;
    return otaml_clamp_float(x, 0.0f, 6.0f);
}

OTAML_UNARY_FLOAT32(relu6_float32, CODE_RELU6, otaml_unary_float32_prepare, map);
