/*
 * lstm_integer.c - UNIDIRECTIONAL_SEQUENCE_LSTM on int8 or int16. API: lstm_integer_priv.h
 */
#include "lstm_integer_priv.h"

#include "sigmoid_table_priv.h"

#define GATE_FRACTION 12 /* bits, before the activation */
#define UNIT_FRACTION 15 /* bits, after it */

struct lstm {
    struct otaml_lstm l;
    /* scale of x * scale of weights, rounded to float32: for input and hidden state. The
     * multiplier is this over 2^-12, which takes no more bits. */
    float scales[2][LSTM_GATES];
    struct otaml_multiplier to_cell, to_hidden; /* from a product of two Q0.15 */
    int16_t clip;                               /* of cells; -1: none */
    int16_t tanh_shift;                         /* from a cell to Q3.12 */
};
OTAML_STATIC_ASSERT(sizeof(struct lstm) <= RECORD_BYTES_MAX, lstm_integer_record);

static bool gate_multiplier(float scale, struct otaml_multiplier *m)
{
    struct otaml_real real = otaml_real_from_float(scale);

    real.exponent += GATE_FRACTION;
    return otaml_real_multiplier(real, m);
}

/* The scales of gate g's weights times x's. */
static void take_scale(struct prep *p, struct lstm *r, uint32_t g, bool recurrent, float x_scale,
                       int32_t shift_end)
{
    const int32_t k = otaml_lstm_weights_input(g, recurrent);
    const int32_t number = otaml_operator_input(p->m, &p->op, (uint32_t)k);
    struct otaml_multiplier m;
    struct otaml_tensor t;

    if (p->err) {
        return;
    }
    const int err = number < 0 ? number : otaml_model_tensor(p->m, (uint32_t)number, &t);
    if (err) {
        otaml_prep_fail(p, err, number);
        return;
    }
    if (otaml_prep_int8(p, k, &t) != 0) {
        otaml_prep_fail(p, OTAML_ERR_MODEL_QUANT, number);
    }
    r->scales[recurrent][g] = x_scale * t.scale; /* in float32, as the reference has it */
    if (!gate_multiplier(r->scales[recurrent][g], &m) || m.shift >= shift_end) {
        otaml_prep_fail(p, OTAML_ERR_MODEL_QUANT, number);
    }
}

/* n of the cells' scale 2^n. */
static int32_t cell_power(struct prep *p, const struct otaml_tensor *cell)
{
    const struct otaml_real scale = otaml_real_from_float(cell->scale);
    const int32_t n = scale.exponent + 23; /* a normal float's mantissa has 24 bits */

    (void)otaml_prep_quantized(p, LSTM_CELL, cell, OTAML_TYPE_INT16);
    if (scale.mantissa != 1u << 23 || n < -24 || n > 0) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_QUANT, LSTM_CELL);
        return 0;
    }
    return n;
}

/* The limit in steps of 2^power, rounded down; -1 for none. */
static int16_t quantized_clip(float clip, int32_t power)
{
    struct otaml_real limit = otaml_real_from_float(clip);

    limit.exponent -= power;
    if (limit.mantissa == 0) {
        return -1;
    }
    if (!otaml_real_less(limit, otaml_real_from_uint(INT16_MAX))) {
        return INT16_MAX;
    }
    /* Below 2^15 a normal float's exponent is below 0; a subnormal's mantissa vanishes. */
    if (limit.exponent <= -32) {
        return 0;
    }
    return (int16_t)(limit.mantissa >> -limit.exponent);
}

void otaml_lstm_prepare_integer(struct prep *p, uint8_t type, int32_t shift_end)
{
    struct otaml_real unit = { 1, -2 * UNIT_FRACTION };
    struct otaml_lstm_tensors t;
    struct lstm *r = (struct lstm *)p->record.words;
    const float clip = otaml_lstm_prepare(p, sizeof(*r), type, &t);

    r->l.in_zero = otaml_prep_quantized(p, 0, &t.in, type);
    r->l.hidden_zero = otaml_prep_quantized(p, LSTM_HIDDEN, &t.hidden, type);
    const int32_t power = cell_power(p, &t.cell);
    for (uint32_t g = 0; g < LSTM_GATES; g++) {
        take_scale(p, r, g, false, t.in.scale, shift_end);
        take_scale(p, r, g, true, t.hidden.scale, shift_end);
    }
    if (p->err) {
        return;
    }
    r->clip = quantized_clip(clip, power);
    r->tanh_shift = (int16_t)(power + GATE_FRACTION);
    if (!otaml_real_multiplier(otaml_real_div(unit, otaml_real_from_float(t.hidden.scale)),
                               &r->to_hidden)) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_QUANT, LSTM_HIDDEN);
    }
    unit.exponent -= power;
    (void)otaml_real_multiplier(unit, &r->to_cell); /* 2^-30 to 2^-6 */
}

