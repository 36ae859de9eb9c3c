/*
 * fixed_exp.c - exp and 1/(1+x) in fixed point. API: fixed_exp_priv.h
 */
#include "fixed_exp_priv.h"

#include "../fixed_priv.h"

#define EXP_MINUS_1_8    1895147668    /* Q0.31 */
#define ONE_THIRD        715827883     /* Q0.31 */
#define FORTY_EIGHT_17TH 1515870810    /* 48/17 in Q2.29 */
#define THIRTY_TWO_17TH  (-1010580540) /* -32/17 in Q2.29 */

/* exp(a) for a in [-1/4, 0), Q0.31: Taylor's series around -1/8. */
static int32_t exp_of_quarter(int32_t a)
{
    const int32_t x = a + (1 << 28);
    const int32_t x2 = otaml_high_mul(x, x);
    const int32_t x3 = otaml_high_mul(x2, x);
    const int32_t x4 = otaml_high_mul(x2, x2);
    const int32_t cubic = otaml_high_mul(otaml_round_shift(x4, 2) + x3, ONE_THIRD);
    const int32_t series = x + otaml_round_shift(cubic + x2, 1);
    return EXP_MINUS_1_8 + otaml_high_mul(EXP_MINUS_1_8, series);
}

int32_t otaml_fixed_exp(int32_t a, int32_t integer_bits)
{
    /* exp(-2^k) for k = -2 to 4, Q0.31 */
    static const int32_t powers[] = { 1672461947, 1302514674, 790015084, 290630308,
                                      39332535,   720401,     242 };
    const int32_t fraction_bits = 31 - integer_bits;
    const int32_t quarter = (int32_t)1 << (fraction_bits - 2);
    const int32_t rest = (a & (quarter - 1)) - quarter; /* in [-1/4, 0) */
    const int32_t whole = rest - a;                     /* a multiple of 1/4 */
    int32_t result = exp_of_quarter(otaml_scale_up(rest, integer_bits));

    for (int32_t k = -2; k < integer_bits; k++) {
        if (whole & ((int32_t)1 << (fraction_bits + k))) {
            result = otaml_high_mul(result, powers[k + 2]);
        }
    }
    return a == 0 ? INT32_MAX : result;
}

/* 2 / (1 + a) in Q2.29 for a in [0, 1) in Q0.31. */
static int32_t two_over_one_plus(int32_t a)
{
    /* (1 + a) / 2, halves away from zero */
    const int32_t half = (int32_t)(((int64_t)a + INT32_MAX + 1) / 2);
    int32_t x = FORTY_EIGHT_17TH + otaml_high_mul(half, THIRTY_TWO_17TH);

    /* Newton and Raphson, in Q2.29 */
    for (int i = 0; i < 3; i++) {
        const int32_t error = (1 << 29) - otaml_high_mul(half, x);
        x += otaml_scale_up(otaml_high_mul(x, error), 2);
    }
    return x;
}

int32_t otaml_fixed_one_over_one_plus(int32_t a)
{
    /* 2 / (1 + a) in Q2.29 is 1 / (1 + a) in Q1.30. */
    return otaml_scale_up(two_over_one_plus(a), 1);
}

int32_t otaml_fixed_one_minus_over_one_plus(int32_t a)
{
    return otaml_scale_up(two_over_one_plus(a) - (1 << 29), 2); /* 2 / (1 + a) - 1 */
}
