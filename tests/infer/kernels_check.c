/*
 * kernels_check.c - random shapes, steps, places and extremes for each kernel. The reference is
 * written from gemmlowp's definitions: SaturatingRoundingDoublingHighMul with its nudge by sign
 * and a division towards zero, then RoundingDivideByPOT, halves away from zero.
 */
#include "kernels_check.h"

#include <string.h>
#include "arch/kernels_priv.h"
#include "base_priv.h"

#define CHANNELS_MAX 37u
#define PIXELS_MAX   19u
#define RUNS_MAX     4u
#define BYTES_MAX    70u
#define UNTOUCHED    0x5a

static uint32_t seed;
static int8_t x[16384], got[4096], expected[4096];
static uint32_t w_words[4096]; /* aligned */
static int8_t *const w = (int8_t *)w_words;
static struct otaml_channel channel[CHANNELS_MAX];

static uint32_t below(uint32_t n)
{
    seed = seed * 1664525u + 1013904223u;
    return (uint32_t)(((uint64_t)seed * n) >> 32);
}

static int32_t any(int32_t least, int32_t most)
{
    return least + (int32_t)below((uint32_t)(most - least) + 1);
}

/* Now and then one of the ends. */
static int32_t edgy(int32_t least, int32_t most)
{
    const uint32_t kind = below(8);
    return kind == 0 ? least : kind == 1 ? most : any(least, most);
}

static void fill(int8_t *bytes, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        bytes[i] = (int8_t)edgy(INT8_MIN, INT8_MAX);
    }
}

/* Most multipliers are what models have; a few are what only a damaged one has. */
static void fill_channels(void)
{
    const uint32_t odd = below(3) == 0 ? 4u : 1000u;

    for (uint32_t c = 0; c < CHANNELS_MAX; c++) {
        struct otaml_channel *const to = &channel[c];
        to->bias = below(4) > 0 ? any(-30000, 30000) : edgy(INT32_MIN / 2, INT32_MAX / 2);
        to->m.value = edgy(1 << 30, INT32_MAX);
        to->m.shift = any(-12, -1);
        if (below(odd) == 0) {
            to->m.value = below(2) ? -to->m.value : 0;
        }
        if (below(odd) == 0) {
            to->m.shift = any(-31, 31);
        }
        if (below(odd) == 0) {
            to->bias = below(2) ? INT32_MIN : INT32_MAX;
        }
    }
}

static int32_t high_mul(int32_t a, int32_t b)
{
    const int64_t product = (int64_t)a * b;
    const int64_t nudge = product >= 0 ? (int64_t)1 << 30 : 1 - ((int64_t)1 << 30);

    return a == INT32_MIN && b == INT32_MIN ? INT32_MAX
                                            : (int32_t)((product + nudge) / ((int64_t)1 << 31));
}

static int32_t divide_by_power(int32_t v, int32_t exponent)
{
    const int64_t unit = (int64_t)1 << exponent;
    const int64_t size = v < 0 ? -(int64_t)v : v;
    const int64_t rounded = (size + unit / 2) / unit;

    return (int32_t)(v < 0 ? -rounded : rounded);
}

static int8_t to_int8(const struct otaml_channel *c, uint32_t sum, int32_t zero, int32_t min,
                      int32_t max)
{
    const int32_t left = c->m.shift > 0 ? c->m.shift : 0;
    const int32_t right = c->m.shift > 0 ? 0 : -c->m.shift;
    const uint32_t shifted = (sum + (uint32_t)c->bias) << left;
    const uint32_t v = (uint32_t)divide_by_power(high_mul((int32_t)shifted, c->m.value), right);
    const int32_t out = (int32_t)(v + (uint32_t)zero);

    return (int8_t)(out < min ? min : out > max ? max : out);
}

struct limits {
    int32_t in_offset, out_zero, min, max;
};

static struct limits any_limits(void)
{
    struct limits l = { -edgy(INT8_MIN, INT8_MAX), edgy(INT8_MIN, INT8_MAX), INT8_MIN, INT8_MAX };

    if (below(2)) {
        l.min = any(INT8_MIN, 0);
        l.max = any(l.min, INT8_MAX);
    }
    return l;
}

/* Now and then all products are the largest or least there are. */
static void start_round(void)
{
    fill(x, sizeof(x));
    fill(w, sizeof(w_words));
    if (below(8) == 0) {
        memset(x, below(4) > 0 ? INT8_MIN : INT8_MAX, sizeof(x));
        memset(w, below(2) ? INT8_MIN : INT8_MAX, sizeof(w_words));
    }
    fill_channels();
    memset(got, UNTOUCHED, sizeof(got));
    memset(expected, UNTOUCHED, sizeof(expected));
}

