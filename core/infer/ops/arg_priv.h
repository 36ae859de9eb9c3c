/*
 * arg_priv.h - ARG_MAX and ARG_MIN: where along an axis the largest or smallest value lies, the
 * first one of equals, as int32.
 */
#ifndef OTAML_ARG_PRIV_H
#define OTAML_ARG_PRIV_H

#include "../prep_priv.h"

struct otaml_arg {
    struct otaml_record head;
    uint32_t in, axis, out;
    uint32_t outer, size, inner; /* size: along the axis */
};

/* The whole of prepare for either, of either type. */
void otaml_arg_prepare(struct prep *p);

/* Where the best of `n` values lies, `step` values from one another. */
typedef uint32_t (*otaml_arg_best)(const uint8_t *in, uint32_t n, uint32_t step, bool constant);

/* The whole of run, on values of `bytes` each. */
void otaml_arg_run(const struct otaml_infer *inf, const void *record, uint32_t bytes,
                   otaml_arg_best best);

#endif /* OTAML_ARG_PRIV_H */
