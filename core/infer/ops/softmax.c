/*
 * softmax.c - SOFTMAX: what its types share. API: softmax_priv.h
 */
#include "softmax_priv.h"

enum { FIELD_BETA = 0 };

float otaml_softmax_prepare(struct prep *p, uint32_t *rows, uint32_t *depth,
                            struct otaml_tensor *in, struct otaml_tensor *out)
{
    const float beta = otaml_prep_option_float(p, FIELD_BETA);

    otaml_prep_input(p, 0, in);
    otaml_prep_output(p, 0, out);
    otaml_prep_same_shape(p, -1, in, out);
    if (!p->err && in->rank == 0) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_SHAPE, 0);
    }
    if (p->err) {
        return 0.0f;
    }
    *depth = in->dims[in->rank - 1];
    *rows = in->count / *depth;
    return beta;
}
