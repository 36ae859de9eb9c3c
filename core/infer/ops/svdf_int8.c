/*
 * svdf_int8.c - SVDF on int8, whose state and `times` are of int8 or of int16.
 */
#include "../arch/kernels_priv.h"
#include "../fixed_priv.h"
#include "svdf_priv.h"

struct svdf {
    struct otaml_svdf s;
    struct otaml_multiplier feature, output;
    int8_t in_zero, state_zero, out_zero;
    uint8_t wide; /* a state of int16: 1 */
};
OTAML_STATIC_ASSERT(sizeof(struct svdf) <= RECORD_BYTES_MAX, svdf_int8_record);

/* float32(float32(a * b) / c), as the reference forms it. */
static void multiplier(struct prep *p, float a, float b, float c, struct otaml_multiplier *m)
{
    const struct otaml_real product =
        otaml_real_round24(otaml_real_mul(otaml_real_from_float(a), otaml_real_from_float(b)));

    if (!otaml_real_multiplier(
            otaml_real_round24(otaml_real_div(product, otaml_real_from_float(c))), m)) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_QUANT, 1);
    }
}

/* Weights have one scale and the zero point 0. */
static void check_weights(struct prep *p, int32_t k, const struct otaml_tensor *t, uint8_t type)
{
    if (otaml_prep_quantized(p, k, t, type) != 0) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_QUANT, k);
    }
}

static void prepare(struct prep *p)
{
    struct otaml_svdf_tensors t;
    struct svdf *r =
        (struct svdf *)otaml_svdf_prepare(p, sizeof(*r), OTAML_TYPE_INT8, OTAML_TYPE_INT32, &t);

    r->wide = t.state.type == OTAML_TYPE_INT16;
    r->in_zero = otaml_prep_int8(p, 0, &t.in);
    r->out_zero = otaml_prep_int8(p, -1, &t.out);
    r->state_zero = otaml_prep_quantized(p, 4, &t.state, t.state.type);
    check_weights(p, 1, &t.features, OTAML_TYPE_INT8);
    check_weights(p, 2, &t.times, t.state.type);
    if (!p->err) {
        multiplier(p, t.in.scale, t.features.scale, t.state.scale, &r->feature);
        multiplier(p, t.state.scale, t.times.scale, t.out.scale, &r->output);
    }
}

/* Put one feature at the end of a filter's memory. It is clamped before the zero point is
 * added, and wraps after that: so has the reference it. */
static void remember(const struct svdf *r, uint8_t *memory, uint32_t sum)
{
    const int32_t x = otaml_multiply((int32_t)sum, r->feature);
    const uint32_t last = r->s.memory - 1;

    if (r->wide) {
        const int16_t v = (int16_t)otaml_clamp(x, INT16_MIN, INT16_MAX);
        memcpy(memory + 2 * (size_t)last, &v, sizeof(v));
    } else {
        memory[last] = (uint8_t)(otaml_clamp_int8(x, INT8_MIN, INT8_MAX) + r->state_zero);
    }
}

/* The newest features of some units' filters. */
static void add_features(const struct svdf *r, const struct otaml_svdf_units *u)
{
    const uint32_t filters = u->n * r->s.rank;
    const int8_t *in = (const int8_t *)u->in, *weights = (const int8_t *)u->features;
    uint8_t *state = u->state;
    uint32_t n;

    for (uint32_t f = 0; f < filters; f += n) {
        uint32_t sum[KERNEL_ROWS] = { 0 };
        n = otaml_min_u32(KERNEL_ROWS, filters - f);
        if (n == KERNEL_ROWS) {
            otaml_dot4_s8(in, weights, r->s.inputs, r->s.inputs, -r->in_zero, sum);
        } else {
            for (uint32_t i = 0; i < n; i++) {
                sum[i] =
                    otaml_dot_s8(in, weights + (size_t)i * r->s.inputs, r->s.inputs, -r->in_zero);
            }
        }
        for (uint32_t i = 0; i < n; i++) {
            remember(r, state, sum[i]);
            state += (size_t)r->s.memory << r->wide;
        }
        weights += (size_t)n * r->s.inputs;
    }
}

/* Memory times weights over the `rank` filters of one unit: modulo 2^32 the order is free. */
static uint32_t unit_sum(const struct svdf *r, const uint8_t *state, const uint8_t *times)
{
    const uint32_t count = r->s.rank * r->s.memory;
    uint32_t sum = 0;

    if (!r->wide) {
        return otaml_dot_s8((const int8_t *)state, (const int8_t *)times, count, -r->state_zero);
    }
    for (uint32_t i = 0; i < count; i++) {
        const int16_t s = (int16_t)otaml_load16(state + 2 * (size_t)i, false);
        const int16_t w = (int16_t)otaml_get_le16(times + 2 * (size_t)i);
        sum += (uint32_t)(s * w);
    }
    return sum;
}

static void advance(const void *record, const struct otaml_svdf_units *u)
{
    const struct svdf *r = record;
    const size_t unit_bytes = ((size_t)r->s.rank * r->s.memory) << r->wide;

    add_features(r, u);
    for (uint32_t i = 0; i < u->n; i++) {
        const uint32_t first = u->bias ? otaml_get_le32(u->bias + 4 * (size_t)i) : 0;
        const uint32_t sum =
            first + unit_sum(r, u->state + i * unit_bytes, u->times + i * unit_bytes);
        const int32_t y = otaml_multiply((int32_t)sum, r->output);
        u->out[i] = (uint8_t)otaml_clamp_int8(otaml_add_wrap(y, r->out_zero), INT8_MIN, INT8_MAX);
    }
}

static int part(struct otaml_infer *inf, const void *record)
{
    return otaml_svdf_part(inf, record, advance);
}

const struct otaml_op otaml_op_svdf_int8 = { CODE_SVDF, OTAML_TYPE_INT8, OP_SCRATCH, prepare, NULL,
                                             part };
