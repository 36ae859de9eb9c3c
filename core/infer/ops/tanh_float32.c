/*
 * tanh_float32.c - TANH on float32.
 */
#include "unary_priv.h"
#include "float_exp_priv.h"

static float map(const void *record, float x)
{
    (void)record;
    return otaml_float_tanh(x);
}

OTAML_UNARY_FLOAT32(tanh_float32, CODE_TANH, otaml_unary_float32_prepare, map);
