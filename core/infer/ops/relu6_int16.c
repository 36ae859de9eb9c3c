/*
 * relu6_int16.c - RELU6 on int16.
 */
#include "relu_priv.h"

static void prepare(struct prep *p)
{
    otaml_relu6_prepare(p, OTAML_TYPE_INT16);
}

OTAML_UNARY_INT16(relu6_int16, CODE_RELU6, prepare, otaml_relu6_one);
