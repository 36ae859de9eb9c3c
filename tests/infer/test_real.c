/*
 * test_real.c - multipliers formed in integers against the machine's own float and double.
 */
#include <fixture.h>
#include <float.h>
#include <math.h>
#include <string.h>

#include "reference.h"
#include "fixed_priv.h"
#include "ops/softmax_priv.h"
#include "real_priv.h"

static uint64_t seed = 1;

static uint32_t random32(void)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(seed >> 32);
}

/* Any positive finite float, subnormal ones too; or, for `near`, one of a scale's size. */
static float random_float(bool near)
{
    uint32_t bits = random32() & 0x7fffffffu;
    float f;

    if (near) {
        bits = (bits & 0x7fffffu) | ((100u + random32() % 40u) << 23);
    }
    memcpy(&f, &bits, sizeof(f));
    return isfinite(f) ? f : 1.0f;
}

static void expect_multiplier(struct otaml_real real, double expected)
{
    struct otaml_multiplier m;
    int64_t value;
    int shift;

    reference_quantize_multiplier(expected, &value, &shift);
    if (shift > 31) {
        assert_false(otaml_real_multiplier(real, &m));
        return;
    }
    assert_true(otaml_real_multiplier(real, &m));
    assert_true(m.value == value && m.shift == shift);
}

static float float_of(uint32_t bits)
{
    float f;
    memcpy(&f, &bits, sizeof(f));
    return f;
}

/* A scale, or (one in four) any float: negative, subnormal, infinite, NaN. */
static float random_factor(void)
{
    const uint32_t bits = random32();
    return random32() % 4 ? float_of((bits & 0x807fffffu) | ((100u + random32() % 40u) << 23))
                          : float_of(bits);
}

/* a and b whose quotient's fraction behind 31 bits is (b - x) / (2 * b) for an x of 1, 3 or 5:
 * that is below a half, but the double is at it where x is at most 3 (or 1, by b). */
static void near_half(bool above_one, float *a, float *b)
{
    uint32_t divisor, dividend;

    do {
        divisor = (1u << 23) | random32() >> 9 | 1;
        dividend = (divisor - 1) / 2 - random32() % 3;
        for (int i = 0; i < (above_one ? 30 : 31); i++) { /* halve modulo the divisor */
            dividend = (dividend + (dividend % 2 ? divisor : 0)) / 2;
        }
        dividend += above_one ? divisor : 0;
    } while (dividend <= divisor / 2 || dividend >> 24); /* else it has fewer or more bits */
    *a = (float)dividend;
    *b = (float)divisor;
}

static void expect_ratio(float a, float f, float b)
{
    const struct otaml_ratio ratio = otaml_ratio(a, b);
    struct otaml_multiplier m;
    int64_t value;
    int shift;

    const bool fits = otaml_ratio_multiplier(&ratio, f, &m);
    /* What is no number at all has no multiplier, but must do no harm either. */
    assert_in_range(m.shift + 31, 0, 62);
    assert_true(m.value == 0 || m.value >= 1 << 30 || m.value <= -(1 << 30));
    if (!isfinite(f)) {
        return;
    }
    const double real = (double)a * (double)f / (double)b;
    reference_quantize_multiplier(fabs(real), &value, &shift);
    assert_int_equal(fits, shift <= 31);
    if (fits) {
        assert_true(m.value == (real < 0 ? -value : value) && m.shift == shift);
    } else {
        assert_int_equal(m.value, 0);
    }
}

static void ratio_multipliers(void **state)
{
    (void)state;
    for (int i = 0; i < 1000000; i++) {
        const bool near = i % 4 != 0;
        const float a = random_float(near), f = random_factor(), b = random_float(near);
        if (a != 0.0f && b != 0.0f) {
            expect_ratio(a, f, b);
        }
        /* 32 bits: half of them are at a half exactly. */
        expect_ratio((float)(random32() >> 24 | 1), f, 0.125f);
    }
    for (int i = 0; i < 100000; i++) {
        float a, b;
        near_half(i % 4 < 2, &a, &b);
        expect_ratio(a, ldexpf(i % 2 ? -1.0f : 1.0f, i % 64 - 32), b);
    }
    expect_ratio(FLT_MAX, 0.0f, FLT_MIN);
    expect_ratio(0.0f, 1.0f, FLT_MIN / 4);
    for (uint32_t exponent = 0; exponent <= 255; exponent++) {
        expect_ratio(1e-3f, float_of(exponent << 23), 1e-2f);
        expect_ratio(1e-3f, -float_of(exponent << 23 | 1), 1e-2f);
        expect_ratio(FLT_MIN / 4, float_of(exponent << 23 | 0x7fffff), FLT_MAX);
        expect_ratio(FLT_MAX, float_of(exponent << 23 | 0x7fffff), FLT_MIN / 3);
    }
}

/* A quotient that is a float32, times a power of two, as SUB has it. */
static void rounded_ratios(void **state)
{
    (void)state;
    for (int i = 0; i < 1000000; i++) {
        const bool near = i % 2;
        const float a = random_float(near), b = random_float(near), quotient = a / b;
        const float factor = ldexpf(1.0f, i % 21 - 20);
        struct otaml_multiplier m;
        int64_t value;
        int shift;
        if (a == 0.0f || b == 0.0f || !isfinite(quotient) || quotient < FLT_MIN) {
            continue;
        }
        const struct otaml_ratio ratio = otaml_ratio_round24(otaml_ratio(a, b));
        const bool fits = otaml_ratio_multiplier(&ratio, factor, &m);
        reference_quantize_multiplier((double)quotient * (double)factor, &value, &shift);
        assert_int_equal(fits, shift <= 31);
        assert_true(!fits || (m.value == value && m.shift == shift));
    }
}

