/*
 * kernels_avx512vnni.c - int8 operators with AVX-512 VNNI. API: kernels_wide_priv.h; the loops
 * are in kernels_wide_matmul_priv.h
 *
 * VPDPBUSD adds four products of unsigned and signed bytes to each of 16 sums: a word is four
 * taps. The unsigned ones are the input, x ^ 0x80 = x + 128; so a sum begins with
 * bias - (128 + in_zero) * (sum of the channel's weights), which takes the place of the input's
 * offset.
 */
#include "kernels_wide_priv.h"

#if defined(OTAML_KERNELS_WIDE) && defined(__x86_64__)

#include <immintrin.h>

#define TARGET        __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")))
#define TARGET_INLINE static inline __attribute__((always_inline)) TARGET

#define LANES      16u
#define WORD_TAPS  4u
#define TAP_BYTES  1u
#define WORD_BYTES 4u
#define GROUPS_MAX 4u
/* Pixels that are multiplied at once, as the registers allow. */
#define PIXELS(GROUPS) ((GROUPS) <= 2u ? 12u : 6u)
#define PIXELS_MAX     12u

#define HAS_DOTS
#define PIXELS_FEW  8u
#define TILE_BYTES  32768u
#define PANEL_BYTES 40960u

#define VECTOR_BYTES (LANES * WORD_BYTES)

typedef __m512i vector;
typedef int8_t element;
typedef struct otaml_channel channel_type;
typedef struct otaml_wide_outputs outputs_type;
typedef struct otaml_wide_conv conv_job;

TARGET_INLINE vector spread(int32_t v)
{
    return _mm512_set1_epi32(v);
}

TARGET_INLINE vector add(vector a, vector b)
{
    return _mm512_add_epi32(a, b);
}

TARGET_INLINE vector subtract(vector a, vector b)
{
    return _mm512_sub_epi32(a, b);
}

TARGET_INLINE vector shift_left(vector a, uint32_t n)
{
    return _mm512_slli_epi32(a, n);
}

TARGET_INLINE __mmask64 mask64(size_t n)
{
    return n < 64 ? ((__mmask64)1 << n) - 1 : ~(__mmask64)0;
}

TARGET_INLINE __mmask16 mask16(uint32_t n)
{
    return (__mmask16)(n < LANES ? (1u << n) - 1 : 0xffffu);
}

/* n bytes, each in a lane. */
TARGET_INLINE vector load_lanes(const int8_t *at, uint32_t n)
{
    return _mm512_cvtepi8_epi32(_mm_maskz_loadu_epi8(mask16(n), at));
}

/* What brings 16 channels' sums back to int8. Products are of 64 bits, so there is one vector for
 * the even lanes and one for the odd ones. */
struct requantize {
    vector left;     /* shift to the left, first */
    vector value[2]; /* multiplier */
    vector nudge[2]; /* both roundings at once */
    vector away[2];  /* less for a negative product: its halves round away from 0 */
    vector right[2]; /* shift to the right, 31 and more */
    vector zero, min, max;
    bool any_left;
    __mmask16 lanes; /* channels that are there */
};

/* Lane pairs' low (k = 0) or high halves, sign-extended by who uses them. */
TARGET_INLINE vector half(vector v, uint32_t k)
{
    return k == 0 ? v : _mm512_srli_epi64(v, 32);
}

/*
 * With r = floor((x * value + 2^30) / 2^31), the first rounding, the second one is
 * floor((r - (r < 0) + 2^(e - 1)) / 2^e) for a shift e > 0, and nested floors are one:
 * floor((x * value + 2^30 - (r < 0) * 2^31 + 2^(e + 30)) / 2^(e + 31)), of at most 63 bits.
 */
