/*
 * depthwise_conv_2d_float32.c - DEPTHWISE_CONV_2D on float32.
 */
#include "../fixed_priv.h"
#include "conv_float_priv.h"
#include "depthwise_conv_2d_priv.h"

struct depthwise {
    struct otaml_record head;
    uint32_t in, filter, bias, out;
    struct otaml_window w;
    float min, max;
};
OTAML_STATIC_ASSERT(sizeof(struct depthwise) <= RECORD_BYTES_MAX, depthwise_float32_record);

static struct otaml_weights weights_of(const struct depthwise *r)
{
    struct otaml_weights w = otaml_depthwise_weights(&r->w, r->filter, r->bias);

    w.value_bytes = 4;
    return w;
}

static void prepare(struct prep *p)
{
    struct depthwise *r = otaml_prep_record(p, sizeof(*r), 2, 3, DEPTHWISE_OPTIONS);
    struct otaml_tensor in, filter, out;

    otaml_depthwise_prepare(p, &r->w, &in, &filter, &out);
    otaml_prep_floats(p, 0, &in);
    otaml_prep_type(p, 1, &filter, OTAML_TYPE_FLOAT32);
    otaml_prep_type(p, -1, &out, OTAML_TYPE_FLOAT32);
    otaml_prep_bias(p, OTAML_TYPE_FLOAT32, out.dims[3]);
    otaml_prep_activation_float(p, DEPTHWISE_ACTIVATION, &r->min, &r->max);
    const struct otaml_weights weights = weights_of(r);
    otaml_stripe_prepare(p, &weights, r->in, 0, 0);
}

/* The taps of channel c of the stripe that lie inside; `in` is at its input channel. */
static float sum_taps(const struct otaml_infer *inf, const struct otaml_window *w,
                      const struct otaml_stripe *s, const float *in, uint32_t c,
                      struct otaml_taps rows, struct otaml_taps columns)
{
    float sum = 0.0f;

    for (int32_t ky = rows.first; ky < rows.end; ky++) {
        const uint32_t y = (uint32_t)(rows.origin + ky * w->dilation_h) - inf->rows.in_first;
        for (int32_t kx = columns.first; kx < columns.end; kx++) {
            const uint32_t x = (uint32_t)(columns.origin + kx * w->dilation_w);
            const size_t tap = (size_t)ky * w->k_w + (uint32_t)kx;
            sum += in[((size_t)y * w->in_w + x) * w->in_c]
                   * otaml_get_float(s->filter + 4 * (tap * s->step + c));
        }
    }
    return sum;
}

/* One output pixel, all channels of the stripe. */
static void pixel(const struct otaml_infer *inf, const struct depthwise *r,
                  const struct otaml_stripe *s, const float *in, struct otaml_taps rows,
                  struct otaml_taps columns, float *out)
{
    const uint32_t outputs = (uint32_t)r->w.out_c / r->w.in_c; /* of an input channel */

    for (uint32_t c = 0; c < s->n; c++) {
        const float *x = in + (s->first + c) / outputs;
        const float sum = sum_taps(inf, &r->w, s, x, c, rows, columns)
                          + (s->bias ? otaml_get_float(s->bias + 4 * (size_t)c) : 0.0f);
        out[c] = otaml_clamp_float(sum, r->min, r->max);
    }
}

static int part(struct otaml_infer *inf, const void *record)
{
    const struct depthwise *r = record;
    const struct otaml_window *w = &r->w;
    const struct otaml_weights weights = weights_of(r);
    const float *in = (const float *)(const void *)otaml_operand(inf, r->in);
    float *out = (float *)(void *)otaml_arena_at(inf, r->out);
    struct otaml_stripe s;

    const int err = otaml_stripe_take(inf, &weights, &s);
    if (err) {
        return err;
    }
    const struct otaml_conv_float conv = {
        w,      in,     out, inf->rows.in_first, inf->rows.first, otaml_window_end(inf, w),
        r->min, r->max, true
    };
    if (otaml_conv_float_wide(&conv, &s)) {
        return otaml_stripe_done(inf, &weights, &s);
    }
    out += s.first;
    for (uint32_t b = 0; b < w->batches; b++) {
        for (uint32_t y = inf->rows.first; y < otaml_window_end(inf, w); y++) {
            const struct otaml_taps rows = otaml_window_rows(w, y);
            for (uint32_t x = 0; x < w->out_w; x++, out += w->out_c) {
                pixel(inf, r, &s, in, rows, otaml_window_columns(w, x), out);
            }
        }
        in += (size_t)w->in_h * w->in_w * w->in_c;
    }
    return otaml_stripe_done(inf, &weights, &s);
}

const struct otaml_op otaml_op_depthwise_conv_2d_float32 = {
    CODE_DEPTHWISE_CONV_2D, OTAML_TYPE_FLOAT32, OP_WINDOW, prepare, NULL, part
};
