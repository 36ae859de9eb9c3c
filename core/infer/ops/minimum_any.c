/*
 * minimum_any.c - MINIMUM.
 */
#include "extreme_priv.h"

static void run(const struct otaml_infer *inf, const void *record)
{
    otaml_extreme_run(inf, record, false);
}

const struct otaml_op otaml_op_minimum_any = { CODE_MINIMUM,          TYPE_ANY, OP_INPLACE,
                                               otaml_extreme_prepare, run,      NULL };
