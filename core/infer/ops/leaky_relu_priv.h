/*
 * leaky_relu_priv.h - LEAKY_RELU on int8 and int16: x where x >= 0, alpha * x elsewhere. The
 * reference forms both multipliers in float32.
 */
#ifndef OTAML_LEAKY_RELU_PRIV_H
#define OTAML_LEAKY_RELU_PRIV_H

#include "../fixed_priv.h"
#include "../prep_priv.h"

struct otaml_leaky_relu {
    struct otaml_record head;
    uint32_t in, out;
    uint32_t count;
    struct otaml_multiplier identity, alpha;
    int8_t in_zero, out_zero;
    uint16_t unused;
};

void otaml_leaky_relu_prepare(struct prep *p, uint8_t type);

/* Before it is clamped. */
static inline int32_t otaml_leaky_relu_one(const struct otaml_leaky_relu *r, int32_t x)
{
    x -= r->in_zero;
    return otaml_add_wrap(otaml_multiply(x, x >= 0 ? r->identity : r->alpha), r->out_zero);
}

#endif /* OTAML_LEAKY_RELU_PRIV_H */
