/*
 * kernels_priv.h - the few loops that almost all the time is spent in.
 *
 * One file for each instruction set defines them; kernels_c.c is the portable one, to which the
 * others leave what they have no better way for. A loop goes all the way from int8 to int8: sums
 * are formed modulo 2^32, as a reference sum that does not overflow is, and a channel's
 * multiplier brings them to the output's scale with the two roundings of otaml_multiply, in
 * whatever way the instruction set does that best.
 */
#ifndef OTAML_KERNELS_PRIV_H
#define OTAML_KERNELS_PRIV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "../fixed_priv.h"

/* Which file, by what the compiler was told of the processor. */
#if defined(__ARM_FEATURE_MVE)
#define OTAML_KERNELS_MVE
#elif defined(__ARM_ARCH_PROFILE) && __ARM_ARCH_PROFILE == 'M' && defined(__ARM_FEATURE_DSP)       \
    && !defined(__ARM_BIG_ENDIAN)
#define OTAML_KERNELS_ARMV7EM
#elif defined(__ARM_ARCH_7M__) && !defined(__ARM_BIG_ENDIAN)
#define OTAML_KERNELS_ARMV7M
#elif defined(__ARM_ARCH_6M__) && !defined(__ARM_BIG_ENDIAN)
#define OTAML_KERNELS_ARMV6M
#elif defined(__x86_64__)                                                                          \
    || (defined(__aarch64__) && defined(__ARM_NEON) && !defined(__ARM_BIG_ENDIAN))
#define OTAML_KERNELS_WIDE
#else
#define OTAML_KERNELS_C
#endif

/* From a sum to int8. */
struct otaml_channel {
    int32_t bias;
    struct otaml_multiplier m; /* its value may be negative, its shift is at most 31 */
};

/* Channels whose multipliers an operator holds at once, on its stack. */
#ifdef OTAML_KERNELS_WIDE
#define KERNEL_CHANNELS 64u
#else
#define KERNEL_CHANNELS 16u
#endif

/* Pixels that a matmul takes at once, and bytes of a run below which it pays to copy a small
 * kernel's taps together for it. */
#ifdef OTAML_KERNELS_ARMV7M
#define KERNEL_PIXELS    4u
#define KERNEL_SHORT_RUN 8u
#else
#define KERNEL_PIXELS    1u
#define KERNEL_SHORT_RUN 16u
#endif

/* KERNEL_CHANNELS of FULLY_CONNECTED and of CONV_2D, where an input is prepared for each block. */
#if defined(OTAML_KERNELS_ARMV6M)
#define KERNEL_OUTPUTS 28u
#define KERNEL_FILTERS 32u
#elif defined(OTAML_KERNELS_ARMV7M)
#define KERNEL_OUTPUTS 24u
#define KERNEL_FILTERS KERNEL_CHANNELS
#else
#define KERNEL_OUTPUTS KERNEL_CHANNELS
#define KERNEL_FILTERS KERNEL_CHANNELS
#endif

/*
 * Sums of products over runs of bytes, for every pixel and channel:
 *
 *   out[p * out_step + c] = int8(channel[c], sum over r < runs, i < run_bytes of
 *       (x[p * x_step + r * x_run_step + i] + in_offset) * w[c * w_step + r * w_run_step + i])
 *
 * The inner part of a convolution (a run is a row of its kernel) and of a product of matrices.
 * Neither x nor w is aligned. There is at least one pixel and channel; runs may be none. in_offset
 * is -127 to 128, here and below.
 */
struct otaml_matmul {
    const int8_t *x, *w;
    int8_t *out;
    uint32_t x_step, w_step, out_step;
    uint32_t runs, run_bytes, x_run_step, w_run_step;
    uint32_t pixels, channels;
    const struct otaml_channel *channel;
    int32_t in_offset, out_zero, min, max;
};

void otaml_matmul_s8(const struct otaml_matmul *k);

/*
 * Sums over the taps of a kernel that stays in its channel:
 *
 *   out[p * out_step + c] = int8(channel[c], sum over r < rows, t < columns of
 *       (x[p * x_step + r * x_row_step + t * x_tap_step + c] + in_offset)
 *       * w[r * w_row_step + t * w_tap_step + c])
 *
 * otaml_depthwise_s8 is that; otaml_depthwise_shared_s8 has one input channel for all of the
 * output's, so no c in the index of x. Likewise unaligned, with at least one pixel and channel.
 */
