/*
 * kernels_mve.c - the inner loops with the vector instructions of Armv8.1-M (Cortex-M55, M85).
 * API: kernels_priv.h
 *
 * Products are of the input's bytes as they are; what its offset adds to a sum, the offset times
 * the sum of the weights, joins the bias once for all pixels. Loads stop at the last byte.
 */
#include "kernels_priv.h"

#ifdef OTAML_KERNELS_MVE

#include <arm_mve.h>
#include "base_priv.h"

#define ROWS  4u  /* channels of a product at once */
#define LANES 8u  /* of a depthwise kernel */
#define BYTES 16u /* of a vector */

/* What brings the sums of four channels to int8. */
struct scale {
    int32x4_t multiplier;
    int32x4_t left, right; /* shifts; those to the right are negative */
};

/* One field of four channels; of those not in p it is 0. */
static inline int32x4_t gather(const int32_t *field, uint32_t channels_apart, mve_pred16_t p)
{
    const uint32x4_t places =
        vmulq_n_u32(vidupq_n_u32(0, 1), channels_apart * (uint32_t)sizeof(struct otaml_channel));
    return vldrwq_gather_offset_z_s32(field, places, p);
}

static inline struct scale take_scale(const struct otaml_channel *c, uint32_t apart, mve_pred16_t p)
{
    const int32x4_t shift = gather(&c->m.shift, apart, p), zero = vdupq_n_s32(0);
    const struct scale s = {
        .multiplier = gather(&c->m.value, apart, p),
        .left = vmaxq_s32(shift, zero),
        .right = vminq_s32(shift, zero),
    };
    return s;
}

/* otaml_channel_output of four sums. VRSHL rounds halves up, so a negative number that is shifted
 * is made less by one to round halves away from zero. */
static inline int32x4_t output(int32x4_t sum, const struct scale *s, int32_t zero, int32_t min,
                               int32_t max)
{
    int32x4_t v = vqrdmulhq_s32(vshlq_s32(sum, s->left), s->multiplier);

    v = vaddq_s32(v, vshrq_n_s32(vandq_s32(v, s->right), 31));
    v = vaddq_n_s32(vrshlq_s32(v, s->right), zero);
    return vminq_s32(vmaxq_s32(v, vdupq_n_s32(min)), vdupq_n_s32(max));
}

/* Sums of four rows. */
struct sums {
    int32_t s0, s1, s2, s3;
};

static inline int32x4_t as_vector(struct sums t)
{
    const int32x4_t v = { t.s0, t.s1, t.s2, t.s3 };
    return v;
}

/* Where four rows begin; of less than four the last one is taken again. */
struct rows {
    const int8_t *w0, *w1, *w2, *w3;
};

static inline struct rows rows_at(const int8_t *w, uint32_t step, uint32_t n)
{
    const struct rows r = {
        .w0 = w,
        .w1 = n > 1 ? w + step : w,
        .w2 = n > 2 ? w + 2 * step : w,
        .w3 = n > 3 ? w + 3 * step : w,
    };
    return r;
}

static inline struct rows rows_move(struct rows r, uint32_t bytes)
{
    r.w0 += bytes;
    r.w1 += bytes;
    r.w2 += bytes;
    r.w3 += bytes;
    return r;
}

static inline struct sums add_products(struct sums t, const int8_t *x, struct rows r, uint32_t n)
{
    for (; n >= BYTES; n -= BYTES, x += BYTES, r = rows_move(r, BYTES)) {
        const int8x16_t v = vldrbq_s8(x);
        t.s0 = vmladavaq_s8(t.s0, v, vldrbq_s8(r.w0));
        t.s1 = vmladavaq_s8(t.s1, v, vldrbq_s8(r.w1));
        t.s2 = vmladavaq_s8(t.s2, v, vldrbq_s8(r.w2));
        t.s3 = vmladavaq_s8(t.s3, v, vldrbq_s8(r.w3));
    }
    if (n > 0) {
        const mve_pred16_t p = vctp8q(n);
        const int8x16_t v = vldrbq_z_s8(x, p);
        t.s0 = vmladavaq_s8(t.s0, v, vldrbq_z_s8(r.w0, p));
        t.s1 = vmladavaq_s8(t.s1, v, vldrbq_z_s8(r.w1, p));
        t.s2 = vmladavaq_s8(t.s2, v, vldrbq_z_s8(r.w2, p));
        t.s3 = vmladavaq_s8(t.s3, v, vldrbq_z_s8(r.w3, p));
    }
    return t;
}

static inline struct sums add_weights(struct sums t, struct rows r, uint32_t n)
{
    for (uint32_t i = 0; i < n; i += BYTES, r = rows_move(r, BYTES)) {
        const mve_pred16_t p = vctp8q(n - i);
        t.s0 = vaddvaq_p_s8(t.s0, vldrbq_z_s8(r.w0, p), p);
        t.s1 = vaddvaq_p_s8(t.s1, vldrbq_z_s8(r.w1, p), p);
        t.s2 = vaddvaq_p_s8(t.s2, vldrbq_z_s8(r.w2, p), p);
        t.s3 = vaddvaq_p_s8(t.s3, vldrbq_z_s8(r.w3, p), p);
    }
    return t;
}

