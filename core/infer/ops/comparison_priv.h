/*
 * comparison_priv.h - EQUAL, NOT_EQUAL, LESS, LESS_EQUAL, GREATER and GREATER_EQUAL on any type.
 * Quantized elements are brought to real values times 2^8 first, rounded as in the reference,
 * which therefore demands scales below 1. (On int16 the reference forgets the scales and finds
 * nothing GREATER, and has no other comparison.)
 */
#ifndef OTAML_COMPARISON_PRIV_H
#define OTAML_COMPARISON_PRIV_H

#include "broadcast_priv.h"

void otaml_comparison_prepare(struct prep *p);
void otaml_comparison_run(const struct otaml_infer *inf, const void *record);

#endif /* OTAML_COMPARISON_PRIV_H */
