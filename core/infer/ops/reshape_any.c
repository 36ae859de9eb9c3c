/*
 * reshape_any.c - RESHAPE on any type.
 */
#include "reshape_priv.h"

const struct otaml_op otaml_op_reshape_any = { CODE_RESHAPE,          TYPE_ANY,          OP_ALIAS,
                                               otaml_reshape_prepare, otaml_reshape_run, NULL };
