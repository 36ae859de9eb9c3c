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

static void prepare(struct prep *p)
{
    struct depthwise *r = otaml_prep_record(p, sizeof(*r), 2, 3, DEPTHWISE_OPTIONS);
    struct otaml_tensor in, filter, out;

    otaml_depthwise_prepare(p, &r->w, &in, &filter, &out);
    otaml_channels_prepare(p, &r->c, &in, &filter, &out, 3, DEPTHWISE_ACTIVATION);
    otaml_prep_bias(p, OTAML_TYPE_INT32, out.dims[3]);
}

/* One row of outputs; in and out are at its batch and row, at the block's first channel. */
static void output_row(const struct depthwise *r, struct otaml_depthwise *k, uint32_t y,
                       const int8_t *in, const int8_t *filter, int8_t *out)
{
    const struct otaml_window *w = &r->w;
    const struct otaml_taps rows = otaml_window_rows(w, y);

    in += (size_t)otaml_window_start(rows, w->dilation_h) * w->in_w * w->in_c;
    filter += (size_t)(uint32_t)rows.first * k->w_row_step;
    k->rows = (uint32_t)(rows.end - rows.first);
    for (uint32_t x = 0; x < w->out_w; x += k->pixels) {
        const struct otaml_taps columns = otaml_window_columns(w, x);
        k->columns = (uint32_t)(columns.end - columns.first);
        k->pixels = otaml_window_alike(w, x, columns);
        k->x = in + (size_t)otaml_window_start(columns, w->dilation_w) * w->in_c;
        k->w = filter + (size_t)(uint32_t)columns.first * w->out_c;
        k->out = out + (size_t)x * w->out_c;
        if (w->in_c == w->out_c) {
            otaml_depthwise_s8(k);
        } else {
            otaml_depthwise_shared_s8(k);
        }
    }
}

static void block(const struct depthwise *r, struct otaml_depthwise *k, const int8_t *in,
                  const int8_t *filter, int8_t *out)
{
    const struct otaml_window *w = &r->w;

    for (uint32_t b = 0; b < w->batches; b++) {
        for (uint32_t y = 0; y < w->out_h; y++) {
            output_row(r, k, y, in, filter, out);
            out += k->out_step * w->out_w;
        }
        in += (size_t)w->in_h * w->in_w * w->in_c;
    }
}

/* Channels by kernels for wide vectors; false where there are none. With a single input channel
 * this is an ordinary convolution whose weights lie the other way round. */
static bool wide_block(const struct depthwise *r, const struct otaml_depthwise *k, const int8_t *in,
                       const int8_t *filter, int8_t *out)
{
    const struct otaml_wide *wide = otaml_wide();
    const struct otaml_wide_conv job = {
        .w = &r->w,
        .in = in,
        .filter = filter,
        .channel_step = 1,
        .tap_step = r->w.out_c,
        .channels = k->channels,
        .channel = k->channel,
        .out = out,
        .row = 0,
        .row_end = r->w.out_h,
        .outputs = { r->c.in_zero, k->out_zero, k->min, k->max },
    };
    if (!wide || (r->w.in_c != 1 && r->w.in_c != r->w.out_c)) {
        return false;
    }
    return r->w.in_c == 1 ? wide->conv(&job) : wide->depthwise(&job);
}

static void run(const struct otaml_infer *inf, const void *record)
{
    const struct depthwise *r = record;
    const struct otaml_window *w = &r->w;
    const int8_t *in = (const int8_t *)otaml_operand(inf, r->in);
    int8_t *out = (int8_t *)otaml_arena_at(inf, r->out);
    const struct otaml_channels_part part =
        otaml_channels_all(inf, &r->c, r->filter, r->bias, w->out_c);
    const uint32_t outputs = (uint32_t)w->out_c / w->in_c; /* of an input channel */
    struct otaml_channel channels[KERNEL_CHANNELS];
    struct otaml_depthwise k = {
        .x_step = (uint32_t)w->stride_w * w->in_c,
        .out_step = w->out_c,
        .x_row_step = (uint32_t)w->dilation_h * w->in_w * w->in_c,
        .x_tap_step = (uint32_t)w->dilation_w * w->in_c,
        .w_row_step = (uint32_t)w->k_w * w->out_c,
        .w_tap_step = w->out_c,
        .channel = channels,
        .in_offset = -r->c.in_zero,
        .out_zero = r->c.out_zero,
        .min = r->c.min,
        .max = r->c.max,
    };

    for (uint32_t c = 0; c < part.n; c += k.channels) {
        const uint32_t alike = outputs > 1 ? outputs - c % outputs : part.n - c;
        k.channels = otaml_min_u32(KERNEL_CHANNELS, alike);
        otaml_channels_take(&r->c, &part, c, k.channels, channels);
        if (!wide_block(r, &k, in + c / outputs, part.filter + c, out + c)) {
            block(r, &k, in + c / outputs, part.filter + c, out + c);
        }
    }
}

const struct otaml_op otaml_op_depthwise_conv_2d_int8 = { CODE_DEPTHWISE_CONV_2D, OTAML_TYPE_INT8,
                                                          0, prepare, run };
