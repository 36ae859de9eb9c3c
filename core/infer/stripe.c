/*
 * stripe.c - take an operator's weights channel by channel. API: stripe_priv.h
 */
#include "stripe_priv.h"

#include "extras_priv.h"

/* Bytes in the stripe that come with each channel, and once with all. */
static uint32_t channel_extra(const struct otaml_weights *w)
{
    return (w->bias == OPERAND_NONE ? 0 : w->bias_bytes) + (w->n_scales > 1 ? 4u : 0u);
}

static uint32_t common_extra(const struct otaml_weights *w)
{
    /* Places of biases and scales are rounded up to 4 and 8 bytes. */
    return (w->n_scales == 1 ? 4u : 0u) + 12u;
}

/* Channels that fit into `room` bytes: 0 where not even one does. */
static uint32_t fitting(const struct otaml_weights *w, uint32_t room)
{
    /* below 2^31: a channel is part of a tensor */
    const uint32_t each = w->values * w->value_bytes + channel_extra(w);
    const uint32_t n = room < common_extra(w) ? 0 : (room - common_extra(w)) / each;

    return otaml_min_u32(n, w->channels);
}

/* In the arena or in a model in memory. */
static bool has_pointer(const struct otaml_infer *inf, uint32_t operand)
{
    return !inf->model->reader || !otaml_is_constant(operand);
}

void otaml_stripe_prepare(struct prep *p, const struct otaml_weights *w, uint32_t in,
                          uint32_t pixels, uint32_t sum_bytes)
{
    if (p->err || !p->m->reader) {
        return;
    }
    if (otaml_is_constant(in)) {
        otaml_prep_fail(p, OTAML_ERR_UNSUPPORTED, -1);
    } else if (otaml_is_constant(w->filter) && fitting(w, p->stripe_bytes) == 0) {
        if (sum_bytes == 0) {
            otaml_prep_fail(p, OTAML_ERR_STRIPE, -1);
        } else if (pixels > OTAML_MODEL_SIZE_MAX / sum_bytes) {
            otaml_prep_fail(p, OTAML_ERR_UNSUPPORTED, -1);
        } else {
            otaml_prep_scratch(p, pixels * sum_bytes);
        }
    }
}

/* Weights that a pointer reaches, from channel s->first on. */
static void point_to_weights(const struct otaml_infer *inf, const struct otaml_weights *w,
                             struct otaml_stripe *s)
{
    const size_t channel = (size_t)w->value_bytes * (w->interleaved ? 1 : w->values);

    s->step = w->channels;
    s->filter = otaml_operand(inf, w->filter) + s->first * channel;
}

static void in_memory(const struct otaml_infer *inf, const struct otaml_weights *w,
                      struct otaml_stripe *s)
{
    const size_t first = s->first;

    s->n = w->channels - s->first;
    if (inf->stripe_bytes != 0) {
        const uint32_t n = fitting(w, inf->stripe_bytes);
        s->n = otaml_min_u32(s->n, n > 0 ? n : 1);
    }
    point_to_weights(inf, w, s);
    s->bias = w->bias == OPERAND_NONE ? NULL : otaml_operand(inf, w->bias) + first * w->bias_bytes;
    s->scales =
        w->n_scales == 0 ? NULL : inf->model->data + w->scales + (w->n_scales > 1 ? 4 * first : 0);
}

/* Read weights of channels s->first to + s->n, values [s->value, s->end), to dst. */
static int read_weights(const struct otaml_infer *inf, const struct otaml_weights *w,
                        const struct otaml_stripe *s, uint8_t *dst)
{
    const uint32_t at = w->filter & ~OPERAND_CONSTANT, bytes = w->value_bytes;
    int err = OTAML_OK;

    if (!w->interleaved) {
        /* a piece is of one channel, so that what is read is one run */
        return otaml_model_read(inf->model, at + bytes * (s->first * w->values + s->value), dst,
                                bytes * s->n * (s->end - s->value));
    }
    for (uint32_t v = 0; v < w->values && !err; v++) {
        err = otaml_model_read(inf->model, at + bytes * (v * w->channels + s->first), dst,
                               bytes * s->n);
        dst += bytes * s->n;
    }
    return err;
}

/* Read biases and scales of the channels to `dst`, which is at a multiple of 8 bytes. */
static int read_extras(const struct otaml_infer *inf, const struct otaml_weights *w,
                       struct otaml_stripe *s, uint8_t *dst)
{
    const uint32_t first = w->n_scales > 1 ? s->first : 0;
    int err = OTAML_OK;

    if (w->bias != OPERAND_NONE) {
        s->bias = dst;
        err = otaml_model_read(inf->model, (w->bias & ~OPERAND_CONSTANT) + w->bias_bytes * s->first,
                               dst, w->bias_bytes * s->n);
        dst += w->bias_bytes * s->n;
    }
    if (!err && w->n_scales > 0) {
        s->scales = dst;
        err = otaml_model_read(inf->model, w->scales + 4 * first, dst,
                               w->n_scales > 1 ? 4 * s->n : 4);
    }
    return err;
}

int otaml_stripe_read(const struct otaml_infer *inf, const struct otaml_weights *w,
                      struct otaml_stripe *s)
{
    uint8_t *const stripe = inf->arena + inf->stripe;
    const uint32_t fit = fitting(w, inf->stripe_bytes);

    s->n = otaml_min_u32(fit > 0 ? fit : 1, w->channels - s->first);
    if (has_pointer(inf, w->filter)) {
        point_to_weights(inf, w, s);
        return read_extras(inf, w, s, stripe);
    }
    if (fit == 0) {
        const uint32_t room = inf->stripe_bytes - common_extra(w) - channel_extra(w);
        s->end = s->value + otaml_min_u32(w->values - s->value, room / w->value_bytes);
    }
    s->step = s->n;
    s->filter = stripe;
    const int err = read_weights(inf, w, s, stripe);
    const uint32_t bytes = w->value_bytes * s->n * (s->end - s->value);
    return err ? err : read_extras(inf, w, s, stripe + otaml_round_up(bytes, 8));
}

int otaml_stripe_take(const struct otaml_infer *inf, const struct otaml_weights *w,
                      struct otaml_stripe *s)
{
    memset(s, 0, sizeof(*s));
    s->first = inf->part;
    s->value = inf->piece;
    s->end = w->values;
    if (inf->model->reader) {
        return inf->extras->stripe_read(inf, w, s);
    }
    in_memory(inf, w, s);
    return OTAML_OK;
}

int otaml_stripe_done(struct otaml_infer *inf, const struct otaml_weights *w,
                      const struct otaml_stripe *s)
{
    inf->piece = s->end < w->values ? s->end : 0;
    if (inf->piece == 0) {
        inf->part += s->n;
    }
    if (inf->part < w->channels) {
        return OTAML_ERR_AGAIN;
    }
    inf->part = 0;
    return OTAML_OK;
}
