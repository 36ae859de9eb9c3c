/*
 * softmax_priv.h - SOFTMAX over the last axis: exp(beta * x) / sum exp(beta * x).
 */
#ifndef OTAML_SOFTMAX_PRIV_H
#define OTAML_SOFTMAX_PRIV_H

#include "../prep_priv.h"

enum { SOFTMAX_OPTIONS = 9 };

/* Check shapes, take the tensors into the record; returns beta. */
float otaml_softmax_prepare(struct prep *p, uint32_t *rows, uint32_t *depth,
                            struct otaml_tensor *in, struct otaml_tensor *out);

#endif /* OTAML_SOFTMAX_PRIV_H */
