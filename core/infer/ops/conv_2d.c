/*
 * conv_2d.c - CONV_2D: what its two types share. API: conv_2d_priv.h
 */
#include "conv_2d_priv.h"

enum { FIELD_DILATION_W = 4 };

void otaml_conv_2d_prepare(struct prep *p, struct otaml_window *w, struct otaml_tensor *in,
                           struct otaml_tensor *filter, struct otaml_tensor *out)
{
    otaml_prep_input(p, 0, in);
    otaml_prep_input(p, 1, filter);
    otaml_prep_output(p, 0, out);
    if (p->err) {
        return;
    }
    if (filter->rank != 4 || filter->dims[1] > UINT16_MAX || filter->dims[2] > UINT16_MAX
        || in->rank != 4 || filter->dims[3] != in->dims[3] || out->rank != 4
        || filter->dims[0] != out->dims[3]) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_SHAPE, 1);
        return;
    }
    w->k_h = (uint16_t)filter->dims[1];
    w->k_w = (uint16_t)filter->dims[2];
    otaml_window_prepare(p, w, in, out, FIELD_DILATION_W);
}

struct otaml_weights otaml_conv_2d_weights(const struct otaml_window *w, uint32_t filter,
                                           uint32_t bias)
{
    struct otaml_weights weights;

    memset(&weights, 0, sizeof(weights));
    weights.filter = filter;
    weights.bias = bias;
    weights.channels = w->out_c;
    weights.values = (uint32_t)w->k_h * w->k_w * w->in_c;
    weights.value_bytes = 1;
    weights.bias_bytes = 4;
    return weights;
}

struct otaml_conv_2d_run otaml_conv_2d_piece(const struct otaml_infer *inf,
                                             const struct otaml_window *w,
                                             const struct otaml_stripe *s, uint32_t tap,
                                             struct otaml_taps rows, struct otaml_taps columns)
{
    struct otaml_conv_2d_run run = { 0, 0, 0 };
    const int32_t ky = (int32_t)(tap / w->k_w), kx = (int32_t)(tap % w->k_w);

    if (ky < rows.first || ky >= rows.end || kx < columns.first || kx >= columns.end) {
        return run;
    }
    const uint32_t y = (uint32_t)(rows.origin + ky * w->dilation_h) - inf->rows.in_first;
    const uint32_t x = (uint32_t)(columns.origin + kx * w->dilation_w);
    const uint32_t tap_first = tap * w->in_c;
    const uint32_t first = s->value > tap_first ? s->value : tap_first;
    run.x = ((size_t)y * w->in_w + x) * w->in_c + (first - tap_first);
    run.filter = first - s->value;
    run.n = otaml_min_u32(s->end, tap_first + w->in_c) - first;
    return run;
}
