/*
 * kernels_avx2.c - int8 operators with AVX2. API: kernels_wide_priv.h; the loops are in
 * kernels_wide_matmul_priv.h and its neighbours.
 *
 * VPMADDWD adds two products of int16 to each of 8 sums: a word is two taps. (The instruction for
 * bytes saturates at 16 bits and would not be exact.) The tile holds the input less its zero
 * point, the panel the weights, both widened to int16.
 */
#include "kernels_wide_priv.h"

#if defined(OTAML_KERNELS_WIDE) && defined(__x86_64__)

#include <immintrin.h>

#define TARGET        __attribute__((target("avx2")))
#define TARGET_INLINE static inline __attribute__((always_inline)) TARGET

#define LANES      8u
#define WORD_TAPS  2u
#define TAP_BYTES  2u
#define WORD_BYTES 4u
#define GROUPS_MAX 2u
/* Pixels that are multiplied at once, as the registers allow. */
#define PIXELS(GROUPS) ((GROUPS) == 1u ? 6u : 4u)
#define PIXELS_MAX     12u /* a multiple of both */

#define HAS_DOTS
#define PIXELS_FEW  8u
#define TILE_BYTES  32768u
#define PANEL_BYTES 40960u

#define VECTOR_BYTES (LANES * WORD_BYTES)

typedef __m256i vector;
typedef int8_t element;
typedef struct otaml_channel channel_type;
typedef struct otaml_wide_outputs outputs_type;
typedef struct otaml_wide_conv conv_job;

TARGET_INLINE vector spread(int32_t v)
{
    return _mm256_set1_epi32(v);
}

TARGET_INLINE vector add(vector a, vector b)
{
    return _mm256_add_epi32(a, b);
}

TARGET_INLINE vector subtract(vector a, vector b)
{
    return _mm256_sub_epi32(a, b);
}

TARGET_INLINE vector shift_left(vector a, uint32_t n)
{
    return _mm256_slli_epi32(a, (int)n);
}

/* n bytes, the rest of eight being 0; a load of eight might leave the tensor. */
TARGET_INLINE __m128i load_8(const int8_t *at, uint32_t n)
{
    int64_t bytes = 0;

    if (n >= LANES) {
        return _mm_loadl_epi64((const void *)at);
    }
    memcpy(&bytes, at, n);
    return _mm_cvtsi64_si128(bytes);
}

TARGET_INLINE __m128i load_16(const int8_t *at, uint32_t n)
{
    int8_t bytes[16] = { 0 };

    if (n >= 16) {
        return _mm_loadu_si128((const void *)at);
    }
    memcpy(bytes, at, n);
    return _mm_loadu_si128((const void *)bytes);
}

/* n bytes, each in a lane. */
TARGET_INLINE vector load_lanes(const int8_t *at, uint32_t n)
{
    return _mm256_cvtepi8_epi32(load_8(at, n));
}

/* What brings 8 channels' sums back to int8. */
struct requantize {
    vector left, value;       /* shift to the left, then multiply */
    vector right, mask, half; /* shift to the right; the bits it drops; half of their range */
    vector zero, min, max;
    uint32_t n; /* channels that are there */
};

TARGET_INLINE struct requantize load_requantize(const struct otaml_wide_outputs *o, vector value,
                                                vector shift, uint32_t n)
{
    const vector none = _mm256_setzero_si256(), one = spread(1);
    struct requantize q;

    q.left = _mm256_max_epi32(shift, none);
    q.value = value;
    q.right = _mm256_max_epi32(subtract(none, shift), none);
    q.mask = subtract(_mm256_sllv_epi32(one, q.right), one);
    q.half = _mm256_srli_epi32(q.mask, 1);
    q.zero = spread(o->out_zero);
    q.min = spread(o->min);
    q.max = spread(o->max);
    q.n = n;
    return q;
}

/* Sums times their multipliers: otaml_high_mul and otaml_round_shift. A multiplier is never
 * INT32_MIN, so nothing saturates. */
TARGET_INLINE vector scale(const struct requantize *q, vector x)
{
    const vector nudge = _mm256_set1_epi64x(1 << 30);

    x = _mm256_sllv_epi32(x, q->left);
    const vector even = _mm256_add_epi64(_mm256_mul_epi32(x, q->value), nudge);
    const vector odd = _mm256_add_epi64(
        _mm256_mul_epi32(_mm256_srli_epi64(x, 32), _mm256_srli_epi64(q->value, 32)), nudge);
    const vector high =
        _mm256_blend_epi32(_mm256_srli_epi64(even, 31), _mm256_slli_epi64(odd, 1), 0xaa);
    /* The threshold is one more for a negative number, and a comparison that holds is -1. */
    const vector threshold = subtract(q->half, _mm256_srai_epi32(high, 31));
    const vector up = _mm256_cmpgt_epi32(_mm256_and_si256(high, q->mask), threshold);
    return subtract(_mm256_srav_epi32(high, q->right), up);
}

