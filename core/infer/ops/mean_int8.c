/*
 * mean_int8.c - MEAN on int8.
 */
#include "reduce_priv.h"

static void prepare(struct prep *p)
{
    otaml_reduce_sum_prepare(p, OTAML_TYPE_INT8, true);
}

const struct otaml_op otaml_op_mean_int8 = { CODE_MEAN, OTAML_TYPE_INT8,           0,
                                             prepare,   otaml_reduce_sum_run_int8, NULL };
