/*
 * logistic_float32.c - LOGISTIC on float32: 1 / (1 + exp(-x)), with the reference's short cuts far
 * from 0.
 */
#include "float_exp_priv.h"
#include "unary_priv.h"

static float map(const void *record, float x)
{
    (void)record;
    if (x > 16.619047f) {
        return 1.0f;
    }
    return x < -9.0f ? otaml_float_exp(x) : 1.0f / (1.0f + otaml_float_exp(-x));
}

OTAML_UNARY_FLOAT32(logistic_float32, CODE_LOGISTIC, otaml_unary_float32_prepare, map);
