/*
 * quantize_int8.c - QUANTIZE from int8.
 */
#include "requantize_priv.h"

const struct otaml_op otaml_op_quantize_int8 = { CODE_QUANTIZE,        OTAML_TYPE_INT8,
                                                 OP_INPLACE,           otaml_requantize_prepare,
                                                 otaml_requantize_run, NULL };
