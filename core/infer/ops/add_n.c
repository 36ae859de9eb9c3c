/*
 * add_n.c - ADD_N: what its types share. API: add_n_priv.h
 */
#include "add_n_priv.h"

void *otaml_add_n_prepare(struct prep *p, size_t size, struct otaml_tensor *first,
                          struct otaml_tensor *out)
{
    struct otaml_add_n *r = otaml_prep_record(p, size, 2, ADD_N_INPUTS, 0);
    struct otaml_tensor in;

    otaml_prep_input(p, 0, first);
    otaml_prep_output(p, 0, out);
    otaml_prep_type(p, -1, out, first->type);
    otaml_prep_same_shape(p, -1, first, out);
    for (uint32_t k = 1; k < p->op.n_inputs && !p->err; k++) {
        otaml_prep_input(p, k, &in);
        otaml_prep_type(p, (int32_t)k, &in, first->type);
        otaml_prep_same_shape(p, (int32_t)k, first, &in);
        if (in.scale != first->scale || in.zero_point != first->zero_point) {
            otaml_prep_refuse(p, OTAML_ERR_MODEL_QUANT, (int32_t)k);
        }
    }
    r->count = first->count;
    return r;
}
