/*
 * kernels_avx512vnni.c - int8 convolutions with AVX-512 VNNI. API: kernels_wide_priv.h
 *
 * VPDPBUSD adds four products of unsigned and signed bytes to each of 16 sums. The unsigned ones
 * are the input, x ^ 0x80 = x + 128; so a sum begins with bias - (128 + in_zero) * (sum of the
 * channel's weights), which takes the place of the input's offset. A lane is a channel:
 *
 *   tile:  | pixel 0: taps 0-3 | taps 4-7 | ... | pixel 1: ...        broadcast, 4 bytes at a time
 *   panel: | taps 0-3 of channel 0 | of channel 1 | ... of 15 | taps 4-7 of channel 0 | ...
 */
#include "kernels_wide_priv.h"

#if KERNELS_WIDE

#include <immintrin.h>

#define TARGET       __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")))
#define TARGET_INLINE static inline __attribute__((always_inline)) TARGET
#ifdef __clang__
#define UNROLL _Pragma("clang loop unroll(full)")
#else
#define UNROLL _Pragma("GCC unroll 16")
#endif

#define LANES       16u
#define GROUPS_MAX  4u /* of LANES channels */
#define TILE_BYTES  32768u
#define PANEL_BYTES 40960u
#define PIXELS_FEW  8u /* for fewer, a panel does not pay */

/* How all the channels' sums become outputs. */
struct outputs {
    int32_t in_zero, out_zero, min, max;
};

/* What brings 16 channels' sums back to int8. Products are of 64 bits, so there is one vector for
 * the even lanes and one for the odd ones. */
struct requantize {
    __m512i left;     /* shift to the left, first */
    __m512i value[2]; /* multiplier */
    __m512i nudge[2]; /* both roundings at once */
    __m512i away[2];  /* less for a negative product: its halves round away from 0 */
    __m512i right[2]; /* shift to the right, 31 and more */
    __m512i zero, min, max;
    bool any_left;
    __mmask16 lanes; /* channels that are there */
};

/* Lane pairs' low (k = 0) or high halves, sign-extended by who uses them. */
TARGET_INLINE __m512i half(__m512i v, uint32_t k)
{
    return k == 0 ? v : _mm512_srli_epi64(v, 32);
}

/*
 * With r = floor((x * value + 2^30) / 2^31), the first rounding, the second one is
 * floor((r - (r < 0) + 2^(e - 1)) / 2^e) for a shift e > 0, and nested floors are one:
 * floor((x * value + 2^30 - (r < 0) * 2^31 + 2^(e + 30)) / 2^(e + 31)), of at most 63 bits.
 */