TARGET_INLINE struct requantize load_requantize(const struct otaml_wide_outputs *o, vector value,
                                                vector shift, uint32_t n)
{
    const vector none = _mm512_setzero_si512(), one = _mm512_set1_epi64(1);
    const vector right = _mm512_max_epi32(_mm512_sub_epi32(none, shift), none);
    struct requantize q;

    q.left = _mm512_max_epi32(shift, none);
    q.any_left = _mm512_test_epi32_mask(q.left, q.left) != 0;
    for (uint32_t k = 0; k < 2; k++) {
        const vector e = _mm512_and_si512(half(right, k), _mm512_set1_epi64(0xff));
        const __mmask8 rounds = _mm512_test_epi64_mask(e, e);
        q.value[k] = half(value, k);
        q.right[k] = _mm512_add_epi64(e, _mm512_set1_epi64(31));
        q.nudge[k] = _mm512_mask_add_epi64(
            _mm512_set1_epi64(1 << 30), rounds, _mm512_set1_epi64(1 << 30),
            _mm512_sllv_epi64(one, _mm512_add_epi64(e, _mm512_set1_epi64(30))));
        q.away[k] = _mm512_maskz_set1_epi64(rounds, (int64_t)1 << 31);
    }
    q.zero = _mm512_set1_epi32(o->out_zero);
    q.min = _mm512_set1_epi32(o->min);
    q.max = _mm512_set1_epi32(o->max);
    q.lanes = mask16(n);
    return q;
}

TARGET_INLINE vector requantize_half(const struct requantize *q, vector x, uint32_t k)
{
    const vector product = _mm512_mul_epi32(half(x, k), q->value[k]);
    const __mmask8 negative = _mm512_cmplt_epi64_mask(product, _mm512_set1_epi64(-(1 << 30)));
    vector v = _mm512_add_epi64(product, q->nudge[k]);

    v = _mm512_mask_sub_epi64(v, negative, v, q->away[k]);
    return _mm512_srav_epi64(v, q->right[k]);
}

/* Sums times their multipliers. */
TARGET_INLINE vector scale(const struct requantize *q, vector x)
{
    if (q->any_left) {
        x = _mm512_sllv_epi32(x, q->left);
    }
    const vector even = requantize_half(q, x, 0), odd = requantize_half(q, x, 1);
    return _mm512_mask_shuffle_epi32(even, 0xaaaa, odd, _MM_PERM_CCAA);
}

TARGET_INLINE void limit_lanes(struct requantize *q, uint32_t n)
{
    q->lanes = mask16(n);
}

/* As far as they are there. */
TARGET_INLINE void store_outputs(const struct requantize *q, vector sum, int8_t *out)
{
    const vector v = _mm512_add_epi32(scale(q, sum), q->zero);
    const vector limited = _mm512_min_epi32(_mm512_max_epi32(v, q->min), q->max);

    _mm_mask_storeu_epi8(out, q->lanes, _mm512_cvtepi32_epi8(limited));
}

/* The first and the last bytes of a run, which may overlap. */
#define COPY_ENDS(TYPE, FLIP)                                                                      \
    do {                                                                                           \
        TYPE first, last;                                                                          \
        memcpy(&first, from, sizeof(first));                                                       \
        memcpy(&last, from + n - sizeof(last), sizeof(last));                                      \
        first ^= (FLIP);                                                                           \
        last ^= (FLIP);                                                                            \
        memcpy(to, &first, sizeof(first));                                                         \
        memcpy(to + n - sizeof(last), &last, sizeof(last));                                        \
    } while (0)

/* n bytes of input as unsigned ones. */
TARGET_INLINE void copy_run(uint8_t *to, const int8_t *from, size_t n, int32_t in_zero)
{
    const vector flip = _mm512_set1_epi8(INT8_MIN);

    (void)in_zero; /* is in what a sum begins with */
    if (n >= 16) {
        for (; n > 64; n -= 64, to += 64, from += 64) {
            _mm512_storeu_si512(to, _mm512_xor_si512(_mm512_loadu_si512(from), flip));
        }
        const __mmask64 rest = mask64(n);
        const vector v = _mm512_maskz_loadu_epi8(rest, from);
        _mm512_mask_storeu_epi8(to, rest, _mm512_xor_si512(v, flip));
    } else if (n >= 8) {
        COPY_ENDS(uint64_t, 0x8080808080808080u);
    } else if (n >= 4) {
        COPY_ENDS(uint32_t, 0x80808080u);
    } else {
        for (size_t i = 0; i < n; i++) {
            to[i] = (uint8_t)(from[i] ^ 0x80);
        }
    }
}

