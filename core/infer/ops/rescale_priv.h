/*
 * rescale_priv.h - operators on one quantized input that bring it to the output's scale: ABS, RELU
 * and RSQRT on int8 and int16.
 */
#ifndef OTAML_RESCALE_PRIV_H
#define OTAML_RESCALE_PRIV_H

#include "unary_priv.h"

struct otaml_rescale {
    struct otaml_unary unary;
    struct otaml_multiplier m;
    int32_t min, max;
    int8_t in_zero, out_zero;
    uint16_t unused;
};

/* Both tensors of `type`, OTAML_TYPE_INT8 or OTAML_TYPE_INT16: all but m is filled in, min and
 * max with what the type holds. */
struct otaml_rescale *otaml_rescale_take(struct prep *p, uint8_t type, struct otaml_tensor *in,
                                         struct otaml_tensor *out);

/* The same with double(in) / double(out) for m. */
struct otaml_rescale *otaml_rescale_prepare(struct prep *p, uint8_t type);

/* x, which is above the zero point by so much, as a value of the output. */
static inline int32_t otaml_rescale_one(const struct otaml_rescale *r, int32_t x)
{
    return otaml_clamp(otaml_add_wrap(otaml_multiply(x, r->m), r->out_zero), r->min, r->max);
}

#endif /* OTAML_RESCALE_PRIV_H */
