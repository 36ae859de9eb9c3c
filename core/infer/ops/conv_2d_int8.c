/*
 * conv_2d_int8.c - CONV_2D on int8.
 *
 * A block of output channels at a time: their weights stay in the cache while all pixels pass.
 * A row of kernel taps is one contiguous run of bytes in both input and weights, and taps in the
 * padding add nothing, so no copy of the input is made. Only of small kernels with short runs,
 * or gaps in them, the taps are copied together, a few pixels at a time; larger kernels with gaps
 * go tap by tap. A channel that comes in pieces is added up in scratch memory.
 */
#include "../arch/kernels_wide_priv.h"
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

/* The outputs that have these taps. in is in row inf->rows.in_first, out at these outputs. */
static void alike(const struct otaml_infer *inf, const struct conv *r, struct otaml_matmul *k,
                  const struct otaml_alike *a, struct otaml_taps rows, struct otaml_taps columns,
                  const int8_t *in, const int8_t *filter, int8_t *out)
{
    const struct otaml_window *w = &r->w;
    const uint32_t y = otaml_window_start(rows, w->dilation_h) - inf->rows.in_first;
    const uint32_t x = otaml_window_start(columns, 1);

    k->runs = (uint32_t)(rows.end - rows.first);
    k->run_bytes = (uint32_t)(columns.end - columns.first) * w->in_c;
    k->w = filter + (uint32_t)rows.first * k->w_run_step + (uint32_t)columns.first * w->in_c;
    k->x = k->runs > 0 ? in + ((size_t)y * w->in_w + x) * w->in_c : in;
    k->x_step = a->x_step;
    k->out = out;
    k->out_step = a->out_step;
    k->pixels = a->pixels;
    for (uint32_t i = 0; i < a->lines; i++, k->x += a->x_line, k->out += a->out_line) {
        otaml_matmul_s8(k);
    }
}

/* A kernel without gaps, from the input as it lies. */
OTAML_OWN_FRAME static void dense(const struct otaml_infer *inf, const struct conv *r,
                                  struct otaml_matmul *k, const int8_t *in, const int8_t *filter,
                                  int8_t *out)
{
    const struct otaml_window *w = &r->w;
    const uint32_t end = otaml_window_end(inf, w);
    struct otaml_alike a = { .rows = 1 };

    for (uint32_t y = inf->rows.first; y < end; y += a.rows) {
        const struct otaml_taps rows = otaml_window_rows(w, y);
        for (uint32_t x = 0; x < w->out_w; x += a.columns) {
            const struct otaml_taps columns = otaml_window_columns(w, x);
            a = otaml_window_alike(w, y, end, x, rows, columns);
            alike(inf, r, k, &a, rows, columns, in, filter,
                  out + ((size_t)(y - inf->rows.first) * w->out_w + x) * w->out_c);
        }
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

/* A kernel with gaps, channel by channel. */
OTAML_OWN_FRAME static void dilated(const struct otaml_infer *inf, const struct conv *r,
                                    const struct otaml_matmul *k, const struct otaml_stripe *s,
                                    uint32_t first, const int8_t *in, int8_t *out)
{
    const struct otaml_window *w = &r->w;

    for (uint32_t y = inf->rows.first; y < otaml_window_end(inf, w); y++) {
        const struct otaml_taps rows = otaml_window_rows(w, y);
        for (uint32_t x = 0; x < w->out_w; x++, out += w->out_c) {
            const struct otaml_taps columns = otaml_window_columns(w, x);
            struct otaml_stripe one = *s;
            one.filter += (size_t)first * k->w_step;
            for (uint32_t c = 0; c < k->channels; c++, one.filter += k->w_step) {
                out[c] =
                    otaml_channel_output(&k->channel[c], sum_piece(inf, r, &one, in, rows, columns),
                                         k->out_zero, k->min, k->max);
            }
        }
    }
}

/* A block of channels by kernels for wide vectors; false where there are none for it. */
static bool wide_block(const struct otaml_infer *inf, const struct conv *r,
                       const struct otaml_matmul *k, const int8_t *in, int8_t *out)
{
    const struct otaml_wide *wide = otaml_wide();
    const struct otaml_wide_conv job = {
        .w = &r->w,
        .in = in,
        .filter = k->w,
        .channel_step = k->w_step,
        .tap_step = 1,
        .channels = k->channels,
        .channel = k->channel,
        .out = out,
        .in_row = inf->rows.in_first,
        .row = inf->rows.first,
        .row_end = otaml_window_end(inf, &r->w),
        .outputs = { r->c.in_zero, k->out_zero, k->min, k->max },
    };
    return wide && wide->conv(&job);
}

/* A block of channels, from `first` on, of all batches. */
OTAML_OWN_FRAME static void block(const struct otaml_infer *inf, const struct conv *r,
                                  struct otaml_matmul *k, const struct otaml_stripe *s,
                                  uint32_t first, const int8_t *in, int8_t *out)
{
    const struct otaml_window *w = &r->w;
    const int8_t *const filter = k->w;

    for (uint32_t b = 0; b < w->batches; b++) {
        k->w = filter;
        if (otaml_conv_2d_is_small(w)) {
            otaml_conv_2d_small(inf, w, k, in, out);
        } else if (w->dilation_w == 1) {
            dense(inf, r, k, in, filter, out);
        } else {
            dilated(inf, r, k, s, first, in, out);
        }
        in += (size_t)w->in_h * w->in_w * w->in_c;
        out += (size_t)w->out_h * w->out_w * w->out_c;
    }
}

/* The channels of a stripe. */
OTAML_OWN_FRAME static void channels(const struct otaml_infer *inf, const struct conv *r,
                                     const struct otaml_weights *weights,
                                     const struct otaml_stripe *s, const int8_t *in, int8_t *out)
{
    const struct otaml_window *w = &r->w;
    struct otaml_channel channel[KERNEL_FILTERS];
    struct otaml_matmul k = {
        .w_step = weights->values,
        .out_step = w->out_c,
        .x_run_step = (uint32_t)w->dilation_h * w->in_w * w->in_c,
        .w_run_step = (uint32_t)w->k_w * w->in_c,
        .channel = channel,
        .in_offset = -r->c.in_zero,
        .out_zero = r->c.out_zero,
        .min = r->c.min,
        .max = r->c.max,
    };

    for (uint32_t c = 0; c < s->n; c += k.channels) {
        k.channels = otaml_min_u32(KERNEL_FILTERS, s->n - c);
        k.w = (const int8_t *)s->filter + (size_t)c * k.w_step;
        otaml_channels_take(&r->c, weights, s, c, k.channels, channel);
        if (wide_block(inf, r, &k, in, out + s->first + c)) {
            continue;
        }
        block(inf, r, &k, s, c, in, out + s->first + c);
    }
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
