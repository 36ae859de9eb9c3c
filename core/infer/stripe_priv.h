/*
 * stripe_priv.h - the weights of an operator, some channels at a time.
 *
 * An operator whose weights may be large works in parts: each takes the channels that follow
 * with all that belongs to them (weights, biases, scales), wherever they lie:
 *
 *   in memory   the pointers lead into the model itself; a part is all channels, or as many
 *               as the caller's bound on the bytes of a step allows
 *   streamed    they are read into the stripe, | weights | biases | scales |
 *
 * One channel's weights can be too many for the stripe. Then a part is a piece of one
 * channel, and the operator adds up in scratch memory, one sum for each pixel, until the
 * channel's last piece is there. What was checked at open is the model's layout; the values
 * themselves may be others each time they are read.
 */
#ifndef OTAML_STRIPE_PRIV_H
#define OTAML_STRIPE_PRIV_H

#include "prep_priv.h"
#include "real_priv.h"

/* What the weights are, made from a record whenever it is needed. */
struct otaml_weights {
    uint32_t filter, bias; /* operands; bias OPERAND_NONE */
    uint32_t scales;       /* offset in the model of one float for each channel; */
    uint32_t n_scales;     /* 1: one for all, 0: none */
    uint32_t channels;
    uint32_t values;     /* of one channel */
    uint8_t value_bytes; /* 1 or 4 */
    uint8_t bias_bytes;  /* 4 or 8 */
    bool interleaved;    /* a channel's values lie `channels` apart, as DEPTHWISE_CONV_2D's */
};

struct otaml_stripe {
    const uint8_t *filter; /* of the first channel, at its value `value` */
    const uint8_t *bias;   /* of the first channel, in the file's byte order; NULL: none */
    const uint8_t *scales; /* likewise; where n_scales is 1 it is that one */
    uint32_t first, n;     /* channels */
    uint32_t step;         /* interleaved: values between two values of a channel */
    uint32_t value, end;   /* values [value, end) of each channel; all but for a piece */
};

/* For prepare, at its end: `in` is the operand of the activations, which must not be a constant
 * of a model behind a reader, OTAML_ERR_UNSUPPORTED. Asks for scratch memory for `pixels` sums
 * of `sum_bytes` where a channel must be worked on in pieces; 0 says that the operator cannot,
 * then OTAML_ERR_STRIPE. */
void otaml_stripe_prepare(struct prep *p, const struct otaml_weights *w, uint32_t in,
                          uint32_t pixels, uint32_t sum_bytes);

/* The part that is next, by inf->part. OTAML_OK or the reader's error, which changes nothing. */
int otaml_stripe_take(const struct otaml_infer *inf, const struct otaml_weights *w,
                      struct otaml_stripe *s);

/* The same for a model behind a reader, with s->first and s->value as they are to be. */
int otaml_stripe_read(const struct otaml_infer *inf, const struct otaml_weights *w,
                      struct otaml_stripe *s);

/* That part is done: OTAML_ERR_AGAIN where more remain, else OTAML_OK. */
int otaml_stripe_done(struct otaml_infer *inf, const struct otaml_weights *w,
                      const struct otaml_stripe *s);

/* Channel `first + i`'s scale, or the one for all. Any bits: it may have been read anew. */
static inline float otaml_stripe_scale(const struct otaml_weights *w, const struct otaml_stripe *s,
                                       uint32_t i)
{
    return otaml_get_float(s->scales + (w->n_scales > 1 ? 4 * (size_t)i : 0));
}

static inline bool otaml_stripe_is_piece(const struct otaml_weights *w,
                                         const struct otaml_stripe *s)
{
    return s->end - s->value != w->values;
}

#endif /* OTAML_STRIPE_PRIV_H */
