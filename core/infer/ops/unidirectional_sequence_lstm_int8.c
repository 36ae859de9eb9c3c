/*
 * unidirectional_sequence_lstm_int8.c - UNIDIRECTIONAL_SEQUENCE_LSTM on int8.
 */
#include "../arch/kernels_priv.h"
#include "lstm_integer_priv.h"

OTAML_STATIC_ASSERT(LSTM_ROWS == KERNEL_ROWS, lstm_rows_are_the_kernels);

static void prepare(struct prep *p)
{
    otaml_lstm_prepare_integer(p, OTAML_TYPE_INT8, INT32_MAX);
}

static void multiply(const struct otaml_lstm_product *p, int32_t y[LSTM_ROWS])
{
    uint32_t sum[LSTM_ROWS];

    for (uint32_t i = 0; i < p->rows; i++) {
        sum[i] = p->bias ? otaml_get_le32(p->bias + 4 * i) : 0;
    }
    if (p->rows == LSTM_ROWS) {
        otaml_dot4_s8(p->x, p->weights, p->n, p->n, p->offset, sum);
    } else {
        for (uint32_t i = 0; i < p->rows; i++) {
            sum[i] += otaml_dot_s8(p->x, p->weights + (size_t)i * p->n, p->n, p->offset);
        }
    }
    for (uint32_t i = 0; i < p->rows; i++) {
        y[i] = otaml_multiply((int32_t)sum[i], p->m);
    }
}

static void advance(const void *record, const struct otaml_lstm_cells *c)
{
    otaml_lstm_advance_integer(record, c, multiply);
}

static int part(struct otaml_infer *inf, const void *record)
{
    return otaml_lstm_part(inf, record, advance);
}

const struct otaml_op otaml_op_unidirectional_sequence_lstm_int8 = {
    CODE_UNIDIRECTIONAL_SEQUENCE_LSTM, OTAML_TYPE_INT8, OP_SCRATCH, prepare, NULL, part
};
