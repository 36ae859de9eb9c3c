/*
 * conv_2d_priv.h - CONV_2D: input NHWC, filter OHWI, bias O (may be left out), output NHWC.
 */
#ifndef OTAML_CONV_2D_PRIV_H
#define OTAML_CONV_2D_PRIV_H

#include "../arch/kernels_priv.h"
#include "../stripe_priv.h"
#include "window_priv.h"

enum { CONV_2D_OPTIONS = 1, CONV_2D_ACTIVATION = 3 };

/* Check shapes and options, take the tensors into the record and fill w. */
void otaml_conv_2d_prepare(struct prep *p, struct otaml_window *w, struct otaml_tensor *in,
                           struct otaml_tensor *filter, struct otaml_tensor *out);

/* What the weights are; scales are the operator's to add. */
struct otaml_weights otaml_conv_2d_weights(const struct otaml_window *w, uint32_t filter,
                                           uint32_t bias);

static inline uint32_t otaml_conv_2d_pixels(const struct otaml_window *w)
{
    return (uint32_t)w->batches * w->out_h * w->out_w;
}

/* Values of the input and of a piece of one channel's filter that belong together. */
struct otaml_conv_2d_run {
    size_t x; /* where they lie in a batch */
    uint32_t filter, n;
};

/* What of the piece [s->value, s->end) tap number `tap` has, at an output whose taps inside
 * are these; n is 0 where the tap lies in the padding. */
struct otaml_conv_2d_run otaml_conv_2d_piece(const struct otaml_infer *inf,
                                             const struct otaml_window *w,
                                             const struct otaml_stripe *s, uint32_t tap,
                                             struct otaml_taps rows, struct otaml_taps columns);

/* Whether a kernel on int8 is one for otaml_conv_2d_small. */
bool otaml_conv_2d_is_small(const struct otaml_window *w);

/* The rows of a batch that are asked for, for the channels of k; in is at row inf->rows.in_first.
 * Of k, w, w_step, out_step and what belongs to channels are set. */
void otaml_conv_2d_small(const struct otaml_infer *inf, const struct otaml_window *w,
                         struct otaml_matmul *k, const int8_t *in, int8_t *out);

#endif /* OTAML_CONV_2D_PRIV_H */
