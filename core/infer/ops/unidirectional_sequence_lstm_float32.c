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
    const float clip =
        otaml_lstm_prepare(p, sizeof(*r), OTAML_TYPE_FLOAT32, OTAML_TYPE_FLOAT32, &t);

    otaml_prep_floats(p, 0, &t.in);
    otaml_prep_type(p, LSTM_HIDDEN, &t.hidden, OTAML_TYPE_FLOAT32);
    otaml_prep_type(p, LSTM_CELL, &t.cell, OTAML_TYPE_FLOAT32);
    otaml_prep_type(p, -1, &t.out, OTAML_TYPE_FLOAT32);
    r->clip = clip;
}

static float sigmoid(float x)
{
    return 1.0f / (1.0f + otaml_float_exp(-x));
}

static float tanh_of(float x)
{
    const float e = otaml_float_exp(x < 0.0f ? 2.0f * x : -2.0f * x);
    const float y = (1.0f - e) / (1.0f + e);
    return x < 0.0f ? -y : y;
}

static float dot(const float *x, const uint8_t *weights, uint32_t n)
{
    float sum = 0.0f;

    for (uint32_t i = 0; i < n; i++) {
        sum += x[i] * otaml_get_float(weights + 4 * (size_t)i);
    }
    return sum;
}

/* Gate g of cell c, before its activation. */
static float gate(const struct otaml_infer *inf, const struct otaml_lstm *l, uint32_t g, uint32_t c,
                  const float *in, const float *hidden)
{
    const uint8_t *weights = otaml_operand(inf, l->weights[g]) + 4 * (size_t)c * l->inputs;
    const uint8_t *recurrent = otaml_operand(inf, l->recurrent[g]) + 4 * (size_t)c * l->cells;
    const float bias = otaml_get_float(otaml_operand(inf, l->bias[g]) + 4 * (size_t)c);

    return dot(in, weights, l->inputs) + bias + dot(hidden, recurrent, l->cells);
}

static void run_step(const struct otaml_infer *inf, const struct lstm *r, const float *in,
                     const float *hidden, float *cell, float *out)
{
    for (uint32_t c = 0; c < r->l.cells; c++) {
        const float forget = sigmoid(gate(inf, &r->l, LSTM_FORGET_GATE, c, in, hidden));
        const float input = sigmoid(gate(inf, &r->l, LSTM_INPUT_GATE, c, in, hidden));
        const float added = tanh_of(gate(inf, &r->l, LSTM_CELL_GATE, c, in, hidden));
        const float output = sigmoid(gate(inf, &r->l, LSTM_OUTPUT_GATE, c, in, hidden));
        const float next = forget * cell[c] + input * added;

        cell[c] = r->clip > 0.0f ? otaml_clamp_float(next, -r->clip, r->clip) : next;
        out[c] = tanh_of(cell[c]) * output;
    }
}

static void run(const struct otaml_infer *inf, const void *record)
{
    const struct lstm *r = record;
    const float *in = (const float *)(const void *)otaml_operand(inf, r->l.in);
    float *out = (float *)(void *)otaml_arena_at(inf, r->l.out);
    float *cell = (float *)(void *)otaml_state_at(inf, r->l.cell);
    float *state = (float *)(void *)otaml_state_at(inf, r->l.hidden);

    for (uint32_t b = 0; b < r->l.batch; b++) {
        const float *hidden = state;
        for (uint32_t t = 0; t < r->l.steps; t++) {
            const size_t row = otaml_lstm_row(&r->l, b, t);
            float *next = out + row * r->l.cells;
            run_step(inf, r, in + row * r->l.inputs, hidden, cell, next);
            hidden = next;
        }
        memcpy(state, hidden, (size_t)r->l.cells * sizeof(float));
        state += r->l.cells;
        cell += r->l.cells;
    }
}

const struct otaml_op otaml_op_unidirectional_sequence_lstm_float32 = {
    CODE_UNIDIRECTIONAL_SEQUENCE_LSTM, OTAML_TYPE_FLOAT32, 0, prepare, run, NULL
};
