/*
 * mul_float32.c - MUL on float32.
 */
#include "arithmetic_float32_priv.h"

static void row(const void *record, const struct otaml_row *row)
{
    float *out = (float *)(void *)row->out;

    for (uint32_t i = 0; i < row->n; i++) {
        out[i] =
            otaml_clamp_result(record, otaml_row_float(row, 0, i) * otaml_row_float(row, 1, i));
    }
}

static void run(const struct otaml_infer *inf, const void *record)
{
    otaml_broadcast_run(inf, record, &((const struct otaml_arithmetic_float32 *)record)->b, row);
}

const struct otaml_op otaml_op_mul_float32 = {
    CODE_MUL, OTAML_TYPE_FLOAT32, OP_INPLACE | OP_BROADCAST, otaml_arithmetic_float32_prepare, run,
    NULL
};
