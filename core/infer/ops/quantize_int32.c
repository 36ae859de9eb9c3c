/*
 * quantize_int32.c - QUANTIZE from int32.
 */
#include "requantize_priv.h"

const struct otaml_op otaml_op_quantize_int32 = { CODE_QUANTIZE,        OTAML_TYPE_INT32,
                                                  OP_INPLACE,           otaml_requantize_prepare,
                                                  otaml_requantize_run, NULL };
