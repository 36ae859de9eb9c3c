/*
 * leaky_relu_priv.h - LEAKY_RELU: x where x >= 0, alpha * x elsewhere. For int8 and int16 the
 * reference forms both multipliers in float32.
 */
#ifndef OTAML_LEAKY_RELU_PRIV_H
#define OTAML_LEAKY_RELU_PRIV_H

#include "unary_priv.h"

enum { LEAKY_RELU_OPTIONS = 75, LEAKY_RELU_FIELD_ALPHA = 0 };

struct otaml_leaky_relu {
    struct otaml_unary unary;
    struct otaml_multiplier identity, alpha;
    int16_t min;
    int8_t in_zero, out_zero;
};

void otaml_leaky_relu_prepare(struct prep *p, uint8_t type);
int32_t otaml_leaky_relu_one(const void *record, int32_t q);

#endif /* OTAML_LEAKY_RELU_PRIV_H */
