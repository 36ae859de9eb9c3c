/*
 * kernels_neon.c - int8 operators with AArch64's vectors. API: kernels_wide_priv.h; the loops are
 * in kernels_wide_matmul_priv.h and its neighbours.
 *
 * SDOT adds four products of bytes to each of 4 sums: a word is four taps. Processors without it
 * take six instructions for the same. The input's offset is in what a sum begins with,
 * bias - in_zero * (sum of the channel's weights).
 */
#include "kernels_wide_priv.h"

#if defined(OTAML_KERNELS_WIDE) && defined(__aarch64__)

#include <arm_neon.h>

#define TARGET
#define TARGET_INLINE static inline __attribute__((always_inline))

#define LANES      4u
#define WORD_TAPS  4u
#define TAP_BYTES  1u
#define WORD_BYTES 4u
#define GROUPS_MAX 4u
/* Pixels that are multiplied at once, as the registers allow. */
#define PIXELS(GROUPS) ((GROUPS) <= 2u ? 6u : 4u)
#define PIXELS_MAX     12u /* a multiple of both */

#define HAS_DOTS
#define PIXELS_FEW  8u
#define TILE_BYTES  32768u
#define PANEL_BYTES 40960u

#define VECTOR_BYTES (LANES * WORD_BYTES)

typedef int32x4_t vector;
typedef int8_t element;
typedef struct otaml_channel channel_type;
typedef struct otaml_wide_outputs outputs_type;
typedef struct otaml_wide_conv conv_job;

TARGET_INLINE vector spread(int32_t v)
{
    return vdupq_n_s32(v);
}

TARGET_INLINE vector add(vector a, vector b)
{
    return vaddq_s32(a, b);
}

TARGET_INLINE vector subtract(vector a, vector b)
{
    return vsubq_s32(a, b);
}

TARGET_INLINE vector shift_left(vector a, uint32_t n)
{
    return vshlq_s32(a, vdupq_n_s32((int32_t)n));
}

/* n bytes of 16, the rest being 0. */
TARGET_INLINE int8x16_t load_16(const int8_t *at, uint32_t n)
{
    int8_t bytes[16] = { 0 };

    if (n >= 16) {
        return vld1q_s8(at);
    }
    memcpy(bytes, at, n);
    return vld1q_s8(bytes);
}

/* n bytes of four. */
TARGET_INLINE uint32_t load_4(const int8_t *at, uint32_t n)
{
    uint32_t word = 0;

    if (n >= LANES) {
        memcpy(&word, at, LANES);
    } else {
        memcpy(&word, at, n);
    }
    return word;
}

/* n bytes, each in a lane. */
TARGET_INLINE vector load_lanes(const int8_t *at, uint32_t n)
{
    const int8x8_t bytes = vcreate_s8(load_4(at, n));
    return vmovl_s16(vget_low_s16(vmovl_s8(bytes)));
}

/* What brings 4 channels' sums back to int8. */
struct requantize {
    vector left, value, right; /* shift to the left, multiply, shift by what is not positive */
    vector zero, min, max;
    uint32_t n; /* channels that are there */
};

TARGET_INLINE struct requantize load_requantize(const struct otaml_wide_outputs *o, vector value,
                                                vector shift, uint32_t n)
{
    const vector none = vdupq_n_s32(0);
    const struct requantize q = {
        .left = vmaxq_s32(shift, none),
        .value = value,
        .right = vminq_s32(shift, none),
        .zero = vdupq_n_s32(o->out_zero),
        .min = vdupq_n_s32(o->min),
        .max = vdupq_n_s32(o->max),
        .n = n,
    };
    return q;
}

/* Sums times their multipliers. SRSHL rounds halves up, so a negative number that is shifted is
 * made less by one before. A multiplier is never INT32_MIN, so SQRDMULH does not saturate. */