/* A word of zeros of the input. */
TARGET_INLINE vector zero_input(int32_t in_zero)
{
    return _mm512_set1_epi8((char)(in_zero ^ 0x80));
}

/* n zeros of the input. */
TARGET_INLINE void zero_run(uint8_t *to, size_t n, int32_t in_zero)
{
    memset(to, in_zero ^ 0x80, n);
}

TARGET_INLINE vector load_word(const uint8_t *at)
{
    return _mm512_load_si512(at);
}

TARGET_INLINE void store_word(uint8_t *at, vector v)
{
    _mm512_store_si512(at, v);
}

/* One pixel's word for all lanes. */
TARGET_INLINE vector spread_word(const uint8_t *at)
{
    int32_t word;

    memcpy(&word, at, sizeof(word));
    return _mm512_set1_epi32(word);
}

TARGET_INLINE vector multiply_add(vector sum, vector x, vector w)
{
    return _mm512_dpbusd_epi32(sum, x, w);
}

/* Bytes 0-15 of four places, interleaved: lane c has byte c of each. */
TARGET_INLINE vector interleave(__m128i a, __m128i b, __m128i c, __m128i d)
{
    const vector dwords = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
    const vector bytes =
        _mm512_broadcast_i32x4(_mm_setr_epi8(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15));
    const vector all = _mm512_inserti64x4(
        _mm512_castsi256_si512(_mm256_inserti128_si256(_mm256_castsi128_si256(a), b, 1)),
        _mm256_inserti128_si256(_mm256_castsi128_si256(c), d, 1), 1);
    return _mm512_shuffle_epi8(_mm512_permutexvar_epi32(dwords, all), bytes);
}

/* Rows of 16 words become columns. */
TARGET_INLINE void transpose(vector v[16])
{
    vector t[16];

    UNROLL for (uint32_t i = 0; i < 16; i += 2)
    {
        t[i] = _mm512_unpacklo_epi32(v[i], v[i + 1]);
        t[i + 1] = _mm512_unpackhi_epi32(v[i], v[i + 1]);
    }
    UNROLL for (uint32_t i = 0; i < 16; i += 4)
    {
        v[i] = _mm512_unpacklo_epi64(t[i], t[i + 2]);
        v[i + 1] = _mm512_unpackhi_epi64(t[i], t[i + 2]);
        v[i + 2] = _mm512_unpacklo_epi64(t[i + 1], t[i + 3]);
        v[i + 3] = _mm512_unpackhi_epi64(t[i + 1], t[i + 3]);
    }
    /* v[4 * a + b] has columns b, 4 + b, 8 + b, 12 + b of rows 4 * a to 4 * a + 3. */
    UNROLL for (uint32_t b = 0; b < 4; b++)
    {
        t[b] = _mm512_shuffle_i32x4(v[b], v[4 + b], 0x88);
        t[4 + b] = _mm512_shuffle_i32x4(v[b], v[4 + b], 0xdd);
        t[8 + b] = _mm512_shuffle_i32x4(v[8 + b], v[12 + b], 0x88);
        t[12 + b] = _mm512_shuffle_i32x4(v[8 + b], v[12 + b], 0xdd);
    }
    UNROLL for (uint32_t b = 0; b < 4; b++)
    {
        v[b] = _mm512_shuffle_i32x4(t[b], t[8 + b], 0x88);
        v[8 + b] = _mm512_shuffle_i32x4(t[b], t[8 + b], 0xdd);
        v[4 + b] = _mm512_shuffle_i32x4(t[4 + b], t[12 + b], 0x88);
        v[12 + b] = _mm512_shuffle_i32x4(t[4 + b], t[12 + b], 0xdd);
    }
}

/* n <= 16 channels' weights, each `taps` contiguous ones, into the panel, whose words are `step`
 * bytes apart; returns the channels' sums of weights. */
