/*
 * tanh_int16.c - TANH on int16.
 */
#include "sigmoid_int16_priv.h"

static void prepare(struct prep *p)
{
    otaml_sigmoid_int16_prepare(p, 1);
}

static int32_t map(const void *record, int32_t q)
{
    return otaml_q15_tanh(otaml_sigmoid_int16_in(record, q));
}

OTAML_UNARY_INT16(tanh_int16, CODE_TANH, prepare, map);
