/*
 * abs_int8.c - ABS on int8.
 */
#include "abs_priv.h"

static void prepare(struct prep *p)
{
    (void)otaml_rescale_prepare(p, OTAML_TYPE_INT8);
}

OTAML_UNARY_INT8(abs_int8, CODE_ABS, prepare, otaml_abs_one);
