/*
 * strided_priv.h - copy a regular pattern of a tensor's elements to contiguous ones: TRANSPOSE
 * and slices.
 */
#ifndef OTAML_STRIDED_PRIV_H
#define OTAML_STRIDED_PRIV_H

#include "../prep_priv.h"

#define STRIDED_AXES 4u

/* In a record. The last axis is the fastest. */
struct otaml_strided {
    uint32_t dims[STRIDED_AXES]; /* of the output */
    int32_t step[STRIDED_AXES];  /* bytes of input from one to the next along an output axis */
    uint32_t element;            /* bytes copied at once */
};

/* One element: every axis is 1 long. */
void otaml_strided_init(struct otaml_strided *s, uint32_t element);

/* Let fast axes that are contiguous in the input be one larger element. */
void otaml_strided_merge(struct otaml_strided *s);

void otaml_strided_copy(const struct otaml_strided *s, const uint8_t *in, uint8_t *out);

#endif /* OTAML_STRIDED_PRIV_H */
