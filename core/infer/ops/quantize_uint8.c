/*
 * quantize_uint8.c - QUANTIZE from uint8.
 */
#include "requantize_priv.h"

const struct otaml_op otaml_op_quantize_uint8 = { CODE_QUANTIZE,        OTAML_TYPE_UINT8,
                                                  OP_INPLACE,           otaml_requantize_prepare,
                                                  otaml_requantize_run, NULL };
