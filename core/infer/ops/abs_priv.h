/*
 * abs_priv.h - ABS on int8 and int16.
 */
#ifndef OTAML_ABS_PRIV_H
#define OTAML_ABS_PRIV_H

#include "rescale_priv.h"

static inline int32_t otaml_abs_one(const void *record, int32_t q)
{
    const struct otaml_rescale *r = record;
    const int32_t x = q - r->in_zero;

    return otaml_rescale_one(r, x < 0 ? -x : x);
}

#endif /* OTAML_ABS_PRIV_H */
