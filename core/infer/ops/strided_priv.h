/*
 * strided_priv.h - copy a regular pattern of a tensor's elements to contiguous ones: TRANSPOSE,
 * slices, reversals, repetitions.
 */
#ifndef OTAML_STRIDED_PRIV_H
#define OTAML_STRIDED_PRIV_H

#include "../prep_priv.h"

#define STRIDED_AXES OTAML_MODEL_RANK_MAX

/* The last member of a record: axes that a pattern does not need are cut off. */
struct otaml_strided {
    uint32_t value;   /* bytes of a value, for its byte order */
    uint32_t element; /* bytes copied at once, some values */
    uint32_t n;       /* axes */
    struct otaml_strided_axis {
        uint32_t size; /* of the output */
        int32_t step;  /* bytes of input from one to the next */
    } axis[STRIDED_AXES];
};

/* Bytes of input from one to the next along each of a tensor's axes. */
void otaml_strided_steps(const struct otaml_tensor *t, uint32_t steps[OTAML_MODEL_RANK_MAX]);

/* Begin with one value of t. */
void otaml_strided_begin(struct otaml_strided *s, const struct otaml_tensor *t);

/* The output's next axis, the slowest first; at most STRIDED_AXES. Two that are one in the input
 * as well become one here. */
void otaml_strided_add(struct otaml_strided *s, uint32_t size, int32_t step);

/* Let the fast axes that are contiguous be one larger element, and cut the record. */
void otaml_strided_end(struct prep *p, struct otaml_strided *s);

/* From operand `in`, `start` bytes into it, to operand `out`. */
void otaml_strided_copy(const struct otaml_infer *inf, const struct otaml_strided *s, uint32_t in,
                        uint32_t start, uint32_t out);

#endif /* OTAML_STRIDED_PRIV_H */
