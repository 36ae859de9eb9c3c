/*
 * unidirectional_sequence_lstm_float32.c - UNIDIRECTIONAL_SEQUENCE_LSTM on float32.
 */
#include "../fixed_priv.h"
#include "float_exp_priv.h"
#include "lstm_priv.h"

struct lstm {
    struct otaml_lstm l;
    float clip; /* of cells; 0: none */
};
OTAML_STATIC_ASSERT(sizeof(struct lstm) <= RECORD_BYTES_MAX, lstm_float32_record);

static void prepare(struct prep *p)
{
    struct otaml_lstm_tensors t;
    struct lstm *r = (struct lstm *)p->record.words;
    const float clip = otaml_lstm_prepare(p, sizeof(*r), OTAML_TYPE_FLOAT32, &t);

    otaml_prep_type(p, LSTM_CELL, &t.cell, OTAML_TYPE_FLOAT32);
    r->clip = clip;
}

static float sigmoid(float x)
{
    return 1.0f / (1.0f + otaml_float_exp(-x));
}

static float dot(const uint8_t *x, const uint8_t *weights, uint32_t n)
{
    const float *values = (const float *)(const void *)x;
    float sum = 0.0f;

    for (uint32_t i = 0; i < n; i++) {
        sum += values[i] * otaml_get_float(weights + 4 * (size_t)i);
    }
    return sum;
}

/* Gate g of cell i, before its activation. */
static float gate(const struct otaml_lstm *l, const struct otaml_lstm_cells *c, uint32_t g,
                  uint32_t i)
{
    const uint8_t *weights = c->weights[g] + 4 * (size_t)i * l->inputs;
    const uint8_t *recurrent = c->recurrent[g] + 4 * (size_t)i * l->cells;
    const float bias = otaml_get_float(c->bias[g] + 4 * (size_t)i);

    return dot(c->in, weights, l->inputs) + bias + dot(c->hidden, recurrent, l->cells);
}

static void advance(const void *record, const struct otaml_lstm_cells *c)
{
    const struct lstm *r = record;
    float *cell = (float *)(void *)c->cell;
    float *out = (float *)(void *)c->out;

    for (uint32_t i = 0; i < c->n; i++) {
        const float forget = sigmoid(gate(&r->l, c, LSTM_FORGET_GATE, i));
        const float input = sigmoid(gate(&r->l, c, LSTM_INPUT_GATE, i));
        const float added = otaml_float_tanh(gate(&r->l, c, LSTM_CELL_GATE, i));
        const float output = sigmoid(gate(&r->l, c, LSTM_OUTPUT_GATE, i));
        const float next = forget * cell[i] + input * added;

        cell[i] = r->clip > 0.0f ? otaml_clamp_float(next, -r->clip, r->clip) : next;
        out[i] = otaml_float_tanh(cell[i]) * output;
    }
}

static int part(struct otaml_infer *inf, const void *record)
{
    return otaml_lstm_part(inf, record, advance);
}

const struct otaml_op otaml_op_unidirectional_sequence_lstm_float32 = {
    CODE_UNIDIRECTIONAL_SEQUENCE_LSTM, OTAML_TYPE_FLOAT32, OP_SCRATCH, prepare, NULL, part
};
