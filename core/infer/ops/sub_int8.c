/*
 * sub_int8.c - SUB on int8.
 */
#include "sum_priv.h"

static void prepare(struct prep *p)
{
    otaml_sum_prepare(p, OTAML_TYPE_INT8, true);
}

const struct otaml_op otaml_op_sub_int8 = { CODE_SUB, OTAML_TYPE_INT8,    OP_INPLACE | OP_BROADCAST,
                                            prepare,  otaml_sum_run_int8, NULL };
