/*
 * test_kernels_wide.c - the kernels for wide vectors that this processor has, each against the
 * definitions, on random sizes, strides, steps and multipliers. Every tensor ends or begins at a
 * page that cannot be touched, for vectors like to reach beyond their ends.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "arch/kernels_wide_priv.h"

#ifdef OTAML_KERNELS_WIDE

static const struct {
    const char *name;
    const struct otaml_wide *(*get)(void);
} variants[] = {
#ifdef __aarch64__
    { "Neon", otaml_wide_neon },
#else
    { "AVX2", otaml_wide_avx2 },
    { "AVX-512 VNNI", otaml_wide_avx512vnni },
#endif
};

static const struct {
    const char *name;
    const struct otaml_wide_float *(*get)(void);
} float_variants[] = {
#ifdef __aarch64__
    { "Neon", otaml_wide_float_neon },
#else
    { "AVX2", otaml_wide_float_avx2 },
    { "AVX-512", otaml_wide_float_avx512 },
#endif
};

#define VARIANTS (sizeof(variants) / sizeof(variants[0]))
#define ROUNDS   500

/* min to max, each as likely. */
static int32_t pick(int32_t min, int32_t max)
{
    return min + (int32_t)(random() % ((int64_t)max - min + 1));
}

/* The same, the ends more often. */
static int32_t pick_end(int32_t min, int32_t max)
{
    const int32_t kind = pick(0, 5);
    return kind == 0 ? min : kind == 1 ? max : pick(min, max);
}

/* Memory of which the byte before or behind cannot be touched. */
struct fenced {
    uint8_t *map, *at;
    size_t map_size;
};

static struct fenced fenced(size_t size)
{
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    const size_t inner = (size + page - 1) / page * page;
    struct fenced f = { .map_size = inner + 2 * page };

    f.map = mmap(NULL, f.map_size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_true(f.map != MAP_FAILED);
    assert_int_equal(mprotect(f.map + page, inner, PROT_READ | PROT_WRITE), 0);
    f.at = f.map + page + (pick(0, 2) == 0 ? 0 : inner - size);
    return f;
}

static struct fenced fenced_random(size_t size)
{
    const struct fenced f = fenced(size);

    for (size_t i = 0; i < size; i++) {
        f.at[i] = (uint8_t)(int8_t)pick_end(INT8_MIN, INT8_MAX);
    }
    return f;
}

static void release(struct fenced f)
{
    assert_int_equal(munmap(f.map, f.map_size), 0);
}

/* gemmlowp's SaturatingRoundingDoublingHighMul and RoundingDivideByPOT, by their definitions. */
static int32_t multiply(uint32_t sum, struct otaml_multiplier m)
{
    const int32_t x = (int32_t)(m.shift > 0 ? sum << m.shift : sum);
    const int64_t product = (int64_t)x * m.value;
    const int64_t nudge = product >= 0 ? 1 << 30 : 1 - (1 << 30);
    const int64_t high = (product + nudge) / ((int64_t)1 << 31);
    const int64_t size = high < 0 ? -high : high;
    const int shift = m.shift < 0 ? -m.shift : 0;
    const int64_t rounded = (size + (shift > 0 ? (int64_t)1 << (shift - 1) : 0)) >> shift;
    return (int32_t)(high < 0 ? -rounded : rounded);
}

static int8_t finish(uint32_t sum, struct otaml_multiplier m, const struct otaml_wide_outputs *o)
{
    const int32_t v = (int32_t)((uint32_t)multiply(sum, m) + (uint32_t)o->out_zero);
    return (int8_t)(v < o->min ? o->min : v > o->max ? o->max : v);
}

static struct otaml_multiplier pick_multiplier(int32_t shift_max)
{
    const int32_t kind = pick(0, 19);
    struct otaml_multiplier m = {
        .value = pick_end(1 << 30, INT32_MAX),
        .shift = kind == 0 ? pick(-31, shift_max) : pick(-14, shift_max < -2 ? shift_max : -2),
    };
    if (kind == 1) {
        m.value = 0;
        m.shift = 0;
    } else if (kind == 2) {
        m.value = -m.value;
    }
    return m;
}

static struct otaml_channel *pick_channels(uint32_t n)
{
    struct otaml_channel *c = calloc(n, sizeof(*c));

