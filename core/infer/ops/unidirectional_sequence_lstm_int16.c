/*
 * unidirectional_sequence_lstm_int16.c - UNIDIRECTIONAL_SEQUENCE_LSTM on int16 with int8 weights
 * and biases of int64.
 */
#include "../arch/kernels_priv.h"
#include "lstm_integer_priv.h"

static void prepare(struct prep *p)
{
    otaml_lstm_prepare_integer(p, OTAML_TYPE_INT16, OTAML_WIDE_SHIFT_END);
}

static void multiply(const struct otaml_lstm_product *p, int32_t y[LSTM_ROWS])
{
    for (uint32_t i = 0; i < p->rows; i++) {
        const uint64_t bias = p->bias ? otaml_get_le64(p->bias + 8 * (size_t)i) : 0;
        const uint64_t sum = (uint64_t)otaml_dot_s16(p->x, p->weights + (size_t)i * p->n, p->n);
        y[i] = otaml_multiply_wide((int64_t)(sum + bias), p->m);
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

const struct otaml_op otaml_op_unidirectional_sequence_lstm_int16 = {
    CODE_UNIDIRECTIONAL_SEQUENCE_LSTM, OTAML_TYPE_INT16, OP_SCRATCH, prepare, NULL, part
};
