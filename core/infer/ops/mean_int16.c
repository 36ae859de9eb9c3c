/*
 * mean_int16.c - MEAN on int16.
 */
#include "reduce_priv.h"

static void prepare(struct prep *p)
{
    otaml_reduce_sum_prepare(p, OTAML_TYPE_INT16, true);
}

const struct otaml_op otaml_op_mean_int16 = { CODE_MEAN, OTAML_TYPE_INT16,           0,
                                              prepare,   otaml_reduce_sum_run_int16, NULL };
