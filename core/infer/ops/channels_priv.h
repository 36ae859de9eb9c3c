/*
 * channels_priv.h - from a sum of products back to int8, channel by channel.
 *
 * A channel's multiplier is formed from its scale in the model when its turn comes, so a
 * model costs no RAM for its channels; convolutions therefore loop over channels outside
 * and pixels inside, where a multiplier is formed once and used for all pixels.
 */
#ifndef OTAML_CHANNELS_PRIV_H
#define OTAML_CHANNELS_PRIV_H

#include "../arch/kernels_priv.h"
#include "../fixed_priv.h"
#include "../prep_priv.h"
#include "../stripe_priv.h"

/* In a record. */
struct otaml_channels {
    uint32_t scales; /* offset in the model of the filter's */
    uint32_t count;  /* of scales: 1 or one a channel */
    float in_scale, out_scale;
    int8_t in_zero, out_zero;
    int8_t min, max; /* of the fused activation */
};

/* Check input, filter and output of int8 and fill c. `axis` is the filter's axis of channels,
 * `activation_field` the option's. */
void otaml_channels_prepare(struct prep *p, struct otaml_channels *c, const struct otaml_tensor *in,
                            const struct otaml_tensor *filter, const struct otaml_tensor *out,
                            int32_t axis, uint32_t activation_field);

/* The same for activations of int16, whose zero points are 0, with sums of 64 bits. */
struct otaml_channels_int16 {
    struct otaml_channels c;
    int16_t min, max;
};

void otaml_channels_prepare_int16(struct prep *p, struct otaml_channels_int16 *w,
                                  const struct otaml_tensor *in, const struct otaml_tensor *filter,
                                  const struct otaml_tensor *out, int32_t axis,
                                  uint32_t activation_field);

/* double(in) * double(filter) / double(out); a harmless one for any bits of `filter_scale`. */
struct otaml_multiplier otaml_channels_multiplier(const struct otaml_channels *c,
                                                  float filter_scale);

/* The same for n channels of a stripe from its channel `first` on: several at a time cost less. */
void otaml_channels_multipliers(const struct otaml_channels *c, const struct otaml_weights *w,
                                const struct otaml_stripe *s, uint32_t first, uint32_t n,
                                struct otaml_multiplier *out);

/* That of one channel for otaml_multiply_wide, which allows for fewer. */
struct otaml_multiplier otaml_channels_multiplier_wide(const struct otaml_channels *c,
                                                       float filter_scale);

/* Bias i of a stripe, or 0 where there is none. */
static inline int32_t otaml_channels_bias(const struct otaml_stripe *s, uint32_t i)
{
    return s->bias ? (int32_t)otaml_get_le32(s->bias + 4 * (size_t)i) : 0;
}

static inline int64_t otaml_channels_bias64(const struct otaml_stripe *s, uint32_t i)
{
    return s->bias ? (int64_t)otaml_get_le64(s->bias + 8 * (size_t)i) : 0;
}

/* Biases and multipliers of n channels of a stripe, from its channel `at` on. */
void otaml_channels_take(const struct otaml_channels *c, const struct otaml_weights *w,
                         const struct otaml_stripe *s, uint32_t at, uint32_t n,
                         struct otaml_channel *out);

static inline int16_t otaml_channels_output_int16(const struct otaml_channels_int16 *w,
                                                  struct otaml_multiplier m, int64_t sum)
{
    return (int16_t)otaml_clamp(otaml_multiply_wide(sum, m), w->min, w->max);
}

static inline int8_t otaml_channels_output(const struct otaml_channels *c,
                                           struct otaml_multiplier m, uint32_t sum)
{
    const struct otaml_channel channel = { 0, m };
    return otaml_channel_output(&channel, sum, c->out_zero, c->min, c->max);
}

#endif /* OTAML_CHANNELS_PRIV_H */
