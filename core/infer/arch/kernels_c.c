/*
 * kernels_c.c - the inner loops in portable C. API: kernels_priv.h
 */
#include "kernels_priv.h"

#define LANES 16u /* channels of a depthwise kernel, side by side */

void otaml_dot4_s8(const int8_t *x, const int8_t *w, uint32_t step, uint32_t n, int32_t offset,
                   uint32_t sum[KERNEL_ROWS])
{
    const int8_t *w0 = w, *w1 = w0 + step, *w2 = w1 + step, *w3 = w2 + step;
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

/* n channels of all pixels. */
static void columns(const struct otaml_matmul *k, uint32_t first, uint32_t n)
{
    const int8_t *pixel = k->x;
    int8_t *out = k->out + first;

    for (uint32_t p = 0; p < k->pixels; p++, pixel += k->x_step, out += k->out_step) {
        const int8_t *x = pixel, *w = k->w + (size_t)first * k->w_step;
        uint32_t sum[KERNEL_ROWS] = { 0 };
        for (uint32_t r = 0; r < k->runs; r++, x += k->x_run_step, w += k->w_run_step) {
            if (n == KERNEL_ROWS) {
                otaml_dot4_s8(x, w, k->w_step, k->run_bytes, k->in_offset, sum);
                continue;
            }
            for (uint32_t c = 0; c < n; c++) {
                sum[c] += otaml_dot_s8(x, w + (size_t)c * k->w_step, k->run_bytes, k->in_offset);
            }
        }
        for (uint32_t c = 0; c < n; c++) {
            out[c] =
                otaml_channel_output(&k->channel[first + c], sum[c], k->out_zero, k->min, k->max);
        }
    }
}

void otaml_portable_matmul_s8(const struct otaml_matmul *k)
{
    for (uint32_t c = 0; c < k->channels; c += KERNEL_ROWS) {
        columns(k, c, k->channels - c < KERNEL_ROWS ? k->channels - c : KERNEL_ROWS);
    }
}

/* sum[c] += sum over i < taps of (x[i * x_step + c] + offset) * w[i * w_step + c], c < n. */
static void add_taps(const int8_t *x, uint32_t x_step, const int8_t *w, uint32_t w_step,
                     uint32_t taps, uint32_t n, int32_t offset, uint32_t *sum)
{
    for (; taps > 0; taps--, x += x_step, w += w_step) {
        if (n == LANES) { /* a constant count lets the compiler use vectors */
            for (uint32_t c = 0; c < LANES; c++) {
                sum[c] += (uint32_t)((x[c] + offset) * w[c]);
            }
        } else {
            for (uint32_t c = 0; c < n; c++) {
                sum[c] += (uint32_t)((x[c] + offset) * w[c]);
            }
        }
    }
}

/* The same with one input channel for all: x[i * x_step]. */
static void add_shared_taps(const int8_t *x, uint32_t x_step, const int8_t *w, uint32_t w_step,
                            uint32_t taps, uint32_t n, int32_t offset, uint32_t *sum)
{
    for (; taps > 0; taps--, x += x_step, w += w_step) {
        const int32_t v = x[0] + offset;
        for (uint32_t c = 0; c < n; c++) {
            sum[c] += (uint32_t)(v * w[c]);
        }
    }
}

typedef void add_function(const int8_t *x, uint32_t x_step, const int8_t *w, uint32_t w_step,
                          uint32_t taps, uint32_t n, int32_t offset, uint32_t *sum);

/* n channels of all pixels; x is at the first of them. */
static void lanes(const struct otaml_depthwise *k, const int8_t *x, uint32_t first, uint32_t n,
                  add_function *add)
{
    int8_t *out = k->out + first;

    for (uint32_t p = 0; p < k->pixels; p++, x += k->x_step, out += k->out_step) {
        const int8_t *from = x, *w = k->w + first;
        uint32_t sum[LANES] = { 0 };
        for (uint32_t r = 0; r < k->rows; r++, from += k->x_row_step, w += k->w_row_step) {
            add(from, k->x_tap_step, w, k->w_tap_step, k->columns, n, k->in_offset, sum);
        }
        for (uint32_t c = 0; c < n; c++) {
            out[c] =
                otaml_channel_output(&k->channel[first + c], sum[c], k->out_zero, k->min, k->max);
        }
    }
}

void otaml_portable_depthwise_s8(const struct otaml_depthwise *k)
{
    for (uint32_t c = 0; c < k->channels; c += LANES) {
        const uint32_t n = k->channels - c < LANES ? k->channels - c : LANES;
        lanes(k, k->x + c, c, n, add_taps);
    }
}

void otaml_portable_depthwise_shared_s8(const struct otaml_depthwise *k)
{
    for (uint32_t c = 0; c < k->channels; c += LANES) {
        const uint32_t n = k->channels - c < LANES ? k->channels - c : LANES;
        lanes(k, k->x, c, n, add_shared_taps);
    }
}

/* otaml_multiply for |x| < 2^30, value > 0 and shift <= 0, without the cases that those rule out. A
 * negative number that is shifted is made less by one, to round halves away from zero. */
struct fraction {
    int32_t value, shift;
    int32_t half, less; /* of the last place; all ones if there is a shift, else 0 */
};

static struct fraction take_fraction(struct otaml_multiplier m)
{
    const struct fraction f = { m.value, -m.shift, m.shift < 0 ? 1 << (-m.shift - 1) : 0,
                                m.shift < 0 ? -1 : 0 };
    return f;
}

static inline int32_t multiply_fraction(int32_t x, const struct fraction *f)
{
    const int32_t high = otaml_high_mul_positive(x, f->value);

    return (high + ((high >> 31) & f->less) + f->half) >> f->shift;
}

void otaml_portable_add_s8(const struct otaml_addition *k)
{
    const struct fraction am = take_fraction(k->a_m), bm = take_fraction(k->b_m);
    const struct fraction om = take_fraction(k->out_m);
    const int8_t *a = k->a, *b = k->b;
    int8_t *out = k->out;

    for (uint32_t i = k->n; i > 0; i--, a += k->a_step, b += k->b_step) {
        const int32_t va = multiply_fraction((*a - k->a_zero) * (1 << KERNEL_ADD_BITS), &am);
        const int32_t vb = multiply_fraction((*b - k->b_zero) * (1 << KERNEL_ADD_BITS), &bm);
        const int32_t v = multiply_fraction(k->subtract ? va - vb : va + vb, &om);
        *out++ = otaml_clamp_int8(v + k->out_zero, k->min, k->max);
    }
}

#if !defined(OTAML_KERNELS_MVE) && !defined(OTAML_KERNELS_WIDE)
void otaml_add_s8(const struct otaml_addition *k)
{
    otaml_portable_add_s8(k);
}
#endif

#ifdef OTAML_KERNELS_C
void otaml_matmul_s8(const struct otaml_matmul *k)
{
    otaml_portable_matmul_s8(k);
}

void otaml_depthwise_s8(const struct otaml_depthwise *k)
{
    otaml_portable_depthwise_s8(k);
}

void otaml_depthwise_shared_s8(const struct otaml_depthwise *k)
{
    otaml_portable_depthwise_shared_s8(k);
}
#endif
