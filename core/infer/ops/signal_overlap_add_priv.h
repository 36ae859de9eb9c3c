/*
 * signal_overlap_add_priv.h - SignalOverlapAdd: frames that overlap, added up: a `step` of samples
 * comes out for each. The rest of the sum is the operator's state.
 */
#ifndef OTAML_SIGNAL_OVERLAP_ADD_PRIV_H
#define OTAML_SIGNAL_OVERLAP_ADD_PRIV_H

#include "signal_priv.h"

/* Add n values of the type from `frame` to `sum`. */
typedef void otaml_overlap_sum(void *sum, const void *frame, uint32_t n);

void otaml_overlap_add_prepare(struct prep *p);
void otaml_overlap_add_run(const struct otaml_infer *inf, const void *record,
                           otaml_overlap_sum *add);

#endif /* OTAML_SIGNAL_OVERLAP_ADD_PRIV_H */
