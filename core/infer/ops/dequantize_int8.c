/*
 * dequantize_int8.c - DEQUANTIZE from int8.
 */
#include "dequantize_priv.h"

const struct otaml_op otaml_op_dequantize_int8 = {
    CODE_DEQUANTIZE, OTAML_TYPE_INT8, 0, otaml_dequantize_prepare, otaml_dequantize_run, NULL
};
