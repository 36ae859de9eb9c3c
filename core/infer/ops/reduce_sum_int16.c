/*
 * reduce_sum_int16.c - SUM on int16.
 */
#include "reduce_priv.h"

static void prepare(struct prep *p)
{
    otaml_reduce_sum_prepare(p, OTAML_TYPE_INT16, false);
}

const struct otaml_op otaml_op_reduce_sum_int16 = { CODE_SUM, OTAML_TYPE_INT16,           0,
                                                    prepare,  otaml_reduce_sum_run_int16, NULL };
