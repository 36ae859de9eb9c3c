/*
 * conv_2d_int8.c - CONV_2D on int8.
 *
 * Four output channels at a time: their weights stay in the cache while all pixels pass, and
 * each input byte is loaded once for four products. A row of kernel taps is one contiguous
 * run of bytes in both input and weights, and taps in the padding add nothing, so no copy of
 * the input is made. A channel that comes in pieces is added up in scratch memory.
 */
#include "../arch/kernels_priv.h"
#include "channels_priv.h"
#include "conv_2d_priv.h"

struct conv {
    struct otaml_record head;
    uint32_t in, filter, bias, out, sums;
    struct otaml_window w;
    struct otaml_channels c;
};
OTAML_STATIC_ASSERT(sizeof(struct conv) <= RECORD_BYTES_MAX, conv_2d_int8_record);

static struct otaml_weights weights_of(const struct conv *r)
{
    struct otaml_weights w = otaml_conv_2d_weights(&r->w, r->filter, r->bias);

    w.scales = r->c.scales;
    w.n_scales = r->c.count;
    return w;
}

static void prepare(struct prep *p)
{
    struct conv *r = otaml_prep_record(p, sizeof(*r), 2, 3, CONV_2D_OPTIONS);
    struct otaml_tensor in, filter, out;

    otaml_conv_2d_prepare(p, &r->w, &in, &filter, &out);
    otaml_channels_prepare(p, &r->c, &in, &filter, &out, 0, CONV_2D_ACTIVATION);
    otaml_prep_bias(p, OTAML_TYPE_INT32, out.dims[3]);
    const struct otaml_weights weights = weights_of(r);
    otaml_stripe_prepare(p, &weights, r->in, otaml_conv_2d_pixels(&r->w), sizeof(uint32_t));
}

/* Channels that are worked on together, of one output pixel after another. */
struct group {
    const int8_t *x; /* this batch's input */
    const int8_t *filter;
    uint32_t n;      /* 1 to KERNEL_ROWS */
    uint32_t stride; /* bytes of a channel's filter */
    uint32_t bias[KERNEL_ROWS];
    struct otaml_multiplier m[KERNEL_ROWS];
};

/* One run of bytes of input and weights. */
static void add_run(const struct group *g, const int8_t *x, const int8_t *filter, uint32_t bytes,
                    int32_t offset, uint32_t *sum)
{
    if (g->n == KERNEL_ROWS) {
        otaml_dot4_s8(x, filter, g->stride, bytes, offset, sum);
        return;
    }
    for (uint32_t c = 0; c < g->n; c++) {
        sum[c] += otaml_dot_s8(x, filter + c * g->stride, bytes, offset);
    }
}

static void pixel(const struct otaml_infer *inf, const struct conv *r, const struct group *g,
                  struct otaml_taps rows, struct otaml_taps columns, int8_t *out)
{
    const struct otaml_window *w = &r->w;
    const uint32_t taps = (uint32_t)(columns.end - columns.first);
    uint32_t sum[KERNEL_ROWS];

    for (uint32_t c = 0; c < g->n; c++) {
        sum[c] = g->bias[c];
    }
    for (int32_t ky = rows.first; ky < rows.end && taps > 0; ky++) {
        const uint32_t y = (uint32_t)(rows.origin + ky * w->dilation_h) - inf->rows.in_first;
        const uint32_t x = (uint32_t)(columns.origin + columns.first * w->dilation_w);
        const int8_t *from = g->x + ((size_t)y * w->in_w + x) * w->in_c;
        const int8_t *filter =
            g->filter + ((uint32_t)ky * w->k_w + (uint32_t)columns.first) * w->in_c;
        if (w->dilation_w == 1) {
            add_run(g, from, filter, taps * w->in_c, -r->c.in_zero, sum);
            continue;
        }
        for (uint32_t kx = 0; kx < taps; kx++) {
            add_run(g, from + (size_t)kx * w->dilation_w * w->in_c, filter + kx * w->in_c, w->in_c,
                    -r->c.in_zero, sum);
        }
    }
    for (uint32_t c = 0; c < g->n; c++) {
        out[c] = otaml_channels_output(&r->c, g->m[c], sum[c]);
    }
}

