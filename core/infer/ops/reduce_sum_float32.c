/*
 * reduce_sum_float32.c - SUM on float32.
 */
#include "reduce_priv.h"

static void prepare(struct prep *p)
{
    otaml_reduce_float32_prepare(p, false);
}

const struct otaml_op otaml_op_reduce_sum_float32 = { CODE_SUM, OTAML_TYPE_FLOAT32,       0,
                                                      prepare,  otaml_reduce_float32_run, NULL };
