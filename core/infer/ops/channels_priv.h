/*
 * channels_priv.h - from a sum of products back to int8, channel by channel.
 *
 * A channel's multiplier is formed from the scales in the model when its turn comes, so a
 * model costs no RAM for its channels; convolutions therefore loop over channels outside
 * and pixels inside, where a multiplier is formed once and used for all pixels.
 */
#ifndef OTAML_CHANNELS_PRIV_H
#define OTAML_CHANNELS_PRIV_H

#include "../arch/kernels_priv.h"
#include "../fixed_priv.h"
#include "../prep_priv.h"

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

/* double(in) * double(filter[channel]) / double(out) */
struct otaml_multiplier otaml_channels_multiplier(const struct otaml_infer *inf,
                                                  const struct otaml_channels *c, uint32_t channel);

/* Channels [first, first + n) of a filter, and where what belongs to the first of them lies. */
struct otaml_channels_part {
    const int8_t *filter;
    const uint8_t *bias;   /* or NULL */
    const uint8_t *scales; /* or NULL: all have the multiplier below */
    struct otaml_multiplier one;
    uint32_t first, n;
};

/* All `n` channels, from the model. */
struct otaml_channels_part otaml_channels_all(const struct otaml_infer *inf,
                                              const struct otaml_channels *c, uint32_t filter,
                                              uint32_t bias, uint32_t n);

/* n channels of a part, from its channel `at` on. */
void otaml_channels_take(const struct otaml_channels *c, const struct otaml_channels_part *part,
                         uint32_t at, uint32_t n, struct otaml_channel *out);

/* A channel's bias, or 0 where there is none. */
int32_t otaml_channels_bias(const struct otaml_infer *inf, uint32_t operand, uint32_t channel);

int64_t otaml_channels_bias64(const struct otaml_infer *inf, uint32_t operand, uint32_t channel);

static inline int16_t otaml_channels_output_int16(const struct otaml_channels_int16 *w,
                                                  struct otaml_multiplier m, int64_t sum)
{
    return (int16_t)otaml_clamp(otaml_multiply_wide(sum, m), w->min, w->max);
}

static inline int8_t otaml_channels_output(const struct otaml_channels *c,
                                           struct otaml_multiplier m, uint32_t sum)
{
    const struct otaml_channel channel = { .m = m };
    return otaml_channel_output(&channel, sum, c->out_zero, c->min, c->max);
}

#endif /* OTAML_CHANNELS_PRIV_H */
