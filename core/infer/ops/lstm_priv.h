/*
 * lstm_priv.h - UNIDIRECTIONAL_SEQUENCE_LSTM: what its types share.
 *
 *   gate    = activation(weights * input + bias + recurrent * hidden), for four gates
 *   cell    = forget gate * cell + input gate * cell gate, clipped
 *   hidden  = output gate * tanh(cell), and that is the output too
 *
 * Each step needs the whole hidden state of the step before it. That is a row of the output,
 * which the first step finds in the variable and the last one leaves there: so a step takes
 * its cells one after another and no working memory is needed.
 */
#ifndef OTAML_LSTM_PRIV_H
#define OTAML_LSTM_PRIV_H

#include "../prep_priv.h"

/* Inputs of the operator that are states. */
enum { LSTM_HIDDEN = 18, LSTM_CELL = 19 };

enum { LSTM_INPUT_GATE, LSTM_FORGET_GATE, LSTM_CELL_GATE, LSTM_OUTPUT_GATE, LSTM_GATES };

struct otaml_lstm {
    struct otaml_record head;
    uint32_t in, weights[LSTM_GATES], recurrent[LSTM_GATES], bias[LSTM_GATES], out;
    uint32_t hidden, cell; /* states, for otaml_state_at */
    uint32_t batch, steps, inputs, cells;
    uint32_t time_major;
};

struct otaml_lstm_tensors {
    struct otaml_tensor in, hidden, cell, out;
};

/* Begin a record of `size` bytes with struct otaml_lstm. Check the shapes, and the types of
 * weights and biases; returns the limit of the cells, 0 for none. */
float otaml_lstm_prepare(struct prep *p, size_t size, uint8_t weights_type, uint8_t bias_type,
                         struct otaml_lstm_tensors *t);

/* The number of the operator's input that is gate g's weights for the input, or (recurrent)
 * for the hidden state. */
int32_t otaml_lstm_weights_input(uint32_t g, bool recurrent);

/* Where step t of sequence b lies: a row of the input or output. */
static inline size_t otaml_lstm_row(const struct otaml_lstm *r, uint32_t b, uint32_t t)
{
    return r->time_major ? (size_t)t * r->batch + b : (size_t)b * r->steps + t;
}

#endif /* OTAML_LSTM_PRIV_H */
