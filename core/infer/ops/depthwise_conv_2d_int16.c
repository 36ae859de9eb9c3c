/*
 * depthwise_conv_2d_int16.c - DEPTHWISE_CONV_2D on int16 with int8 weights and a bias of int64.
 */
#include "channels_priv.h"
#include "depthwise_conv_2d_priv.h"

struct depthwise {
    struct otaml_record head;
    uint32_t in, filter, bias, out;
    struct otaml_window w;
    struct otaml_channels_int16 c;
};
OTAML_STATIC_ASSERT(sizeof(struct depthwise) <= RECORD_BYTES_MAX, depthwise_int16_record);

static struct otaml_weights weights_of(const struct depthwise *r)
{
    struct otaml_weights w = otaml_depthwise_weights(&r->w, r->filter, r->bias);

    w.bias_bytes = 8;
    w.scales = r->c.c.scales;
    w.n_scales = r->c.c.count;
    return w;
}

static void prepare(struct prep *p)
{
    struct depthwise *r = otaml_prep_record(p, sizeof(*r), 2, 3, DEPTHWISE_OPTIONS);
    struct otaml_tensor in, filter, out;

    otaml_depthwise_prepare(p, &r->w, &in, &filter, &out);
    otaml_channels_prepare_int16(p, &r->c, &in, &filter, &out, 3, DEPTHWISE_ACTIVATION);
    otaml_prep_bias(p, OTAML_TYPE_INT64, out.dims[3]);
    const struct otaml_weights weights = weights_of(r);
    otaml_stripe_prepare(p, &weights, r->in, 0, 0);
}

/* A channel of the stripe. */
struct channel {
    const int8_t *filter;
    uint32_t tap_step;
    uint64_t bias;
    struct otaml_multiplier m;
};

/* The taps of one output value that lie inside; `in` is at its channel. */
static uint64_t sum_taps(const struct otaml_infer *inf, const struct otaml_window *w,
                         const struct channel *c, const int16_t *in, struct otaml_taps rows,
                         struct otaml_taps columns)
{
    int64_t sum = 0;

    for (int32_t ky = rows.first; ky < rows.end; ky++) {
        const uint32_t y = (uint32_t)(rows.origin + ky * w->dilation_h) - inf->rows.in_first;
        for (int32_t kx = columns.first; kx < columns.end; kx++) {
            const uint32_t x = (uint32_t)(columns.origin + kx * w->dilation_w);
            sum += in[((size_t)y * w->in_w + x) * w->in_c]
                   * c->filter[((size_t)ky * w->k_w + (uint32_t)kx) * c->tap_step];
        }
    }
    return (uint64_t)sum;
}

static void all_pixels(const struct otaml_infer *inf, const struct depthwise *r,
                       const struct channel *c, const int16_t *in, int16_t *out)
{
    const struct otaml_window *w = &r->w;

    for (uint32_t b = 0; b < w->batches; b++) {
        for (uint32_t y = inf->rows.first; y < otaml_window_end(inf, w); y++) {
            const struct otaml_taps rows = otaml_window_rows(w, y);
            for (uint32_t x = 0; x < w->out_w; x++) {
                const uint64_t sum = sum_taps(inf, w, c, in, rows, otaml_window_columns(w, x));
                *out = otaml_channels_output_int16(&r->c, c->m, (int64_t)(sum + c->bias));
                out += w->out_c;
            }
        }
        in += (size_t)w->in_h * w->in_w * w->in_c;
    }
}

static int part(struct otaml_infer *inf, const void *record)
{
    const struct depthwise *r = record;
    const struct otaml_weights weights = weights_of(r);
    const int16_t *in = (const int16_t *)(const void *)otaml_operand(inf, r->in);
    int16_t *out = (int16_t *)(void *)otaml_arena_at(inf, r->out);
    const uint32_t outputs = (uint32_t)r->w.out_c / r->w.in_c; /* of an input channel */
    struct otaml_stripe s;

    const int err = otaml_stripe_take(inf, &weights, &s);
    if (err) {
        return err;
    }
    for (uint32_t i = 0; i < s.n; i++) {
        const float scale = otaml_stripe_scale(&weights, &s, i);
        const struct channel c = { (const int8_t *)s.filter + i, s.step,
                                   (uint64_t)otaml_channels_bias64(&s, i),
                                   otaml_channels_multiplier_wide(&r->c.c, scale) };
        all_pixels(inf, r, &c, in + (s.first + i) / outputs, out + s.first + i);
    }
    return otaml_stripe_done(inf, &weights, &s);
}

const struct otaml_op otaml_op_depthwise_conv_2d_int16 = {
    CODE_DEPTHWISE_CONV_2D, OTAML_TYPE_INT16, OP_WINDOW, prepare, NULL, part
};