    assert_non_null(c);
    for (uint32_t i = 0; i < n; i++) {
        c[i].bias = pick(0, 9) == 0 ? pick_end(INT32_MIN, INT32_MAX) : pick(-9999, 9999);
        c[i].m = pick_multiplier(31);
    }
    return c;
}

static struct otaml_wide_outputs pick_outputs(void)
{
    struct otaml_wide_outputs o = { .in_zero = pick_end(INT8_MIN, INT8_MAX),
                                    .out_zero = pick_end(INT8_MIN, INT8_MAX) };

    o.min = pick(0, 1) == 0 ? INT8_MIN : pick(INT8_MIN, INT8_MAX);
    o.max = pick(0, 1) == 0 ? INT8_MAX : pick(o.min, INT8_MAX);
    return o;
}

/* One axis: a kernel that begins inside or in the padding, and ends likewise. */
static void pick_axis(int32_t in_max, uint16_t *in, uint16_t *out, uint16_t *kernel,
                      uint16_t *stride, uint16_t *dilation, uint16_t *pad)
{
    int32_t span, covered;

    do {
        *in = (uint16_t)pick(1, in_max);
        *kernel = (uint16_t)(pick(0, 3) == 0 ? 1 : pick(1, 9));
        *stride = (uint16_t)(pick(0, 1) == 0 ? 1 : pick(1, 4));
        *dilation = (uint16_t)(pick(0, 3) == 0 ? pick(1, 3) : 1);
        span = (*kernel - 1) * *dilation + 1;
        *pad = (uint16_t)pick(0, span - 1);
        covered = *in + *pad + pick(0, span - 1);
    } while (covered < span);
    *out = (uint16_t)((covered - span) / *stride + 1);
}

static struct otaml_window pick_window(void)
{
    struct otaml_window w = { .batches = (uint16_t)(pick(0, 4) == 0 ? 2 : 1) };

