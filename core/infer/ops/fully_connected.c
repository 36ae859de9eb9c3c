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
        otaml_prep_refuse(p, OTAML_ERR_MODEL_SHAPE, 1);
        return;
    }
    m->outputs = weights->dims[0];
    m->inputs = weights->dims[1];
    m->rows = in->count / m->inputs;
    if (out->count / m->outputs != m->rows || out->count % m->outputs != 0) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_SHAPE, -1);
    }
}

struct otaml_weights otaml_fully_connected_weights(const struct otaml_matrix *m, uint32_t weights,
                                                   uint32_t bias)
{
    struct otaml_weights w;

    memset(&w, 0, sizeof(w));
    w.filter = weights;
    w.bias = bias;
    w.channels = m->outputs;
    w.values = m->inputs;
    w.value_bytes = 1;
    w.bias_bytes = 4;
    return w;
}

static bool multiplier_for_all(const struct otaml_channels *c, float weights_scale,
                               struct otaml_multiplier *m)
{
    return otaml_ratio_of(c->in_scale * weights_scale, c->out_scale, m);
}

struct otaml_multiplier otaml_fully_connected_output(const struct otaml_channels *c,
                                                     const struct otaml_weights *w,
                                                     const struct otaml_stripe *s, uint32_t i)
{
    const float scale = otaml_stripe_scale(w, s, i);
    struct otaml_multiplier m;

    if (w->n_scales > 1) {
        return otaml_channels_multiplier(c, scale);
    }
    (void)multiplier_for_all(c, scale, &m);
    return m;
}

void otaml_fully_connected_check(struct prep *p, const struct otaml_channels *c,
                                 const struct otaml_tensor *weights, int32_t shift_end)
{
    struct otaml_multiplier m;

    if (p->err || c->count != 1) {
        return;
    }
    if (!otaml_real_is_scale(weights->scale) || !multiplier_for_all(c, weights->scale, &m)
        || m.shift >= shift_end) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_QUANT, 1);
    }
}
