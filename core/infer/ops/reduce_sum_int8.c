/*
 * reduce_sum_int8.c - SUM on int8.
 */
#include "reduce_priv.h"

static void prepare(struct prep *p)
{
    otaml_reduce_sum_prepare(p, OTAML_TYPE_INT8, false);
}

const struct otaml_op otaml_op_reduce_sum_int8 = { CODE_SUM, OTAML_TYPE_INT8,           0,
                                                   prepare,  otaml_reduce_sum_run_int8, NULL };
