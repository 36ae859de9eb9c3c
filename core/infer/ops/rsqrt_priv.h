/*
 * rsqrt_priv.h - RSQRT on int8 and int16: the reference's fixed point, scaled by
 * 1 / (sqrt(double(in)) * double(out)).
 */
#ifndef OTAML_RSQRT_PRIV_H
#define OTAML_RSQRT_PRIV_H

#include "rescale_priv.h"

void otaml_rsqrt_prepare(struct prep *p, uint8_t type);
int32_t otaml_rsqrt_one(const void *record, int32_t q);

#endif /* OTAML_RSQRT_PRIV_H */
