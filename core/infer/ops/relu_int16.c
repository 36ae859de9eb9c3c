/*
 * relu_int16.c - RELU on int16.
 */
#include "relu_priv.h"

static void prepare(struct prep *p)
{
    otaml_relu_prepare(p, OTAML_TYPE_INT16);
}

OTAML_UNARY_INT16(relu_int16, CODE_RELU, prepare, otaml_relu_one);
