/*
 * conv_float.c - blocks of channels for the kernels for wide vectors. API: conv_float_priv.h
 */
#include "conv_float_priv.h"

#ifdef OTAML_KERNELS_WIDE

#include <string.h>

/* Weights may lie at any byte of a file; these kernels want them where floats lie. */
static bool is_aligned(const uint8_t *at)
{
    return (uintptr_t)at % sizeof(float) == 0;
}

/* Is there a tap beside the input? */
static bool has_padding(const struct otaml_window *w)
{
    const uint32_t height = (w->out_h - 1u) * w->stride_h + (w->k_h - 1u) * w->dilation_h + 1;
    const uint32_t width = (w->out_w - 1u) * w->stride_w + (w->k_w - 1u) * w->dilation_w + 1;

    return height > w->in_h || width > w->in_w || w->pad_top > 0 || w->pad_left > 0;
}

/* Are the weights of the stripe finite? They are `taps` for each of n channels. */
static bool are_finite(const struct otaml_wide_conv_float *job, uint32_t n, uint32_t taps)
{
    const bool by_tap = job->channel_step == 1; /* which lie beside each other */
    const uint32_t rows = by_tap ? taps : n, run = by_tap ? n : taps;
    const float *row = job->filter;
    uint32_t most = 0, bits;

    for (uint32_t r = 0; r < rows; r++) {
        for (uint32_t i = 0; i < run; i++) {
            memcpy(&bits, row + i, sizeof(bits));
            bits &= 0x7fffffffu; /* but the sign: greater than infinity's are no numbers */
            most = bits > most ? bits : most;
        }
        row += by_tap ? job->tap_step : job->channel_step;
    }
    return most < 0x7f800000u;
}

bool otaml_conv_float_wide(const struct otaml_conv_float *conv, const struct otaml_stripe *s)
{
    const struct otaml_wide_float *wide = otaml_wide_float();
    const struct otaml_window *w = conv->w;
    const bool one_input = conv->depthwise && w->in_c == 1; /* whose weights lie the other way */
    const float *filter = (const float *)(const void *)s->filter;
    float bias[KERNEL_CHANNELS];
    struct otaml_wide_conv_float job = {
        .w = w,
        .channel_step = conv->depthwise ? 1 : (uint32_t)w->k_h * w->k_w * w->in_c,
        .tap_step = conv->depthwise ? s->step : 1,
        .channel = bias,
        .in_row = conv->in_row,
        .row = conv->row,
        .row_end = conv->row_end,
        .outputs = { 0, conv->min, conv->max },
    };
    const uint32_t taps = (uint32_t)w->k_h * w->k_w * (conv->depthwise ? 1u : w->in_c);
    bool done =
        wide && is_aligned(s->filter) && (!conv->depthwise || one_input || w->in_c == w->out_c);

    /* The kernels take padding as zeros, the reference leaves it out: times infinity that differs.
     */
    job.filter = filter;
    done = done && (!has_padding(w) || are_finite(&job, s->n, taps));

    for (uint32_t c = 0; done && c < s->n; c += job.channels) {
        job.channels = otaml_min_u32(KERNEL_CHANNELS, s->n - c);
        job.filter = filter + (size_t)c * job.channel_step;
        job.in = conv->in + (conv->depthwise && !one_input ? s->first + c : 0);
        job.out = conv->out + s->first + c;
        for (uint32_t i = 0; i < job.channels; i++) {
            bias[i] = s->bias ? otaml_get_float(s->bias + 4 * ((size_t)c + i)) : 0.0f;
        }
        done = conv->depthwise && !one_input ? wide->depthwise(&job) : wide->conv(&job);
    }
    return done;
}

#endif
