/*
 * softmax_priv.h - SOFTMAX over the last axis: exp(beta * x) / sum exp(beta * x).
 */
#ifndef OTAML_SOFTMAX_PRIV_H
#define OTAML_SOFTMAX_PRIV_H

#include "../prep_priv.h"
#include "../real_priv.h"

enum { SOFTMAX_OPTIONS = 9 };

/* Check shapes, take the tensors into the record; returns beta. */
float otaml_softmax_prepare(struct prep *p, uint32_t *rows, uint32_t *depth,
                            struct otaml_tensor *in, struct otaml_tensor *out);

/* SOFTMAX and LOG_SOFTMAX on int8: differences from a row's maximum are in Q5.26. A sum of more
 * than 2^12 exponentials would leave its 12 integer bits. */
#define SOFTMAX_INTEGER_BITS 5
#define SOFTMAX_DEPTH_MAX    4095u

/* What brings a difference to Q5.26; those below *least count as exp = 0. False where the
 * reference refuses: it demands a multiplier above 1. */
bool otaml_softmax_scale(float beta, float in_scale, struct otaml_multiplier *m, int32_t *least);

#endif /* OTAML_SOFTMAX_PRIV_H */
