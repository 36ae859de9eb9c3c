/*
 * depthwise_conv_2d_priv.h - DEPTHWISE_CONV_2D: input NHWC, filter 1HWC', bias C' (may be left
 * out), output NHWC', where C' is a multiple of C: each input channel has C' / C outputs.
 */
#ifndef OTAML_DEPTHWISE_CONV_2D_PRIV_H
#define OTAML_DEPTHWISE_CONV_2D_PRIV_H

#include "../stripe_priv.h"
#include "window_priv.h"

enum { DEPTHWISE_OPTIONS = 2, DEPTHWISE_ACTIVATION = 4 };

/* Check shapes and options, take the tensors into the record and fill w. */
void otaml_depthwise_prepare(struct prep *p, struct otaml_window *w, struct otaml_tensor *in,
                             struct otaml_tensor *filter, struct otaml_tensor *out);

/* What the weights are; scales are the operator's to add. */
struct otaml_weights otaml_depthwise_weights(const struct otaml_window *w, uint32_t filter,
                                             uint32_t bias);

#endif /* OTAML_DEPTHWISE_CONV_2D_PRIV_H */
