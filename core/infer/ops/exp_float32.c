/*
 * exp_float32.c - EXP on float32.
 */
#include "unary_priv.h"
#include "float_exp_priv.h"

static float map(const void *record, float x)
{
    (void)record;
    return otaml_float_exp(x);
}

OTAML_UNARY_FLOAT32(exp_float32, CODE_EXP, otaml_unary_float32_prepare, map);
