/*
 * fixed_exp_priv.h - exp and 1/(1+x) in fixed point, as gemmlowp's fixedpoint.h computes them,
 * step by step: SOFTMAX, LOGISTIC and TANH on int8 are defined by their very roundings. Qn.m is a
 * signed number with n integer and m fraction bits.
 */
#ifndef OTAML_FIXED_EXP_PRIV_H
#define OTAML_FIXED_EXP_PRIV_H

#include <stdint.h>

/* exp(a) in Q0.31 for a <= 0 in Q(integer_bits).(31 - integer_bits); integer_bits 1 to 5. */
int32_t otaml_fixed_exp(int32_t a, int32_t integer_bits);

/* 1 / (1 + a) in Q0.31 for a in [0, 1) in Q0.31. */
int32_t otaml_fixed_one_over_one_plus(int32_t a);

/* (1 - a) / (1 + a), likewise. */
int32_t otaml_fixed_one_minus_over_one_plus(int32_t a);

#endif /* OTAML_FIXED_EXP_PRIV_H */
