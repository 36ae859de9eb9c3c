/*
 * lstm_integer_priv.h - UNIDIRECTIONAL_SEQUENCE_LSTM on int8 or int16, with int8 weights.
 *
 * Gates are Q3.12 before their activation and Q0.15 after it, cells are of int16 with a power of
 * two for their scale. What the two types do not share is how a gate's products are summed up.
 */
#ifndef OTAML_LSTM_INTEGER_PRIV_H
#define OTAML_LSTM_INTEGER_PRIV_H

#include "../fixed_priv.h"
#include "lstm_priv.h"

#define LSTM_ROWS 4u /* cells that are worked on at once */

/* A few rows of weights times a vector, plus their biases. */
struct otaml_lstm_product {
    const void *x;
    const int8_t *weights;
    const uint8_t *bias; /* or NULL */
    uint32_t n, rows;    /* of x; at most LSTM_ROWS */
    int32_t offset;      /* to add to x: minus its zero point */
    struct otaml_multiplier m;
};

typedef void otaml_lstm_multiply(const struct otaml_lstm_product *p, int32_t y[LSTM_ROWS]);

/* Shifts of multipliers must be below `shift_end`. */
void otaml_lstm_prepare_integer(struct prep *p, uint8_t type, int32_t shift_end);
void otaml_lstm_advance_integer(const void *record, const struct otaml_lstm_cells *c,
                                otaml_lstm_multiply *multiply);

#endif /* OTAML_LSTM_INTEGER_PRIV_H */
