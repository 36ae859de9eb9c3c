/*
 * fully_connected_int16.c - FULLY_CONNECTED on int16 with int8 weights and a bias of int64.
 */
#include "../arch/kernels_priv.h"
#include "fully_connected_priv.h"

struct dense {
    struct otaml_record head;
    uint32_t in, weights, bias, out, sums;
    struct otaml_matrix m;
    struct otaml_channels_int16 c;
};
OTAML_STATIC_ASSERT(sizeof(struct dense) <= RECORD_BYTES_MAX, fully_connected_int16_record);

static struct otaml_weights weights_of(const struct dense *r)
{
    struct otaml_weights w = otaml_fully_connected_weights(&r->m, r->weights, r->bias);

    w.bias_bytes = 8;
    w.scales = r->c.c.scales;
    w.n_scales = r->c.c.count;
    return w;
}

static void prepare(struct prep *p)
{
    struct dense *r = otaml_prep_record(p, sizeof(*r), 2, 3, FULLY_CONNECTED_OPTIONS);
    struct otaml_tensor in, weights, out;

    otaml_fully_connected_prepare(p, &r->m, &in, &weights, &out);
    otaml_channels_prepare_int16(p, &r->c, &in, &weights, &out, 0, FULLY_CONNECTED_ACTIVATION);
    otaml_prep_bias(p, OTAML_TYPE_INT64, r->m.outputs);
    otaml_fully_connected_check(p, &r->c.c, &weights, OTAML_WIDE_SHIFT_END);
    const struct otaml_weights source = weights_of(r);
    otaml_stripe_prepare(p, &source, r->in, r->m.rows, sizeof(uint64_t));
}

/* Output i of the stripe, for all rows; `sum` is NULL but for pieces. */
static void output(const struct dense *r, const struct otaml_weights *weights,
                   const struct otaml_stripe *s, uint32_t i, const int16_t *in, uint64_t *sum,
                   int16_t *out)
{
    const int8_t *filter = (const int8_t *)s->filter + (size_t)i * r->m.inputs;
    const uint64_t bias = (uint64_t)otaml_channels_bias64(s, i);
    struct otaml_multiplier m = otaml_fully_connected_output(&r->c.c, weights, s, i);

    if (m.shift >= OTAML_WIDE_SHIFT_END) {
        m.value = m.shift = 0; /* not the scale that was there when the model was opened */
    }
    for (uint32_t row = 0; row < r->m.rows; row++) {
        const uint64_t total = (sum && s->value > 0 ? *sum : bias)
                               + (uint64_t)otaml_dot_s16(in + s->value, filter, s->end - s->value);
        if (sum) {
            *sum++ = total;
        }
        *out = otaml_channels_output_int16(&r->c, m, (int64_t)total); /* the last piece's stays */
        in += r->m.inputs;
        out += r->m.outputs;
    }
}

static int part(struct otaml_infer *inf, const void *record)
{
    const struct dense *r = record;
    const struct otaml_weights weights = weights_of(r);
    const int16_t *in = (const int16_t *)(const void *)otaml_operand(inf, r->in);
    int16_t *out = (int16_t *)(void *)otaml_arena_at(inf, r->out);
    struct otaml_stripe s;

    const int err = otaml_stripe_take(inf, &weights, &s);
    if (err) {
        return err;
    }
    uint64_t *sums = otaml_stripe_is_piece(&weights, &s)
                         ? (uint64_t *)(void *)otaml_arena_at(inf, r->sums)
                         : NULL;
    for (uint32_t i = 0; i < s.n; i++) {
        output(r, &weights, &s, i, in, sums, out + s.first + i);
    }
    return otaml_stripe_done(inf, &weights, &s);
}

const struct otaml_op otaml_op_fully_connected_int16 = {
    CODE_FULLY_CONNECTED, OTAML_TYPE_INT16, OP_SCRATCH, prepare, NULL, part
};
