/*
 * kernels_wide_float_priv.h - convolutions on float32, compiled once for each instruction set: the
 * including file defines TARGET, LANES and as many PIXELS as its registers allow. The loops are in
 * kernels_wide_matmul_priv.h; a word is one tap. Products are rounded before they are added.
 */

#define TARGET_INLINE static inline __attribute__((always_inline)) TARGET

#define WORD_TAPS    1u
#define TAP_BYTES    4u
#define WORD_BYTES   4u
#define GROUPS_MAX   2u
#define VECTOR_BYTES (LANES * WORD_BYTES)
#define PIXELS_FEW   1u
#define TILE_BYTES   24576u
#define PANEL_BYTES  49152u

typedef float vector __attribute__((vector_size(VECTOR_BYTES)));
typedef int32_t mask __attribute__((vector_size(VECTOR_BYTES)));
typedef float element;
typedef float channel_type;
typedef struct otaml_wide_outputs_float outputs_type;
typedef struct otaml_wide_conv_float conv_job;

TARGET_INLINE vector spread(float v)
{
    return v - (vector){ 0 };
}

TARGET_INLINE vector load_word(const uint8_t *at)
{
    return *(const vector *)(const void *)at;
}

TARGET_INLINE void store_word(uint8_t *at, vector v)
{
    *(vector *)(void *)at = v;
}

/* One pixel's tap for all lanes. */
TARGET_INLINE vector spread_word(const uint8_t *at)
{
    float v;

    memcpy(&v, at, sizeof(v));
    return spread(v);
}

TARGET_INLINE vector multiply_add(vector sum, vector x, vector w)
{
    const vector product = x * w;
    return sum + product;
}

/* n <= LANES values. */
TARGET_INLINE vector load_values(const float *at, uint32_t n)
{
    vector v = { 0 };

    if (n >= LANES) {
        memcpy(&v, at, sizeof(v));
    } else {
        memcpy(&v, at, n * sizeof(*at));
    }
    return v;
}

TARGET_INLINE vector load_taps(const float *const at[WORD_TAPS], uint32_t n)
{
    return load_values(at[0], n);
}

TARGET_INLINE void copy_run(uint8_t *to, const float *from, size_t n, int32_t in_zero)
{
    (void)in_zero;
    memcpy(to, from, n * sizeof(*from));
}

TARGET_INLINE void zero_run(uint8_t *to, size_t n, int32_t in_zero)
{
    (void)in_zero;
    memset(to, 0, n * sizeof(float));
}

TARGET_INLINE vector zero_input(int32_t in_zero)
{
    (void)in_zero;
    return (vector){ 0 };
}

TARGET_INLINE vector as_input(vector taps, int32_t in_zero)
{
    (void)in_zero;
    return taps;
}

/* There is no offset, so the weights' sums are not needed. */
TARGET_INLINE vector add_weights(vector sums, vector w)
{
    (void)w;
    return sums;
}

TARGET_INLINE vector first_sums(vector bias, vector weights, int32_t in_zero)
{
    (void)bias; /* is added last, as by the reference */
    (void)in_zero;
    return weights;
}

/* What becomes of a sum. */
struct requantize {
    vector bias, min, max;
    uint32_t n; /* channels that are there */
};

TARGET_INLINE vector choose(mask m, vector a, vector b)
{
    return (vector)(((mask)a & m) | ((mask)b & ~m));
}

TARGET_INLINE void store_outputs(const struct requantize *q, vector sum, float *out)
{
    const vector v = sum + q->bias;
    const vector limited = choose(v < q->min, q->min, choose(v > q->max, q->max, v));

    if (q->n >= LANES) {
        memcpy(out, &limited, sizeof(limited));
    } else {
        memcpy(out, &limited, q->n * sizeof(*out));
    }
}

struct group {
    vector bias;
    struct requantize q;
};

TARGET_INLINE struct group load_group(const struct otaml_wide_outputs_float *o, const float *bias,
                                      uint32_t n)
{
    struct group g = { .bias = load_values(bias, otaml_min_u32(n, LANES)) };

    g.q.bias = g.bias;
    g.q.min = spread(o->min);
    g.q.max = spread(o->max);
    g.q.n = otaml_min_u32(n, LANES);
    return g;
}

/* n channels' weights, each `taps` contiguous ones, into the panel, whose words are `step` bytes
 * apart. */
TARGET static vector pack_rows(const float *filter, size_t channel_step, uint32_t taps, uint32_t n,
                               uint8_t *panel, size_t step)
{
    for (uint32_t t = 0; t < taps; t++, panel += step) {
        vector v = { 0 };
        for (uint32_t c = 0; c < n; c++) {
            v[c] = filter[c * channel_step + t];
        }
        store_word(panel, v);
    }
    return (vector){ 0 };
}

#include "kernels_wide_matmul_priv.h"
#include "kernels_wide_depthwise_priv.h"

static const struct otaml_wide_float kernels = { conv, depthwise };
