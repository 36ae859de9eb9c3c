/*
 * add_int8.c - ADD on int8.
 */
#include "sum_priv.h"

static void prepare(struct prep *p)
{
    otaml_sum_prepare(p, OTAML_TYPE_INT8, false);
}

const struct otaml_op otaml_op_add_int8 = { CODE_ADD, OTAML_TYPE_INT8,    OP_INPLACE | OP_BROADCAST,
                                            prepare,  otaml_sum_run_int8, NULL };
