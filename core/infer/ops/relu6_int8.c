/*
 * relu6_int8.c - RELU6 on int8.
 */
#include "relu_priv.h"

static void prepare(struct prep *p)
{
    otaml_relu6_prepare(p, OTAML_TYPE_INT8);
}

OTAML_UNARY_INT8(relu6_int8, CODE_RELU6, prepare, otaml_relu6_one);
