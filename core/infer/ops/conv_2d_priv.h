/*
 * conv_2d_priv.h - CONV_2D: input NHWC, filter OHWI, bias O (may be left out), output NHWC.
 */
#ifndef OTAML_CONV_2D_PRIV_H
#define OTAML_CONV_2D_PRIV_H

#include "window_priv.h"

enum { CONV_2D_OPTIONS = 1, CONV_2D_ACTIVATION = 3 };

/* Check shapes and options, take the tensors into the record and fill w. */
void otaml_conv_2d_prepare(struct prep *p, struct otaml_window *w, struct otaml_tensor *in,
                           struct otaml_tensor *filter, struct otaml_tensor *out);

#endif /* OTAML_CONV_2D_PRIV_H */
