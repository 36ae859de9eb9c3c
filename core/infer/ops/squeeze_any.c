/*
 * squeeze_any.c - SQUEEZE on any type.
 */
#include "reshape_priv.h"

const struct otaml_op otaml_op_squeeze_any = { CODE_SQUEEZE,          TYPE_ANY,          OP_ALIAS,
                                               otaml_reshape_prepare, otaml_reshape_run, NULL };
