/*
 * sigmoid_int16_priv.h - LOGISTIC and TANH on int16, from the table of sigmoid_table_priv.h.
 */
#ifndef OTAML_SIGMOID_INT16_PRIV_H
#define OTAML_SIGMOID_INT16_PRIV_H

#include "sigmoid_table_priv.h"
#include "unary_priv.h"

struct otaml_sigmoid_int16 {
    struct otaml_unary unary;
    int32_t factor, shift; /* to 1/12288 */
};

/* shift_max: an input scale of 2^-12, or up to 2^(shift_max - 12), is taken to be just that. */
void otaml_sigmoid_int16_prepare(struct prep *p, int32_t shift_max);

/* q in units of 1/12288. */
int32_t otaml_sigmoid_int16_in(const struct otaml_sigmoid_int16 *r, int32_t q);

#endif /* OTAML_SIGMOID_INT16_PRIV_H */
