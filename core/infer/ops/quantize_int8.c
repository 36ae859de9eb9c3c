/*
 * quantize_int8.c - QUANTIZE from int8.
 */
#include "requantize_priv.h"

static void run(const struct otaml_infer *inf, const void *record)
{
    if (((const struct otaml_requantize *)record)->out_type == OTAML_TYPE_INT8) {
        otaml_unary_int8_run(inf, record, otaml_requantize_one);
    } else {
        otaml_requantize_run(inf, record);
    }
}

const struct otaml_op otaml_op_quantize_int8 = { CODE_QUANTIZE, OTAML_TYPE_INT8,
                                                 OP_INPLACE,    otaml_requantize_prepare,
                                                 run,           NULL };
