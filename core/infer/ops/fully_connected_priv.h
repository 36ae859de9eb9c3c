/*
 * fully_connected_priv.h - FULLY_CONNECTED: weights [outputs, inputs], bias [outputs] (may be
 * left out); whatever the input's shape, it is rows of `inputs` values.
 */
#ifndef OTAML_FULLY_CONNECTED_PRIV_H
#define OTAML_FULLY_CONNECTED_PRIV_H

#include "../prep_priv.h"

enum { FULLY_CONNECTED_OPTIONS = 8, FULLY_CONNECTED_ACTIVATION = 0 };

struct otaml_matrix {
    uint32_t rows, inputs, outputs;
};

/* Check shapes and options, take the tensors into the record and fill m. */
void otaml_fully_connected_prepare(struct prep *p, struct otaml_matrix *m, struct otaml_tensor *in,
                                   struct otaml_tensor *weights, struct otaml_tensor *out);

#endif /* OTAML_FULLY_CONNECTED_PRIV_H */