TARGET_INLINE void limit_lanes(struct requantize *q, uint32_t n)
{
    q->n = n;
}

/* As far as they are there. */
TARGET_INLINE void store_outputs(const struct requantize *q, vector sum, int8_t *out)
{
    const vector v =
        _mm256_min_epi32(_mm256_max_epi32(add(scale(q, sum), q->zero), q->min), q->max);
    const __m128i words =
        _mm_packs_epi32(_mm256_castsi256_si128(v), _mm256_extracti128_si256(v, 1));
    const __m128i bytes = _mm_packs_epi16(words, words);

    if (q->n >= LANES) {
        _mm_storel_epi64((void *)out, bytes);
    } else {
        const int64_t all = _mm_cvtsi128_si64(bytes);
        memcpy(out, &all, q->n);
    }
}

/* n inputs, less their zero point, as int16. */
TARGET_INLINE void copy_run(uint8_t *to, const int8_t *from, size_t n, int32_t in_zero)
{
    const vector zero = _mm256_set1_epi16((int16_t)in_zero);

    for (; n >= 16; n -= 16, to += 32, from += 16) {
        const vector v = _mm256_cvtepi8_epi16(_mm_loadu_si128((const void *)from));
        _mm256_storeu_si256((void *)to, _mm256_sub_epi16(v, zero));
    }
    for (; n > 0; n--, to += 2, from++) {
        const int16_t v = (int16_t)(*from - in_zero);
        memcpy(to, &v, sizeof(v));
    }
}

/* A word of zeros of the input. */
TARGET_INLINE vector zero_input(int32_t in_zero)
{
    (void)in_zero;
    return _mm256_setzero_si256();
}

/* n zeros of the input. */
TARGET_INLINE void zero_run(uint8_t *to, size_t n, int32_t in_zero)
{
    (void)in_zero;
    memset(to, 0, 2 * n);
}

TARGET_INLINE vector load_word(const uint8_t *at)
{
    return _mm256_load_si256((const void *)at);
}

TARGET_INLINE void store_word(uint8_t *at, vector v)
{
    _mm256_store_si256((void *)at, v);
}

/* One pixel's word for all lanes. */
TARGET_INLINE vector spread_word(const uint8_t *at)
{
    int32_t word;

    memcpy(&word, at, sizeof(word));
    return spread(word);
}

TARGET_INLINE vector multiply_add(vector sum, vector x, vector w)
{
    return add(sum, _mm256_madd_epi16(x, w));
}

/* Channels' bytes at each of two places, as words of weights. */
TARGET_INLINE vector load_taps(const int8_t *const at[WORD_TAPS], uint32_t n)
{
    return _mm256_cvtepi8_epi16(_mm_unpacklo_epi8(load_8(at[0], n), load_8(at[1], n)));
}

/* Words of weights as words of input. */
TARGET_INLINE vector as_input(vector taps, int32_t in_zero)
{
    return _mm256_sub_epi16(taps, _mm256_set1_epi16((int16_t)in_zero));
}

/* The input's offset is in the tile, so the weights' sums are not needed. */
TARGET_INLINE vector add_weights(vector sums, vector w)
{
    (void)w;
    return sums;
}

TARGET_INLINE vector first_sums(vector bias, vector weights, int32_t in_zero)
{
    (void)weights;
    (void)in_zero;
    return bias;
}

/* Rows of 8 words become columns. */
TARGET_INLINE void transpose(vector v[8])
{
    vector t[8];

    UNROLL for (uint32_t i = 0; i < 8; i += 2)
    {
        t[i] = _mm256_unpacklo_epi32(v[i], v[i + 1]);
        t[i + 1] = _mm256_unpackhi_epi32(v[i], v[i + 1]);
    }
    UNROLL for (uint32_t i = 0; i < 8; i += 4)
    {
        v[i] = _mm256_unpacklo_epi64(t[i], t[i + 2]);
        v[i + 1] = _mm256_unpackhi_epi64(t[i], t[i + 2]);
        v[i + 2] = _mm256_unpacklo_epi64(t[i + 1], t[i + 3]);
        v[i + 3] = _mm256_unpackhi_epi64(t[i + 1], t[i + 3]);
    }
    /* v[4 * a + b] has columns b and 4 + b of rows 4 * a to 4 * a + 3. */
    UNROLL for (uint32_t b = 0; b < 4; b++)
    {
        t[b] = _mm256_permute2x128_si256(v[b], v[4 + b], 0x20);
        t[4 + b] = _mm256_permute2x128_si256(v[b], v[4 + b], 0x31);
    }
    UNROLL for (uint32_t i = 0; i < 8; i++)
    {
        v[i] = t[i];
    }
}

