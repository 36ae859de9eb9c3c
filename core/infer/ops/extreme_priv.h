/*
 * extreme_priv.h - MAXIMUM and MINIMUM: the larger or smaller of two elements of any type.
 * Quantized ones are compared as they are, as in the reference.
 */
#ifndef OTAML_EXTREME_PRIV_H
#define OTAML_EXTREME_PRIV_H

#include "broadcast_priv.h"

void otaml_extreme_prepare(struct prep *p);
void otaml_extreme_run(const struct otaml_infer *inf, const void *record, bool maximum);

#endif /* OTAML_EXTREME_PRIV_H */