struct otaml_depthwise {
    const int8_t *x, *w;
    int8_t *out;
    uint32_t x_step, out_step;
    uint32_t rows, columns, x_row_step, x_tap_step, w_row_step, w_tap_step;
    uint32_t pixels, channels;
    const struct otaml_channel *channel;
    int32_t in_offset, out_zero, min, max;
};

void otaml_depthwise_s8(const struct otaml_depthwise *k);
void otaml_depthwise_shared_s8(const struct otaml_depthwise *k);

/*
 * Sums or differences of n pairs: out[i] from a[i * a_step] and b[i * b_step], steps 0 or 1. Each
 * is brought to a common scale with KERNEL_ADD_BITS more bits, and the sum to the output's. The
 * multipliers are in (0, 1), so their values are at least 2^30 and their shifts at most 0.
 */
#define KERNEL_ADD_BITS 20
struct otaml_addition {
    const int8_t *a, *b;
    int8_t *out;
    uint32_t a_step, b_step, n;
    struct otaml_multiplier a_m, b_m, out_m;
    int32_t a_zero, b_zero, out_zero, min, max;
    bool subtract;
};

void otaml_add_s8(const struct otaml_addition *k);

/* The same, in portable C. */
void otaml_portable_add_s8(const struct otaml_addition *k);
void otaml_portable_matmul_s8(const struct otaml_matmul *k);
void otaml_portable_depthwise_s8(const struct otaml_depthwise *k);
void otaml_portable_depthwise_shared_s8(const struct otaml_depthwise *k);

/* Channels [first, first + n) of k. */
static inline struct otaml_matmul otaml_matmul_part(const struct otaml_matmul *k, uint32_t first,
                                                    uint32_t n)
{
    struct otaml_matmul part = *k;

    part.w += (size_t)first * k->w_step;
    part.out += first;
    part.channel += first;
    part.channels = n;
    return part;
}

/* The same of a depthwise kernel; `shared` says that they have one input channel. */
static inline struct otaml_depthwise otaml_depthwise_part(const struct otaml_depthwise *k,
                                                          bool shared, uint32_t first, uint32_t n)
{
    struct otaml_depthwise part = *k;

    part.x += shared ? 0 : first;
    part.w += first;
    part.out += first;
    part.channel += first;
    part.channels = n;
    return part;
}

/* Rows of weights that otaml_dot4_s8 takes at once. */
#define KERNEL_ROWS 4u

/* sum[r] += sum over i < n of (x[i] + offset) * w[r * step + i], for r = 0 to 3. */
void otaml_dot4_s8(const int8_t *x, const int8_t *w, uint32_t step, uint32_t n, int32_t offset,
                   uint32_t sum[KERNEL_ROWS]);

/* The sum over i < n of (x[i] + offset) * w[i]. */
uint32_t otaml_dot_s8(const int8_t *x, const int8_t *w, uint32_t n, int32_t offset);

/* The sum over i < n of x[i] * w[i]: n < 2^31 products of 23 bits. */
int64_t otaml_dot_s16(const int16_t *x, const int8_t *w, uint32_t n);

/* A channel's sum of products, without its bias, to int8. */
inline int8_t otaml_channel_output(const struct otaml_channel *c, uint32_t sum, int32_t out_zero,
                                   int32_t min, int32_t max)
{
    const int32_t x = (int32_t)(sum + (uint32_t)c->bias);

    if (c->m.value <= 0 || c->m.shift >= 0) {
        return otaml_clamp_int8(otaml_add_wrap(otaml_multiply(x, c->m), out_zero), min, max);
    }
    /* As nearly all are: positive, with a shift to the right, whose rounding of halves away from
     * zero is down by one for a negative number and then half up. */
    int32_t v = otaml_high_mul_positive(x, c->m.value);
    v += v >> 31;
    v = ((v >> (-c->m.shift - 1)) + 1) >> 1;
    return otaml_clamp_int8(v + out_zero, min, max);
}

#endif /* OTAML_KERNELS_PRIV_H */
