/*
 * kernels_armv7m_priv.h - what the files for Armv7-M share.
 */
#ifndef OTAML_KERNELS_ARMV7M_PRIV_H
#define OTAML_KERNELS_ARMV7M_PRIV_H

#include "kernels_priv.h"

/* What a call of assembler may change: compilers look into these functions, and take what they see
 * for all. */
#define CLOBBERS "r0", "r1", "r2", "r3", "r12", "cc", "memory"

/*
 * One sum to int8, of a channel whose multiplier is positive and shifts to the right. All are
 * registers: twice the multiplier, the shift, the zero point, and two to use.
 *
 * Twice the multiplier, which is 2^31 at least, is a negative number that lacks 2^32; adding the
 * sum to the high word makes up for it. The low word's top bit is the first rounding. The second
 * one is half away from zero: down by one if negative, then the last bit shifted out, which is
 * left in the carry.
 */
#define OUTPUT_TO_INT8(sum, low, high, twice, right, zero)                                         \
    "smull " low ", " high ", " sum ", " twice "\n\t"                                              \
    "lsls " low ", " low ", #1\n\t"                                                                \
    "adc " sum ", " sum ", " high "\n\t"                                                           \
    "add " sum ", " sum ", " sum ", asr #31\n\t"                                                   \
    "asrs " sum ", " sum ", " right "\n\t"                                                         \
    "adc " sum ", " sum ", " zero "\n\t"                                                           \
    "ssat " sum ", #8, " sum "\n\t"

/* kernels_armv7m_rows.c: otaml_matmul_s8 where there are few pixels, one by one. */
void otaml_rows_matmul_s8(const struct otaml_matmul *k);

/* Whether that is the channel's way to int8. */
static inline bool otaml_is_usual(const struct otaml_channel *c)
{
    return c->m.value > 0 && c->m.shift < 0;
}

/* Sums of channels that lie side by side, with their biases; the assembler knows the places. */
struct outputs {
    const uint32_t *sum;                 /* 0 */
    const struct otaml_channel *channel; /* 4 */
    int8_t *out;                         /* 8 */
    uint32_t n;                          /* 12: at least one */
    int32_t out_zero, min, max;          /* 16, 20, 24 */
};

/* The biases, which the sums begin with; there are a multiple of four. */
static inline void otaml_outputs_start(const struct outputs *o, uint32_t *sum)
{
    for (uint32_t i = 0; i < o->n; i += 4) {
        const struct otaml_channel *const channel = o->channel + i;
        sum[i] = (uint32_t)channel[0].bias;
        sum[i + 1] = (uint32_t)channel[1].bias;
        sum[i + 2] = (uint32_t)channel[2].bias;
        sum[i + 3] = (uint32_t)channel[3].bias;
    }
}

/* kernels_armv7m_outputs.c: brings them to int8; o is used up. */
void otaml_outputs_put(struct outputs *o);

#endif /* OTAML_KERNELS_ARMV7M_PRIV_H */
