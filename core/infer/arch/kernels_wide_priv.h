/*
 * kernels_wide_priv.h - whole operators on processors with wide vectors: x86-64 and AArch64.
 *
 * Such a processor wants more than a dot product at a time. Here it gets all output pixels of a
 * range of channels in one call, so that it can put the channels' weights into the order of its
 * vectors once, in a panel on the stack, and use that for every pixel. The answers are those of
 * the portable kernels, bit for bit.
 *
 * What the processor has is asked at run time, for each operator anew: it is a load and a test.
 * The frames hold panels of some 80 KB, which is for hosts and not for microcontrollers.
 */
#ifndef OTAML_KERNELS_WIDE_PRIV_H
#define OTAML_KERNELS_WIDE_PRIV_H

#include <stdbool.h>
#include "../ops/window_priv.h"
#include "kernels_priv.h"

/* Unroll the loop that follows, whose count is a small constant. */
#ifdef __clang__
#define UNROLL _Pragma("clang loop unroll(full)")
#else
#define UNROLL _Pragma("GCC unroll 16")
#endif

/* What all outputs of an operator share: zero points and limits. */
struct otaml_wide_outputs {
    int32_t in_zero, out_zero, min, max;
};

/* Channels of a convolution, for some of the output's rows. Weight t of channel c, t counting
 * rows, columns and input channels of the kernel, is filter[c * channel_step + t * tap_step];
 * one of the steps is 1. */
struct otaml_wide_conv {
    const struct otaml_window *w;
    const int8_t *in; /* at row in_row */
    const int8_t *filter;
    uint32_t channel_step, tap_step;
    uint32_t channels; /* 1 to KERNEL_CHANNELS */
    const struct otaml_channel *channel;
    int8_t *out; /* at row `row`, at the first of these channels */
    uint32_t in_row, row, row_end;
    struct otaml_wide_outputs outputs;
};

/* The same on float32; `in_zero` is 0. */
struct otaml_wide_outputs_float {
    int32_t in_zero;
    float min, max;
};

struct otaml_wide_conv_float {
    const struct otaml_window *w;
    const float *in;
    const float *filter;
    uint32_t channel_step, tap_step;
    uint32_t channels;
    const float *channel; /* biases */
    float *out;
    uint32_t in_row, row, row_end;
    struct otaml_wide_outputs_float outputs;
};

/* The kernels of one instruction set. Those that return a value return false, and have done
 * nothing, for sizes that they are not made for. */
struct otaml_wide {
    bool (*conv)(const struct otaml_wide_conv *job);
    /* A convolution that stays in its channel: `in` is at the first channel too, weight t counts
     * rows and columns, and the channels are contiguous. */
    bool (*depthwise)(const struct otaml_wide_conv *job);
    bool (*matmul)(const struct otaml_matmul *k);
    void (*add)(const struct otaml_addition *k);
};

/* On float32, where products are added one after another, as the reference adds them: the
 * answers are those of the portable loops, bit for bit. */
struct otaml_wide_float {
    bool (*conv)(const struct otaml_wide_conv_float *job);
    bool (*depthwise)(const struct otaml_wide_conv_float *job);
};

#ifdef OTAML_KERNELS_WIDE
/* The best that this processor has, or NULL. */
const struct otaml_wide *otaml_wide(void);
const struct otaml_wide_float *otaml_wide_float(void);

/* For otaml_wide and the tests: NULL where the processor lacks it. The first two are there on
 * x86-64, the last on AArch64. */
const struct otaml_wide *otaml_wide_avx2(void);
const struct otaml_wide *otaml_wide_avx512vnni(void);
const struct otaml_wide *otaml_wide_neon(void);

const struct otaml_wide_float *otaml_wide_float_avx2(void);
const struct otaml_wide_float *otaml_wide_float_avx512(void);
const struct otaml_wide_float *otaml_wide_float_neon(void);
#else
static inline const struct otaml_wide *otaml_wide(void)
{
    return NULL;
}

static inline const struct otaml_wide_float *otaml_wide_float(void)
{
    return NULL;
}
#endif

#endif /* OTAML_KERNELS_WIDE_PRIV_H */
