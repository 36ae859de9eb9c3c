/*
 * log_float32.c - LOG on float32.
 */
#include "unary_priv.h"
#include "float_math_priv.h"

static float map(const void *record, float x)
{
    (void)record;
    return otaml_float_log(x);
}

OTAML_UNARY_FLOAT32(log_float32, CODE_LOG, otaml_unary_float32_prepare, map);
