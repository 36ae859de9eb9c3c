/*
 * elu_float32.c - ELU on float32: x where x >= 0, exp(x) - 1 elsewhere.
 */
#include "float_exp_priv.h"
#include "unary_priv.h"

static float map(const void *record, float x)
{
    (void)record;
    return x < 0.0f ? otaml_float_expm1(x) : x;
}

OTAML_UNARY_FLOAT32(elu_float32, CODE_ELU, otaml_unary_float32_prepare, map);