TARGET static vector pack_rows(const int8_t *filter, size_t channel_step, uint32_t taps, uint32_t n,
                               uint8_t *panel, size_t step)
{
    const vector ones = _mm512_set1_epi8(1);
    vector sum = _mm512_setzero_si512();

    for (uint32_t first = 0; first < taps; first += 64) {
        const uint32_t left = taps - first, words = left < 64 ? (left + 3) / 4 : 16;
        const __mmask64 mask = mask64(left);
        vector v[16];
        UNROLL for (uint32_t c = 0; c < 16; c++)
        {
            v[c] = _mm512_maskz_loadu_epi8(c < n ? mask : 0,
                                           filter + (c < n ? c : 0) * channel_step + first);
        }
        transpose(v);
        for (uint32_t i = 0; i < words; i++, panel += step) {
            sum = _mm512_dpbusd_epi32(sum, ones, v[i]);
            _mm512_store_si512(panel, v[i]);
        }
    }
    return sum;
}

/* 16 channels, or what there is of them. */
struct group {
    vector bias;
    struct requantize q;
};

TARGET_INLINE struct group load_group(const struct otaml_wide_outputs *o,
                                      const struct otaml_channel *channel, uint32_t n)
{
    /* Words of channels: bias, value, shift, bias, value... */
    const vector each_third =
        _mm512_setr_epi32(0, 3, 6, 9, 12, 15, 18, 21, 24, 27, 30, 33, 36, 39, 42, 45);
    const uint32_t there = n < LANES ? n : LANES, words = 3 * there;
    const int32_t *at = (const void *)channel;
    const vector a = _mm512_maskz_loadu_epi32(mask16(words), at);
    const vector b = _mm512_maskz_loadu_epi32(words > 16 ? mask16(words - 16) : 0, at + 16);
    const vector c = _mm512_maskz_loadu_epi32(words > 32 ? mask16(words - 32) : 0, at + 32);
    vector field[3];
    struct group g;

    UNROLL for (int32_t i = 0; i < 3; i++)
    {
        const vector from = _mm512_add_epi32(each_third, _mm512_set1_epi32(i));
        const __mmask16 in_c = _mm512_cmpge_epi32_mask(from, _mm512_set1_epi32(32));
        const vector low = _mm512_permutex2var_epi32(a, from, b);
        field[i] = _mm512_mask_permutexvar_epi32(low, in_c, from, c);
    }
    g.bias = field[0];
    g.q = load_requantize(o, field[1], field[2], there);
    return g;
}
OTAML_STATIC_ASSERT(sizeof(struct otaml_channel) == 12, kernels_avx512vnni_channel);

/* Channels' bytes at each of four places, as words of weights. */
TARGET_INLINE vector load_taps(const int8_t *const at[WORD_TAPS], uint32_t n)
{
    const __mmask16 lanes = mask16(n);

    if (n >= LANES) {
        return interleave(
            _mm_loadu_si128((const void *)at[0]), _mm_loadu_si128((const void *)at[1]),
            _mm_loadu_si128((const void *)at[2]), _mm_loadu_si128((const void *)at[3]));
    }
    return interleave(_mm_maskz_loadu_epi8(lanes, at[0]), _mm_maskz_loadu_epi8(lanes, at[1]),
                      _mm_maskz_loadu_epi8(lanes, at[2]), _mm_maskz_loadu_epi8(lanes, at[3]));
}

/* Words of weights as words of input. */
TARGET_INLINE vector as_input(vector taps, int32_t in_zero)
{
    (void)in_zero;
    return _mm512_xor_si512(taps, _mm512_set1_epi8(INT8_MIN));
}

TARGET_INLINE vector add_weights(vector sums, vector w)
{
    return _mm512_dpbusd_epi32(sums, _mm512_set1_epi8(1), w);
}

/* What a channel's sum begins with, from the sum of its weights. */
TARGET_INLINE vector first_sums(vector bias, vector weights, int32_t in_zero)
{
    return _mm512_add_epi32(bias, _mm512_mullo_epi32(weights, _mm512_set1_epi32(-128 - in_zero)));
}

