/*
 * float_exp_priv.h - exp and its kin for float32 without a mathematics library.
 */
#ifndef OTAML_FLOAT_EXP_PRIV_H
#define OTAML_FLOAT_EXP_PRIV_H

/* Nearly always the float nearest to exp(x), which is infinite above 88.72. */
float otaml_float_exp(float x);

/* exp(x) - 1 and tanh(x) to 3 units of the last place. */
float otaml_float_expm1(float x);
float otaml_float_tanh(float x);

#endif /* OTAML_FLOAT_EXP_PRIV_H */
