/*
 * squared_difference_int16.c - SQUARED_DIFFERENCE on int16.
 */
#include "squared_difference_priv.h"

static void prepare(struct prep *p)
{
    otaml_squared_difference_prepare(p, OTAML_TYPE_INT16);
}

OTAML_BINARY_INT16(squared_difference_int16, CODE_SQUARED_DIFFERENCE, prepare,
                   otaml_squared_difference_one);
