/*
 * mul_int16.c - MUL on int16.
 */
#include "mul_priv.h"

static void prepare(struct prep *p)
{
    otaml_mul_prepare(p, OTAML_TYPE_INT16);
}

static void row(const void *record, const struct otaml_row *row)
{
    int16_t *out = (int16_t *)(void *)row->out;

    for (uint32_t i = 0; i < row->n; i++) {
        out[i] =
            (int16_t)otaml_mul_one(record, otaml_row_int16(row, 0, i), otaml_row_int16(row, 1, i));
    }
}

static void run(const struct otaml_infer *inf, const void *record)
{
    otaml_broadcast_run(inf, record, &((const struct otaml_mul *)record)->b, row);
}

const struct otaml_op otaml_op_mul_int16 = {
    CODE_MUL, OTAML_TYPE_INT16, OP_INPLACE | OP_BROADCAST, prepare, run, NULL
};