    pick_axis(14, &w.in_h, &w.out_h, &w.k_h, &w.stride_h, &w.dilation_h, &w.pad_top);
    pick_axis(30, &w.in_w, &w.out_w, &w.k_w, &w.stride_w, &w.dilation_w, &w.pad_left);
    if (pick(0, 2) == 0) { /* pointwise, as most are */
        w.k_h = w.k_w = w.stride_h = w.stride_w = 1;
        w.pad_top = w.pad_left = 0;
        w.out_h = w.in_h;
        w.out_w = w.in_w;
    }
    return w;
}

/* Input channel i + c (depthwise) or i of tap (ky, kx) of pixel (b, y, x), less its zero point. */
static int32_t input_at(const struct otaml_wide_conv *job, uint32_t b, uint32_t y, uint32_t x,
                        uint32_t ky, uint32_t kx, uint32_t i)
{
    const struct otaml_window *w = job->w;
    const int32_t iy = (int32_t)(y * w->stride_h + ky * w->dilation_h) - w->pad_top;
    const int32_t ix = (int32_t)(x * w->stride_w + kx * w->dilation_w) - w->pad_left;

    if (iy < 0 || iy >= w->in_h || ix < 0 || ix >= w->in_w) {
        return 0;
    }
    const size_t row = (size_t)b * w->in_h + (uint32_t)iy - job->in_row;
    const size_t at = row * w->in_w + (uint32_t)ix;
    return job->in[at * w->in_c + i] - job->outputs.in_zero;
}

static uint32_t sum_of(const struct otaml_wide_conv *job, bool depthwise, uint32_t b, uint32_t y,
                       uint32_t x, uint32_t c)
{
    const struct otaml_window *w = job->w;
    const uint32_t depth = depthwise ? 1 : w->in_c;
    uint32_t sum = (uint32_t)job->channel[c].bias, tap = 0;

    for (uint32_t ky = 0; ky < w->k_h; ky++) {
        for (uint32_t kx = 0; kx < w->k_w; kx++) {
            for (uint32_t i = 0; i < depth; i++, tap++) {
                const int8_t weight =
                    job->filter[(size_t)c * job->channel_step + (size_t)tap * job->tap_step];
                sum += (uint32_t)(input_at(job, b, y, x, ky, kx, depthwise ? c : i) * weight);
            }
        }
    }
    return sum;
}

/* The whole output tensor as it should be. */
static void define(const struct otaml_wide_conv *job, bool depthwise, int8_t *out)
{
    const struct otaml_window *w = job->w;

    for (uint32_t b = 0; b < w->batches; b++) {
        for (uint32_t y = job->row; y < job->row_end; y++) {
            for (uint32_t x = 0; x < w->out_w; x++) {
                const size_t at = (((size_t)b * w->out_h + y - job->row) * w->out_w + x) * w->out_c;
                for (uint32_t c = 0; c < job->channels; c++) {
                    out[at + c] = finish(sum_of(job, depthwise, b, y, x, c), job->channel[c].m,
                                         &job->outputs);
                }
            }
        }
    }
}

/* Let `in` begin with the first row that is needed, or one before. */
static void skip_rows(struct otaml_wide_conv *job)
{
    const int32_t top = (int32_t)(job->row * job->w->stride_h) - job->w->pad_top;

    if (top > 0 && job->w->batches == 1) {
        job->in_row = (uint32_t)pick(0, top < job->w->in_h ? top : job->w->in_h);
        job->in += (size_t)job->in_row * job->w->in_w * job->w->in_c;
    }
}

static void check_conv(const struct otaml_wide *wide, const char *name, bool depthwise)
{
    struct otaml_window w = pick_window();
    const bool columns = depthwise || pick(0, 3) == 0;
    const uint32_t n = (uint32_t)pick(1, KERNEL_CHANNELS);

    w.out_c = (uint16_t)(n + (uint32_t)(pick(0, 1) == 0 ? 0 : pick(1, 70)));
    w.in_c = depthwise ? w.out_c : (uint16_t)(pick(0, 9) == 0 ? pick(1, 300) : pick(1, 20));
    const uint32_t first = (uint32_t)pick(0, (int32_t)(w.out_c - n));
    const uint32_t taps = (uint32_t)w.k_h * w.k_w * (depthwise ? 1u : w.in_c);
    const size_t out_size = (size_t)w.batches * w.out_h * w.out_w * w.out_c;
    const struct fenced in = fenced_random((size_t)w.batches * w.in_h * w.in_w * w.in_c);
    const struct fenced filter = fenced_random((size_t)taps * w.out_c);
    const struct fenced out = fenced_random(out_size), expected = fenced(out_size);
    struct otaml_channel *channel = pick_channels(n);
    struct otaml_wide_conv job = {
        .w = &w,
        .in = (int8_t *)in.at + (depthwise ? first : 0),
        .filter = (int8_t *)filter.at + (size_t)first * (columns ? 1 : taps),
        .channel_step = columns ? 1 : taps,
        .tap_step = columns ? w.out_c : 1,
        .channels = n,
        .channel = channel,
        .row = (uint32_t)pick(0, w.out_h - 1),
        .outputs = pick_outputs(),
    };

    job.row_end = (uint32_t)pick((int32_t)job.row + 1, w.out_h);
    job.out = (int8_t *)out.at + (size_t)job.row * w.out_w * w.out_c + first;
    skip_rows(&job);
    memcpy(expected.at, out.at, out_size);
    define(&job, depthwise, (int8_t *)expected.at + (job.out - (int8_t *)out.at));
    if (depthwise ? wide->depthwise(&job) : wide->conv(&job)) {
        if (memcmp(out.at, expected.at, out_size) != 0) {
            fail_msg("%s: %s of %ux%ux%u by %ux%u to %ux%ux%u, channels %u to %u", name,
                     depthwise ? "depthwise" : "conv", w.in_h, w.in_w, w.in_c, w.k_h, w.k_w,
                     w.out_h, w.out_w, w.out_c, first, first + n);
        }
    } else if (taps <= 1024 && (!depthwise || w.k_h * w.k_w <= 64)) {
        fail_msg("%s: would not take %u taps", name, taps);
    }
    free(channel);
    release(in);
    release(filter);
    release(out);
    release(expected);
}

static void check_matmul(const struct otaml_wide *wide, const char *name)
{
    const uint32_t taps = (uint32_t)(pick(0, 9) == 0 ? pick(1, 5000) : pick(1, 200));
    const uint32_t n = (uint32_t)pick(1, KERNEL_CHANNELS), pixels = (uint32_t)pick(1, 40);
    const uint32_t x_step = taps + (uint32_t)(pick(0, 1) == 0 ? 0 : pick(1, 9));
    const uint32_t w_step = taps + (uint32_t)(pick(0, 1) == 0 ? 0 : pick(1, 9));
    const uint32_t out_step = n + (uint32_t)(pick(0, 1) == 0 ? 0 : pick(1, 9));
    const struct fenced x = fenced_random((size_t)(pixels - 1) * x_step + taps);
    const struct fenced w = fenced_random((size_t)(n - 1) * w_step + taps);
    const size_t out_size = (size_t)(pixels - 1) * out_step + n;
    const struct fenced out = fenced_random(out_size), expected = fenced(out_size);
    const struct otaml_wide_outputs o = pick_outputs();
    struct otaml_channel *channel = pick_channels(n);
    const struct otaml_matmul k = {
        .x = (int8_t *)x.at,
        .w = (int8_t *)w.at,
        .out = (int8_t *)out.at,
        .x_step = x_step,
        .w_step = w_step,
        .out_step = out_step,
        .runs = 1,
        .run_bytes = taps,
        .pixels = pixels,
        .channels = n,
        .channel = channel,
        .in_offset = -o.in_zero,
        .out_zero = o.out_zero,
        .min = o.min,
        .max = o.max,
    };

    memcpy(expected.at, out.at, out_size);
    for (uint32_t p = 0; p < pixels; p++) {
        for (uint32_t c = 0; c < n; c++) {
            uint32_t sum = (uint32_t)channel[c].bias;
            for (uint32_t i = 0; i < taps; i++) {
                sum += (uint32_t)((k.x[p * x_step + i] - o.in_zero) * k.w[c * w_step + i]);
            }
            expected.at[p * out_step + c] = (uint8_t)finish(sum, channel[c].m, &o);
        }
    }
    assert_true(wide->matmul(&k));
    if (memcmp(out.at, expected.at, out_size) != 0) {
        fail_msg("%s: matmul of %u taps, %u pixels, %u channels", name, taps, pixels, n);
    }
    free(channel);
    release(x);
    release(w);
    release(out);
    release(expected);
}

static void check_add(const struct otaml_wide *wide, const char *name)
{
    const uint32_t n = (uint32_t)pick(1, 100);
    const struct fenced a = fenced_random(n), b = fenced_random(n), expected = fenced(n);
    const struct fenced other = fenced_random(n);
    const struct otaml_wide_outputs o = pick_outputs();
    const int32_t kind = pick(0, 5);
    const struct otaml_addition k = {
        .a = (int8_t *)a.at,
        .b = (int8_t *)b.at,
        .out = (int8_t *)(kind > 1 ? other.at : a.at),
        .a_step = kind != 5,
        .b_step = kind != 0,
        .n = n,
        .a_m = pick_multiplier(0),
        .b_m = pick_multiplier(0),
        .out_m = pick_multiplier(0),
        .a_zero = pick_end(INT8_MIN, INT8_MAX),
        .b_zero = pick_end(INT8_MIN, INT8_MAX),
        .out_zero = o.out_zero,
        .min = o.min,
        .max = o.max,
        .subtract = pick(0, 1) == 0,
    };

    for (uint32_t i = 0; i < n; i++) {
        const int32_t va = multiply((uint32_t)(k.a[i * k.a_step] - k.a_zero) << 20, k.a_m);
        const int32_t vb = multiply((uint32_t)(k.b[i * k.b_step] - k.b_zero) << 20, k.b_m);
        expected.at[i] = (uint8_t)finish((uint32_t)(k.subtract ? va - vb : va + vb), k.out_m, &o);
    }
    wide->add(&k);
    if (memcmp(k.out, expected.at, n) != 0) {
        fail_msg("%s: sum of %u", name, n);
    }
    release(a);
    release(b);
    release(expected);
    release(other);
}

static struct fenced fenced_floats(size_t n)
{
    const struct fenced f = fenced(n * sizeof(float));
    float *at = (float *)(void *)f.at;

