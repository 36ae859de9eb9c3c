/*
 * fully_connected.c - FULLY_CONNECTED: what its types share. API: fully_connected_priv.h
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

bool otaml_fully_connected_multiplier(const struct otaml_channels *c, float weights_scale,
                                      struct otaml_multiplier *m)
{
    const struct otaml_real product = otaml_real_round24(
        otaml_real_mul(otaml_real_from_float(c->in_scale), otaml_real_from_float(weights_scale)));
    return otaml_real_multiplier(otaml_real_div(product, otaml_real_from_float(c->out_scale)), m);
}

void otaml_fully_connected_check(struct prep *p, const struct otaml_channels *c,
                                 const struct otaml_tensor *weights, int32_t shift_end)
{
    struct otaml_multiplier m;

    if (p->err || c->count != 1) {
        return;
    }
    if (!otaml_real_is_scale(weights->scale)
        || !otaml_fully_connected_multiplier(c, weights->scale, &m) || m.shift >= shift_end) {
        otaml_prep_fail(p, OTAML_ERR_MODEL_QUANT, otaml_operator_input(p->m, &p->op, 1));
    }
}
