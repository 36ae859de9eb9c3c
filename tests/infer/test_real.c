/*
 * test_real.c - multipliers formed in integers against the machine's own float and double.
 */
#include <fixture.h>
#include <float.h>
#include <math.h>
#include <string.h>

#include "reference.h"
#include "fixed_priv.h"
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
    }
    assert_int_equal(otaml_real_round(otaml_real_from_float(0.5f)), 1);
    assert_int_equal(otaml_real_round(otaml_real_from_float(0.49999997f)), 0);
    assert_int_equal(otaml_real_round(otaml_real_from_float(2.5f)), 3);
    assert_int_equal(otaml_real_round(otaml_real_from_float(1e-40f)), 0);
    assert_int_equal(otaml_real_round(otaml_real_from_float(FLT_MAX)), 1 << 30);
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
        cmocka_unit_test(convolution_multipliers),
        cmocka_unit_test(rounding_and_order),
        cmocka_unit_test(fixed_point_products),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
