/*
 * float_exp_priv.h - exp for float32 without a mathematics library.
 */
#ifndef OTAML_FLOAT_EXP_PRIV_H
#define OTAML_FLOAT_EXP_PRIV_H

/* exp(x) to about 2e-7 of itself; 0 below -87, exp(88) above 88, 0 for a NaN. */
float otaml_float_exp(float x);

#endif /* OTAML_FLOAT_EXP_PRIV_H */
