/*
 * quantize_int16.c - QUANTIZE from int16.
 */
#include "requantize_priv.h"

const struct otaml_op otaml_op_quantize_int16 = { CODE_QUANTIZE,        OTAML_TYPE_INT16,
                                                  OP_INPLACE,           otaml_requantize_prepare,
                                                  otaml_requantize_run, NULL };
