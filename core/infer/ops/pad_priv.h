/*
 * pad_priv.h - PAD and PADV2: a border around a tensor of int8, int16, int32 or float32. Axes
 * without a border are one with the axis before them here, so four do for nearly any shape.
 */
#ifndef OTAML_PAD_PRIV_H
#define OTAML_PAD_PRIV_H

#include "../prep_priv.h"

#define PAD_AXES 4u

/* In a record, right behind the operands. In values; the fastest axis is the last one. */
struct otaml_pad {
    uint32_t in_dims[PAD_AXES], out_dims[PAD_AXES], before[PAD_AXES];
    uint32_t value; /* bytes of a value */
};

/* Values before and behind the input along axis i; false, and the error set, if the output is not
 * as long as all of them. */
bool otaml_pad_read(struct prep *p, const struct otaml_tensor *paddings, uint32_t i, uint32_t in,
                    uint32_t out, uint32_t *before, uint32_t *after);

/* Begin the record of an operator of so many inputs, the first of them the tensor and the second
 * its paddings, and check types and shapes. */
void otaml_pad_prepare(struct prep *p, size_t record_size, uint32_t inputs,
                       struct otaml_tensor *out);

/* How large the output is, in bytes. */
static inline size_t otaml_pad_bytes(const struct otaml_pad *r)
{
    const uint32_t *n = r->out_dims;

    return (size_t)n[0] * n[1] * n[2] * n[3] * r->value;
}

/* Operand `input` into the midst of its border. */
void otaml_pad_place(const struct otaml_infer *inf, const struct otaml_pad *r, uint32_t input,
                     uint8_t *out);

#endif /* OTAML_PAD_PRIV_H */
