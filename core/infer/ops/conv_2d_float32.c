/*
 * conv_2d_float32.c - CONV_2D on float32.
 */
#include "../fixed_priv.h"
#include "conv_2d_priv.h"
#include "conv_float_priv.h"

struct conv {
    struct otaml_record head;
    uint32_t in, filter, bias, out, sums;
    struct otaml_window w;
    float min, max;
};
OTAML_STATIC_ASSERT(sizeof(struct conv) <= RECORD_BYTES_MAX, conv_2d_float32_record);

static struct otaml_weights weights_of(const struct conv *r)
{
    struct otaml_weights w = otaml_conv_2d_weights(&r->w, r->filter, r->bias);

    w.value_bytes = 4;
    return w;
}

static void prepare(struct prep *p)
{
    struct conv *r = otaml_prep_record(p, sizeof(*r), 2, 3, CONV_2D_OPTIONS);
    struct otaml_tensor in, filter, out;

    otaml_conv_2d_prepare(p, &r->w, &in, &filter, &out);
    otaml_prep_floats(p, 0, &in);
    otaml_prep_type(p, 1, &filter, OTAML_TYPE_FLOAT32);
    otaml_prep_type(p, -1, &out, OTAML_TYPE_FLOAT32);
    otaml_prep_bias(p, OTAML_TYPE_FLOAT32, out.dims[3]);
    otaml_prep_activation_float(p, CONV_2D_ACTIVATION, &r->min, &r->max);
    const struct otaml_weights weights = weights_of(r);
    otaml_stripe_prepare(p, &weights, r->in, otaml_conv_2d_pixels(&r->w), sizeof(float));
}

/* Go on with the sum of the taps of one output value that lie inside, as far as the stripe has
 * them: all, or a piece. `filter` is at the channel. */
static float sum_taps(const struct otaml_infer *inf, const struct otaml_window *w,
                      const struct otaml_stripe *s, const float *in, const uint8_t *filter,
                      struct otaml_taps rows, struct otaml_taps columns, float sum)
{
    for (uint32_t tap = s->value / w->in_c; tap * w->in_c < s->end; tap++) {
        const struct otaml_conv_2d_run run = otaml_conv_2d_piece(inf, w, s, tap, rows, columns);
        const float *from = in + run.x;
        const uint8_t *weight = filter + 4 * (size_t)run.filter;
        for (uint32_t i = 0; i < run.n; i++) {
            sum += from[i] * otaml_get_float(weight + 4 * (size_t)i);
        }
    }
    return sum;
}

/* One output pixel, all channels of the stripe. */
static void pixel(const struct otaml_infer *inf, const struct conv *r, const struct otaml_stripe *s,
                  const float *in, struct otaml_taps rows, struct otaml_taps columns, float *sum,
                  float *out)
{
    const size_t channel_bytes = 4 * (size_t)r->w.k_h * r->w.k_w * r->w.in_c;

    for (uint32_t c = 0; c < s->n; c++) {
        const float bias = s->bias ? otaml_get_float(s->bias + 4 * (size_t)c) : 0.0f;
        const float total = sum_taps(inf, &r->w, s, in, s->filter + c * channel_bytes, rows,
                                     columns, sum && s->value > 0 ? *sum : 0.0f);
        if (sum) {
            *sum = total;
        }
        out[c] = otaml_clamp_float(total + bias, r->min, r->max);
    }
}

static int part(struct otaml_infer *inf, const void *record)
{
    const struct conv *r = record;
    const struct otaml_window *w = &r->w;
    const struct otaml_weights weights = weights_of(r);
    const float *in = (const float *)(const void *)otaml_operand(inf, r->in);
    float *out = (float *)(void *)otaml_arena_at(inf, r->out), *sum = NULL;
    struct otaml_stripe s;

    const int err = otaml_stripe_take(inf, &weights, &s);
    if (err) {
        return err;
    }
    const struct otaml_conv_float conv = {
        w,      in,     out,  inf->rows.in_first, inf->rows.first, otaml_window_end(inf, w),
        r->min, r->max, false
    };
    if (otaml_stripe_is_piece(&weights, &s)) {
        sum = (float *)(void *)otaml_arena_at(inf, r->sums);
    } else if (otaml_conv_float_wide(&conv, &s)) {
        return otaml_stripe_done(inf, &weights, &s);
    }
    out += s.first;
    for (uint32_t b = 0; b < w->batches; b++) {
        for (uint32_t y = inf->rows.first; y < otaml_window_end(inf, w); y++) {
            const struct otaml_taps rows = otaml_window_rows(w, y);
            for (uint32_t x = 0; x < w->out_w; x++, out += w->out_c) {
                pixel(inf, r, &s, in, rows, otaml_window_columns(w, x), sum, out);
                sum = sum ? sum + 1 : NULL;
            }
        }
        in += (size_t)w->in_h * w->in_w * w->in_c;
    }
    return otaml_stripe_done(inf, &weights, &s);
}

const struct otaml_op otaml_op_conv_2d_float32 = {
    CODE_CONV_2D, OTAML_TYPE_FLOAT32, OP_SCRATCH | OP_WINDOW, prepare, NULL, part
};
