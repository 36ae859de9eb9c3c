/*
 * fully_connected_priv.h - FULLY_CONNECTED: weights [outputs, inputs], bias [outputs] (may be
 * left out); whatever the input's shape, it is rows of `inputs` values.
 */
#ifndef OTAML_FULLY_CONNECTED_PRIV_H
#define OTAML_FULLY_CONNECTED_PRIV_H

#include "channels_priv.h"

enum { FULLY_CONNECTED_OPTIONS = 8, FULLY_CONNECTED_ACTIVATION = 0 };

struct otaml_matrix {
    uint32_t rows, inputs, outputs;
};

/* Check shapes and options, take the tensors into the record and fill m. */
void otaml_fully_connected_prepare(struct prep *p, struct otaml_matrix *m, struct otaml_tensor *in,
                                   struct otaml_tensor *weights, struct otaml_tensor *out);

/* What the weights are; scales are the operator's to add. */
struct otaml_weights otaml_fully_connected_weights(const struct otaml_matrix *m, uint32_t weights,
                                                   uint32_t bias);

/* The multiplier of output i of a stripe. With one scale for all weights the reference forms the
 * product of scales in float32 before it divides in double, other than in convolutions; with
 * one for each output it does as they. */
struct otaml_multiplier otaml_fully_connected_output(const struct otaml_channels *c,
                                                     const struct otaml_weights *w,
                                                     const struct otaml_stripe *s, uint32_t i);

/* With one scale for all, its multiplier must exist, with a shift below `shift_end`. */
void otaml_fully_connected_check(struct prep *p, const struct otaml_channels *c,
                                 const struct otaml_tensor *weights, int32_t shift_end);

#endif /* OTAML_FULLY_CONNECTED_PRIV_H */
