/*
 * pad_priv.h - PAD and PADV2: a border around a tensor of int8, int16, int32 or float32. Axes
 * without a border are one with the axis before them here, so four do for nearly any shape.
 */
#ifndef OTAML_PAD_PRIV_H
#define OTAML_PAD_PRIV_H

#include "../prep_priv.h"

#define PAD_AXES 4u

struct otaml_pad {
    struct otaml_record head;
    uint32_t in, paddings, fill, out; /* fill: one value for all of the border, or none: `zero` */
    uint32_t in_dims[PAD_AXES];       /* of values; the fastest axis is the last one */
    uint32_t out_dims[PAD_AXES], before[PAD_AXES];
    int32_t zero;   /* of every byte of a border without a fill */
    uint32_t value; /* bytes of a value */
};
OTAML_STATIC_ASSERT(sizeof(struct otaml_pad) <= RECORD_BYTES_MAX, pad_record);

/* Values before and behind the input along axis i; false, and the error set, if the output is not
 * as long as all of them. */
bool otaml_pad_read(struct prep *p, const struct otaml_tensor *paddings, uint32_t i, uint32_t in,
                    uint32_t out, uint32_t *before, uint32_t *after);

/* inputs: 2, or 3 with the border's value. */
void otaml_pad_prepare(struct prep *p, uint32_t inputs);
void otaml_pad_run(const struct otaml_infer *inf, const void *record);

#endif /* OTAML_PAD_PRIV_H */