/* Now and then many inputs are zero, as after a ReLU, or all of them. */
static void clear_some(int32_t zero)
{
    const uint32_t others = below(8), sparse = below(3);

    for (uint32_t i = 0; sparse == 0 && i < sizeof(x); i++) {
        if (below(8) >= others) {
            x[i] = (int8_t)zero;
        }
    }
}

static void expect_matmul(const struct otaml_matmul *k)
{
    for (uint32_t p = 0; p < k->pixels; p++) {
        for (uint32_t c = 0; c < k->channels; c++) {
            uint32_t sum = 0;
            for (uint32_t i = 0; i < k->runs * k->run_bytes; i++) {
                const uint32_t r = i / k->run_bytes, b = i % k->run_bytes;
                sum += (uint32_t)((k->x[p * k->x_step + r * k->x_run_step + b] + k->in_offset)
                                  * k->w[c * k->w_step + r * k->w_run_step + b]);
            }
            expected[k->out - got + (int32_t)(p * k->out_step + c)] =
                to_int8(&channel[c], sum, k->out_zero, k->min, k->max);
        }
    }
}

/* Sizes first, then what lies between the steps; x ends where its buffer ends. */
OTAML_OWN_FRAME static bool matmul_is_right(void)
{
    const struct limits l = any_limits();
    struct otaml_matmul k = { .channel = channel,
                              .in_offset = l.in_offset,
                              .out_zero = l.out_zero,
                              .min = l.min,
                              .max = l.max };

    start_round();
    clear_some(-l.in_offset);
    k.pixels = 1 + below(PIXELS_MAX);
    k.channels = 1 + below(CHANNELS_MAX);
    k.runs = below(RUNS_MAX + 1);
    k.run_bytes = 1 + below(BYTES_MAX);
    k.x_step = 1 + below(BYTES_MAX);
    k.x_run_step = k.run_bytes + below(300);
    k.w_run_step = k.run_bytes + (below(2) ? 0 : below(5));
    k.w_step = RUNS_MAX * k.w_run_step + below(3);
    k.out_step = k.channels + below(7);
    const uint32_t x_bytes =
        (k.pixels - 1) * k.x_step + (k.runs > 0 ? (k.runs - 1) * k.x_run_step : 0) + k.run_bytes;
    const uint32_t w_bytes =
        (k.channels - 1) * k.w_step + (k.runs > 0 ? (k.runs - 1) * k.w_run_step : 0) + k.run_bytes;
    k.x = x + sizeof(x) - x_bytes;
    k.w = w + sizeof(w_words) - w_bytes;
    k.out = got + below(8);
    expect_matmul(&k);
    otaml_matmul_s8(&k);
    return memcmp(got, expected, sizeof(got)) == 0;
}

/* By turns, so that a sum may be small and yet its products large. */
static void alternate(int8_t *bytes, uint32_t n, int32_t zero)
{
    const int32_t values[] = { INT8_MIN, zero, INT8_MAX };
    const int32_t even = values[below(3)], odd = values[below(3)];

    for (uint32_t i = 0; i < n; i++) {
        bytes[i] = (int8_t)(i % 2 > 0 ? odd : even);
    }
}

/* Few pixels with long runs, as FULLY_CONNECTED has them; mostly aligned, often after a ReLU. */
OTAML_OWN_FRAME static bool single_pixels_are_right(void)
{
    const struct limits l = any_limits();
    struct otaml_matmul k = { .channel = channel,
                              .runs = 1,
                              .in_offset = below(2)   ? 128
                                           : below(2) ? -127
                                                      : l.in_offset,
                              .out_zero = l.out_zero,
                              .min = l.min,
                              .max = l.max };

    start_round();
    k.pixels = 1 + below(3);
    k.channels = 1 + below(CHANNELS_MAX);
    k.run_bytes = below(2) ? 64 * (1 + below(6)) : 1 + below(400);
    k.x_step = k.run_bytes + below(4);
    k.w_step = below(4) > 0 ? (k.run_bytes + 3) / 4 * 4 : k.run_bytes + below(4);
    k.out_step = k.channels + below(7);
    k.x = x + sizeof(x) - (k.pixels - 1) * k.x_step - k.run_bytes;
    k.w = w + (below(4) > 0 ? 0 : below(4));
    k.out = got + below(8);
    if (below(4) == 0) {
        alternate(x, sizeof(x), -k.in_offset);
        alternate(w, sizeof(w_words), 0);
    }
    expect_matmul(&k);
    otaml_matmul_s8(&k);
    return memcmp(got, expected, sizeof(got)) == 0;
}

