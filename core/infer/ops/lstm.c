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

/* These must be left out. The record has no slots for them. */
static void refuse_inputs(struct prep *p, uint32_t first, uint32_t end)
{
    for (uint32_t k = first; k < end; k++) {
        const int32_t number = otaml_operator_input(p->m, &p->op, k);
        if (number != -1) {
            otaml_prep_fail(p, number < 0 ? number : OTAML_ERR_UNSUPPORTED,
                            number < 0 ? -1 : number);
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
        otaml_prep_refuse(p, OTAML_ERR_MODEL_SHAPE, (int32_t)k);
    }
}

static void check_shapes(struct prep *p, const struct otaml_lstm *r,
                         const struct otaml_lstm_tensors *t)
{
    const uint64_t state = (uint64_t)r->batch * r->cells;

    if (t->hidden.count != state) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_SHAPE, LSTM_HIDDEN);
    }
    if (t->cell.count != state) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_SHAPE, LSTM_CELL);
    }
    if (t->out.rank != 3 || t->out.dims[0] != t->in.dims[0] || t->out.dims[1] != t->in.dims[1]
        || t->out.dims[2] != r->cells) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_SHAPE, -1);
    }
}

static void take_tensors(struct prep *p, struct otaml_lstm *r, uint8_t type,
                         struct otaml_lstm_tensors *t)
{
    otaml_prep_input(p, IN, &t->in);
    refuse_inputs(p, PEEPHOLES, BIASES);
    refuse_inputs(p, PROJECTION, LSTM_HIDDEN);
    refuse_inputs(p, NORMALISATION, INPUTS);
    r->hidden = otaml_prep_variable(p, LSTM_HIDDEN, &t->hidden);
    r->cell = otaml_prep_variable(p, LSTM_CELL, &t->cell);
    otaml_prep_output(p, 0, &t->out);
    otaml_prep_type(p, IN, &t->in, type);
    otaml_prep_type(p, LSTM_HIDDEN, &t->hidden, type);
    otaml_prep_type(p, -1, &t->out, type);
    if (t->in.constant) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_GRAPH, IN);
    }
    if (!p->err && (t->in.rank != 3 || t->hidden.rank != 2)) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_SHAPE, IN);
    }
}

/* All that a row of cells takes of the file. */
static void describe_block(const struct otaml_lstm *r, struct otaml_block *b)
{
    const uint32_t weight_bytes = r->bytes == 4 ? 4 : 1, bias_bytes = r->bytes == 2 ? 8 : 4;

    memset(b, 0, sizeof(*b));
    for (uint32_t g = 0; g < LSTM_GATES; g++) {
        otaml_block_add(b, r->weights[g], r->inputs * weight_bytes);
        otaml_block_add(b, r->recurrent[g], r->cells * weight_bytes);
        otaml_block_add(b, r->bias[g], bias_bytes);
    }
}

static void take_constants(struct prep *p, const struct otaml_lstm *r)
{
    const uint8_t weights = r->bytes == 4 ? OTAML_TYPE_FLOAT32 : OTAML_TYPE_INT8;
    const uint8_t bias = r->bytes == 4   ? OTAML_TYPE_FLOAT32
                         : r->bytes == 2 ? OTAML_TYPE_INT64
                                         : OTAML_TYPE_INT32;

    for (uint32_t g = 0; g < LSTM_GATES; g++) {
        constant(p, WEIGHTS + g, WEIGHTS_OPERAND + g, weights, r->cells, r->inputs);
        constant(p, RECURRENT + g, WEIGHTS_OPERAND + LSTM_GATES + g, weights, r->cells, r->cells);
        constant(p, BIASES + g, BIASES_OPERAND + g, bias, r->cells, 0);
    }
}

