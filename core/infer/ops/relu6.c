/*
 * relu6.c - RELU6 on int8 and int16. API: relu_priv.h
 */
#include "relu_priv.h"

#define SIX 6

void otaml_relu6_prepare(struct prep *p, uint8_t type)
{
    struct otaml_tensor in, out;
    struct otaml_rescale *r = otaml_rescale_take(p, type, &in, &out);

    if (p->err) {
        return;
    }
    const int32_t steps = otaml_real_round(otaml_real_round24(
        otaml_real_div(otaml_real_from_uint(SIX), otaml_real_from_float(in.scale))));
    r->min = r->in_zero;
    r->max = otaml_clamp(r->in_zero + steps, r->min, r->max); /* steps is at most 2^30 */
}

int32_t otaml_relu6_one(const void *record, int32_t q)
{
    const struct otaml_rescale *r = record;

    return otaml_clamp(q, r->min, r->max);
}
