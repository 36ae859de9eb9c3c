/*
 * fully_connected_float32.c - FULLY_CONNECTED on float32.
 */
#include "../fixed_priv.h"
#include "conv_float_priv.h"
#include "fully_connected_priv.h"

struct dense {
    struct otaml_record head;
    uint32_t in, weights, bias, out, sums;
    struct otaml_matrix m;
    float min, max;
};
OTAML_STATIC_ASSERT(sizeof(struct dense) <= RECORD_BYTES_MAX, fully_connected_float32_record);

static struct otaml_weights weights_of(const struct dense *r)
{
    struct otaml_weights w = otaml_fully_connected_weights(&r->m, r->weights, r->bias);

    w.value_bytes = 4;
    return w;
}

static void prepare(struct prep *p)
{
    struct dense *r = otaml_prep_record(p, sizeof(*r), 2, 3, FULLY_CONNECTED_OPTIONS);
    struct otaml_tensor in, weights, out;

    otaml_fully_connected_prepare(p, &r->m, &in, &weights, &out);
    otaml_prep_floats(p, 0, &in);
    otaml_prep_type(p, 1, &weights, OTAML_TYPE_FLOAT32);
    otaml_prep_type(p, -1, &out, OTAML_TYPE_FLOAT32);
    otaml_prep_bias(p, OTAML_TYPE_FLOAT32, r->m.outputs);
    otaml_prep_activation_float(p, FULLY_CONNECTED_ACTIVATION, &r->min, &r->max);
    const struct otaml_weights source = weights_of(r);
    otaml_stripe_prepare(p, &source, r->in, r->m.rows, sizeof(float));
}

/* Go on with a sum of n products. */
static float add_products(float sum, const float *x, const uint8_t *weight, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        sum += x[i] * otaml_get_float(weight + 4 * (size_t)i);
    }
    return sum;
}

/* Output i of the stripe, for all rows; `sum` is NULL but for pieces. */
static void output(const struct dense *r, const struct otaml_stripe *s, uint32_t i, const float *in,
                   float *sum, float *out)
{
    const uint8_t *weight = s->filter + 4 * (size_t)i * r->m.inputs;
    const float bias = s->bias ? otaml_get_float(s->bias + 4 * (size_t)i) : 0.0f;

    for (uint32_t row = 0; row < r->m.rows; row++) {
        const float total = add_products(sum && s->value > 0 ? *sum : 0.0f, in + s->value, weight,
                                         s->end - s->value);
        if (sum) {
            *sum++ = total;
        }
        *out = otaml_clamp_float(total + bias, r->min, r->max); /* the last piece's stays */
        in += r->m.inputs;
        out += r->m.outputs;
    }
}

/* As a convolution by a kernel of one tap, a row of the input being a pixel. */
static bool wide_outputs(const struct dense *r, const struct otaml_stripe *s, const float *in,
                         float *out)
{
    const struct otaml_window w = {
        .batches = 1,
        .in_h = 1,
        .in_w = (uint16_t)r->m.rows,
        .in_c = (uint16_t)r->m.inputs,
        .out_h = 1,
        .out_w = (uint16_t)r->m.rows,
        .out_c = (uint16_t)r->m.outputs,
        .k_h = 1,
        .k_w = 1,
        .stride_h = 1,
        .stride_w = 1,
        .dilation_h = 1,
        .dilation_w = 1,
    };
    const struct otaml_conv_float conv = { &w, in, out, 0, 0, 1, r->min, r->max, false };
    return r->m.rows <= UINT16_MAX && r->m.inputs <= UINT16_MAX && r->m.outputs <= UINT16_MAX
           && otaml_conv_float_wide(&conv, s);
}

static int part(struct otaml_infer *inf, const void *record)
{
    const struct dense *r = record;
    const struct otaml_weights weights = weights_of(r);
    const float *in = (const float *)(const void *)otaml_operand(inf, r->in);
    float *out = (float *)(void *)otaml_arena_at(inf, r->out);
    struct otaml_stripe s;

    const int err = otaml_stripe_take(inf, &weights, &s);
    if (err) {
        return err;
    }
    float *sums =
        otaml_stripe_is_piece(&weights, &s) ? (float *)(void *)otaml_arena_at(inf, r->sums) : NULL;
    if (!sums && wide_outputs(r, &s, in, out)) {
        return otaml_stripe_done(inf, &weights, &s);
    }
    for (uint32_t i = 0; i < s.n; i++) {
        output(r, &s, i, in, sums, out + s.first + i);
    }
    return otaml_stripe_done(inf, &weights, &s);
}

const struct otaml_op otaml_op_fully_connected_float32 = {
    CODE_FULLY_CONNECTED, OTAML_TYPE_FLOAT32, OP_SCRATCH, prepare, NULL, part
};