/* Cells under way, with the multipliers that are formed once for all of them. */
struct step {
    const struct lstm *r;
    const struct otaml_lstm_cells *c;
    otaml_lstm_multiply *multiply;
    struct otaml_multiplier m[2][LSTM_GATES];
};

static int16_t saturate(int32_t v)
{
    return (int16_t)otaml_clamp(v, INT16_MIN, INT16_MAX);
}

static int16_t multiply_int16(int16_t a, int16_t b, struct otaml_multiplier m)
{
    return saturate(otaml_multiply(a * b, m));
}

/* Gate g of `rows` cells from `cell` on. */
static void gate(const struct step *s, uint32_t g, uint32_t cell, uint32_t rows,
                 int16_t out[LSTM_ROWS])
{
    const struct otaml_lstm *l = &s->r->l;
    const size_t bias_bytes = l->bytes == 2 ? 8 : 4;
    int32_t x[LSTM_ROWS], h[LSTM_ROWS];
    struct otaml_lstm_product p;

    p.x = s->c->in;
    p.weights = (const int8_t *)s->c->weights[g] + (size_t)cell * l->inputs;
    p.bias = s->c->bias[g] + cell * bias_bytes;
    p.n = l->inputs;
    p.rows = rows;
    p.offset = -l->in_zero;
    p.m = s->m[0][g];
    s->multiply(&p, x);

    p.x = s->c->hidden;
    p.weights = (const int8_t *)s->c->recurrent[g] + (size_t)cell * l->cells;
    p.bias = NULL;
    p.n = l->cells;
    p.offset = -l->hidden_zero;
    p.m = s->m[1][g];
    s->multiply(&p, h);

    for (uint32_t i = 0; i < rows; i++) {
        const int32_t v = 3 * saturate(saturate(x[i]) + saturate(h[i]));
        out[i] = g == LSTM_CELL_GATE ? otaml_q15_tanh(v) : otaml_q15_sigmoid(v);
    }
}

static int16_t tanh_of_cell(const struct lstm *r, int16_t cell)
{
    const int32_t shift = -r->tanh_shift;

    return otaml_q15_tanh(shift <= 0 ? cell * (3 << -shift)
                                     : (cell * 3 + (1 << (shift - 1))) >> shift);
}

/* The hidden state of one cell, whose state moves on. */
static int32_t advance(const struct lstm *r, int16_t *cell, const int16_t gates[LSTM_GATES])
{
    static const struct otaml_multiplier keep = { 1 << 30, 1 - UNIT_FRACTION };
    const int16_t kept = multiply_int16(gates[LSTM_FORGET_GATE], *cell, keep);
    const int16_t added = multiply_int16(gates[LSTM_INPUT_GATE], gates[LSTM_CELL_GATE], r->to_cell);
    int32_t c = saturate(kept + added);

    if (r->clip >= 0) {
        c = otaml_clamp(c, -r->clip, r->clip);
    }
    *cell = (int16_t)c;
    const int32_t product = tanh_of_cell(r, *cell) * gates[LSTM_OUTPUT_GATE];
    return otaml_add_wrap(otaml_multiply(product, r->to_hidden), r->l.hidden_zero);
}

static void store(const struct lstm *r, uint8_t *out, uint32_t i, int32_t v)
{
    if (r->l.bytes == 2) {
        const int16_t v16 = saturate(v);
        memcpy(out + 2 * (size_t)i, &v16, sizeof(v16));
    } else {
        out[i] = (uint8_t)otaml_clamp_int8(v, INT8_MIN, INT8_MAX);
    }
}

void otaml_lstm_advance_integer(const void *record, const struct otaml_lstm_cells *c,
                                otaml_lstm_multiply *multiply)
{
    struct step s = { .r = record, .c = c, .multiply = multiply };
    int16_t *cell = (int16_t *)(void *)c->cell;
    uint32_t n;

    for (uint32_t g = 0; g < LSTM_GATES; g++) {
        (void)gate_multiplier(s.r->scales[0][g], &s.m[0][g]);
        (void)gate_multiplier(s.r->scales[1][g], &s.m[1][g]);
    }
    for (uint32_t first = 0; first < c->n; first += n) {
        int16_t gates[LSTM_GATES][LSTM_ROWS];
        n = otaml_min_u32(LSTM_ROWS, c->n - first);
        for (uint32_t g = 0; g < LSTM_GATES; g++) {
            gate(&s, g, first, n, gates[g]);
        }
        for (uint32_t i = 0; i < n; i++) {
            const int16_t one[LSTM_GATES] = { gates[LSTM_INPUT_GATE][i], gates[LSTM_FORGET_GATE][i],
                                              gates[LSTM_CELL_GATE][i],
                                              gates[LSTM_OUTPUT_GATE][i] };
            store(s.r, c->out, first + i, advance(s.r, cell + first + i, one));
        }
    }
}
