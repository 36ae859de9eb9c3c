/*
 * lstm_priv.h - UNIDIRECTIONAL_SEQUENCE_LSTM: what its types share.
 *
 *   gate    = activation(weights * input + bias + recurrent * hidden), for four gates
 *   cell    = forget gate * cell + input gate * cell gate, clipped
 *   hidden  = output gate * tanh(cell), and that is the output too
 *
 * Each step needs the whole hidden state of the step before it. That is a row of the output,
 * which the first step finds in the variable and the last one leaves there: so a step takes
 * its cells one after another and no working memory is needed. A part is some cells of one
 * step, with the rows of all eight matrices that are theirs.
 */
#ifndef OTAML_LSTM_PRIV_H
#define OTAML_LSTM_PRIV_H

#include "../block_priv.h"

/* Inputs of the operator that are states. */
enum { LSTM_HIDDEN = 18, LSTM_CELL = 19 };

enum { LSTM_INPUT_GATE, LSTM_FORGET_GATE, LSTM_CELL_GATE, LSTM_OUTPUT_GATE, LSTM_GATES };

struct otaml_lstm {
    struct otaml_record head;
    uint32_t in, weights[LSTM_GATES], recurrent[LSTM_GATES], bias[LSTM_GATES], out, scratch;
    uint32_t hidden, cell; /* states, for otaml_state_at */
    uint32_t batch, steps, inputs, cells;
    uint8_t time_major;
    uint8_t bytes; /* of a value of the input, the hidden state and the output: 1, 2 or 4 */
    int8_t in_zero, hidden_zero;
};

struct otaml_lstm_tensors {
    struct otaml_tensor in, hidden, cell, out;
};

/* Begin a record of `size` bytes with struct otaml_lstm; the operator's flags have OP_SCRATCH.
 * type: of input, hidden state and output. Check shapes and those types, and the types of weights
 * and biases; returns the limit of the cells, 0 for none. */
float otaml_lstm_prepare(struct prep *p, size_t size, uint8_t type, struct otaml_lstm_tensors *t);

/* The number of the operator's input that is gate g's weights for the input, or (recurrent)
 * for the hidden state. */
int32_t otaml_lstm_weights_input(uint32_t g, bool recurrent);

/* Some cells of one step of one sequence. */
struct otaml_lstm_cells {
    uint32_t n;
    const uint8_t *in, *hidden; /* whole vectors */
    uint8_t *out;               /* of these cells */
    uint8_t *cell;              /* likewise */
    const uint8_t *weights[LSTM_GATES], *recurrent[LSTM_GATES], *bias[LSTM_GATES];
};

/* Let `advance` work on as many cells as a part may have. As otaml_op.part. */
typedef void otaml_lstm_advance(const void *record, const struct otaml_lstm_cells *c);
int otaml_lstm_part(struct otaml_infer *inf, const void *record, otaml_lstm_advance *advance);

#endif /* OTAML_LSTM_PRIV_H */
