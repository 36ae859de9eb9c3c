/*
 * depthwise_conv_2d.c - DEPTHWISE_CONV_2D: what its two types share.
 * API: depthwise_conv_2d_priv.h
 */
#include "depthwise_conv_2d_priv.h"

enum { FIELD_DILATION_W = 5 };

void otaml_depthwise_prepare(struct prep *p, struct otaml_window *w, struct otaml_tensor *in,
                             struct otaml_tensor *filter, struct otaml_tensor *out)
{
    otaml_prep_input(p, 0, in);
    otaml_prep_input(p, 1, filter);
    otaml_prep_output(p, 0, out);
    if (p->err) {
        return;
    }
    /* The option depth_multiplier says again what the shapes say; files disagree, shapes win. */
    if (filter->rank != 4 || filter->dims[0] != 1 || filter->dims[1] > UINT16_MAX
        || filter->dims[2] > UINT16_MAX || in->rank != 4 || out->rank != 4
        || filter->dims[3] != out->dims[3] || out->dims[3] % in->dims[3] != 0) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_SHAPE, 1);
        return;
    }
    w->k_h = (uint16_t)filter->dims[1];
    w->k_w = (uint16_t)filter->dims[2];
    otaml_window_prepare(p, w, in, out, FIELD_DILATION_W);
}

struct otaml_weights otaml_depthwise_weights(const struct otaml_window *w, uint32_t filter,
                                             uint32_t bias)
{
    struct otaml_weights weights;

    memset(&weights, 0, sizeof(weights));
    weights.filter = filter;
    weights.bias = bias;
    weights.channels = w->out_c;
    weights.values = (uint32_t)w->k_h * w->k_w;
    weights.value_bytes = 1;
    weights.bias_bytes = 4;
    weights.interleaved = true;
    return weights;
}
