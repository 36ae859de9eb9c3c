/*
 * fully_connected.c - FULLY_CONNECTED: what its two types share. API: fully_connected_priv.h
 */
#include "fully_connected_priv.h"

enum { FIELD_WEIGHTS_FORMAT = 1 };

void otaml_fully_connected_prepare(struct prep *p, struct otaml_matrix *m, struct otaml_tensor *in,
                                   struct otaml_tensor *weights, struct otaml_tensor *out)
{
    otaml_prep_input(p, 0, in);
    otaml_prep_input(p, 1, weights);
    otaml_prep_output(p, 0, out);
    if (otaml_prep_option_u8(p, FIELD_WEIGHTS_FORMAT) != 0) {
        otaml_prep_fail(p, OTAML_ERR_MODEL_OPTION, -1); /* shuffled for one processor */
    }
    if (p->err) {
        return;
    }
    if (weights->rank != 2 || in->count % weights->dims[1] != 0) {
        otaml_prep_fail(p, OTAML_ERR_MODEL_SHAPE, otaml_operator_input(p->m, &p->op, 1));
        return;
    }
    m->outputs = weights->dims[0];
    m->inputs = weights->dims[1];
    m->rows = in->count / m->inputs;
    if (out->count / m->outputs != m->rows || out->count % m->outputs != 0) {
        otaml_prep_fail(p, OTAML_ERR_MODEL_SHAPE, otaml_operator_output(p->m, &p->op, 0));
    }
}
