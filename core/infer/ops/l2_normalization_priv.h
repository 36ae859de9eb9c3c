/*
 * l2_normalization_priv.h - L2_NORMALIZATION: each row along the last axis divided by its length.
 */
#ifndef OTAML_L2_NORMALIZATION_PRIV_H
#define OTAML_L2_NORMALIZATION_PRIV_H

#include "last_axis_priv.h"

/* Begin the record, which begins with struct otaml_last_axis, and check shapes and options. */
static inline void otaml_l2_normalization_prepare(struct prep *p, size_t record_size,
                                                  struct otaml_tensor *in, struct otaml_tensor *out)
{
    enum { L2_NORM_OPTIONS = 12, FIELD_ACTIVATION = 0 };

    otaml_last_axis_prepare(p, record_size, L2_NORM_OPTIONS, in, out);
    if (otaml_prep_option_u8(p, FIELD_ACTIVATION) != 0) {
        otaml_prep_fail(p, OTAML_ERR_MODEL_OPTION, -1);
    }
}

#endif /* OTAML_L2_NORMALIZATION_PRIV_H */