/* The sums in 8 vectors, as 8 words. */
TARGET_INLINE __m256i add_across(const vector v[8])
{
    vector t[4];

    UNROLL for (uint32_t i = 0; i < 4; i++)
    {
        t[i] = _mm512_add_epi32(_mm512_unpacklo_epi32(v[2 * i], v[2 * i + 1]),
                                _mm512_unpackhi_epi32(v[2 * i], v[2 * i + 1]));
    }
    const vector a =
        _mm512_add_epi32(_mm512_unpacklo_epi64(t[0], t[1]), _mm512_unpackhi_epi64(t[0], t[1]));
    const vector b =
        _mm512_add_epi32(_mm512_unpacklo_epi64(t[2], t[3]), _mm512_unpackhi_epi64(t[2], t[3]));
    const vector c =
        _mm512_add_epi32(_mm512_shuffle_i32x4(a, b, 0x88), _mm512_shuffle_i32x4(a, b, 0xdd));
    return _mm512_castsi512_si256(
        _mm512_add_epi32(_mm512_shuffle_i32x4(c, c, 0x88), _mm512_shuffle_i32x4(c, c, 0xdd)));
}

/* 64 taps or less of 8 channels. `zero` is what to subtract from each input, if anything. */
TARGET_INLINE void dot_step(const uint8_t *x, const int8_t *const rows[8], uint32_t i,
                            __mmask64 mask, vector zero, vector sum[8], vector zeros[8],
                            const bool has_zero)
{
    const vector v = _mm512_maskz_loadu_epi8(mask, x + i);

    UNROLL for (uint32_t c = 0; c < 8; c++)
    {
        const vector w = _mm512_maskz_loadu_epi8(mask, rows[c] + i);
        sum[c] = _mm512_dpbusd_epi32(sum[c], v, w);
        if (has_zero) {
            zeros[c] = _mm512_dpbusd_epi32(zeros[c], zero, w);
        }
    }
}

TARGET_INLINE __m256i dot_8(const uint8_t *x, const int8_t *const rows[8], uint32_t taps,
                            vector zero, const bool has_zero)
{
    const uint32_t whole = taps / 64 * 64;
    vector sum[8], zeros[8];

    UNROLL for (uint32_t c = 0; c < 8; c++)
    {
        sum[c] = zeros[c] = _mm512_setzero_si512();
    }
    for (uint32_t i = 0; i < whole; i += 64) {
        dot_step(x, rows, i, ~(__mmask64)0, zero, sum, zeros, has_zero);
    }
    if (whole < taps) {
        dot_step(x, rows, whole, mask64(taps - whole), zero, sum, zeros, has_zero);
    }
    UNROLL for (uint32_t c = 0; c < 8; c++)
    {
        sum[c] = has_zero ? _mm512_sub_epi32(sum[c], zeros[c]) : sum[c];
    }
    return add_across(sum);
}

/* A pixel's taps by n channels' weights. */
TARGET_INLINE vector dot_rows(const uint8_t *x, const int8_t *const rows[LANES], uint32_t n,
                              uint32_t taps, int32_t in_zero)
{
    const vector zero = _mm512_set1_epi8((char)(128 + in_zero));
    const bool has_zero = in_zero != INT8_MIN;
    __m256i high = _mm256_setzero_si256();
    const __m256i low =
        has_zero ? dot_8(x, rows, taps, zero, true) : dot_8(x, rows, taps, zero, false);

    if (n > 8) {
        high =
            has_zero ? dot_8(x, rows + 8, taps, zero, true) : dot_8(x, rows + 8, taps, zero, false);
    }
    return _mm512_inserti64x4(_mm512_castsi256_si512(low), high, 1);
}

#include "kernels_wide_matmul_priv.h"
#include "kernels_wide_depthwise_priv.h"
#include "kernels_wide_int8_priv.h"

static const struct otaml_wide kernels = { conv, depthwise, matmul, add_pairs };

const struct otaml_wide *otaml_wide_avx512vnni(void)
{
    return __builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("avx512bw")
                   && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")
               ? &kernels
               : NULL;
}

#endif
