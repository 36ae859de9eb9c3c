/*
 * dequantize_uint8.c - DEQUANTIZE from uint8.
 */
#include "dequantize_priv.h"

const struct otaml_op otaml_op_dequantize_uint8 = {
    CODE_DEQUANTIZE, OTAML_TYPE_UINT8, 0, otaml_dequantize_prepare, otaml_dequantize_run, NULL
};
