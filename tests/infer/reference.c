/*
 * reference.c - the operators by their definition. API: reference.h
 */
#include "reference.h"

#include <math.h>
#include <stdbool.h>

void reference_quantize_multiplier(double real, int64_t *value, int *shift)
{
    *value = llround(frexp(real, shift) * 2147483648.0);
    if (*value == 2147483648) {
        *value /= 2;
        ++*shift;
    }
    if (real == 0.0 || *shift < -31) {
        *value = 0;
        *shift = 0;
    }
}

int32_t reference_multiply(int32_t x, double real)
{
    int64_t value, product;
    int shift;

    reference_quantize_multiplier(real, &value, &shift);
    product = (int64_t)x * (shift > 0 ? 1 << shift : 1) * value;
    product = (product + (product >= 0 ? 1 << 30 : 1 - (1 << 30))) / (1LL << 31);
    return shift < 0 ? (int32_t)llround((double)product / (double)(1LL << -shift))
                     : (int32_t)product;
}

int8_t reference_clamp(int64_t x, int32_t min, int32_t max)
{
    return (int8_t)(x < min ? min : x > max ? max : x);
}

/* The input at tap (ky, kx) of output (y, x), or NULL in the padding. */
static const int8_t *tap(const struct reference_window *w, const int8_t *in, int y, int x, int ky,
                         int kx, int c)
{
    const int iy = y * w->stride_h - w->pad_top + ky, ix = x * w->stride_w - w->pad_left + kx;
    const bool inside = iy >= 0 && iy < w->in_h && ix >= 0 && ix < w->in_w;
    return inside ? in + (iy * w->in_w + ix) * w->in_c + c : 0;
}

static int8_t finish(const struct reference_quantization *q, int32_t sum, int c)
{
    const double real = (double)q->in_scale * (double)q->scales[c] / (double)q->out_scale;
    return reference_clamp(reference_multiply(sum, real) + q->out_zero, q->min, q->max);
}

void reference_conv(const struct reference_window *w, const struct reference_quantization *q,
                    const int8_t *in, const int8_t *filter, const int32_t *bias, int8_t *out)
{
    for (int i = 0; i < w->out_h * w->out_w * w->out_c; i++) {
        const int c = i % w->out_c, x = i / w->out_c % w->out_w, y = i / w->out_c / w->out_w;
        int32_t sum = bias[c];
        for (int k = 0; k < w->k_h * w->k_w * w->in_c; k++) {
            const int ic = k % w->in_c, kx = k / w->in_c % w->k_w, ky = k / w->in_c / w->k_w;
            const int8_t *from = tap(w, in, y, x, ky, kx, ic);
            sum += from ? (*from - q->in_zero) * filter[c * w->k_h * w->k_w * w->in_c + k] : 0;
        }
        out[i] = finish(q, sum, c);
    }
}

void reference_depthwise(const struct reference_window *w, const struct reference_quantization *q,
                         const int8_t *in, const int8_t *filter, const int32_t *bias, int8_t *out)
{
    for (int i = 0; i < w->out_h * w->out_w * w->out_c; i++) {
        const int c = i % w->out_c, x = i / w->out_c % w->out_w, y = i / w->out_c / w->out_w;
        int32_t sum = bias[c];
        for (int k = 0; k < w->k_h * w->k_w; k++) {
            const int8_t *from = tap(w, in, y, x, k / w->k_w, k % w->k_w, c / (w->out_c / w->in_c));
            sum += from ? (*from - q->in_zero) * filter[k * w->out_c + c] : 0;
        }
        out[i] = finish(q, sum, c);
    }
}

void reference_average_pool(const struct reference_window *w, const int8_t *in, int8_t *out)
{
    for (int i = 0; i < w->out_h * w->out_w * w->out_c; i++) {
        const int c = i % w->out_c, x = i / w->out_c % w->out_w, y = i / w->out_c / w->out_w;
        int sum = 0, n = 0;
        for (int k = 0; k < w->k_h * w->k_w; k++) {
            const int8_t *from = tap(w, in, y, x, k / w->k_w, k % w->k_w, c);
            sum += from ? *from : 0;
            n += from != 0;
        }
        out[i] = (int8_t)lround((double)sum / n);
    }
}

void reference_max_pool(const struct reference_window *w, const int8_t *in, int8_t *out)
{
    for (int i = 0; i < w->out_h * w->out_w * w->out_c; i++) {
        const int c = i % w->out_c, x = i / w->out_c % w->out_w, y = i / w->out_c / w->out_w;
        int8_t max = INT8_MIN;
        for (int k = 0; k < w->k_h * w->k_w; k++) {
            const int8_t *from = tap(w, in, y, x, k / w->k_w, k % w->k_w, c);
            max = from && *from > max ? *from : max;
        }
        out[i] = max;
    }
}
