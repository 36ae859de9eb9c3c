/*
 * leaky_relu_int8.c - LEAKY_RELU on int8.
 */
#include "leaky_relu_priv.h"

static void prepare(struct prep *p)
{
    otaml_leaky_relu_prepare(p, OTAML_TYPE_INT8);
}

OTAML_UNARY_INT8(leaky_relu_int8, CODE_LEAKY_RELU, prepare, otaml_leaky_relu_one);
