/*
 * logistic_int16.c - LOGISTIC on int16.
 */
#include "sigmoid_int16_priv.h"

static void prepare(struct prep *p)
{
    otaml_sigmoid_int16_prepare(p, 0);
}

static int32_t map(const void *record, int32_t q)
{
    return otaml_q15_sigmoid(otaml_sigmoid_int16_in(record, q));
}

OTAML_UNARY_INT16(logistic_int16, CODE_LOGISTIC, prepare, map);
