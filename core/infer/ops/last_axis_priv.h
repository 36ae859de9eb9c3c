/*
 * last_axis_priv.h - operators of one input that work on each row along the last axis by itself,
 * and keep its shape and type: L2_NORMALIZATION, LOG_SOFTMAX.
 */
#ifndef OTAML_LAST_AXIS_PRIV_H
#define OTAML_LAST_AXIS_PRIV_H

#include "../prep_priv.h"

/* What a record begins with. */
struct otaml_last_axis {
    struct otaml_record head;
    uint32_t in, out;
    uint32_t rows, depth;
};

/* Begin the record and check the shapes; scales and options are the caller's. */
void otaml_last_axis_prepare(struct prep *p, size_t record_size, uint8_t options_type,
                             struct otaml_tensor *in, struct otaml_tensor *out);

/* Call `row` for each row, of values of `bytes` each. */
void otaml_last_axis_run(const struct otaml_infer *inf, const void *record, uint32_t bytes,
                         void (*row)(const void *record, const uint8_t *in, uint8_t *out));

#endif /* OTAML_LAST_AXIS_PRIV_H */
