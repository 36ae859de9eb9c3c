/*
 * kernels_priv.h - the few loops that almost all the time is spent in.
 *
 * One file for each instruction set defines them; kernels_c.c is the portable one. Sums are
 * formed modulo 2^32, as a reference sum that does not overflow is; int8 plus offset times
 * int8 needs 17 bits.
 */
#ifndef OTAML_KERNELS_PRIV_H
#define OTAML_KERNELS_PRIV_H

#include <stdint.h>

/* Rows of weights that otaml_dot4_s8 takes at once. */
#define KERNEL_ROWS 4u

/* Channels that the depthwise loops take at once. */
#define KERNEL_CHANNELS 16u

/* sum[r] += sum over i < n of (x[i] + offset) * w[r * stride + i], for r = 0 to 3. */
void otaml_dot4_s8(const int8_t *x, const int8_t *w, uint32_t stride, uint32_t n, int32_t offset,
                   uint32_t sum[KERNEL_ROWS]);

/* The same for one row. */
uint32_t otaml_dot_s8(const int8_t *x, const int8_t *w, uint32_t n, int32_t offset);

/* The sum over i < n of x[i] * w[i]: n < 2^31 products of 23 bits. */
int64_t otaml_dot_s16(const int16_t *x, const int8_t *w, uint32_t n);

/* sum[c] += sum over i < taps of (x[i * x_step + c] + offset) * w[i * w_step + c], for
 * c < n <= KERNEL_CHANNELS. */
void otaml_taps_s8(const int8_t *x, uint32_t x_step, const int8_t *w, uint32_t w_step,
                   uint32_t taps, uint32_t n, int32_t offset, uint32_t *sum);

/* The same with one input channel for all: x[i * x_step]. */
void otaml_taps1_s8(const int8_t *x, uint32_t x_step, const int8_t *w, uint32_t w_step,
                    uint32_t taps, uint32_t n, int32_t offset, uint32_t *sum);

#endif /* OTAML_KERNELS_PRIV_H */