    for (size_t i = 0; i < n; i++) {
        at[i] = (float)pick(-9999, 9999) / 777.0f;
    }
    return f;
}

/* One value by the definition: products are added in the order of the taps, those in the padding
 * left out, and the bias last. */
static float define_float(const struct otaml_wide_conv_float *job, bool depthwise, uint32_t b,
                          uint32_t y, uint32_t x, uint32_t c)
{
    const struct otaml_window *w = job->w;
    const uint32_t depth = depthwise ? 1 : w->in_c, taps = (uint32_t)w->k_h * w->k_w * depth;
    float sum = 0.0f;

    for (uint32_t t = 0; t < taps; t++) {
        const uint32_t ky = t / depth / w->k_w, kx = t / depth % w->k_w;
        const int32_t iy = (int32_t)(y * w->stride_h + ky * w->dilation_h) - w->pad_top;
        const int32_t ix = (int32_t)(x * w->stride_w + kx * w->dilation_w) - w->pad_left;
        if (iy >= 0 && iy < w->in_h && ix >= 0 && ix < w->in_w) {
            const size_t at = ((size_t)b * w->in_h + (uint32_t)iy) * w->in_w + (uint32_t)ix;
            const float product = job->in[at * w->in_c + (depthwise ? c : t % depth)]
                                  * job->filter[c * job->channel_step + t * job->tap_step];
            sum += product;
        }
    }
    sum += job->channel[c];
    return sum < job->outputs.min   ? job->outputs.min
           : sum > job->outputs.max ? job->outputs.max
                                    : sum;
}

static void check_float(const struct otaml_wide_float *wide, const char *name, bool depthwise)
{
    struct otaml_window w = pick_window();
    const bool columns = depthwise || pick(0, 3) == 0;

    w.out_c = (uint16_t)pick(1, KERNEL_CHANNELS);
    w.in_c = depthwise ? w.out_c : (uint16_t)pick(1, 9);
    const uint32_t taps = (uint32_t)w.k_h * w.k_w * (depthwise ? 1u : w.in_c);
    const size_t out_n = (size_t)w.batches * w.out_h * w.out_w * w.out_c;
    const struct fenced in = fenced_floats((size_t)w.batches * w.in_h * w.in_w * w.in_c);
    const struct fenced filter = fenced_floats((size_t)taps * w.out_c);
    const struct fenced out = fenced_floats(out_n), bias = fenced_floats(w.out_c);
    const struct otaml_wide_conv_float job = {
        .w = &w,
        .in = (float *)(void *)in.at,
        .filter = (float *)(void *)filter.at,
        .channel_step = columns ? 1 : taps,
        .tap_step = columns ? w.out_c : 1,
        .channels = w.out_c,
        .channel = (float *)(void *)bias.at,
        .out = (float *)(void *)out.at,
        .row_end = w.out_h,
        .outputs = { 0, -99.0f, (float)pick(-50, 500) },
    };

    const bool done = depthwise ? wide->depthwise(&job) : wide->conv(&job);
    assert_true(done || taps > 640 || (depthwise && taps > 64));
    for (size_t i = 0; done && i < out_n; i++) {
        const uint32_t c = (uint32_t)i % w.out_c, p = (uint32_t)i / w.out_c;
        const uint32_t b = p / w.out_w / w.out_h, y = p / w.out_w % w.out_h, x = p % w.out_w;
        const float expected = define_float(&job, depthwise, b, y, x, c);
        if (job.out[i] != expected) {
            fail_msg("%s: float %s of %u taps to %ux%ux%u", name, depthwise ? "depthwise" : "conv",
                     taps, w.out_h, w.out_w, w.out_c);
        }
    }
    release(in);
    release(filter);
    release(out);
    release(bias);
}

static void float_is_exact(void **state)
{
    (void)state;
    for (size_t v = 0; v < sizeof(float_variants) / sizeof(float_variants[0]); v++) {
        const struct otaml_wide_float *wide = float_variants[v].get();
        srandom(5);
        for (int i = 0; wide && i < ROUNDS; i++) {
            check_float(wide, float_variants[v].name, i % 2 == 1);
        }
    }
}

static void for_each(void (*check)(const struct otaml_wide *wide, const char *name))
{
    for (size_t v = 0; v < VARIANTS; v++) {
        const struct otaml_wide *wide = variants[v].get();
        if (!wide) {
            printf("this processor has no %s\n", variants[v].name);
            continue;
        }
        srandom(4);
        for (int i = 0; i < ROUNDS; i++) {
            check(wide, variants[v].name);
        }
    }
}

static void conv_once(const struct otaml_wide *wide, const char *name)
{
    check_conv(wide, name, false);
}

static void depthwise_once(const struct otaml_wide *wide, const char *name)
{
    check_conv(wide, name, true);
}

static void conv_is_exact(void **state)
{
    (void)state;
    for_each(conv_once);
}

static void depthwise_is_exact(void **state)
{
    (void)state;
    for_each(depthwise_once);
}

static void matmul_is_exact(void **state)
{
    (void)state;
    for_each(check_matmul);
}

static void add_is_exact(void **state)
{
    (void)state;
    for_each(check_add);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(conv_is_exact),   cmocka_unit_test(depthwise_is_exact),
        cmocka_unit_test(matmul_is_exact), cmocka_unit_test(add_is_exact),
        cmocka_unit_test(float_is_exact),
    };
    return cmocka_run_group_tests_name("kernels_wide", tests, NULL, NULL);
}

#else

int main(void)
{
    puts("skipped: no kernels for wide vectors on this machine");
    return 77;
}

#endif
