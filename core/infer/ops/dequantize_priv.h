/*
 * dequantize_priv.h - DEQUANTIZE from int8, int16 or uint8 to float32: scale * (q - zero_point).
 * The product of 24 and 16 bits is rounded once, in float32 as in the reference's double.
 */
#ifndef OTAML_DEQUANTIZE_PRIV_H
#define OTAML_DEQUANTIZE_PRIV_H

#include "../prep_priv.h"

void otaml_dequantize_prepare(struct prep *p);
void otaml_dequantize_run(const struct otaml_infer *inf, const void *record);

#endif /* OTAML_DEQUANTIZE_PRIV_H */
