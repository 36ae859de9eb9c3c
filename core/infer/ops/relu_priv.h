/*
 * relu_priv.h - RELU and RELU6 on int8 and int16.
 */
#ifndef OTAML_RELU_PRIV_H
#define OTAML_RELU_PRIV_H

#include "rescale_priv.h"

void otaml_relu_prepare(struct prep *p, uint8_t type);
int32_t otaml_relu_one(const void *record, int32_t q);

/* RELU6 does not look at the output's scale and zero point: they are taken to be the input's. */
void otaml_relu6_prepare(struct prep *p, uint8_t type);
int32_t otaml_relu6_one(const void *record, int32_t q);

#endif /* OTAML_RELU_PRIV_H */
