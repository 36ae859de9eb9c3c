/*
 * conv_2d_priv.h - CONV_2D: input NHWC, filter OHWI, bias O (may be left out), output NHWC.
 */
#ifndef OTAML_CONV_2D_PRIV_H
#define OTAML_CONV_2D_PRIV_H

#include "../arch/kernels_priv.h"
#include "window_priv.h"

enum { CONV_2D_OPTIONS = 1, CONV_2D_ACTIVATION = 3 };

/* Check shapes and options, take the tensors into the record and fill w. */
void otaml_conv_2d_prepare(struct prep *p, struct otaml_window *w, struct otaml_tensor *in,
                           struct otaml_tensor *filter, struct otaml_tensor *out);

/* Whether a kernel on int8 is one for otaml_conv_2d_small. */
bool otaml_conv_2d_is_small(const struct otaml_window *w);

/* All pixels of a batch, which in and out are at, for the channels of k. Of k, w, w_step, out_step
 * and what belongs to channels are set. */
void otaml_conv_2d_small(const struct otaml_window *w, struct otaml_matmul *k, const int8_t *in,
                         int8_t *out);

#endif /* OTAML_CONV_2D_PRIV_H */