/* n <= 8 channels' weights, each `taps` contiguous ones, into the panel, whose words are `step`
 * bytes apart. */
TARGET static vector pack_rows(const int8_t *filter, size_t channel_step, uint32_t taps, uint32_t n,
                               uint8_t *panel, size_t step)
{
    for (uint32_t first = 0; first < taps; first += 16) {
        const uint32_t left = taps - first, words = left < 16 ? (left + 1) / 2 : 8;
        vector v[8];
        UNROLL for (uint32_t c = 0; c < 8; c++)
        {
            const int8_t *at = filter + (c < n ? c : 0) * channel_step + first;
            v[c] = c < n ? _mm256_cvtepi8_epi16(load_16(at, left)) : _mm256_setzero_si256();
        }
        transpose(v);
        for (uint32_t i = 0; i < words; i++, panel += step) {
            store_word(panel, v[i]);
        }
    }
    return _mm256_setzero_si256();
}

/* 8 channels, or what there is of them. */
struct group {
    vector bias;
    struct requantize q;
};

TARGET_INLINE struct group load_group(const struct otaml_wide_outputs *o,
                                      const struct otaml_channel *channel, uint32_t n)
{
    int32_t bias[LANES] = { 0 }, value[LANES] = { 0 }, shift[LANES] = { 0 };
    struct group g;

    n = otaml_min_u32(n, LANES);
    for (uint32_t i = 0; i < n; i++) {
        bias[i] = channel[i].bias;
        value[i] = channel[i].m.value;
        shift[i] = channel[i].m.shift;
    }
    g.bias = _mm256_loadu_si256((const void *)bias);
    g.q = load_requantize(o, _mm256_loadu_si256((const void *)value),
                          _mm256_loadu_si256((const void *)shift), n);
    return g;
}

/* The sums in 8 vectors, as 8 words. */
TARGET_INLINE vector add_across(const vector v[8])
{
    const vector a =
        _mm256_hadd_epi32(_mm256_hadd_epi32(v[0], v[1]), _mm256_hadd_epi32(v[2], v[3]));
    const vector b =
        _mm256_hadd_epi32(_mm256_hadd_epi32(v[4], v[5]), _mm256_hadd_epi32(v[6], v[7]));
    return add(_mm256_permute2x128_si256(a, b, 0x20), _mm256_permute2x128_si256(a, b, 0x31));
}

/* A pixel's taps by n channels' weights. */
TARGET_INLINE vector dot_rows(const uint8_t *x, const int8_t *const rows[LANES], uint32_t n,
                              uint32_t taps, int32_t in_zero)
{
    const uint32_t whole = taps / 16 * 16;
    vector sum[8];

    (void)n;
    (void)in_zero;
    UNROLL for (uint32_t c = 0; c < 8; c++)
    {
        sum[c] = _mm256_setzero_si256();
    }
    for (uint32_t i = 0; i < whole; i += 16) {
        const vector v = _mm256_loadu_si256((const void *)(x + 2 * (size_t)i));
        UNROLL for (uint32_t c = 0; c < 8; c++)
        {
            const vector w = _mm256_cvtepi8_epi16(_mm_loadu_si128((const void *)(rows[c] + i)));
            sum[c] = multiply_add(sum[c], v, w);
        }
    }
    if (whole < taps) { /* the tile has room for whole vectors, the weights have not */
        const vector v = _mm256_loadu_si256((const void *)(x + 2 * (size_t)whole));
        UNROLL for (uint32_t c = 0; c < 8; c++)
        {
            const vector w = _mm256_cvtepi8_epi16(load_16(rows[c] + whole, taps - whole));
            sum[c] = multiply_add(sum[c], v, w);
        }
    }
    return add_across(sum);
}

#include "kernels_wide_matmul_priv.h"
#include "kernels_wide_depthwise_priv.h"
#include "kernels_wide_int8_priv.h"

static const struct otaml_wide kernels = { conv, depthwise, matmul, add_pairs };

const struct otaml_wide *otaml_wide_avx2(void)
{
    return __builtin_cpu_supports("avx2") ? &kernels : NULL;
}

#endif
