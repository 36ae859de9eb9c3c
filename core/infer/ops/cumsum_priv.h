/*
 * cumsum_priv.h - CUMSUM: sums of the values so far along an axis, with or without the value
 * itself (exclusive), from either end (reverse).
 */
#ifndef OTAML_CUMSUM_PRIV_H
#define OTAML_CUMSUM_PRIV_H

#include "../prep_priv.h"

/* What every record begins with. */
struct otaml_cumsum {
    struct otaml_record head;
    uint32_t in, axis, out;
    uint32_t outer, size, inner; /* size: along the axis */
    uint8_t exclusive, reverse;
    uint16_t unused;
};

/* `n` values, `step` values from one to the next, at the same places of input and output. */
typedef void (*otaml_cumsum_line)(const void *record, const uint8_t *in, uint8_t *out, uint32_t n,
                                  ptrdiff_t step);

/* Begin the record; types and scales are the caller's. */
void otaml_cumsum_prepare(struct prep *p, size_t record_size, struct otaml_tensor *in,
                          struct otaml_tensor *out);

/* The whole of run, on values of `bytes` each. */
void otaml_cumsum_run(const struct otaml_infer *inf, const void *record, uint32_t bytes,
                      otaml_cumsum_line line);

#endif /* OTAML_CUMSUM_PRIV_H */
