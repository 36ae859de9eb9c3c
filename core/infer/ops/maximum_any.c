/*
 * maximum_any.c - MAXIMUM.
 */
#include "extreme_priv.h"

static void run(const struct otaml_infer *inf, const void *record)
{
    otaml_extreme_run(inf, record, true);
}

const struct otaml_op otaml_op_maximum_any = { CODE_MAXIMUM,          TYPE_ANY, OP_INPLACE,
                                               otaml_extreme_prepare, run,      NULL };
