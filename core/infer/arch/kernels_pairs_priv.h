/*
 * kernels_pairs_priv.h - products of many pixels for processors that multiply one pair of numbers
 * at a time (Armv6-M, Armv7-M): two pixels lie in one word, so that a multiplication serves both.
 */
#ifndef OTAML_KERNELS_PAIRS_PRIV_H
#define OTAML_KERNELS_PAIRS_PRIV_H

#include "kernels_priv.h"

/* False, and nothing is done, where there are too few pixels for it or gaps between the rows. */
bool otaml_pairs_matmul_s8(const struct otaml_matmul *k);
bool otaml_pairs_depthwise_shared_s8(const struct otaml_depthwise *k);

#ifdef OTAML_KERNELS_ARMV6M

/* Sums to int8: four of them, of channels whose multipliers are positive and shift to the right.
 * The assembler knows the places, in bytes. */
struct otaml_pairs_scale {
    int32_t value; /* the multiplier's upper half */
    int32_t lower; /* its lower half */
    int32_t right; /* a shift of at least 1 */
};

struct otaml_pairs_outputs {
    const int32_t *sum;                    /* 0: with the bias */
    int8_t *out;                           /* 4 */
    const struct otaml_pairs_scale *scale; /* 8: of the first sum */
    uint32_t out_step;                     /* 12 */
    uint32_t scale_step;                   /* 16: bytes to the next sum's scale */
    int32_t out_zero, min, max;            /* 20, 24, 28 */
    int32_t least; /* 32: what is less gives min, without a multiplication */
};

/* Fills in the scale; false if the channel is not of that kind. */
static inline bool otaml_pairs_scale(const struct otaml_multiplier *m, struct otaml_pairs_scale *s)
{
    s->value = m->value >> 16;
    s->lower = m->value & 0xffff;
    s->right = -m->shift;
    return m->value > 0 && m->shift < 0;
}

/* Where the clamp cuts off what is negative, as nearly half of all sums are before a ReLU, nothing
 * is left to multiply. */
static inline int32_t otaml_pairs_least(int32_t out_zero, int32_t min)
{
    return out_zero <= min ? 1 : INT32_MIN;
}

void otaml_pairs_put(const struct otaml_pairs_outputs *o);

#endif /* OTAML_KERNELS_ARMV6M */
#endif /* OTAML_KERNELS_PAIRS_PRIV_H */
