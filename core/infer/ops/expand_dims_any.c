/*
 * expand_dims_any.c - EXPAND_DIMS on any type.
 */
#include "reshape_priv.h"

const struct otaml_op otaml_op_expand_dims_any = { CODE_EXPAND_DIMS,  TYPE_ANY,
                                                   OP_ALIAS,          otaml_reshape_prepare,
                                                   otaml_reshape_run, NULL };
