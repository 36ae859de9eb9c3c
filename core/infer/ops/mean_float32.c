/*
 * mean_float32.c - MEAN on float32.
 */
#include "reduce_priv.h"

static void prepare(struct prep *p)
{
    otaml_reduce_float32_prepare(p, true);
}

const struct otaml_op otaml_op_mean_float32 = { CODE_MEAN, OTAML_TYPE_FLOAT32,       0,
                                                prepare,   otaml_reduce_float32_run, NULL };
