/*
 * arithmetic_float32_priv.h - ADD, SUB, MUL and DIV on float32: their fused activation.
 */
#ifndef OTAML_ARITHMETIC_FLOAT32_PRIV_H
#define OTAML_ARITHMETIC_FLOAT32_PRIV_H

#include "../fixed_priv.h"
#include "broadcast_priv.h"

struct otaml_arithmetic_float32 {
    struct otaml_binary pair;
    float min, max;
};

/* The whole of prepare; field 0 of the options is the activation. */
void otaml_arithmetic_float32_prepare(struct prep *p);

static inline float otaml_clamp_result(const struct otaml_arithmetic_float32 *r, float x)
{
    return otaml_clamp_float(x, r->min, r->max);
}

#endif /* OTAML_ARITHMETIC_FLOAT32_PRIV_H */
