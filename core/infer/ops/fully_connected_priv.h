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

/* With one scale for all weights the reference forms the product of scales in float32 before
 * it divides in double, other than in convolutions; with one for each output it does as they. */
bool otaml_fully_connected_multiplier(const struct otaml_channels *c, float weights_scale,
                                      struct otaml_multiplier *m);

/* That multiplier must exist, with a shift below `shift_end`. */
void otaml_fully_connected_check(struct prep *p, const struct otaml_channels *c,
                                 const struct otaml_tensor *weights, int32_t shift_end);

#endif /* OTAML_FULLY_CONNECTED_PRIV_H */
