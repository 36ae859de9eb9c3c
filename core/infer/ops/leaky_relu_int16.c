/*
 * leaky_relu_int16.c - LEAKY_RELU on int16.
 */
#include "leaky_relu_priv.h"

static void prepare(struct prep *p)
{
    otaml_leaky_relu_prepare(p, OTAML_TYPE_INT16);
}

OTAML_UNARY_INT16(leaky_relu_int16, CODE_LEAKY_RELU, prepare, otaml_leaky_relu_one);
