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

#include "../block_priv.h"

enum { SVDF_OPTIONS = 6, SVDF_RANK = 0, SVDF_ACTIVATION = 1 };

struct otaml_svdf {
    struct otaml_record head;
    uint32_t in, features, times, bias, out, scratch;
    uint32_t state; /* for otaml_state_at */
    uint32_t batch, inputs, memory, rank, units;
    uint8_t bytes, state_bytes; /* of a value of the input, and of state and `times` */
    uint16_t unused;
};

struct otaml_svdf_tensors {
    struct otaml_tensor in, features, times, state, out;
};

/* Begin a record of `size` bytes with struct otaml_svdf; the operator's flags have OP_SCRATCH.
 * Check everything but scales and the activation. type: of the input, `features` and the output;
 * bias_type: of a bias. */
struct otaml_svdf *otaml_svdf_prepare(struct prep *p, size_t size, uint8_t type, uint8_t bias_type,
                                      struct otaml_svdf_tensors *t);

/* Some units of one row of the input. */
struct otaml_svdf_units {
    uint32_t n;
    const uint8_t *in;    /* the row */
    uint8_t *out, *state; /* of these units */
    const uint8_t *features, *times, *bias;
};

/* Let `advance` work on as many units as a part may have. The room for the newest features is
 * there: like the reference this moves the whole state, so it holds what the next filter
 * dropped. As otaml_op.part. */
typedef void otaml_svdf_advance(const void *record, const struct otaml_svdf_units *u);
int otaml_svdf_part(struct otaml_infer *inf, const void *record, otaml_svdf_advance *advance);

#endif /* OTAML_SVDF_PRIV_H */