float otaml_lstm_prepare(struct prep *p, size_t size, uint8_t type, struct otaml_lstm_tensors *t)
{
    struct otaml_lstm *r = otaml_prep_record_operands(p, size, OPERANDS, INPUTS, OPTIONS);
    struct otaml_block block;

    take_tensors(p, r, type, t);
    const float cell_clip = otaml_prep_option_float(p, FIELD_CELL_CLIP);
    if (otaml_prep_option_u8(p, FIELD_ACTIVATION) != ACTIVATION_TANH || cell_clip < 0.0f) {
        otaml_prep_fail(p, OTAML_ERR_MODEL_OPTION, -1);
    }
    r->time_major = otaml_prep_option_u8(p, FIELD_TIME_MAJOR) != 0;
    r->bytes = type == OTAML_TYPE_FLOAT32 ? 4 : type == OTAML_TYPE_INT16 ? 2 : 1;
    r->batch = t->in.dims[r->time_major ? 1 : 0];
    r->steps = t->in.dims[r->time_major ? 0 : 1];
    r->inputs = t->in.dims[2];
    r->cells = t->hidden.dims[1];
    take_constants(p, r);
    check_shapes(p, r, t);
    describe_block(r, &block);
    otaml_block_prepare(p, &block);
    return cell_clip;
}

int32_t otaml_lstm_weights_input(uint32_t g, bool recurrent)
{
    return (int32_t)(g + (recurrent ? RECURRENT : WEIGHTS));
}

/* A step's place: cells of all steps are numbered through, sequence by sequence. */
struct position {
    uint32_t batch, step, cell;
};

static struct position position_of(const struct otaml_lstm *r, uint32_t number)
{
    const uint32_t row = number / r->cells;
    const struct position at = { row / r->steps, row % r->steps, number % r->cells };
    return at;
}

/* Row of the input or output. */
static size_t row_of(const struct otaml_lstm *r, uint32_t batch, uint32_t step)
{
    return r->time_major ? (size_t)step * r->batch + batch : (size_t)batch * r->steps + step;
}

static uint8_t *out_at(const struct otaml_infer *inf, const struct otaml_lstm *r,
                       const struct position *at)
{
    return otaml_arena_at(inf, r->out)
           + row_of(r, at->batch, at->step) * r->cells * (size_t)r->bytes;
}

static uint8_t *state_of(const struct otaml_infer *inf, const struct otaml_lstm *r,
                         const struct position *at)
{
    return otaml_state_at(inf, r->hidden) + (size_t)at->batch * r->cells * r->bytes;
}

static void find_vectors(const struct otaml_infer *inf, const struct otaml_lstm *r,
                         const struct position *at, struct otaml_lstm_cells *c)
{
    const uint32_t cell_bytes = r->bytes == 4 ? 4 : 2;
    const struct position before = { at->batch, at->step - 1, 0 };

    c->in =
        otaml_operand(inf, r->in) + row_of(r, at->batch, at->step) * r->inputs * (size_t)r->bytes;
    c->hidden = at->step == 0 ? state_of(inf, r, at) : out_at(inf, r, &before);
    c->out = out_at(inf, r, at) + (size_t)at->cell * r->bytes;
    c->cell = otaml_state_at(inf, r->cell) + ((size_t)at->batch * r->cells + at->cell) * cell_bytes;
}

/* Take the next cells' weights and let them advance. */
static int advance_cells(struct otaml_infer *inf, const struct otaml_lstm *r,
                         otaml_lstm_advance *advance)
{
    const struct position at = position_of(r, inf->part);
    struct otaml_lstm_cells c;
    struct otaml_block b;

    describe_block(r, &b);
    c.n = otaml_block_fit(inf, &b, r->cells - at.cell);
    const int err = otaml_block_take(inf, &b, r->scratch, at.cell, c.n);
    if (err) {
        return err;
    }
    find_vectors(inf, r, &at, &c);
    for (uint32_t g = 0; g < LSTM_GATES; g++) {
        c.weights[g] = b.rows[3 * g];
        c.recurrent[g] = b.rows[3 * g + 1];
        c.bias[g] = b.rows[3 * g + 2];
    }
    advance(r, &c);
    if (at.step + 1 == r->steps && at.cell + c.n == r->cells) {
        memcpy(state_of(inf, r, &at), out_at(inf, r, &at), (size_t)r->cells * r->bytes);
    }
    inf->part += c.n;
    return OTAML_OK;
}

int otaml_lstm_part(struct otaml_infer *inf, const void *record, otaml_lstm_advance *advance)
{
    const struct otaml_lstm *r = record;
    const uint32_t all = r->batch * r->steps * r->cells; /* values of the output */
    int err;

    do {
        err = advance_cells(inf, r, advance);
    } while (!err && inf->part < all && !inf->model->reader && inf->stripe_bytes == 0);
    if (!err && inf->part < all) {
        return OTAML_ERR_AGAIN;
    }
    inf->part = err ? inf->part : 0;
    return err;
}
