/*
 * requantize_priv.h - QUANTIZE from an integer type to another scale, zero point or type.
 */
#ifndef OTAML_REQUANTIZE_PRIV_H
#define OTAML_REQUANTIZE_PRIV_H

#include "unary_priv.h"

struct otaml_requantize {
    struct otaml_unary unary;
    struct otaml_multiplier m;
    int32_t in_zero, out_zero;
    int32_t min, max;
    uint8_t in_type, out_type;
    uint16_t unused;
};

/* Between any two of int8, int16, int32 and uint8. */
void otaml_requantize_prepare(struct prep *p);
void otaml_requantize_run(const struct otaml_infer *inf, const void *record);

static inline int32_t otaml_requantize_one(const void *record, int32_t q)
{
    const struct otaml_requantize *r = record;
    const int32_t x = (int32_t)((uint32_t)q - (uint32_t)r->in_zero);

    return otaml_clamp(otaml_add_wrap(otaml_multiply(x, r->m), r->out_zero), r->min, r->max);
}

#endif /* OTAML_REQUANTIZE_PRIV_H */
