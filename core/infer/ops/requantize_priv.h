/*
 * requantize_priv.h - QUANTIZE from an integer type to another scale, zero point or type.
 */
#ifndef OTAML_REQUANTIZE_PRIV_H
#define OTAML_REQUANTIZE_PRIV_H

#include "../prep_priv.h"

/* From int8, int16, int32 or uint8 to int8, int16 or int32, as the reference has them. */
void otaml_requantize_prepare(struct prep *p);
void otaml_requantize_run(const struct otaml_infer *inf, const void *record);

#endif /* OTAML_REQUANTIZE_PRIV_H */