TARGET_INLINE struct requantize load_requantize(const struct outputs *o, __m512i value,
                                                __m512i shift, __mmask16 lanes)
{
    const __m512i none = _mm512_setzero_si512(), one = _mm512_set1_epi64(1);
    const __m512i right = _mm512_max_epi32(_mm512_sub_epi32(none, shift), none);
    struct requantize q;

    q.left = _mm512_max_epi32(shift, none);
    q.any_left = _mm512_test_epi32_mask(q.left, q.left) != 0;
    for (uint32_t k = 0; k < 2; k++) {
        const __m512i e = _mm512_and_si512(half(right, k), _mm512_set1_epi64(0xff));
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
    q.lanes = lanes;
    return q;
}

TARGET_INLINE __m512i requantize_half(const struct requantize *q, __m512i x, uint32_t k)
{
    const __m512i product = _mm512_mul_epi32(half(x, k), q->value[k]);
    const __mmask8 negative = _mm512_cmplt_epi64_mask(product, _mm512_set1_epi64(-(1 << 30)));
    __m512i v = _mm512_add_epi64(product, q->nudge[k]);

    v = _mm512_mask_sub_epi64(v, negative, v, q->away[k]);
    return _mm512_srav_epi64(v, q->right[k]);
}

/* Sums times their multipliers. */
TARGET_INLINE __m512i scale(const struct requantize *q, __m512i x)
{
    if (q->any_left) {
        x = _mm512_sllv_epi32(x, q->left);
    }
    const __m512i even = requantize_half(q, x, 0), odd = requantize_half(q, x, 1);
    return _mm512_mask_shuffle_epi32(even, 0xaaaa, odd, _MM_PERM_CCAA);
}

/* As far as they are there. */
TARGET_INLINE void store_outputs(const struct requantize *q, __m512i sum, int8_t *out)
{
    const __m512i v = _mm512_add_epi32(scale(q, sum), q->zero);
    const __m512i limited = _mm512_min_epi32(_mm512_max_epi32(v, q->min), q->max);

    _mm_mask_storeu_epi8(out, q->lanes, _mm512_cvtepi32_epi8(limited));
}

TARGET_INLINE __mmask64 mask64(size_t n)
{
    return n < 64 ? ((__mmask64)1 << n) - 1 : ~(__mmask64)0;
}

TARGET_INLINE __mmask16 mask16(uint32_t n)
{
    return (__mmask16)(n < LANES ? (1u << n) - 1 : 0xffffu);
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
TARGET_INLINE void copy_run(uint8_t *to, const int8_t *from, size_t n)
{
    const __m512i flip = _mm512_set1_epi8(INT8_MIN);

    if (n >= 16) {
        for (; n > 64; n -= 64, to += 64, from += 64) {
            _mm512_storeu_si512(to, _mm512_xor_si512(_mm512_loadu_si512(from), flip));
        }
        const __mmask64 rest = mask64(n);
        const __m512i v = _mm512_maskz_loadu_epi8(rest, from);
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

/* Bytes 0-15 of four places, interleaved: lane c has byte c of each. */
TARGET_INLINE __m512i interleave(__m128i a, __m128i b, __m128i c, __m128i d)
{
    const __m512i dwords = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
    const __m512i bytes = _mm512_broadcast_i32x4(
        _mm_setr_epi8(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15));
    const __m512i all = _mm512_inserti64x4(
        _mm512_castsi256_si512(_mm256_inserti128_si256(_mm256_castsi128_si256(a), b, 1)),
        _mm256_inserti128_si256(_mm256_castsi128_si256(c), d, 1), 1);
    return _mm512_shuffle_epi8(_mm512_permutexvar_epi32(dwords, all), bytes);
}

/* Rows of 16 words become columns. */
TARGET_INLINE void transpose(__m512i v[16])
{
    __m512i t[16];

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
TARGET static __m512i pack_rows(const int8_t *filter, size_t channel_step, uint32_t taps,
                                uint32_t n, uint8_t *panel, size_t step)
{
    const __m512i ones = _mm512_set1_epi8(1);
    __m512i sum = _mm512_setzero_si512();

    for (uint32_t first = 0; first < taps; first += 64) {
        const uint32_t left = taps - first, words = left < 64 ? (left + 3) / 4 : 16;
        const __mmask64 mask = mask64(left);
        __m512i v[16];
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

/* The same where tap follows tap at tap_step and the channels are contiguous. */
TARGET static __m512i pack_columns(const int8_t *filter, size_t tap_step, uint32_t taps,
                                   uint32_t n, uint8_t *panel, size_t step)
{
    const __m512i ones = _mm512_set1_epi8(1);
    const __mmask16 lanes = mask16(n);
    __m512i sum = _mm512_setzero_si512();

    for (uint32_t first = 0; first < taps; first += 4, panel += step) {
        __m128i t[4];
        UNROLL for (uint32_t i = 0; i < 4; i++)
        {
            t[i] = first + i < taps
                       ? _mm_maskz_loadu_epi8(lanes, filter + (first + i) * tap_step)
                       : _mm_setzero_si128();
        }
        const __m512i v = interleave(t[0], t[1], t[2], t[3]);
        sum = _mm512_dpbusd_epi32(sum, ones, v);
        _mm512_store_si512(panel, v);
    }
    return sum;
}

/* 16 channels, or what there is of them. */
struct group {
    __m512i bias;
    struct requantize q;
};

TARGET_INLINE struct group load_group(const struct outputs *o, const struct otaml_channel *channel,
                                      uint32_t n)
{
    /* Words of channels: bias, value, shift, bias, value... */
    const __m512i each_third = _mm512_setr_epi32(0, 3, 6, 9, 12, 15, 18, 21, 24, 27, 30, 33, 36, 39,
                                                 42, 45);
    const uint32_t there = n < LANES ? n : LANES, words = 3 * there;
    const int32_t *at = (const void *)channel;
    const __m512i a = _mm512_maskz_loadu_epi32(mask16(words), at);
    const __m512i b = _mm512_maskz_loadu_epi32(words > 16 ? mask16(words - 16) : 0, at + 16);
    const __m512i c = _mm512_maskz_loadu_epi32(words > 32 ? mask16(words - 32) : 0, at + 32);
    __m512i field[3];
    struct group g;

    UNROLL for (int32_t i = 0; i < 3; i++)
    {
        const __m512i from = _mm512_add_epi32(each_third, _mm512_set1_epi32(i));
        const __mmask16 in_c = _mm512_cmpge_epi32_mask(from, _mm512_set1_epi32(32));
        const __m512i low = _mm512_permutex2var_epi32(a, from, b);
        field[i] = _mm512_mask_permutexvar_epi32(low, in_c, from, c);
    }
    g.bias = field[0];
    g.q = load_requantize(o, field[1], field[2], mask16(there));
    return g;
}
OTAML_STATIC_ASSERT(sizeof(struct otaml_channel) == 12, kernels_avx512vnni_channel);

/* Weights as they are multiplied, and what else all pixels need. */
struct panel {
    uint32_t words; /* of four taps */
    uint32_t groups;
    __m512i first[GROUPS_MAX]; /* what a sum begins with */
    struct requantize q[GROUPS_MAX];
    uint8_t weights[PANEL_BYTES] __attribute__((aligned(64)));
};

/* A matrix of weights: which of the steps is 1 says how it lies. */
struct weights {
    const int8_t *at;
    uint32_t channel_step, tap_step, taps;
};

TARGET static void fill_panel(struct panel *p, const struct weights *w, const struct outputs *o,
                              const struct otaml_channel *channel, uint32_t n)
{
    p->words = (w->taps + 3) / 4;
    p->groups = (n + LANES - 1) / LANES;
    for (uint32_t g = 0; g < p->groups; g++) {
        const uint32_t c = g * LANES, left = otaml_min_u32(n - c, LANES);
        const int8_t *from = w->at + (size_t)c * w->channel_step;
        uint8_t *to = p->weights + 64 * g;
        const __m512i sums =
            w->tap_step == 1
                ? pack_rows(from, w->channel_step, w->taps, left, to, 64 * (size_t)p->groups)
                : pack_columns(from, w->tap_step, w->taps, left, to, 64 * (size_t)p->groups);
        const struct group group = load_group(o, channel + c, left);
        const __m512i offset = _mm512_set1_epi32(-128 - o->in_zero);
        p->first[g] = _mm512_add_epi32(group.bias, _mm512_mullo_epi32(sums, offset));
        p->q[g] = group.q;
    }
}

/* `pixels` of a tile by `groups` of channels; only the first `n` pixels are there. */
TARGET_INLINE void multiply(const struct panel *panel, const uint8_t *tile, size_t row_bytes,
                            int8_t *out, size_t out_step, uint32_t n, const uint32_t pixels,
                            const uint32_t groups)
{
    const uint8_t *words = panel->weights;
    __m512i sum[12][4];

    UNROLL for (uint32_t p = 0; p < pixels; p++)
    {
        UNROLL for (uint32_t g = 0; g < groups; g++)
        {
            sum[p][g] = panel->first[g];
        }
    }
    for (uint32_t k = 0; k < panel->words; k++, tile += 4, words += groups * 64) {
        __m512i w[4];
        UNROLL for (uint32_t g = 0; g < groups; g++)
        {
            w[g] = _mm512_load_si512(words + g * 64);
        }
        UNROLL for (uint32_t p = 0; p < pixels; p++)
        {
            int32_t taps;
            memcpy(&taps, tile + p * row_bytes, 4);
            const __m512i x = _mm512_set1_epi32(taps);
            UNROLL for (uint32_t g = 0; g < groups; g++)
            {
                sum[p][g] = _mm512_dpbusd_epi32(sum[p][g], x, w[g]);
            }
        }
    }
    UNROLL for (uint32_t g = 0; g < groups; g++)
    {
        UNROLL for (uint32_t p = 0; p < pixels; p++)
        {
            if (p < n) {
                store_outputs(&panel->q[g], sum[p][g], out + p * out_step + g * LANES);
            }
        }
    }
}

/* Pixels that are multiplied at once, for 1 to 4 groups of channels: as the registers allow. */
#define PIXELS_1 12u
#define PIXELS_2 12u
#define PIXELS_3 6u
#define PIXELS_4 6u
#define PIXELS_MAX 12u

#define MULTIPLY_TILE(GROUPS)                                                                      \
    TARGET static void multiply_##GROUPS(const struct panel *panel, const uint8_t *tile,           \
                                         size_t row_bytes, int8_t *out, size_t out_step,           \
                                         uint32_t n)                                               \
    {                                                                                              \
        for (uint32_t p = 0; p < n; p += PIXELS_##GROUPS) {                                        \
            multiply(panel, tile + p * row_bytes, row_bytes, out + p * out_step, out_step, n - p,  \
                     PIXELS_##GROUPS, GROUPS);                                                     \
        }                                                                                          \
    }
MULTIPLY_TILE(1)
MULTIPLY_TILE(2)
MULTIPLY_TILE(3)
MULTIPLY_TILE(4)

static void (*const multiply_tile[GROUPS_MAX])(const struct panel *, const uint8_t *, size_t,
                                               int8_t *, size_t, uint32_t) = {
    multiply_1, multiply_2, multiply_3, multiply_4
};

/* Where the rows of a tile come from: one after another the pixels of a convolution, or (w is
 * NULL) the rows of a matrix. */
struct source {
    const struct otaml_window *w;
    const int8_t *in;
    uint32_t step, taps; /* of a matrix: bytes from row to row, and of a row */
    int32_t in_zero;
    uint32_t y, x; /* of the output, the next pixel */
};

/* The taps that lie in the padding are zeros. */
TARGET_INLINE void copy_taps(const struct source *s, struct otaml_taps rows, uint8_t *to)
{
    const struct otaml_window *w = s->w;
    const struct otaml_taps columns = otaml_window_columns(w, s->x);
    const uint32_t taps = (uint32_t)(columns.end - columns.first), line = w->k_w * (uint32_t)w->in_c;
    const uint32_t at = (uint32_t)(columns.origin + columns.first * w->dilation_w);

    if (rows.end - rows.first < w->k_h || taps < w->k_w) {
        memset(to, s->in_zero ^ 0x80, s->taps);
    }
    to += (size_t)(uint32_t)rows.first * line + (uint32_t)columns.first * w->in_c;
    for (int32_t ky = rows.first; ky < rows.end && taps > 0; ky++, to += line) {
        const uint32_t y = (uint32_t)(rows.origin + ky * w->dilation_h);
        const int8_t *from = s->in + ((size_t)y * w->in_w + at) * w->in_c;
        if (w->dilation_w == 1) {
            copy_run(to, from, (size_t)taps * w->in_c);
            continue;
        }
        for (uint32_t kx = 0; kx < taps; kx++) {
            copy_run(to + kx * w->in_c, from + (size_t)kx * w->dilation_w * w->in_c, w->in_c);
        }
    }
}

/* The next n pixels as rows of row_bytes. */
TARGET static void fill_tile(struct source *s, uint8_t *tile, size_t row_bytes, uint32_t n)
{
    if (!s->w && s->step == row_bytes && s->taps == row_bytes) {
        copy_run(tile, s->in, n * row_bytes);
        s->in += n * row_bytes;
        return;
    }
    if (!s->w) {
        for (; n > 0; n--, tile += row_bytes, s->in += s->step) {
            copy_run(tile, s->in, s->taps);
        }
        return;
    }
    struct otaml_taps rows = otaml_window_rows(s->w, s->y);
    for (; n > 0; n--, tile += row_bytes) {
        copy_taps(s, rows, tile);
        if (++s->x == s->w->out_w) {
            s->x = 0;
            rows = otaml_window_rows(s->w, ++s->y);
        }
    }
}

/* The sums in 8 vectors, as 8 words. */
TARGET_INLINE __m256i add_across(const __m512i v[8])
{
    __m512i t[4];

    UNROLL for (uint32_t i = 0; i < 4; i++)
    {
        t[i] = _mm512_add_epi32(_mm512_unpacklo_epi32(v[2 * i], v[2 * i + 1]),
                                _mm512_unpackhi_epi32(v[2 * i], v[2 * i + 1]));
    }
    const __m512i a = _mm512_add_epi32(_mm512_unpacklo_epi64(t[0], t[1]),
                                       _mm512_unpackhi_epi64(t[0], t[1]));
    const __m512i b = _mm512_add_epi32(_mm512_unpacklo_epi64(t[2], t[3]),
                                       _mm512_unpackhi_epi64(t[2], t[3]));
    const __m512i c =
        _mm512_add_epi32(_mm512_shuffle_i32x4(a, b, 0x88), _mm512_shuffle_i32x4(a, b, 0xdd));
    return _mm512_castsi512_si256(
        _mm512_add_epi32(_mm512_shuffle_i32x4(c, c, 0x88), _mm512_shuffle_i32x4(c, c, 0xdd)));
}

/* A row of input and how it becomes unsigned, with what to subtract from it then. */
struct row {
    const uint8_t *x;
    uint32_t taps;
    __m512i flip, zero; /* in every byte */
    bool has_zero;
};

/* 64 taps or less of 8 channels. */
TARGET_INLINE void dot_step(const struct row *r, const int8_t *const at[8], uint32_t i,
                            __mmask64 mask, __m512i sum[8], __m512i zeros[8], const bool has_zero)
{
    const __m512i x = _mm512_xor_si512(_mm512_maskz_loadu_epi8(mask, r->x + i), r->flip);

    UNROLL for (uint32_t c = 0; c < 8; c++)
    {
        const __m512i w = _mm512_maskz_loadu_epi8(mask, at[c] + i);
        sum[c] = _mm512_dpbusd_epi32(sum[c], x, w);
        if (has_zero) {
            zeros[c] = _mm512_dpbusd_epi32(zeros[c], r->zero, w);
        }
    }
}

/* The row by 8 channels, of which n are there. */
TARGET_INLINE __m256i dot_8(const struct row *r, const struct weights *w, uint32_t first,
                            uint32_t n, const bool has_zero)
{
    const uint32_t whole = r->taps / 64 * 64;
    const int8_t *at[8];
    __m512i sum[8], zeros[8];

    UNROLL for (uint32_t c = 0; c < 8; c++)
    {
        at[c] = w->at + (size_t)(first + (c < n ? c : 0)) * w->channel_step;
        sum[c] = zeros[c] = _mm512_setzero_si512();
    }
    for (uint32_t i = 0; i < whole; i += 64) {
        dot_step(r, at, i, ~(__mmask64)0, sum, zeros, has_zero);
    }
    if (whole < r->taps) {
        dot_step(r, at, whole, mask64(r->taps - whole), sum, zeros, has_zero);
    }
    UNROLL for (uint32_t c = 0; c < 8; c++)
    {
        sum[c] = has_zero ? _mm512_sub_epi32(sum[c], zeros[c]) : sum[c];
    }
    return add_across(sum);
}

TARGET_INLINE __m512i dot_16(const struct row *r, const struct weights *w, uint32_t first,
                             uint32_t n, const bool has_zero)
{
    const __m256i low = dot_8(r, w, first, n, has_zero);
    const __m256i high =
        n > 8 ? dot_8(r, w, first + 8, n - 8, has_zero) : _mm256_setzero_si256();
    return _mm512_inserti64x4(_mm512_castsi256_si512(low), high, 1);
}

/* All channels of one pixel. */
TARGET static void dot_pixel(const struct row *r, const struct weights *w, const struct outputs *o,
                             const struct otaml_channel *channel, uint32_t n, int8_t *out)
{
    for (uint32_t c = 0; c < n; c += LANES) {
        const struct group g = load_group(o, channel + c, n - c);
        const __m512i sum =
            r->has_zero ? dot_16(r, w, c, n - c, true) : dot_16(r, w, c, n - c, false);
        store_outputs(&g.q, _mm512_add_epi32(sum, g.bias), out + c);
    }
}

struct task {
    struct source source;
    struct weights weights;
    struct outputs outputs;
    const struct otaml_channel *channel;
    uint32_t channels, pixels;
    int8_t *out;
    uint32_t out_step;
};

TARGET static void with_panels(const struct task *t, size_t row_bytes)
{
    const uint32_t tile_pixels = (uint32_t)(TILE_BYTES / row_bytes) / PIXELS_MAX * PIXELS_MAX;
    const uint32_t most =
        otaml_min_u32(GROUPS_MAX, (uint32_t)(PANEL_BYTES / (LANES * row_bytes))) * LANES;
    uint8_t tile[TILE_BYTES]; /* a row that is not filled gives sums that nobody wants */
    struct panel panel;
    uint32_t n;

    for (uint32_t c = 0; c < t->channels; c += n) {
        struct source source = t->source;
        struct weights weights = t->weights;
        n = otaml_min_u32(most, t->channels - c);
        weights.at += (size_t)c * weights.channel_step;
        fill_panel(&panel, &weights, &t->outputs, t->channel + c, n);
        for (uint32_t p = 0; p < t->pixels; p += tile_pixels) {
            const uint32_t pixels = otaml_min_u32(tile_pixels, t->pixels - p);
            fill_tile(&source, tile, row_bytes, pixels);
            multiply_tile[panel.groups - 1](&panel, tile, row_bytes,
                                            t->out + (size_t)p * t->out_step + c, t->out_step,
                                            pixels);
        }
    }
}

/* Pixel by pixel, for want of pixels. */
TARGET static void with_dots(const struct task *t)
{
    struct source source = t->source;
    struct row r = {
        .taps = t->weights.taps,
        .flip = _mm512_set1_epi8(source.w ? 0 : INT8_MIN),
        .zero = _mm512_set1_epi8((char)(128 + t->outputs.in_zero)),
        .has_zero = t->outputs.in_zero != INT8_MIN,
    };
    uint8_t taps[TILE_BYTES];

    for (uint32_t p = 0; p < t->pixels; p++) {
        if (source.w) {
            fill_tile(&source, taps, r.taps, 1);
            r.x = taps;
        } else {
            r.x = (const uint8_t *)source.in + (size_t)p * source.step;
        }
        dot_pixel(&r, &t->weights, &t->outputs, t->channel, t->channels,
                  t->out + (size_t)p * t->out_step);
    }
}

/* False if neither way suits. */
TARGET static bool run(const struct task *t)
{
    const size_t row_bytes = (t->weights.taps + 3u) / 4 * 4;

    if (row_bytes * PIXELS_MAX <= TILE_BYTES && row_bytes * LANES <= PANEL_BYTES
        && (t->pixels >= PIXELS_FEW || t->weights.tap_step != 1)) {
        with_panels(t, row_bytes);
        return true;
    }
    if (t->weights.tap_step != 1 || (t->source.w && row_bytes > TILE_BYTES)) {
        return false;
    }
    with_dots(t);
    return true;
}

TARGET static bool conv(const struct otaml_wide_conv *job)
{
    const struct otaml_window *w = job->w;
    const uint32_t taps = (uint32_t)w->k_h * w->k_w * w->in_c;
    const bool pointwise = w->k_h == 1 && w->k_w == 1 && w->stride_h == 1 && w->stride_w == 1;
    struct task t = {
        .source = { pointwise ? NULL : w, NULL, w->in_c, taps, job->in_zero, job->row, 0 },
        .weights = { job->filter, job->channel_step, job->tap_step, taps },
        .outputs = { job->in_zero, job->out_zero, job->min, job->max },
        .channel = job->channel,
        .channels = job->channels,
        .pixels = (job->row_end - job->row) * w->out_w,
        .out_step = w->out_c,
    };
    bool done = true;

    for (uint32_t b = 0; b < w->batches && done; b++) {
        t.source.in = job->in + (size_t)b * w->in_h * w->in_w * w->in_c;
        t.source.in += pointwise ? (size_t)job->row * w->in_w * w->in_c : 0;
        t.out = job->out + ((size_t)b * w->out_h + job->row) * w->out_w * w->out_c;
        done = run(&t);
    }
    return done;
}

TARGET static bool matmul(const struct otaml_matmul *k)
{
    const struct task t = {
        .source = { NULL, k->x, k->x_step, k->run_bytes, -k->in_offset, 0, 0 },
        .weights = { k->w, k->w_step, 1, k->run_bytes },
        .outputs = { -k->in_offset, k->out_zero, k->min, k->max },
        .channel = k->channel,
        .channels = k->channels,
        .pixels = k->pixels,
        .out = k->out,
        .out_step = k->out_step,
    };
    return k->runs == 1 && k->run_bytes > 0 && run(&t);
}

/*
 * Depthwise: four rows of the kernel are the four products of a word, so a column of the input
 * is interleaved once and then multiplied by each column of the kernel that reaches it.
 */
#define COLUMNS_BYTES 16384u
#define KERNEL_WORDS  64u /* of 16 channels' weights */

struct depthwise_group {
    __m512i first;
    struct requantize q;
    uint8_t weights[KERNEL_WORDS * 64] __attribute__((aligned(64)));
};

TARGET_INLINE __m512i load_rows(const int8_t *const at[4], __mmask16 lanes)
{
    if (lanes == 0xffff) {
        return interleave(_mm_loadu_si128((const void *)at[0]), _mm_loadu_si128((const void *)at[1]),
                          _mm_loadu_si128((const void *)at[2]),
                          _mm_loadu_si128((const void *)at[3]));
    }
    return interleave(_mm_maskz_loadu_epi8(lanes, at[0]), _mm_maskz_loadu_epi8(lanes, at[1]),
                      _mm_maskz_loadu_epi8(lanes, at[2]), _mm_maskz_loadu_epi8(lanes, at[3]));
}

/* Words of a column of the kernel. */
static uint32_t words_of(const struct otaml_window *w)
{
    return (w->k_h + 3u) / 4;
}

TARGET static void fill_depthwise(struct depthwise_group *d, const struct otaml_wide_conv *job,
                                  const struct outputs *o, uint32_t c)
{
    static const int8_t none[16];
    const struct otaml_window *w = job->w;
    const struct group g = load_group(o, job->channel + c, job->channels - c);
    const uint32_t words = words_of(w);
    __m512i sums = _mm512_setzero_si512();
    uint8_t *to = d->weights;

    for (uint32_t i = 0; i < w->k_w * words; i++, to += 64) {
        const uint32_t kx = i / words, ky = i % words * 4;
        const int8_t *at[4];
        for (uint32_t k = 0; k < 4; k++) {
            const size_t tap = (size_t)(ky + k) * w->k_w + kx;
            at[k] = ky + k < w->k_h ? job->filter + tap * job->tap_step + c : none;
        }
        const __m512i v = load_rows(at, g.q.lanes);
        sums = _mm512_dpbusd_epi32(sums, _mm512_set1_epi8(1), v);
        _mm512_store_si512(to, v);
    }
    d->q = g.q;
    d->first = _mm512_add_epi32(
        g.bias, _mm512_mullo_epi32(sums, _mm512_set1_epi32(-128 - o->in_zero)));
}

/* n columns of the input from `column` on, of which some may lie in the padding. */
TARGET_INLINE void fill_columns(const struct otaml_wide_conv *job, struct otaml_taps rows,
                                uint32_t c, int32_t column, uint32_t n, __mmask16 lanes,
                                uint8_t *columns)
{
    const struct otaml_window *w = job->w;
    const __m512i flip = _mm512_set1_epi8(INT8_MIN);
    const __m512i zero = _mm512_set1_epi8((char)(job->in_zero ^ 0x80));
    const uint32_t words = words_of(w);
    int8_t padding[16];

    memset(padding, job->in_zero, sizeof(padding));
    for (uint32_t g = 0; g < words; g++) {
        const int8_t *at[4];
        size_t step[4];
        for (uint32_t k = 0; k < 4; k++) {
            const int32_t ky = (int32_t)(4 * g + k);
            const bool inside = ky >= rows.first && ky < rows.end;
            const size_t y = inside ? (size_t)(rows.origin + ky * w->dilation_h) : 0;
            at[k] = inside ? job->in + y * w->in_w * w->in_c + c : padding;
            step[k] = inside ? w->in_c : 0;
            at[k] += column > 0 ? (uint32_t)column * step[k] : 0;
        }
        uint8_t *to = columns + 64 * (size_t)g;
        for (uint32_t i = 0; i < n; i++, to += 64 * (size_t)words) {
            const int32_t x = column + (int32_t)i;
            if (x < 0 || x >= w->in_w) {
                _mm512_store_si512(to, zero);
                continue;
            }
            _mm512_store_si512(to, _mm512_xor_si512(load_rows(at, lanes), flip));
            for (uint32_t k = 0; k < 4; k++) {
                at[k] += step[k];
            }
        }
    }
}

/* n outputs of a row from the columns that they reach. */
TARGET_INLINE void depthwise_pixels(const struct otaml_window *w, const struct depthwise_group *d,
                                    const uint8_t *columns, uint32_t n, int8_t *out)
{
    const uint32_t words = words_of(w);
    const size_t tap = 64 * (size_t)words * w->dilation_w;

    for (uint32_t p = 0; p < n; p++, columns += 64 * (size_t)words * w->stride_w, out += w->out_c) {
        const uint8_t *x = columns, *weights = d->weights;
        __m512i sum = d->first;
        for (uint32_t kx = 0; kx < w->k_w; kx++, x += tap) {
            for (uint32_t g = 0; g < words; g++, weights += 64) {
                sum = _mm512_dpbusd_epi32(sum, _mm512_load_si512(x + 64 * (size_t)g),
                                          _mm512_load_si512(weights));
            }
        }
        store_outputs(&d->q, sum, out);
    }
}

TARGET static void depthwise_row(const struct otaml_wide_conv *job,
                                 const struct depthwise_group *d, uint32_t c, uint32_t y,
                                 int8_t *out)
{
    const struct otaml_window *w = job->w;
    const struct otaml_taps rows = otaml_window_rows(w, y);
    const uint32_t span = (w->k_w - 1u) * w->dilation_w + 1u;
    const uint32_t room = COLUMNS_BYTES / 64 / words_of(w);
    const uint32_t most = (room - span) / w->stride_w + 1;
    uint8_t columns[COLUMNS_BYTES] __attribute__((aligned(64)));
    uint32_t n;

    for (uint32_t x = 0; x < w->out_w; x += n) {
        const int32_t column = (int32_t)(x * w->stride_w) - w->pad_left;
        n = otaml_min_u32(most, w->out_w - x);
        fill_columns(job, rows, c, column, (n - 1) * w->stride_w + span, d->q.lanes, columns);
        depthwise_pixels(w, d, columns, n, out + (size_t)x * w->out_c);
    }
}

TARGET static bool depthwise(const struct otaml_wide_conv *job)
{
    const struct otaml_window *w = job->w;
    const struct outputs o = { job->in_zero, job->out_zero, job->min, job->max };
    struct depthwise_group groups[GROUPS_MAX];
    struct otaml_wide_conv at = *job;

    if (w->k_w * words_of(w) > KERNEL_WORDS
        || ((w->k_w - 1u) * w->dilation_w + 1u) * words_of(w) > COLUMNS_BYTES / 64) {
        return false;
    }
    for (uint32_t c = 0; c < job->channels; c += LANES) {
        fill_depthwise(&groups[c / LANES], job, &o, c);
    }
    for (uint32_t b = 0; b < w->batches; b++) {
        at.in = job->in + (size_t)b * w->in_h * w->in_w * w->in_c;
        for (uint32_t y = job->row; y < job->row_end; y++) {
            int8_t *out = job->out + ((size_t)b * w->out_h + y) * w->out_w * w->out_c;
            for (uint32_t c = 0; c < job->channels; c += LANES) {
                depthwise_row(&at, &groups[c / LANES], c, y, out + c);
            }
        }
    }
    return true;
}

/* One multiplier for all lanes. */
TARGET_INLINE struct requantize one_multiplier(const struct outputs *o, struct otaml_multiplier m)
{
    return load_requantize(o, _mm512_set1_epi32(m.value), _mm512_set1_epi32(m.shift), 0xffff);
}

/* 16 values of an input, less its zero point, with 20 more bits, at the sum's scale. */
TARGET_INLINE __m512i load_addend(const struct otaml_wide_sum *s, uint32_t k, uint32_t i,
                                  __mmask16 lanes, const struct requantize *q)
{
    const __m128i bytes = s->step[k] == 0 ? _mm_set1_epi8(*s->in[k])
                                          : _mm_maskz_loadu_epi8(lanes, s->in[k] + i);
    const __m512i v =
        _mm512_sub_epi32(_mm512_cvtepi8_epi32(bytes), _mm512_set1_epi32(s->in_zero[k]));
    return scale(q, _mm512_slli_epi32(v, s->more_bits));
}

TARGET static void sum(const struct otaml_wide_sum *s)
{
    const struct outputs o = { 0, s->out_zero, s->min, s->max };
    const struct requantize a = one_multiplier(&o, s->in_m[0]), b = one_multiplier(&o, s->in_m[1]);
    struct requantize q = one_multiplier(&o, s->out_m);

    for (uint32_t i = 0; i < s->n; i += LANES) {
        q.lanes = mask16(s->n - i);
        const __m512i va = load_addend(s, 0, i, q.lanes, &a);
        const __m512i vb = load_addend(s, 1, i, q.lanes, &b);
        store_outputs(&q, s->subtract ? _mm512_sub_epi32(va, vb) : _mm512_add_epi32(va, vb),
                      s->out + i);
    }
}

static const struct otaml_wide kernels = { conv, depthwise, matmul, sum };

const struct otaml_wide *otaml_wide_avx512vnni(void)
{
    return __builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("avx512bw")
                   && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")
               ? &kernels
               : NULL;
}

#endif
