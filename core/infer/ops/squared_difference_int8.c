/*
 * squared_difference_int8.c - SQUARED_DIFFERENCE on int8.
 */
#include "squared_difference_priv.h"

static void prepare(struct prep *p)
{
    otaml_squared_difference_prepare(p, OTAML_TYPE_INT8);
}

OTAML_BINARY_INT8(squared_difference_int8, CODE_SQUARED_DIFFERENCE, prepare,
                  otaml_squared_difference_one);