TARGET_INLINE vector scale(const struct requantize *q, vector x)
{
    const vector high = vqrdmulhq_s32(vshlq_s32(x, q->left), q->value);
    const vector away = vshrq_n_s32(vandq_s32(high, q->right), 31);
    return vrshlq_s32(vaddq_s32(high, away), q->right);
}

TARGET_INLINE void limit_lanes(struct requantize *q, uint32_t n)
{
    q->n = n;
}

/* As far as they are there. */
TARGET_INLINE void store_outputs(const struct requantize *q, vector sum, int8_t *out)
{
    const vector v = vminq_s32(vmaxq_s32(add(scale(q, sum), q->zero), q->min), q->max);
    const int16x4_t narrow = vmovn_s32(v);
    const int8x8_t bytes = vmovn_s16(vcombine_s16(narrow, narrow));
    const uint32_t all = vget_lane_u32(vreinterpret_u32_s8(bytes), 0);

    if (q->n >= LANES) {
        memcpy(out, &all, LANES);
    } else {
        memcpy(out, &all, q->n);
    }
}

TARGET_INLINE void copy_run(uint8_t *to, const int8_t *from, size_t n, int32_t in_zero)
{
    (void)in_zero; /* is in what a sum begins with */
    memcpy(to, from, n);
}

/* A word of zeros of the input. */
TARGET_INLINE vector zero_input(int32_t in_zero)
{
    return vreinterpretq_s32_s8(vdupq_n_s8((int8_t)in_zero));
}

/* n zeros of the input. */
TARGET_INLINE void zero_run(uint8_t *to, size_t n, int32_t in_zero)
{
    memset(to, in_zero, n);
}

TARGET_INLINE vector load_word(const uint8_t *at)
{
    return vreinterpretq_s32_u8(vld1q_u8(at));
}

TARGET_INLINE void store_word(uint8_t *at, vector v)
{
    vst1q_u8(at, vreinterpretq_u8_s32(v));
}

/* One pixel's word for all lanes. */
TARGET_INLINE vector spread_word(const uint8_t *at)
{
    int32_t word;

    memcpy(&word, at, sizeof(word));
    return vdupq_n_s32(word);
}

TARGET_INLINE vector multiply_add(vector sum, vector x, vector w)
{
    const int8x16_t a = vreinterpretq_s8_s32(x), b = vreinterpretq_s8_s32(w);
#ifdef __ARM_FEATURE_DOTPROD
    return vdotq_s32(sum, a, b);
#else
    const int16x8_t low = vmull_s8(vget_low_s8(a), vget_low_s8(b)), high = vmull_high_s8(a, b);
    return vaddq_s32(sum, vpaddq_s32(vpaddlq_s16(low), vpaddlq_s16(high)));
#endif
}

/* Channels' bytes at each of four places, as words of weights. */
TARGET_INLINE vector load_taps(const int8_t *const at[WORD_TAPS], uint32_t n)
{
    static const uint8_t order[16] = { 0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15 };
    const uint64_t low = load_4(at[0], n) | (uint64_t)load_4(at[1], n) << 32;
    const uint64_t high = load_4(at[2], n) | (uint64_t)load_4(at[3], n) << 32;
    const uint8x16_t bytes = vcombine_u8(vcreate_u8(low), vcreate_u8(high));
    return vreinterpretq_s32_u8(vqtbl1q_u8(bytes, vld1q_u8(order)));
}

/* Words of weights as words of input. */
TARGET_INLINE vector as_input(vector taps, int32_t in_zero)
{
    (void)in_zero;
    return taps;
}

TARGET_INLINE vector add_weights(vector sums, vector w)
{
    return multiply_add(sums, vreinterpretq_s32_s8(vdupq_n_s8(1)), w);
}

/* What a channel's sum begins with, from the sum of its weights. */
TARGET_INLINE vector first_sums(vector bias, vector weights, int32_t in_zero)
{
    return vmlsq_s32(bias, weights, vdupq_n_s32(in_zero));
}

