/*
 * kernels_c.c - the inner loops in portable C. API: kernels_priv.h
 */
#include "kernels_priv.h"

void otaml_dot4_s8(const int8_t *x, const int8_t *w, uint32_t stride, uint32_t n, int32_t offset,
                   uint32_t sum[KERNEL_ROWS])
{
    const int8_t *w0 = w, *w1 = w0 + stride, *w2 = w1 + stride, *w3 = w2 + stride;
    uint32_t s0 = sum[0], s1 = sum[1], s2 = sum[2], s3 = sum[3];

    for (uint32_t i = 0; i < n; i++) {
        const int32_t v = x[i] + offset;
        s0 += (uint32_t)(v * w0[i]);
        s1 += (uint32_t)(v * w1[i]);
        s2 += (uint32_t)(v * w2[i]);
        s3 += (uint32_t)(v * w3[i]);
    }
    sum[0] = s0;
    sum[1] = s1;
    sum[2] = s2;
    sum[3] = s3;
}

uint32_t otaml_dot_s8(const int8_t *x, const int8_t *w, uint32_t n, int32_t offset)
{
    uint32_t s = 0;

    for (uint32_t i = 0; i < n; i++) {
        s += (uint32_t)((x[i] + offset) * w[i]);
    }
    return s;
}

int64_t otaml_dot_s16(const int16_t *x, const int8_t *w, uint32_t n)
{
    int64_t sum = 0;

    for (uint32_t first = 0; first < n; first += 256) {
        const uint32_t end = n - first < 256 ? n : first + 256;
        int32_t part = 0; /* at most 2^30 */
        for (uint32_t i = first; i < end; i++) {
            part += x[i] * w[i];
        }
        sum += part;
    }
    return sum;
}

void otaml_taps_s8(const int8_t *x, uint32_t x_step, const int8_t *w, uint32_t w_step,
                   uint32_t taps, uint32_t n, int32_t offset, uint32_t *sum)
{
    for (; taps > 0; taps--, x += x_step, w += w_step) {
        if (n == KERNEL_CHANNELS) { /* a constant count lets the compiler use vectors */
            for (uint32_t c = 0; c < KERNEL_CHANNELS; c++) {
                sum[c] += (uint32_t)((x[c] + offset) * w[c]);
            }
        } else {
            for (uint32_t c = 0; c < n; c++) {
                sum[c] += (uint32_t)((x[c] + offset) * w[c]);
            }
        }
    }
}

void otaml_taps1_s8(const int8_t *x, uint32_t x_step, const int8_t *w, uint32_t w_step,
                    uint32_t taps, uint32_t n, int32_t offset, uint32_t *sum)
{
    for (; taps > 0; taps--, x += x_step, w += w_step) {
        const int32_t v = x[0] + offset;
        for (uint32_t c = 0; c < n; c++) {
            sum[c] += (uint32_t)(v * w[c]);
        }
    }
}
