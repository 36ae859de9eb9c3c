/*
 * rsqrt_int8.c - RSQRT on int8.
 */
#include "rsqrt_priv.h"

static void prepare(struct prep *p)
{
    otaml_rsqrt_prepare(p, OTAML_TYPE_INT8);
}

OTAML_UNARY_INT8(rsqrt_int8, CODE_RSQRT, prepare, otaml_rsqrt_one);
