/*
 * conv_2d_int16.c - CONV_2D on int16 with int8 weights. Sums and multipliers are the wide ones,
 * but with a bias of int32 (rather than int64) the reference works as on int8.
 */
#include "../arch/kernels_priv.h"
#include "channels_priv.h"
#include "conv_2d_priv.h"

struct conv {
    struct otaml_record head;
    uint32_t in, filter, bias, out, sums;
    struct otaml_window w;
    struct otaml_channels_int16 c;
    uint32_t wide;
};
OTAML_STATIC_ASSERT(sizeof(struct conv) <= RECORD_BYTES_MAX, conv_2d_int16_record);

static struct otaml_weights weights_of(const struct conv *r)
{
    struct otaml_weights w = otaml_conv_2d_weights(&r->w, r->filter, r->bias);

    w.bias_bytes = r->wide ? 8 : 4;
    w.scales = r->c.c.scales;
    w.n_scales = r->c.c.count;
    return w;
}

static void prepare(struct prep *p)
{
    struct conv *r = otaml_prep_record(p, sizeof(*r), 2, 3, CONV_2D_OPTIONS);
    struct otaml_tensor in, filter, out, bias;

    otaml_conv_2d_prepare(p, &r->w, &in, &filter, &out);
    otaml_channels_prepare_int16(p, &r->c, &in, &filter, &out, 0, CONV_2D_ACTIVATION);
    r->wide = !otaml_prep_optional(p, 2, &bias) || bias.type != OTAML_TYPE_INT32;
    otaml_prep_bias(p, r->wide ? OTAML_TYPE_INT64 : OTAML_TYPE_INT32, out.dims[3]);
    const struct otaml_weights weights = weights_of(r);
    otaml_stripe_prepare(p, &weights, r->in, otaml_conv_2d_pixels(&r->w), sizeof(uint64_t));
}

/* The taps of one output value that lie inside, as far as the stripe has them: all, or a piece.
 * `filter` is at the channel. */
static uint64_t sum_taps(const struct otaml_infer *inf, const struct otaml_window *w,
                         const struct otaml_stripe *s, const int16_t *in, const int8_t *filter,
                         struct otaml_taps rows, struct otaml_taps columns)
{
    uint64_t sum = 0;

    for (uint32_t tap = s->value / w->in_c; tap * w->in_c < s->end; tap++) {
        const struct otaml_conv_2d_run run = otaml_conv_2d_piece(inf, w, s, tap, rows, columns);
        sum += (uint64_t)otaml_dot_s16(in + run.x, filter + run.filter, run.n);
    }
    return sum;
}

struct channel {
    const int8_t *filter;
    uint64_t bias;
    struct otaml_multiplier m;
    uint64_t *sums; /* NULL but for pieces */
};

static int16_t output(const struct conv *r, const struct channel *c, uint64_t sum)
{
    const int32_t v = r->wide ? otaml_multiply_wide((int64_t)sum, c->m)
                              : otaml_multiply((int32_t)(uint32_t)sum, c->m);
    return (int16_t)otaml_clamp(v, r->c.min, r->c.max);
}

static void all_pixels(const struct otaml_infer *inf, const struct conv *r,
                       const struct otaml_stripe *s, struct channel *c, const int16_t *in,
                       int16_t *out)
{
    const struct otaml_window *w = &r->w;

    for (uint32_t b = 0; b < w->batches; b++) {
        for (uint32_t y = inf->rows.first; y < otaml_window_end(inf, w); y++) {
            const struct otaml_taps rows = otaml_window_rows(w, y);
            for (uint32_t x = 0; x < w->out_w; x++) {
                uint64_t sum = sum_taps(inf, w, s, in, c->filter, rows, otaml_window_columns(w, x));
                sum += c->sums && s->value > 0 ? *c->sums : c->bias;
                if (c->sums) {
                    *c->sums++ = sum;
                }
                *out = output(r, c, sum); /* of pieces, that of the last one stays */
                out += w->out_c;
            }
        }
        in += (size_t)w->in_h * w->in_w * w->in_c;
    }
}

static int part(struct otaml_infer *inf, const void *record)
{
    const struct conv *r = record;
    const struct otaml_weights weights = weights_of(r);
    const int16_t *in = (const int16_t *)(const void *)otaml_operand(inf, r->in);
    int16_t *out = (int16_t *)(void *)otaml_arena_at(inf, r->out);
    struct otaml_stripe s;

    const int err = otaml_stripe_take(inf, &weights, &s);
    if (err) {
        return err;
    }
    for (uint32_t i = 0; i < s.n; i++) {
        const float scale = otaml_stripe_scale(&weights, &s, i);
        struct channel c;
        c.filter = (const int8_t *)s.filter + (size_t)i * weights.values;
        c.bias = (uint64_t)(r->wide ? otaml_channels_bias64(&s, i) : otaml_channels_bias(&s, i));
        c.m = otaml_channels_multiplier_wide(&r->c.c, scale);
        c.sums = otaml_stripe_is_piece(&weights, &s)
                     ? (uint64_t *)(void *)otaml_arena_at(inf, r->sums)
                     : NULL;
        all_pixels(inf, r, &s, &c, in, out + s.first + i);
    }
    return otaml_stripe_done(inf, &weights, &s);
}

const struct otaml_op otaml_op_conv_2d_int16 = {
    CODE_CONV_2D, OTAML_TYPE_INT16, OP_SCRATCH | OP_WINDOW, prepare, NULL, part
};