static void expect_depthwise(const struct otaml_depthwise *k, bool shared)
{
    for (uint32_t p = 0; p < k->pixels; p++) {
        for (uint32_t c = 0; c < k->channels; c++) {
            uint32_t sum = 0;
            for (uint32_t i = 0; i < k->rows * k->columns; i++) {
                const uint32_t r = i / k->columns, t = i % k->columns;
                const uint32_t at = p * k->x_step + r * k->x_row_step + t * k->x_tap_step;
                sum += (uint32_t)((k->x[at + (shared ? 0 : c)] + k->in_offset)
                                  * k->w[r * k->w_row_step + t * k->w_tap_step + c]);
            }
            expected[k->out - got + (int32_t)(p * k->out_step + c)] =
                to_int8(&channel[c], sum, k->out_zero, k->min, k->max);
        }
    }
}

OTAML_OWN_FRAME static bool depthwise_is_right(bool shared)
{
    const struct limits l = any_limits();
    struct otaml_depthwise k = { .channel = channel,
                                 .in_offset = l.in_offset,
                                 .out_zero = l.out_zero,
                                 .min = l.min,
                                 .max = l.max };

    start_round();
    k.pixels = 1 + below(PIXELS_MAX);
    k.channels = 1 + below(CHANNELS_MAX);
    k.rows = below(5);
    k.columns = below(12);
    k.x_step = 1 + below(BYTES_MAX);
    k.x_tap_step = 1 + below(BYTES_MAX);
    k.x_row_step = below(500);
    k.w_tap_step = k.channels + below(7);
    k.w_row_step = (below(2) ? k.columns : 11) * k.w_tap_step;
    k.out_step = k.channels + below(7);
    const uint32_t down = k.rows > 0 ? k.rows - 1 : 0, across = k.columns > 0 ? k.columns - 1 : 0;
    const uint32_t lanes = shared ? 1 : k.channels;
    k.x = x + sizeof(x)
          - ((k.pixels - 1) * k.x_step + down * k.x_row_step + across * k.x_tap_step + lanes);
    k.w = w + sizeof(w_words) - (down * k.w_row_step + across * k.w_tap_step + k.channels);
    k.out = got + below(8);
    expect_depthwise(&k, shared);
    (shared ? otaml_depthwise_shared_s8 : otaml_depthwise_s8)(&k);
    return memcmp(got, expected, sizeof(got)) == 0;
}

/* Brought to the common scale; the multiplier is in (0, 1). */
static int32_t scaled(int32_t v, struct otaml_multiplier m)
{
    return divide_by_power(high_mul(v, m.value), -m.shift);
}

static struct otaml_multiplier any_fraction(void)
{
    const struct otaml_multiplier m = { edgy(1 << 30, INT32_MAX), below(2) ? 0 : any(-31, 0) };
    return m;
}

OTAML_OWN_FRAME static bool add_is_right(void)
{
    const struct limits l = any_limits();
    struct otaml_addition k = { .a = x + sizeof(x),
                                .b = w + sizeof(w_words),
                                .a_m = any_fraction(),
                                .b_m = any_fraction(),
                                .out_m = any_fraction(),
                                .a_zero = -l.in_offset,
                                .b_zero = edgy(INT8_MIN, INT8_MAX),
                                .out_zero = l.out_zero,
                                .min = l.min,
                                .max = l.max,
                                .subtract = below(2) };

    start_round();
    k.n = 1 + below(BYTES_MAX);
    k.a_step = below(4) > 0;
    k.b_step = below(4) > 0;
    k.a -= (k.n - 1) * k.a_step + 1;
    k.b -= (k.n - 1) * k.b_step + 1;
    k.out = got + below(8);
    for (uint32_t i = 0; i < k.n; i++) {
        const int32_t a = scaled((k.a[i * k.a_step] - k.a_zero) * (1 << 20), k.a_m);
        const int32_t b = scaled((k.b[i * k.b_step] - k.b_zero) * (1 << 20), k.b_m);
        const int32_t sum = scaled(k.subtract ? a - b : a + b, k.out_m) + k.out_zero;
        expected[k.out - got + (int32_t)i] = (int8_t)(sum < k.min   ? k.min
                                                      : sum > k.max ? k.max
                                                                    : sum);
    }
    otaml_add_s8(&k);
    return memcmp(got, expected, sizeof(got)) == 0;
}

const char *kernels_check(uint32_t rounds, uint32_t *round)
{
    for (*round = 0; *round < rounds; ++*round) {
        seed = *round;
        if (!matmul_is_right()) {
            return "otaml_matmul_s8";
        }
        if (!single_pixels_are_right()) {
            return "otaml_matmul_s8 of single pixels";
        }
        if (!depthwise_is_right(false)) {
            return "otaml_depthwise_s8";
        }
        if (!depthwise_is_right(true)) {
            return "otaml_depthwise_shared_s8";
        }
        if (!add_is_right()) {
            return "otaml_add_s8";
        }
    }
    return NULL;
}
