/*
 * add_int16.c - ADD on int16.
 */
#include "sum_priv.h"

static void prepare(struct prep *p)
{
    otaml_sum_prepare(p, OTAML_TYPE_INT16, false);
}

const struct otaml_op otaml_op_add_int16 = {
    CODE_ADD, OTAML_TYPE_INT16, OP_INPLACE | OP_BROADCAST, prepare, otaml_sum_run_int16, NULL
};
