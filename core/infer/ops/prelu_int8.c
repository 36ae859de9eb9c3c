/*
 * prelu_int8.c - PRELU on int8.
 */
#include "prelu_priv.h"

static void prepare(struct prep *p)
{
    otaml_prelu_prepare(p, OTAML_TYPE_INT8);
}

OTAML_BINARY_INT8(prelu_int8, CODE_PRELU, prepare, otaml_prelu_one);
