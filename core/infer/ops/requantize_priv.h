/*
 * requantize_priv.h - QUANTIZE from an integer type to another scale, zero point or type.
 */
#ifndef OTAML_REQUANTIZE_PRIV_H
#define OTAML_REQUANTIZE_PRIV_H

#include "../prep_priv.h"

/* Between any two of int8, int16, int32 and uint8. */
void otaml_requantize_prepare(struct prep *p);
void otaml_requantize_run(const struct otaml_infer *inf, const void *record);

#endif /* OTAML_REQUANTIZE_PRIV_H */
