/*
 * lstm.c - UNIDIRECTIONAL_SEQUENCE_LSTM: what its types share. API: lstm_priv.h
 */
#include "lstm_priv.h"

/* Inputs as the file has them; those of peepholes, projection and normalisation stay out. */
enum {
    IN = 0,
    WEIGHTS = 1,
    RECURRENT = 5,
    PEEPHOLES = 9,
    BIASES = 12,
    PROJECTION = 16,
    NORMALISATION = 20,
    INPUTS = 24
};

enum { OPTIONS = 71, FIELD_ACTIVATION = 0, FIELD_CELL_CLIP = 1, FIELD_TIME_MAJOR = 3 };

#define ACTIVATION_TANH 4

/* Operands of the record: of the 24 inputs those that are neither states nor refused. */
enum { IN_OPERAND = 0, WEIGHTS_OPERAND = 1, BIASES_OPERAND = 9, OPERANDS = 13 };

static void refuse_inputs(struct prep *p, uint32_t first, uint32_t end)
{
    struct otaml_tensor t;

    for (uint32_t k = first; k < end; k++) {
        if (otaml_prep_optional(p, k, &t)) {
            otaml_prep_fail(p, OTAML_ERR_UNSUPPORTED, otaml_operator_input(p->m, &p->op, k));
        }
    }
}

/* Input k, a constant of this type and these dimensions (columns 0: a vector). */
static void constant(struct prep *p, uint32_t k, uint32_t operand, uint8_t type, uint32_t rows,
                     uint32_t columns)
{
    struct otaml_tensor t;

    otaml_prep_input_as(p, k, operand, &t);
    otaml_prep_type(p, (int32_t)k, &t, type);
    if (!t.constant || t.dims[0] != rows || t.rank != (columns ? 2 : 1)
        || (columns && t.dims[1] != columns)) {
        otaml_prep_fail(p, OTAML_ERR_MODEL_SHAPE, otaml_operator_input(p->m, &p->op, k));
    }
}

static void check_shapes(struct prep *p, const struct otaml_lstm *r,
                         const struct otaml_lstm_tensors *t)
{
    const uint64_t state = (uint64_t)r->batch * r->cells;

    if (t->hidden.count != state) {
        otaml_prep_fail(p, OTAML_ERR_MODEL_SHAPE, otaml_operator_input(p->m, &p->op, LSTM_HIDDEN));
    }
    if (t->cell.count != state) {
        otaml_prep_fail(p, OTAML_ERR_MODEL_SHAPE, otaml_operator_input(p->m, &p->op, LSTM_CELL));
    }
    if (t->out.rank != 3 || t->out.dims[0] != t->in.dims[0] || t->out.dims[1] != t->in.dims[1]
        || t->out.dims[2] != r->cells) {
        otaml_prep_fail(p, OTAML_ERR_MODEL_SHAPE, otaml_operator_output(p->m, &p->op, 0));
    }
}

static void take_tensors(struct prep *p, struct otaml_lstm *r, struct otaml_lstm_tensors *t)
{
    otaml_prep_input(p, IN, &t->in);
    refuse_inputs(p, PEEPHOLES, BIASES);
    refuse_inputs(p, PROJECTION, LSTM_HIDDEN);
    refuse_inputs(p, NORMALISATION, INPUTS);
    r->hidden = otaml_prep_variable(p, LSTM_HIDDEN, &t->hidden);
    r->cell = otaml_prep_variable(p, LSTM_CELL, &t->cell);
    otaml_prep_output(p, 0, &t->out);
    if (!p->err && (t->in.rank != 3 || t->hidden.rank != 2)) {
        otaml_prep_fail(p, OTAML_ERR_MODEL_SHAPE, otaml_operator_input(p->m, &p->op, IN));
    }
}

float otaml_lstm_prepare(struct prep *p, size_t size, uint8_t weights_type, uint8_t bias_type,
                         struct otaml_lstm_tensors *t)
{
    struct otaml_lstm *r = otaml_prep_record_operands(p, size, OPERANDS, INPUTS, OPTIONS);

    take_tensors(p, r, t);
    const float cell_clip = otaml_prep_option_float(p, FIELD_CELL_CLIP);
    if (otaml_prep_option_u8(p, FIELD_ACTIVATION) != ACTIVATION_TANH || cell_clip < 0.0f) {
        otaml_prep_fail(p, OTAML_ERR_MODEL_OPTION, -1);
    }
    r->time_major = otaml_prep_option_u8(p, FIELD_TIME_MAJOR) != 0;
    r->batch = t->in.dims[r->time_major ? 1 : 0];
    r->steps = t->in.dims[r->time_major ? 0 : 1];
    r->inputs = t->in.dims[2];
    r->cells = t->hidden.dims[1];
    for (uint32_t g = 0; g < LSTM_GATES; g++) {
        constant(p, WEIGHTS + g, WEIGHTS_OPERAND + g, weights_type, r->cells, r->inputs);
        constant(p, RECURRENT + g, WEIGHTS_OPERAND + LSTM_GATES + g, weights_type, r->cells,
                 r->cells);
        constant(p, BIASES + g, BIASES_OPERAND + g, bias_type, r->cells, 0);
    }
    check_shapes(p, r, t);
    return cell_clip;
}

int32_t otaml_lstm_weights_input(uint32_t g, bool recurrent)
{
    return (int32_t)(g + (recurrent ? RECURRENT : WEIGHTS));
}
