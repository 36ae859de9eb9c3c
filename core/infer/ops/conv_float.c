/*
 * conv_float.c - blocks of channels for the kernels for wide vectors. API: conv_float_priv.h
 */
#include "conv_float_priv.h"

#ifdef OTAML_KERNELS_WIDE

/* Weights may lie at any byte of a file; these kernels want them where floats lie. */
static bool is_aligned(const uint8_t *at)
{
    return (uintptr_t)at % sizeof(float) == 0;
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
    bool done =
        wide && is_aligned(s->filter) && (!conv->depthwise || one_input || w->in_c == w->out_c);

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