/* SOFTMAX's multiplier: at most INT32_MAX, and refused unless it is above 1. */
static void softmax_scales(void **state)
{
    (void)state;
    for (int i = 0; i < 1000000; i++) {
        const float beta = i % 3 == 0 ? 1.0f : random_float(i % 2),
                    scale = random_float(i % 4 != 0);
        const double product = (double)beta * (double)scale * (1 << 26);
        const double real = product < INT32_MAX ? product : INT32_MAX;
        struct otaml_multiplier m;
        int32_t least;
        int64_t value;
        int shift;
        assert_int_equal(otaml_softmax_scale(beta, scale, &m, &least), real > 1.0);
        assert_false(otaml_softmax_scale(-beta, scale, &m, &least));
        if (real > 1.0) {
            assert_true(otaml_softmax_scale(beta, scale, &m, &least));
            reference_quantize_multiplier(real, &value, &shift);
            assert_true(m.value == value && m.shift == shift);
        }
    }
    struct otaml_multiplier m;
    int32_t least;
    assert_false(otaml_softmax_scale(1.0f, ldexpf(1.0f, -26), &m, &least));
    assert_true(otaml_softmax_scale(1.0f, nextafterf(ldexpf(1.0f, -26), 1.0f), &m, &least));
    assert_false(otaml_softmax_scale(0.0f, 1.0f, &m, &least));
}

static void convolution_multipliers(void **state)
{
    (void)state;
    for (int i = 0; i < 1000000; i++) {
        const bool near = i % 2;
        const float a = random_float(near), b = random_float(near), c = random_float(near);
        if (c == 0.0f) {
            continue;
        }
        const struct otaml_real product =
            otaml_real_mul(otaml_real_from_float(a), otaml_real_from_float(b));
        expect_multiplier(otaml_real_div(product, otaml_real_from_float(c)),
                          (double)a * (double)b / (double)c);
        const float rounded = a * b;
        if (isfinite(rounded)) {
            expect_multiplier(otaml_real_div(otaml_real_round24(product), otaml_real_from_float(c)),
                              (double)rounded / (double)c);
        }
        const float ratio = a / c;
        if (isfinite(ratio)) {
            expect_multiplier(otaml_real_round24(otaml_real_div(otaml_real_from_float(a),
                                                                otaml_real_from_float(c))),
                              (double)ratio);
        }
    }
}

static void rounding_and_order(void **state)
{
    (void)state;
    for (int i = 0; i < 300000; i++) {
        const float a = random_float(true) * 1000.0f, b = random_float(true) * 1000.0f;
        const struct otaml_real ra = otaml_real_from_float(a), rb = otaml_real_from_float(b);
        assert_int_equal(otaml_real_less(ra, rb), a < b);
        if (a < 1e9f) {
            assert_int_equal(otaml_real_round(ra), lround((double)a));
        }
        if (a / b < 1e9f) {
            assert_int_equal(otaml_ratio_round(a, b), lround((double)(float)(a / b)));
            assert_int_equal(otaml_ratio_round(-a, b), -lround((double)(float)(a / b)));
        }
    }
    assert_int_equal(otaml_ratio_round(1.0f, 2.0f), 1);
    assert_int_equal(otaml_ratio_round(-1.0f, 2.0f), -1);
    assert_int_equal(otaml_ratio_round(0.49999997f, 1.0f), 0);
    assert_int_equal(otaml_ratio_round(16777215.0f, 33554432.0f), 0);
    assert_int_equal(otaml_ratio_round(5.0f, 2.0f), 3);
    assert_int_equal(otaml_ratio_round(6.0f, FLT_MAX), 0);
    assert_int_equal(otaml_ratio_round(6.0f, 1e-40f), 1 << 30);
    assert_int_equal(otaml_ratio_round(FLT_MAX, 1.0f), 1 << 30);
    assert_int_equal(otaml_ratio_round(536870976.0f, 1.0f), 536870976);
}

static void fixed_point_products(void **state)
{
    (void)state;
    for (int i = 0; i < 1000000; i++) {
        const double real = (double)random_float(true);
        const int32_t x = (int32_t)random32() >> (random32() % 20 + 8);
        struct otaml_multiplier m;
        int64_t value;
        int shift;
        reference_quantize_multiplier(real, &value, &shift);
        m.value = (int32_t)value;
        m.shift = shift;
        if (shift < 8) { /* x << shift must fit */
            assert_int_equal(otaml_multiply(x, m), reference_multiply(x, real));
        }
    }
    assert_int_equal(otaml_high_mul(INT32_MIN, INT32_MIN), INT32_MAX);
    assert_int_equal(otaml_round_shift(-3, 1), -2);
    assert_int_equal(otaml_round_shift(3, 1), 2);
    assert_int_equal(otaml_round_shift(INT32_MIN, 31), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(convolution_multipliers), cmocka_unit_test(ratio_multipliers),
        cmocka_unit_test(rounded_ratios),          cmocka_unit_test(softmax_scales),
        cmocka_unit_test(rounding_and_order),      cmocka_unit_test(fixed_point_products),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
