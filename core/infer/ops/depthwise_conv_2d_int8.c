/*
 * depthwise_conv_2d_int8.c - DEPTHWISE_CONV_2D on int8.
 *
 * A block of channels at a time, which lie side by side in input, weights and output. With one
 * output for an input channel they walk the input together; with several, a block shares one
 * input channel.
 */
#include "../arch/kernels_wide_priv.h"
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

/* The outputs that have these taps. in is at the block's first channel in row inf->rows.in_first,
 * out at these outputs. */
static void alike(const struct otaml_infer *inf, const struct depthwise *r,
                  struct otaml_depthwise *k, const struct otaml_alike *a, struct otaml_taps rows,
                  struct otaml_taps columns, const int8_t *in, const int8_t *filter, int8_t *out)
{
    const struct otaml_window *w = &r->w;
    const uint32_t y = otaml_window_start(rows, w->dilation_h) - inf->rows.in_first;
    const uint32_t x = otaml_window_start(columns, w->dilation_w);

    k->rows = (uint32_t)(rows.end - rows.first);
    k->columns = (uint32_t)(columns.end - columns.first);
    k->w = filter + (uint32_t)rows.first * k->w_row_step + (uint32_t)columns.first * k->w_tap_step;
    k->x = k->rows > 0 ? in + ((size_t)y * w->in_w + x) * w->in_c : in;
    k->x_step = a->x_step;
    k->out = out;
    k->out_step = a->out_step;
    k->pixels = a->pixels;
    for (uint32_t i = 0; i < a->lines; i++, k->x += a->x_line, k->out += a->out_line) {
        (w->in_c == w->out_c ? otaml_depthwise_s8 : otaml_depthwise_shared_s8)(k);
    }
}

/* All pixels of a batch, for a block of channels. */
OTAML_OWN_FRAME static void block(const struct otaml_infer *inf, const struct depthwise *r,
                                  struct otaml_depthwise *k, const int8_t *in, const int8_t *filter,
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

/* A block of channels by kernels for wide vectors; false where there are none for it. With a
 * single input channel this is an ordinary convolution whose weights lie the other way round. */
static bool wide_block(const struct otaml_infer *inf, const struct depthwise *r,
                       const struct otaml_depthwise *k, const int8_t *in, const int8_t *filter,
                       int8_t *out)
{
    const struct otaml_wide *wide = otaml_wide();
    const struct otaml_wide_conv job = {
        .w = &r->w,
        .in = in,
        .filter = filter,
        .channel_step = 1,
        .tap_step = k->w_tap_step,
        .channels = k->channels,
        .channel = k->channel,
        .out = out,
        .in_row = inf->rows.in_first,
        .row = inf->rows.first,
        .row_end = otaml_window_end(inf, &r->w),
        .outputs = { r->c.in_zero, k->out_zero, k->min, k->max },
    };
    if (!wide || (r->w.in_c != 1 && r->w.in_c != r->w.out_c)) {
        return false;
    }
    return r->w.in_c == 1 ? wide->conv(&job) : wide->depthwise(&job);
}

/* The channels of a stripe. */
static void channels(const struct otaml_infer *inf, const struct depthwise *r,
                     const struct otaml_weights *weights, const struct otaml_stripe *s,
                     const int8_t *in, int8_t *out)
{
    const struct otaml_window *w = &r->w;
    /* of an input channel */
    const uint32_t outputs = w->out_c > w->in_c ? (uint32_t)w->out_c / w->in_c : 1;
    const size_t in_batch = (size_t)w->in_h * w->in_w * w->in_c;
    const size_t out_batch = (size_t)w->out_h * w->out_w * w->out_c;
    struct otaml_channel channel[KERNEL_CHANNELS];
    struct otaml_depthwise k = {
        .x_row_step = (uint32_t)w->dilation_h * w->in_w * w->in_c,
        .x_tap_step = (uint32_t)w->dilation_w * w->in_c,
        .w_row_step = w->k_w * s->step,
        .w_tap_step = s->step,
        .channel = channel,
        .in_offset = -r->c.in_zero,
        .out_zero = r->c.out_zero,
        .min = r->c.min,
        .max = r->c.max,
    };

    for (uint32_t i = 0; i < s->n; i += k.channels) {
        const uint32_t c = s->first + i;
        const uint32_t sharing = outputs > 1 ? outputs - c % outputs : s->n - i;
        k.channels = otaml_min_u32(KERNEL_CHANNELS, otaml_min_u32(sharing, s->n - i));
        otaml_channels_take(&r->c, weights, s, i, k.channels, channel);
        if (wide_block(inf, r, &k, in + c / outputs, (const int8_t *)s->filter + i, out + c)) {
            continue;
        }
        for (uint32_t b = 0; b < w->batches; b++) {
            block(inf, r, &k, in + c / outputs + b * in_batch, (const int8_t *)s->filter + i,
                  out + c + b * out_batch);
        }
    }
}

static int part(struct otaml_infer *inf, const void *record)
{
    const struct depthwise *r = record;
    const struct otaml_weights weights = weights_of(r);
    const int8_t *in = (const int8_t *)otaml_operand(inf, r->in);
    int8_t *out = (int8_t *)otaml_arena_at(inf, r->out);
    struct otaml_stripe s;

    const int err = otaml_stripe_take(inf, &weights, &s);
    if (err) {
        return err;
    }
    channels(inf, r, &weights, &s, in, out);
    return otaml_stripe_done(inf, &weights, &s);
}

const struct otaml_op otaml_op_depthwise_conv_2d_int8 = {
    CODE_DEPTHWISE_CONV_2D, OTAML_TYPE_INT8, OP_WINDOW, prepare, NULL, part
};
