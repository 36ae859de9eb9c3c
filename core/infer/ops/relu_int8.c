/*
 * relu_int8.c - RELU on int8.
 */
#include "relu_priv.h"

static void prepare(struct prep *p)
{
    otaml_relu_prepare(p, OTAML_TYPE_INT8);
}

OTAML_UNARY_INT8(relu_int8, CODE_RELU, prepare, otaml_relu_one);
