/*
 * broadcast_priv.h - operators of two inputs, element by element, of which either may repeat
 * along any axis where it is 1 long (or that it lacks).
 */
#ifndef OTAML_BROADCAST_PRIV_H
#define OTAML_BROADCAST_PRIV_H

#include "../prep_priv.h"

#define BROADCAST_AXES 4u

/* In a record, right behind in[2] and out. Neighbouring axes along which the same inputs repeat
 * are one axis here, so four do for nearly any shapes. */
struct otaml_broadcast {
    uint32_t dims[BROADCAST_AXES]; /* of the output, the fastest one last */
    uint8_t repeats[2];            /* bit i: that input repeats along axis i */
    uint8_t element;               /* bytes, of an input's element */
    uint8_t out_element;
};

/* Elements of a row: input k's element i lies at i * step[k]. */
struct otaml_row {
    const uint8_t *in[2];
    uint32_t step[2]; /* 0: it repeats, 1 */
    bool constant[2]; /* in the file's byte order */
    uint8_t *out;
    uint32_t n;
};

/* Element i of input k of int16 rows. */
static inline int16_t otaml_row_int16(const struct otaml_row *row, uint32_t k, uint32_t i)
{
    return (int16_t)otaml_load16(row->in[k] + 2 * (size_t)i * row->step[k], row->constant[k]);
}

/* Take the tensors into the record and fill b. Both inputs and the output have the same type
 * and the output the shape that the inputs give. */
void otaml_broadcast_prepare(struct prep *p, struct otaml_broadcast *b, struct otaml_tensor in[2],
                             struct otaml_tensor *out);

/* Call `row` for all of the output, row by row. */
void otaml_broadcast_run(const struct otaml_infer *inf, const void *record,
                         const struct otaml_broadcast *b,
                         void (*row)(const void *record, const struct otaml_row *row));

#endif /* OTAML_BROADCAST_PRIV_H */