/* n <= 4 channels' weights, each `taps` contiguous ones, into the panel, whose words are `step`
 * bytes apart; returns the channels' sums of weights. */
TARGET static vector pack_rows(const int8_t *filter, size_t channel_step, uint32_t taps, uint32_t n,
                               uint8_t *panel, size_t step)
{
    vector sums = vdupq_n_s32(0);

    for (uint32_t first = 0; first < taps; first += 16) {
        const uint32_t left = taps - first, words = left < 16 ? (left + 3) / 4 : 4;
        vector v[4], t[4];
        UNROLL for (uint32_t c = 0; c < 4; c++)
        {
            const int8_t *at = filter + (c < n ? c : 0) * channel_step + first;
            v[c] = c < n ? vreinterpretq_s32_s8(load_16(at, left)) : vdupq_n_s32(0);
        }
        /* Rows of 4 words become columns. */
        t[0] = vzip1q_s32(v[0], v[2]);
        t[1] = vzip2q_s32(v[0], v[2]);
        t[2] = vzip1q_s32(v[1], v[3]);
        t[3] = vzip2q_s32(v[1], v[3]);
        v[0] = vzip1q_s32(t[0], t[2]);
        v[1] = vzip2q_s32(t[0], t[2]);
        v[2] = vzip1q_s32(t[1], t[3]);
        v[3] = vzip2q_s32(t[1], t[3]);
        for (uint32_t i = 0; i < words; i++, panel += step) {
            sums = add_weights(sums, v[i]);
            store_word(panel, v[i]);
        }
    }
    return sums;
}

/* 4 channels, or what there is of them. */
struct group {
    vector bias;
    struct requantize q;
};

TARGET_INLINE struct group load_group(const struct otaml_wide_outputs *o,
                                      const struct otaml_channel *channel, uint32_t n)
{
    int32_t words[3 * LANES] = { 0 }; /* bias, value, shift, bias, value... */
    struct group g;

    n = otaml_min_u32(n, LANES);
    memcpy(words, channel, n * sizeof(*channel));
    const int32x4x3_t fields = vld3q_s32(words);
    g.bias = fields.val[0];
    g.q = load_requantize(o, fields.val[1], fields.val[2], n);
    return g;
}
OTAML_STATIC_ASSERT(sizeof(struct otaml_channel) == 12, kernels_neon_channel);

TARGET_INLINE vector add_across(const vector v[4])
{
    return vpaddq_s32(vpaddq_s32(v[0], v[1]), vpaddq_s32(v[2], v[3]));
}

/* A pixel's taps by n channels' weights. */
TARGET_INLINE vector dot_rows(const uint8_t *x, const int8_t *const rows[LANES], uint32_t n,
                              uint32_t taps, int32_t in_zero)
{
    vector sum[LANES], weights[LANES];

    (void)n;
    UNROLL for (uint32_t c = 0; c < LANES; c++)
    {
        sum[c] = weights[c] = vdupq_n_s32(0);
    }
    /* The tile has room for whole vectors, the weights have not. */
    for (uint32_t i = 0; i < taps; i += 16) {
        const vector v = load_word(x + i);
        UNROLL for (uint32_t c = 0; c < LANES; c++)
        {
            const vector w = vreinterpretq_s32_s8(load_16(rows[c] + i, taps - i));
            sum[c] = multiply_add(sum[c], v, w);
            weights[c] = add_weights(weights[c], w);
        }
    }
    return vmlsq_s32(add_across(sum), add_across(weights), vdupq_n_s32(in_zero));
}

#include "kernels_wide_matmul_priv.h"
#include "kernels_wide_depthwise_priv.h"
#include "kernels_wide_int8_priv.h"

static const struct otaml_wide kernels = { conv, depthwise, matmul, add_pairs };

const struct otaml_wide *otaml_wide_neon(void)
{
    return &kernels;
}

#endif
