/*
 * tanh_int8.c - TANH on int8: (1 - exp(-2|x|)) / (1 + exp(-2|x|)), with x's sign.
 */
#include "fixed_exp_priv.h"
#include "sigmoid_int8_priv.h"

static void prepare(struct prep *p)
{
    otaml_sigmoid_int8_prepare(p, 1.0f / 128, 0);
}

static int32_t tanh_of(int32_t x)
{
    if (x == 0) {
        return 0;
    }
    /* Doubling x is another position of the point. */
    const int32_t e = otaml_fixed_exp(x > 0 ? -x : x, SIGMOID_INTEGER_BITS + 1);
    const int32_t y = otaml_fixed_one_minus_over_one_plus(e);
    return x > 0 ? y : -y;
}

static int32_t map(const void *record, int32_t q)
{
    return otaml_sigmoid_int8_one(record, q, tanh_of, 7);
}

OTAML_UNARY_INT8(tanh_int8, CODE_TANH, prepare, map);
