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

static void prepare(struct prep *p)
{
    struct depthwise *r = otaml_prep_record(p, sizeof(*r), 2, 3, DEPTHWISE_OPTIONS);
    struct otaml_tensor in, filter, out;

    otaml_depthwise_prepare(p, &r->w, &in, &filter, &out);
    otaml_channels_prepare(p, &r->c, &in, &filter, &out, 3, DEPTHWISE_ACTIVATION);
    otaml_prep_bias(p, OTAML_TYPE_INT32, out.dims[3]);
}

struct group {
    const int8_t *x;      /* this batch's input, at the group's first channel */
    const int8_t *filter; /* likewise */
    uint32_t n;           /* 1 to KERNEL_CHANNELS */
    bool shared;          /* all lanes read one input channel */
    uint32_t bias[KERNEL_CHANNELS];
    struct otaml_multiplier m[KERNEL_CHANNELS];
};

static void pixel(const struct depthwise *r, const struct group *g, struct otaml_taps rows,
                  struct otaml_taps columns, int8_t *out)
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
        const uint32_t y = (uint32_t)(rows.origin + ky * w->dilation_h);
        const int8_t *from = g->x + ((size_t)y * w->in_w + x) * w->in_c;
        const int8_t *filter =
            g->filter + ((size_t)ky * w->k_w + (uint32_t)columns.first) * w->out_c;
        if (g->shared) {
            otaml_taps1_s8(from, step, filter, w->out_c, taps, g->n, -r->c.in_zero, sum);
        } else {
            otaml_taps_s8(from, step, filter, w->out_c, taps, g->n, -r->c.in_zero, sum);
        }
    }
    for (uint32_t c = 0; c < g->n; c++) {
        out[c] = otaml_channels_output(&r->c, g->m[c], sum[c]);
    }
}

static void all_pixels(const struct depthwise *r, struct group *g, const int8_t *in, int8_t *out)
{
    const struct otaml_window *w = &r->w;

    for (uint32_t b = 0; b < w->batches; b++) {
        g->x = in + (size_t)b * w->in_h * w->in_w * w->in_c;
        for (uint32_t y = 0; y < w->out_h; y++) {
            const struct otaml_taps rows = otaml_window_rows(w, y);
            for (uint32_t x = 0; x < w->out_w; x++) {
                pixel(r, g, rows, otaml_window_columns(w, x), out);
                out += w->out_c;
            }
        }
    }
}

static void run(const struct otaml_infer *inf, const void *record)
{
    const struct depthwise *r = record;
    const int8_t *in = (const int8_t *)otaml_operand(inf, r->in);
    const int8_t *filter = (const int8_t *)otaml_operand(inf, r->filter);
    int8_t *out = (int8_t *)otaml_arena_at(inf, r->out);
    const uint32_t outputs = (uint32_t)r->w.out_c / r->w.in_c; /* of an input channel */
    struct group g;

    g.shared = outputs > 1;
    for (uint32_t c = 0; c < r->w.out_c; c += g.n) {
        const uint32_t lanes = g.shared ? outputs - c % outputs : r->w.out_c - c;
        g.n = otaml_min_u32(KERNEL_CHANNELS, lanes);
        g.filter = filter + c;
        for (uint32_t i = 0; i < g.n; i++) {
            g.m[i] = otaml_channels_multiplier(inf, &r->c, c + i);
            g.bias[i] = (uint32_t)otaml_channels_bias(inf, r->bias, c + i);
        }
        all_pixels(r, &g, in + c / outputs, out + c);
    }
}

const struct otaml_op otaml_op_depthwise_conv_2d_int8 = { CODE_DEPTHWISE_CONV_2D, OTAML_TYPE_INT8,
                                                          0, prepare, run };
