/*
 * channels.c - multipliers and biases of channels. API: channels_priv.h
 */
#include "channels_priv.h"

#include "../real_priv.h"

/* Converters do emit negative scales of channels; the multiplier takes their sign. */
static bool form(const struct otaml_channels *c, float filter_scale, struct otaml_multiplier *m)
{
    const struct otaml_ratio ratio = otaml_ratio(c->in_scale, c->out_scale);
    return otaml_ratio_multiplier(&ratio, filter_scale, m);
}

/* Note where the scales are; shifts of multipliers must be below `shift_end`. The multiplier
 * grows with the filter's scale: if the largest fits, all do. */
static void take_scales(struct prep *p, struct otaml_channels *c, const struct otaml_tensor *in,
                        const struct otaml_tensor *filter, const struct otaml_tensor *out,
                        float largest, int32_t shift_end)
{
    struct otaml_multiplier m;

    c->scales = filter->scales;
    c->count = filter->n_scales;
    c->in_scale = in->scale;
    c->out_scale = out->scale;
    if (!form(c, largest, &m) || m.shift >= shift_end) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_QUANT, 1);
    }
}

void otaml_channels_prepare(struct prep *p, struct otaml_channels *c, const struct otaml_tensor *in,
                            const struct otaml_tensor *filter, const struct otaml_tensor *out,
                            int32_t axis, uint32_t activation_field)
{
    c->in_zero = otaml_prep_int8(p, 0, in);
    c->out_zero = otaml_prep_int8(p, -1, out);
    const float largest = otaml_prep_filter(p, filter, axis, filter->dims[axis]);
    otaml_prep_activation_int8(p, activation_field, out, &c->min, &c->max);
    if (!p->err) {
        take_scales(p, c, in, filter, out, largest, INT32_MAX);
    }
}

void otaml_channels_prepare_int16(struct prep *p, struct otaml_channels_int16 *w,
                                  const struct otaml_tensor *in, const struct otaml_tensor *filter,
                                  const struct otaml_tensor *out, int32_t axis,
                                  uint32_t activation_field)
{
    int32_t min, max;

    (void)otaml_prep_quantized(p, 0, in, OTAML_TYPE_INT16);
    (void)otaml_prep_quantized(p, -1, out, OTAML_TYPE_INT16);
    const float largest = otaml_prep_filter(p, filter, axis, filter->dims[axis]);
    otaml_prep_activation(p, activation_field, out, &min, &max);
    if (!p->err) {
        w->min = (int16_t)min;
        w->max = (int16_t)max;
        take_scales(p, &w->c, in, filter, out, largest, OTAML_WIDE_SHIFT_END);
    }
}

void otaml_channels_multipliers(const struct otaml_channels *c, const struct otaml_weights *w,
                                const struct otaml_stripe *s, uint32_t first, uint32_t n,
                                struct otaml_multiplier *out)
{
    const struct otaml_ratio ratio = otaml_ratio(c->in_scale, c->out_scale);

    for (uint32_t i = 0; i < n; i++) {
        (void)otaml_ratio_multiplier(&ratio, otaml_stripe_scale(w, s, first + i), &out[i]);
    }
}

struct otaml_multiplier otaml_channels_multiplier(const struct otaml_channels *c,
                                                  float filter_scale)
{
    struct otaml_multiplier m;

    (void)form(c, filter_scale, &m);
    return m;
}

struct otaml_multiplier otaml_channels_multiplier_wide(const struct otaml_channels *c,
                                                       float filter_scale)
{
    const struct otaml_multiplier none = { 0, 0 };
    const struct otaml_multiplier m = otaml_channels_multiplier(c, filter_scale);

    return m.shift < OTAML_WIDE_SHIFT_END ? m : none;
}

void otaml_channels_take(const struct otaml_channels *c, const struct otaml_weights *w,
                         const struct otaml_stripe *s, uint32_t at, uint32_t n,
                         struct otaml_channel *out)
{
    for (uint32_t i = 0; i < n; i++) {
        out[i].bias = otaml_channels_bias(s, at + i);
        out[i].m = i > 0 && w->n_scales == 1
                       ? out[0].m
                       : otaml_channels_multiplier(c, otaml_stripe_scale(w, s, at + i));
    }
}