static struct sums weight_sums(const struct otaml_matmul *k, struct rows r)
{
    struct sums t = { 0, 0, 0, 0 };

    for (uint32_t i = 0; i < k->runs; i++, r = rows_move(r, k->w_run_step)) {
        t = add_weights(t, r, k->run_bytes);
    }
    return t;
}

/* n channels of all pixels. */
static void multiply(const struct otaml_matmul *k, uint32_t first, uint32_t n)
{
    const struct rows rows = rows_at(k->w + (size_t)first * k->w_step, k->w_step, n);
    const mve_pred16_t p = vctp32q(n);
    const struct scale scale = take_scale(k->channel + first, 1, p);
    const int32x4_t bias = vmlaq_n_s32(gather(&k->channel[first].bias, 1, p),
                                       as_vector(weight_sums(k, rows)), k->in_offset);
    const int8_t *pixel = k->x;
    int8_t *out = k->out + first;

    for (uint32_t i = k->pixels; i > 0; i--, pixel += k->x_step, out += k->out_step) {
        struct sums t = { 0, 0, 0, 0 };
        struct rows r = rows;
        const int8_t *x = pixel;
        for (uint32_t j = k->runs; j > 0; j--) {
            t = add_products(t, x, r, k->run_bytes);
            x += k->x_run_step;
            r = rows_move(r, k->w_run_step);
        }
        vstrbq_p_s32(out,
                     output(vaddq_s32(as_vector(t), bias), &scale, k->out_zero, k->min, k->max), p);
    }
}

void otaml_matmul_s8(const struct otaml_matmul *k)
{
    for (uint32_t c = 0; c < k->channels; c += ROWS) {
        multiply(k, c, otaml_min_u32(ROWS, k->channels - c));
    }
}

/* Sums of eight channels: of the even ones and of the odd ones. */
struct lanes {
    int32x4_t even, odd;
};

static inline struct lanes add_tap(struct lanes t, int16x8_t x, int16x8_t w)
{
    t.even = vaddq_s32(t.even, vmullbq_int_s16(x, w));
    t.odd = vaddq_s32(t.odd, vmulltq_int_s16(x, w));
    return t;
}

/* The taps of one pixel; with `shared`, of one input channel. */
static inline struct lanes sum_taps(const struct otaml_depthwise *k, bool shared, const int8_t *x,
                                    const int8_t *w, struct lanes t, mve_pred16_t p)
{
    for (uint32_t r = k->rows; r > 0; r--, x += k->x_row_step, w += k->w_row_step) {
        const int8_t *from = x, *weights = w;
        for (uint32_t i = k->columns; i > 0; i--) {
            const int16x8_t v = shared ? vdupq_n_s16(*from) : vldrbq_z_s16(from, p);
            t = add_tap(t, v, vldrbq_z_s16(weights, p));
            from += k->x_tap_step;
            weights += k->w_tap_step;
        }
    }
    return t;
}

/* Biases, and the input's offset times the weights. */
static inline struct lanes depthwise_bias(const struct otaml_depthwise *k, const int8_t *w,
                                          struct lanes t, mve_pred16_t p)
{
    const int16x8_t offset = vdupq_n_s16((int16_t)k->in_offset);

    for (uint32_t r = k->rows; r > 0; r--, w += k->w_row_step) {
        const int8_t *weights = w;
        for (uint32_t i = k->columns; i > 0; i--, weights += k->w_tap_step) {
            t = add_tap(t, offset, vldrbq_z_s16(weights, p));
        }
    }
    return t;
}

static inline void depthwise(const struct otaml_depthwise *k, bool shared, uint32_t first,
                             uint32_t n)
{
    const mve_pred16_t p = vctp16q(n), even = vctp32q((n + 1) / 2), odd = vctp32q(n / 2);
    const struct otaml_channel *const c = k->channel + first;
    const struct scale scale_even = take_scale(c, 2, even), scale_odd = take_scale(c + 1, 2, odd);
    const int8_t *const w = k->w + first;
    const int8_t *x = k->x + (shared ? 0 : first);
    int8_t *out = k->out + first;
    struct lanes bias = { gather(&c->bias, 2, even), gather(&c[1].bias, 2, odd) };

    bias = depthwise_bias(k, w, bias, p);
    for (uint32_t i = k->pixels; i > 0; i--, x += k->x_step, out += k->out_step) {
        const struct lanes t = sum_taps(k, shared, x, w, bias, p);
        const int32x4_t a = output(t.even, &scale_even, k->out_zero, k->min, k->max);
        const int32x4_t b = output(t.odd, &scale_odd, k->out_zero, k->min, k->max);
        vstrbq_p_s16(out, vmovntq_s32(vreinterpretq_s16_s32(a), b), p);
    }
}

void otaml_depthwise_s8(const struct otaml_depthwise *k)
{
    for (uint32_t c = 0; c < k->channels; c += LANES) {
        depthwise(k, false, c, otaml_min_u32(LANES, k->channels - c));
    }
}

void otaml_depthwise_shared_s8(const struct otaml_depthwise *k)
{
    for (uint32_t c = 0; c < k->channels; c += LANES) {
        depthwise(k, true, c, otaml_min_u32(LANES, k->channels - c));
    }
}

#endif /* OTAML_KERNELS_MVE */
