/*
 * depthwise_conv_2d_int8.c - DEPTHWISE_CONV_2D on int8.
 *
 * Up to sixteen channels at a time, which lie side by side in input, weights and output.
 * With one output for an input channel the lanes walk the input together; with several, a
 * group of lanes shares one input channel.
 */
#include "../arch/kernels_priv.h"
#include "channels_priv.h"
#include "depthwise_conv_2d_priv.h"

struct depthwise {
    struct otaml_record head;
    uint32_t in, filter, bias, out;
    struct otaml_window w;
    struct otaml_channels c;
};
OTAML_STATIC_ASSERT(sizeof(struct depthwise) <= RECORD_BYTES_MAX, depthwise_int8_record);

static struct otaml_weights weights_of(const struct depthwise *r)
{
    struct otaml_weights w = otaml_depthwise_weights(&r->w, r->filter, r->bias);

    w.scales = r->c.scales;
    w.n_scales = r->c.count;
    return w;
}

static void prepare(struct prep *p)
{
    struct depthwise *r = otaml_prep_record(p, sizeof(*r), 2, 3, DEPTHWISE_OPTIONS);
    struct otaml_tensor in, filter, out;

    otaml_depthwise_prepare(p, &r->w, &in, &filter, &out);
    otaml_channels_prepare(p, &r->c, &in, &filter, &out, 3, DEPTHWISE_ACTIVATION);
    otaml_prep_bias(p, OTAML_TYPE_INT32, out.dims[3]);
    const struct otaml_weights weights = weights_of(r);
    otaml_stripe_prepare(p, &weights, r->in, 0, 0);
}

struct group {
    const int8_t *x;      /* this batch's input, at the group's first channel */
    const int8_t *filter; /* likewise */
    uint32_t tap_step;    /* from one tap to the next, of the filter */
    uint32_t n;           /* 1 to KERNEL_CHANNELS */
    bool shared;          /* all lanes read one input channel */
    uint32_t bias[KERNEL_CHANNELS];
    struct otaml_multiplier m[KERNEL_CHANNELS];
};

static void pixel(const struct otaml_infer *inf, const struct depthwise *r, const struct group *g,
                  struct otaml_taps rows, struct otaml_taps columns, int8_t *out)
{
    const struct otaml_window *w = &r->w;
    const uint32_t taps = (uint32_t)(columns.end - columns.first);
    const uint32_t x = (uint32_t)(columns.origin + columns.first * w->dilation_w);
    const uint32_t step = (uint32_t)w->dilation_w * w->in_c;
    uint32_t sum[KERNEL_CHANNELS];

    for (uint32_t c = 0; c < g->n; c++) {
        sum[c] = g->bias[c];
    }
    for (int32_t ky = rows.first; ky < rows.end && taps > 0; ky++) {
        const uint32_t y = (uint32_t)(rows.origin + ky * w->dilation_h) - inf->rows.in_first;
        const int8_t *from = g->x + ((size_t)y * w->in_w + x) * w->in_c;
        const int8_t *filter =
            g->filter + ((size_t)ky * w->k_w + (uint32_t)columns.first) * g->tap_step;
        if (g->shared) {
            otaml_taps1_s8(from, step, filter, g->tap_step, taps, g->n, -r->c.in_zero, sum);
        } else {
            otaml_taps_s8(from, step, filter, g->tap_step, taps, g->n, -r->c.in_zero, sum);
        }
    }
    for (uint32_t c = 0; c < g->n; c++) {
        out[c] = otaml_channels_output(&r->c, g->m[c], sum[c]);
    }
}

static void all_pixels(const struct otaml_infer *inf, const struct depthwise *r, struct group *g,
                       const int8_t *in, int8_t *out)
{
    const struct otaml_window *w = &r->w;

    for (uint32_t b = 0; b < w->batches; b++) {
        g->x = in + (size_t)b * w->in_h * w->in_w * w->in_c;
        for (uint32_t y = inf->rows.first; y < otaml_window_end(inf, w); y++) {
            const struct otaml_taps rows = otaml_window_rows(w, y);
            for (uint32_t x = 0; x < w->out_w; x++) {
                pixel(inf, r, g, rows, otaml_window_columns(w, x), out);
                out += w->out_c;
            }
        }
    }
}

static int part(struct otaml_infer *inf, const void *record)
{
    const struct depthwise *r = record;
    const struct otaml_weights weights = weights_of(r);
    const int8_t *in = (const int8_t *)otaml_operand(inf, r->in);
    int8_t *out = (int8_t *)otaml_arena_at(inf, r->out);
    const uint32_t outputs = (uint32_t)r->w.out_c / r->w.in_c; /* of an input channel */
    struct otaml_stripe s;
    struct group g;

    const int err = otaml_stripe_take(inf, &weights, &s);
    if (err) {
        return err;
    }
    g.shared = outputs > 1;
    g.tap_step = s.step;
    for (uint32_t i = 0; i < s.n; i += g.n) {
        const uint32_t c = s.first + i;
        const uint32_t lanes = g.shared ? outputs - c % outputs : s.n - i;
        g.n = otaml_min_u32(KERNEL_CHANNELS, otaml_min_u32(lanes, s.n - i));
        g.filter = (const int8_t *)s.filter + i;
        for (uint32_t k = 0; k < g.n; k++) {
            g.m[k] = otaml_channels_multiplier(&r->c, otaml_stripe_scale(&weights, &s, i + k));
            g.bias[k] = (uint32_t)otaml_channels_bias(&s, i + k);
        }
        all_pixels(inf, r, &g, in + c / outputs, out + c);
    }
    return otaml_stripe_done(inf, &weights, &s);
}

const struct otaml_op otaml_op_depthwise_conv_2d_int8 = {
    CODE_DEPTHWISE_CONV_2D, OTAML_TYPE_INT8, OP_WINDOW, prepare, NULL, part
};
