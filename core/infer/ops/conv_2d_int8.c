/*
 * conv_2d_int8.c - CONV_2D on int8.
 *
 * A block of output channels at a time: their weights stay in the cache while all pixels pass.
 * A row of kernel taps is one contiguous run of bytes in both input and weights, and taps in the
 * padding add nothing, so no copy of the input is made. Only of small kernels with short runs,
 * or gaps in them, the taps are copied together, a few pixels at a time.
 */
#include "../arch/kernels_wide_priv.h"
#include "channels_priv.h"
#include "conv_2d_priv.h"

struct conv {
    struct otaml_record head;
    uint32_t in, filter, bias, out;
    struct otaml_window w;
    struct otaml_channels c;
};
OTAML_STATIC_ASSERT(sizeof(struct conv) <= RECORD_BYTES_MAX, conv_2d_int8_record);

static void prepare(struct prep *p)
{
    struct conv *r = otaml_prep_record(p, sizeof(*r), 2, 3, CONV_2D_OPTIONS);
    struct otaml_tensor in, filter, out;

    otaml_conv_2d_prepare(p, &r->w, &in, &filter, &out);
    otaml_channels_prepare(p, &r->c, &in, &filter, &out, 0, CONV_2D_ACTIVATION);
    otaml_prep_bias(p, OTAML_TYPE_INT32, out.dims[3]);
}

/* A row of outputs from the input as it lies: pixels whose taps are the same at once. */
static void output_row(const struct conv *r, struct otaml_matmul *k, uint32_t y, const int8_t *in,
                       const int8_t *filter, int8_t *out)
{
    const struct otaml_window *w = &r->w;
    const struct otaml_taps rows = otaml_window_rows(w, y);

    in += (size_t)otaml_window_start(rows, w->dilation_h) * w->in_w * w->in_c;
    filter += (size_t)(uint32_t)rows.first * k->w_run_step;
    k->runs = (uint32_t)(rows.end - rows.first);
    for (uint32_t x = 0; x < w->out_w; x += k->pixels) {
        const struct otaml_taps columns = otaml_window_columns(w, x);
        k->x = in + (size_t)otaml_window_start(columns, 1) * w->in_c;
        k->w = filter + (size_t)(uint32_t)columns.first * w->in_c;
        k->out = out + (size_t)x * w->out_c;
        k->run_bytes = (uint32_t)(columns.end - columns.first) * w->in_c;
        k->pixels = otaml_window_alike(w, x, columns);
        otaml_matmul_s8(k);
    }
}

/* The same where dilation parts the taps of a row, tap by tap. */
static void dilated_row(const struct conv *r, const struct otaml_matmul *k, uint32_t y,
                        const int8_t *in, const int8_t *filter, int8_t *out)
{
    const struct otaml_window *w = &r->w;
    const struct otaml_taps rows = otaml_window_rows(w, y);

    for (uint32_t x = 0; x < w->out_w; x++, out += w->out_c) {
        const struct otaml_taps columns = otaml_window_columns(w, x);
        for (uint32_t c = 0; c < k->channels; c++) {
            const int8_t *weights = filter + (size_t)c * k->w_step;
            uint32_t sum = 0;
            for (int32_t ky = rows.first; ky < rows.end; ky++) {
                const size_t line = (size_t)(uint32_t)(rows.origin + ky * w->dilation_h) * w->in_w;
                for (int32_t kx = columns.first; kx < columns.end; kx++) {
                    const uint32_t at = (uint32_t)(columns.origin + kx * w->dilation_w);
                    sum += otaml_dot_s8(in + (line + at) * w->in_c,
                                        weights + ((uint32_t)(ky * w->k_w + kx)) * w->in_c, w->in_c,
                                        k->in_offset);
                }
            }
            out[c] = otaml_channel_output(&k->channel[c], sum, k->out_zero, k->min, k->max);
        }
    }
}

/* One tap, and every pixel: a product of matrices. */
static bool is_pointwise(const struct otaml_window *w)
{
    return w->k_h == 1 && w->k_w == 1 && w->stride_h == 1 && w->stride_w == 1;
}

/* A block of channels in one batch. */
static void block(const struct conv *r, struct otaml_matmul *k, const int8_t *in,
                  const int8_t *filter, int8_t *out)
{
    const struct otaml_window *w = &r->w;

    k->w = filter;
    if (otaml_conv_2d_is_small(w)) {
        otaml_conv_2d_small(w, k, in, out);
        return;
    }
    if (is_pointwise(w)) {
        k->x = in;
        k->out = out;
        k->runs = 1;
        k->run_bytes = w->in_c;
        k->pixels = (uint32_t)w->out_h * w->out_w;
        otaml_matmul_s8(k);
        return;
    }
    for (uint32_t y = 0; y < w->out_h; y++, out += k->out_step * w->out_w) {
        if (w->dilation_w == 1) {
            output_row(r, k, y, in, filter, out);
        } else {
            dilated_row(r, k, y, in, filter, out);
        }
    }
}

/* A block of channels by kernels for wide vectors; false where there are none. */
static bool wide_block(const struct conv *r, const struct otaml_matmul *k, const int8_t *in,
                       const int8_t *filter, int8_t *out)
{
    const struct otaml_wide *wide = otaml_wide();
    const struct otaml_wide_conv job = {
        .w = &r->w,
        .in = in,
        .filter = filter,
        .channel_step = k->w_step,
        .tap_step = 1,
        .channels = k->channels,
        .channel = k->channel,
        .out = out,
        .row = 0,
        .row_end = r->w.out_h,
        .outputs = { r->c.in_zero, k->out_zero, k->min, k->max },
    };
    return wide && wide->conv(&job);
}

static void run(const struct otaml_infer *inf, const void *record)
{
    const struct conv *r = record;
    const struct otaml_window *w = &r->w;
    const int8_t *in = (const int8_t *)otaml_operand(inf, r->in);
    int8_t *out = (int8_t *)otaml_arena_at(inf, r->out);
    const struct otaml_channels_part part =
        otaml_channels_all(inf, &r->c, r->filter, r->bias, w->out_c);
    struct otaml_channel channels[KERNEL_CHANNELS];
    struct otaml_matmul k = {
        .x_step = (uint32_t)w->stride_w * w->in_c,
        .w_step = (uint32_t)w->k_h * w->k_w * w->in_c,
        .out_step = w->out_c,
        .x_run_step = (uint32_t)w->dilation_h * w->in_w * w->in_c,
        .w_run_step = (uint32_t)w->k_w * w->in_c,
        .channel = channels,
        .in_offset = -r->c.in_zero,
        .out_zero = r->c.out_zero,
        .min = r->c.min,
        .max = r->c.max,
    };

    for (uint32_t c = 0; c < part.n; c += k.channels) {
        k.channels = otaml_min_u32(KERNEL_CHANNELS, part.n - c);
        otaml_channels_take(&r->c, &part, c, k.channels, channels);
        if (wide_block(r, &k, in, part.filter + (size_t)c * k.w_step, out + part.first + c)) {
            continue;
        }
        for (uint32_t b = 0; b < w->batches; b++) {
            block(r, &k, in + (size_t)b * w->in_h * w->in_w * w->in_c,
                  part.filter + (size_t)c * k.w_step,
                  out + part.first + c + (size_t)b * w->out_h * w->out_w * w->out_c);
        }
    }
}

const struct otaml_op otaml_op_conv_2d_int8 = { CODE_CONV_2D, OTAML_TYPE_INT8, 0, prepare, run };
