/*
 * dequantize_int16.c - DEQUANTIZE from int16.
 */
#include "dequantize_priv.h"

const struct otaml_op otaml_op_dequantize_int16 = {
    CODE_DEQUANTIZE, OTAML_TYPE_INT16, 0, otaml_dequantize_prepare, otaml_dequantize_run, NULL
};
