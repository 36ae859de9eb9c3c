/*
 * fixed_log.c - the natural logarithm in fixed point. API: fixed_log_priv.h
 *
 * x = r * 2^k with r around 2^(-1/4) and k a multiple of 1/4, so ln(x) = k ln 2 + ln(r * 2^(1/4));
 * the latter is a quotient of polynomials in r - 2^(-1/4). x and x * sqrt(1/2), shifted until their
 * top bit is the first behind the point, give two ways to choose r and k: the smaller r and the
 * larger k are taken.
 */
#include "fixed_log_priv.h"

#include "../fixed_priv.h"
#include "fixed_exp_priv.h"
#include "softmax_priv.h"

/* Q0.31; root stands for 2^(1/4). */
#define LN_2          1488522236
#define ROOT_OF_HALF  1805811301 /* 2^(-1/4) */
#define SQRT_OF_HALF  1518500250
#define NUMERATOR_3   117049297  /* 11/240 root */
#define DENOMINATOR_2 127690142  /* 1/20 root */
#define DENOMINATOR_0 1057819769 /* 2 / root - root */
#define DENOMINATOR_1 638450708  /* root / 4 */

#define INTEGER_BITS 12 /* of the argument */
#define WORK_BITS    6  /* integer bits of k ln 2: one more than the result has */
#define WORK_UNIT    (1 << (31 - WORK_BITS))

/* ln of what r in Q0.31 is above or below 2^(-1/4), in Q6.25. */
static int32_t log_of_fraction(int32_t r)
{
    const int32_t middle = (int32_t)(((int64_t)r + ROOT_OF_HALF + 1) / 2);
    const int32_t q = otaml_left_shift(r - ROOT_OF_HALF, 1);
    const int32_t q2 = otaml_high_mul(q, q);
    const int32_t numerator =
        otaml_add_wrap(otaml_high_mul(q, r), otaml_high_mul(otaml_high_mul(q, q2), NUMERATOR_3));
    const int32_t factor =
        otaml_add_wrap(otaml_add_wrap(DENOMINATOR_0, q), otaml_high_mul(DENOMINATOR_2, q2));
    const int32_t denominator_minus_1 =
        otaml_add_wrap(otaml_high_mul(middle, factor), otaml_high_mul(DENOMINATOR_1, q));

    return otaml_high_mul(otaml_round_shift(numerator, WORK_BITS),
                          otaml_fixed_one_over_one_plus(denominator_minus_1));
}

int32_t otaml_fixed_log(int32_t x)
{
    const int32_t zeros = 1 + otaml_leading_zeros((uint32_t)x << 1); /* x is not negative */
    const int32_t top = otaml_left_shift(x, zeros - 1);
    const int32_t r_a = otaml_scale_up(otaml_high_mul(top, SQRT_OF_HALF), 1);
    const int32_t k_a = (INTEGER_BITS - zeros) * WORK_UNIT + WORK_UNIT / 4;

    const int32_t zeros_b =
        zeros - (otaml_leading_zeros((uint32_t)otaml_high_mul(x, SQRT_OF_HALF)) == zeros);
    const int32_t r_b = otaml_scale_up(x, zeros_b);
    const int32_t k_b = (INTEGER_BITS - zeros_b) * WORK_UNIT - WORK_UNIT / 4;

    const int32_t r = r_a < r_b ? r_a : r_b, k = k_a > k_b ? k_a : k_b;
    return otaml_scale_up(otaml_add_wrap(otaml_high_mul(k, LN_2), log_of_fraction(r)), 1);
}
