/*
 * logistic_int8.c - LOGISTIC on int8: 1 / (1 + exp(-x)).
 */
#include "fixed_exp_priv.h"
#include "sigmoid_int8_priv.h"

static void prepare(struct prep *p)
{
    otaml_sigmoid_int8_prepare(p, 1.0f / 256, INT8_MIN);
}

static int32_t logistic(int32_t x)
{
    if (x == 0) {
        return 1 << 30;
    }
    const int32_t e = otaml_fixed_exp(x > 0 ? -x : x, SIGMOID_INTEGER_BITS);
    const int32_t y = otaml_fixed_one_over_one_plus(e);
    return x > 0 ? y : INT32_MAX - y;
}

static int32_t map(const void *record, int32_t q)
{
    return otaml_sigmoid_int8_one(record, q, logistic, 8);
}

OTAML_UNARY_INT8(logistic_int8, CODE_LOGISTIC, prepare, map);
