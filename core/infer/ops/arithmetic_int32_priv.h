/*
 * arithmetic_int32_priv.h - SUB, MUL and DIV on int32, which is not quantized: modulo 2^32, then
 * the fused activation. (The reference leaves ADD's activation out.)
 */
#ifndef OTAML_ARITHMETIC_INT32_PRIV_H
#define OTAML_ARITHMETIC_INT32_PRIV_H

#include "../fixed_priv.h"
#include "broadcast_priv.h"

struct otaml_arithmetic_int32 {
    struct otaml_binary pair;
    int32_t min, max;
};

/* The whole of prepare; field 0 of the options is the activation. */
void otaml_arithmetic_int32_prepare(struct prep *p);

static inline int32_t otaml_clamp_int32(const struct otaml_arithmetic_int32 *r, uint32_t x)
{
    return otaml_clamp((int32_t)x, r->min, r->max);
}

#endif /* OTAML_ARITHMETIC_INT32_PRIV_H */
