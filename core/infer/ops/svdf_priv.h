/*
 * svdf_priv.h - SVDF, a singular value decomposition filter: what its types share.
 *
 *   input [batch, inputs], features [filters, inputs], times [filters, memory],
 *   bias [units] (may be left out), state [batch, filters * memory] -> output [batch, units]
 *
 * Each inference drops a filter's oldest feature from its memory and appends the newest, the
 * product of the input and the filter's row of `features`. A unit's output is the sum over
 * its `rank` filters of memory times `times`.
 */
#ifndef OTAML_SVDF_PRIV_H
#define OTAML_SVDF_PRIV_H

#include "../prep_priv.h"

enum { SVDF_OPTIONS = 6, SVDF_RANK = 0, SVDF_ACTIVATION = 1 };

struct otaml_svdf {
    struct otaml_record head;
    uint32_t in, features, times, bias, out;
    uint32_t state; /* for otaml_state_at */
    uint32_t batch, inputs, memory, rank, units;
};

struct otaml_svdf_tensors {
    struct otaml_tensor in, features, times, state, out;
};

/* Begin a record of `size` bytes with struct otaml_svdf and check everything but types,
 * scales and the activation. bias_type: of a bias. */
struct otaml_svdf *otaml_svdf_prepare(struct prep *p, size_t size, uint8_t bias_type,
                                      struct otaml_svdf_tensors *t);

/* Make room for the newest feature: drop the oldest one of each filter, of `bytes`. Like the
 * reference this moves the whole state, so the room holds what the next filter dropped. */
void otaml_svdf_advance(const struct otaml_svdf *r, uint8_t *state, uint32_t bytes);

#endif /* OTAML_SVDF_PRIV_H */
