/*
 * sigmoid_int8_priv.h - LOGISTIC and TANH on int8, in the reference's fixed point, with x in Q4.27.
 */
#ifndef OTAML_SIGMOID_INT8_PRIV_H
#define OTAML_SIGMOID_INT8_PRIV_H

#include "unary_priv.h"

#define SIGMOID_INTEGER_BITS 4

struct otaml_sigmoid_int8 {
    struct otaml_unary unary;
    struct otaml_multiplier m;
    int32_t radius; /* beyond it the answer is the least or the largest there is */
    int8_t in_zero, out_zero;
    uint16_t unused;
};

/* The output must have just this scale and zero point. */
void otaml_sigmoid_int8_prepare(struct prep *p, float out_scale, int8_t out_zero);

/* curve: from Q4.27 to Q0.31, of which the first `bits` are kept. */
int32_t otaml_sigmoid_int8_one(const struct otaml_sigmoid_int8 *r, int32_t q,
                               int32_t (*curve)(int32_t x), int32_t bits);

#endif /* OTAML_SIGMOID_INT8_PRIV_H */
