/*
 * sigmoid_int16_priv.h - LOGISTIC and TANH on int16: both interpolate in one table of the logistic
 * function, for tanh(x) = 2 logistic(2x) - 1.
 */
#ifndef OTAML_SIGMOID_INT16_PRIV_H
#define OTAML_SIGMOID_INT16_PRIV_H

#include "unary_priv.h"

struct otaml_sigmoid_int16 {
    struct otaml_unary unary;
    int32_t factor, shift; /* to 1/12288 */
};

/* shift_max: an input scale of 2^-12, or up to 2^(shift_max - 12), is taken to be just that. */
void otaml_sigmoid_int16_prepare(struct prep *p, int32_t shift_max);

/* q in units of 1/12288. */
int32_t otaml_sigmoid_int16_in(const struct otaml_sigmoid_int16 *r, int32_t q);

/* The logistic function of x >= 0 times 2^(16 + fraction_bits), for x in steps of
 * 1/24 / 2^fraction_bits; 0 beyond the table's last step. */
uint32_t otaml_sigmoid_int16_interpolate(uint32_t x, uint32_t fraction_bits);

#endif /* OTAML_SIGMOID_INT16_PRIV_H */
