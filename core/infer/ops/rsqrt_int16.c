/*
 * rsqrt_int16.c - RSQRT on int16.
 */
#include "rsqrt_priv.h"

static void prepare(struct prep *p)
{
    otaml_rsqrt_prepare(p, OTAML_TYPE_INT16);
}

OTAML_UNARY_INT16(rsqrt_int16, CODE_RSQRT, prepare, otaml_rsqrt_one);
