/*
 * mul_int8.c - MUL on int8.
 */
#include "mul_priv.h"

static void prepare(struct prep *p)
{
    otaml_mul_prepare(p, OTAML_TYPE_INT8);
}

static void row(const void *record, const struct otaml_row *row)
{
    const int8_t *a = (const int8_t *)row->in[0], *b = (const int8_t *)row->in[1];
    int8_t *out = (int8_t *)row->out;

    for (uint32_t i = 0; i < row->n; i++) {
        out[i] = (int8_t)otaml_mul_one(record, *a, *b);
        a += row->step[0];
        b += row->step[1];
    }
}

static void run(const struct otaml_infer *inf, const void *record)
{
    otaml_broadcast_run(inf, record, &((const struct otaml_mul *)record)->b, row);
}

const struct otaml_op otaml_op_mul_int8 = {
    CODE_MUL, OTAML_TYPE_INT8, OP_INPLACE | OP_BROADCAST, prepare, run, NULL
};
