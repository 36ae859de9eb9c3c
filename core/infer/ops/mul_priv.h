/*
 * mul_priv.h - MUL on int8 and int16: the product of what is above the zero points, brought to
 * the output's scale with double(in) * double(in) / double(out).
 */
#ifndef OTAML_MUL_PRIV_H
#define OTAML_MUL_PRIV_H

#include "../fixed_priv.h"
#include "broadcast_priv.h"

struct otaml_mul {
    struct otaml_record head;
    uint32_t in[2], out;
    struct otaml_broadcast b;
    struct otaml_multiplier m;
    int16_t min, max;
    int8_t in_zero[2], out_zero;
    uint8_t unused;
};

void otaml_mul_prepare(struct prep *p, uint8_t type);

static inline int32_t otaml_mul_one(const struct otaml_mul *r, int32_t a, int32_t b)
{
    const int32_t product = (a - r->in_zero[0]) * (b - r->in_zero[1]); /* at most 2^30 */
    return otaml_clamp(otaml_add_wrap(otaml_multiply(product, r->m), r->out_zero), r->min, r->max);
}

#endif /* OTAML_MUL_PRIV_H */
