/*
 * prelu_float32.c - PRELU on float32: x where x >= 0, alpha * x elsewhere.
 */
#include "broadcast_priv.h"

static float combine(const void *record, float x, float alpha)
{
    (void)record;
    return x >= 0.0f ? x : x * alpha;
}

OTAML_BINARY_FLOAT32(prelu_float32, CODE_PRELU, otaml_binary_prepare, combine);