static void all_pixels(const struct otaml_infer *inf, const struct conv *r, struct group *g,
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

/* The channels of a stripe. */
static void channels(const struct otaml_infer *inf, const struct conv *r,
                     const struct otaml_weights *weights, const struct otaml_stripe *s,
                     const int8_t *in, int8_t *out)
{
    struct group g;

    g.stride = weights->values;
    for (uint32_t c = 0; c < s->n; c += g.n) {
        g.n = otaml_min_u32(KERNEL_ROWS, s->n - c);
        g.filter = (const int8_t *)s->filter + (size_t)c * g.stride;
        for (uint32_t i = 0; i < g.n; i++) {
            g.m[i] = otaml_channels_multiplier(&r->c, otaml_stripe_scale(weights, s, c + i));
            g.bias[i] = (uint32_t)otaml_channels_bias(s, c + i);
        }
        all_pixels(inf, r, &g, in, out + s->first + c);
    }
}

/* One pixel's sum over a piece of a channel's filter. */
static uint32_t sum_piece(const struct otaml_infer *inf, const struct conv *r,
                          const struct otaml_stripe *s, const int8_t *in, struct otaml_taps rows,
                          struct otaml_taps columns)
{
    const uint32_t depth = r->w.in_c;
    uint32_t sum = 0;

    for (uint32_t tap = s->value / depth; tap * depth < s->end; tap++) {
        const struct otaml_conv_2d_run run = otaml_conv_2d_piece(inf, &r->w, s, tap, rows, columns);
        sum +=
            otaml_dot_s8(in + run.x, (const int8_t *)s->filter + run.filter, run.n, -r->c.in_zero);
    }
    return sum;
}

static void piece(const struct otaml_infer *inf, const struct conv *r,
                  const struct otaml_weights *weights, const struct otaml_stripe *s,
                  const int8_t *in, int8_t *out)
{
    const struct otaml_window *w = &r->w;
    uint32_t *sum = (uint32_t *)(void *)otaml_arena_at(inf, r->sums);
    const uint32_t bias = (uint32_t)otaml_channels_bias(s, 0);
    const struct otaml_multiplier m =
        otaml_channels_multiplier(&r->c, otaml_stripe_scale(weights, s, 0));

    out += s->first;
    for (uint32_t b = 0; b < w->batches; b++) {
        for (uint32_t y = inf->rows.first; y < otaml_window_end(inf, w); y++) {
            const struct otaml_taps rows = otaml_window_rows(w, y);
            for (uint32_t x = 0; x < w->out_w; x++, sum++, out += w->out_c) {
                *sum = (s->value == 0 ? bias : *sum)
                       + sum_piece(inf, r, s, in, rows, otaml_window_columns(w, x));
                *out = otaml_channels_output(&r->c, m, *sum); /* that of the last piece stays */
            }
        }
        in += (size_t)w->in_h * w->in_w * w->in_c;
    }
}

static int part(struct otaml_infer *inf, const void *record)
{
    const struct conv *r = record;
    const struct otaml_weights weights = weights_of(r);
    const int8_t *in = (const int8_t *)otaml_operand(inf, r->in);
    int8_t *out = (int8_t *)otaml_arena_at(inf, r->out);
    struct otaml_stripe s;

    const int err = otaml_stripe_take(inf, &weights, &s);
    if (err) {
        return err;
    }
    if (otaml_stripe_is_piece(&weights, &s)) {
        piece(inf, r, &weights, &s, in, out);
    } else {
        channels(inf, r, &weights, &s, in, out);
    }
    return otaml_stripe_done(inf, &weights, &s);
}

const struct otaml_op otaml_op_conv_2d_int8 = {
    CODE_CONV_2D, OTAML_TYPE_INT8, OP_SCRATCH | OP_WINDOW, prepare, NULL, part
};
