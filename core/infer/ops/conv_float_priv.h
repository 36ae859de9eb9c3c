/*
 * conv_float_priv.h - what the convolutions on float32 share: the kernels for wide vectors.
 */
#ifndef OTAML_CONV_FLOAT_PRIV_H
#define OTAML_CONV_FLOAT_PRIV_H

#include "../arch/kernels_wide_priv.h"
#include "../stripe_priv.h"
#include "window_priv.h"

/* A convolution, or one that stays in its channel. */
struct otaml_conv_float {
    const struct otaml_window *w;
    const float *in; /* at row in_row */
    float *out;      /* at row `row`, at the first of all channels */
    uint32_t in_row, row, row_end;
    float min, max; /* of the fused activation */
    bool depthwise;
};

/* All values of a stripe's channels. False, and nothing done, where there are no kernels for it. */
#ifdef OTAML_KERNELS_WIDE
bool otaml_conv_float_wide(const struct otaml_conv_float *conv, const struct otaml_stripe *s);
#else
static inline bool otaml_conv_float_wide(const struct otaml_conv_float *conv,
                                         const struct otaml_stripe *s)
{
    (void)conv;
    (void)s;
    return false;
}
#endif

#endif /* OTAML_CONV_FLOAT_PRIV_H */
