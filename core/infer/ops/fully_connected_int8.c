/*
 * fully_connected_int8.c - FULLY_CONNECTED on int8.
 */
#include "fully_connected_priv.h"

struct dense {
    struct otaml_record head;
    uint32_t in, weights, bias, out, sums;
    struct otaml_matrix m;
    struct otaml_channels c;
};
OTAML_STATIC_ASSERT(sizeof(struct dense) <= RECORD_BYTES_MAX, fully_connected_int8_record);

static struct otaml_weights weights_of(const struct dense *r)
{
    struct otaml_weights w = otaml_fully_connected_weights(&r->m, r->weights, r->bias);

    w.scales = r->c.scales;
    w.n_scales = r->c.count;
    return w;
}

static void prepare(struct prep *p)
{
    struct dense *r = otaml_prep_record(p, sizeof(*r), 2, 3, FULLY_CONNECTED_OPTIONS);
    struct otaml_tensor in, weights, out;

    otaml_fully_connected_prepare(p, &r->m, &in, &weights, &out);
    otaml_channels_prepare(p, &r->c, &in, &weights, &out, 0, FULLY_CONNECTED_ACTIVATION);
    otaml_prep_bias(p, OTAML_TYPE_INT32, r->m.outputs);
    otaml_fully_connected_check(p, &r->c, &weights, INT32_MAX);
    const struct otaml_weights source = weights_of(r);
    otaml_stripe_prepare(p, &source, r->in, r->m.rows, sizeof(uint32_t));
}

/* Biases and multipliers of the n outputs from `at` on. Where all have one multiplier, `out` has it
 * from the first call on, which is never of fewer outputs than a later one. */
static void take_outputs(const struct dense *r, const struct otaml_weights *weights,
                         const struct otaml_stripe *s, uint32_t at, uint32_t n,
                         struct otaml_channel *out)
{
    for (uint32_t i = 0; i < n; i++) {
        out[i].bias = otaml_channels_bias(s, at + i);
    }
    if (weights->n_scales == 1 && at > 0) {
        return;
    }
    for (uint32_t i = 0; i < n; i++) {
        out[i].m = weights->n_scales == 1 && i > 0
                       ? out[0].m
                       : otaml_fully_connected_output(&r->c, weights, s, at + i);
    }
}

OTAML_OWN_FRAME static void channels(const struct dense *r, const struct otaml_weights *weights,
                                     const struct otaml_stripe *s, const int8_t *in, int8_t *out)
{
    struct otaml_channel channel[KERNEL_OUTPUTS];
    struct otaml_matmul k = {
        .x = in,
        .x_step = r->m.inputs,
        .w_step = r->m.inputs,
        .out_step = r->m.outputs,
        .runs = 1,
        .run_bytes = r->m.inputs,
        .pixels = r->m.rows,
        .channel = channel,
        .in_offset = -r->c.in_zero,
        .out_zero = r->c.out_zero,
        .min = r->c.min,
        .max = r->c.max,
    };

    for (uint32_t c = 0; c < s->n; c += k.channels) {
        k.channels = otaml_min_u32(KERNEL_OUTPUTS, s->n - c);
        k.w = (const int8_t *)s->filter + (size_t)c * k.w_step;
        k.out = out + c;
        take_outputs(r, weights, s, c, k.channels, channel);
        otaml_matmul_s8(&k);
    }
}

/* A piece of one output's weights. */
static void piece(const struct otaml_infer *inf, const struct dense *r,
                  const struct otaml_weights *weights, const struct otaml_stripe *s,
                  const int8_t *in, int8_t *out)
{
    uint32_t *sum = (uint32_t *)(void *)otaml_arena_at(inf, r->sums);
    const struct otaml_multiplier m = otaml_fully_connected_output(&r->c, weights, s, 0);

    for (uint32_t row = 0; row < r->m.rows; row++, sum++) {
        *sum = (s->value == 0 ? (uint32_t)otaml_channels_bias(s, 0) : *sum)
               + otaml_dot_s8(in + s->value, (const int8_t *)s->filter, s->end - s->value,
                              -r->c.in_zero);
        *out = otaml_channels_output(&r->c, m, *sum); /* that of the last piece stays */
        in += r->m.inputs;
        out += r->m.outputs;
    }
}

static int part(struct otaml_infer *inf, const void *record)
{
    const struct dense *r = record;
    const struct otaml_weights weights = weights_of(r);
    const int8_t *in = (const int8_t *)otaml_operand(inf, r->in);
    int8_t *out = (int8_t *)otaml_arena_at(inf, r->out);
    struct otaml_stripe s;

    const int err = otaml_stripe_take(inf, &weights, &s);
    if (err) {
        return err;
    }
    if (otaml_stripe_is_piece(&weights, &s)) {
        piece(inf, r, &weights, &s, in, out + s.first);
    } else {
        channels(r, &weights, &s, in, out + s.first);
    }
    return otaml_stripe_done(inf, &weights, &s);
}

const struct otaml_op otaml_op_fully_connected_int8 = {
    CODE_FULLY_CONNECTED, OTAML_TYPE_INT8, OP_SCRATCH, prepare, NULL, part
};
