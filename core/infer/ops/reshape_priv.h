/*
 * reshape_priv.h - RESHAPE, SQUEEZE, EXPAND_DIMS: the same bytes under another shape. The plan
 * lets the output lie where the input lies; only a constant has to be copied.
 */
#ifndef OTAML_RESHAPE_PRIV_H
#define OTAML_RESHAPE_PRIV_H

#include "../prep_priv.h"

void otaml_reshape_prepare(struct prep *p);
void otaml_reshape_run(const struct otaml_infer *inf, const void *record);

#endif /* OTAML_RESHAPE_PRIV_H */
