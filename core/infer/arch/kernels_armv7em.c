/*
 * kernels_armv7em.c - the inner loops with the DSP instructions of Armv7E-M (Cortex-M4, M7, and
 * M33 where it has them). API: kernels_priv.h
 *
 * Four channels at a time, pixel after pixel. Four bytes are loaded as one word and widened to two
 * pairs of halfwords, bytes 0 and 2 and bytes 1 and 3, with the input's offset added on the way;
 * SMLAD adds two products at once. In assembler, for compilers run out of registers here.
 */
#include "kernels_priv.h"

#ifdef OTAML_KERNELS_ARMV7EM

#include "base_priv.h"

#define GROUP 4u /* channels at once */

/* All pixels of a group. The assembler knows the places, in bytes. */
struct job {
    const int8_t *x, *w;                 /* 0, 4: x of the current pixel */
    uint32_t step;                       /* 8: from a channel's weights, or a tap of x, on */
    uint32_t offsets;                    /* 12: the input's, in both halves */
    uint32_t columns;                    /* 16: words of a run in bytes, or taps of a row */
    uint32_t rest;                       /* 20: bytes of a run beyond, or step of a tap of w */
    uint32_t x_skip, w_skip;             /* 24, 28: from the end of a run to the next one */
    uint32_t rows;                       /* 32: runs */
    const struct otaml_channel *channel; /* 36 */
    int8_t *out;                         /* 40 */
    uint32_t x_step, out_step;           /* 44, 48: from a pixel to the next one */
    uint32_t pixels;                     /* 52 */
    int32_t min, max;                    /* 56, 60 */
    uint32_t narrow;                     /* 64: these limits are not int8's own */
    int32_t out_zero;                    /* 68 */
};
OTAML_STATIC_ASSERT(sizeof(struct otaml_channel) == 12 && sizeof(struct job) == 72,
                    places_are_those_of_the_assembler);

/* What a call may change: compilers look into these functions, and take what they see for all. */
#define CLOBBERS "r0", "r1", "r2", "r3", "r12", "cc", "memory"

/* Begin: the job's place stays at [sp, #4], the rows left at [sp]. */
#define ENTER                                                                                      \
    "push {r0, r4-r11, lr}\n\t"                                                                    \
    "sub sp, sp, #4\n"                                                                             \
    "1:\n\t" /* a pixel: sums from the biases, in r0-r3; r4 x, r5 w, r6 step, r7 offsets */        \
    "ldr r12, [sp, #4]\n\t"                                                                        \
    "ldr r8, [r12, #36]\n\t"                                                                       \
    "ldr r9, [r12, #32]\n\t"                                                                       \
    "ldm r12, {r4-r7}\n\t"                                                                         \
    "ldr r0, [r8]\n\t"                                                                             \
    "ldr r1, [r8, #12]\n\t"                                                                        \
    "ldr r2, [r8, #24]\n\t"                                                                        \
    "ldr r3, [r8, #36]\n\t"                                                                        \
    "str r9, [sp]\n\t"                                                                             \
    "cmp r9, #0\n\t"                                                                               \
    "beq 6f\n"

/* The next row, if there is one: back to 2. */
#define NEXT_ROW                                                                                   \
    "ldr r12, [sp, #4]\n\t"                                                                        \
    "ldr r10, [sp]\n\t"                                                                            \
    "ldrd r8, r9, [r12, #24]\n\t"                                                                  \
    "add r4, r4, r8\n\t"                                                                           \
    "add r5, r5, r9\n\t"                                                                           \
    "subs r10, r10, #1\n\t"                                                                        \
    "str r10, [sp]\n\t"                                                                            \
    "bne 2b\n"

/*
 * One sum to int8, of a channel whose multiplier is positive and shifts to the right. r5 walks
 * through the channels, r9 is the output's zero point.
 *
 * Twice the multiplier, which is 2^31 at least, is a negative number that lacks 2^32, which SMMLAR
 * makes up for by adding the sum: this is the first rounding. The second one is half away from
 * zero: down by one if negative, then the last bit shifted out, which is left in the carry.
 */
#define OUTPUT(sum)                                                                                \
    "ldm r5!, {r6-r8}\n\t"                                                                         \
    "lsl r7, r7, #1\n\t"                                                                           \
    "rsb r8, r8, #0\n\t"                                                                           \
    "smmlar " sum ", " sum ", r7, " sum "\n\t"                                                     \
    "add " sum ", " sum ", " sum ", asr #31\n\t"                                                   \
    "asrs " sum ", " sum ", r8\n\t"                                                                \
    "adc " sum ", " sum ", r9\n\t"                                                                 \
    "ssat " sum ", #8, " sum "\n\t"

#define CLAMP(sum)                                                                                 \
    "cmp " sum ", r5\n\t"                                                                          \
    "it lt\n\t"                                                                                    \
    "movlt " sum ", r5\n\t"                                                                        \
    "cmp " sum ", r6\n\t"                                                                          \
    "it gt\n\t"                                                                                    \
    "movgt " sum ", r6\n\t"

/* Write the pixel and go on to the next one, if there is one. */
#define LEAVE                                                                                      \
    "6:\n\t"                                                                                       \
    "ldr r12, [sp, #4]\n\t"                                                                        \
    "ldrd r5, r4, [r12, #36]\n\t"                                                                  \
    "ldr r9, [r12, #68]\n\t" OUTPUT("r0") OUTPUT("r1") OUTPUT("r2")                                \
        OUTPUT("r3") "ldr r5, [r12, #64]\n\t"                                                      \
                     "cmp r5, #0\n\t"                                                              \
                     "beq 7f\n\t"                                                                  \
                     "ldrd r5, r6, [r12, #56]\n\t" CLAMP("r0") CLAMP("r1") CLAMP("r2")             \
                         CLAMP("r3") "7:\n\t"                                                      \
                                     "strb r0, [r4]\n\t"                                           \
                                     "strb r1, [r4, #1]\n\t"                                       \
                                     "strb r2, [r4, #2]\n\t"                                       \
                                     "strb r3, [r4, #3]\n\t"                                       \
                                     "ldrd r6, r7, [r12, #44]\n\t"                                 \
                                     "ldr r8, [r12, #52]\n\t"                                      \
                                     "ldr r5, [r12]\n\t"                                           \
                                     "add r4, r4, r7\n\t"                                          \
                                     "add r5, r5, r6\n\t"                                          \
                                     "subs r8, r8, #1\n\t"                                         \
                                     "str r4, [r12, #40]\n\t"                                      \
                                     "str r5, [r12]\n\t"                                           \
                                     "str r8, [r12, #52]\n\t"                                      \
                                     "bne 1b\n\t"                                                  \
                                     "add sp, sp, #4\n\t"                                          \
                                     "pop {r0, r4-r11, pc}"

/* Two words of a row of weights, widened, with r9 and r10 of the input. */
#define ADD_WORD(load, sum)                                                                        \
    "ldr r11, " load "\n\t"                                                                        \
    "sxtb16 r12, r11\n\t"                                                                          \
    "sxtb16 r11, r11, ror #8\n\t"                                                                  \
    "smlad " sum ", r9, r12, " sum "\n\t"                                                          \
    "smlad " sum ", r10, r11, " sum "\n\t"

/* lr is the third row of weights, r8 the end of x's words, then the bytes left. */
__attribute__((naked)) static void multiply(struct job *job __attribute__((unused)))
{
    __asm__(ENTER "2:\n\t"
                  "ldr r8, [r12, #16]\n\t"
                  "add lr, r5, r6, lsl #1\n\t"
                  "adds r8, r8, r4\n\t"
                  "cmp r8, r4\n\t"
                  "beq 4f\n"
                  "3:\n\t"
                  "ldr r10, [r4], #4\n\t"
                  "sxtab16 r9, r7, r10\n\t"
                  "sxtab16 r10, r7, r10, ror #8\n\t" ADD_WORD("[r5, r6]", "r1")
                      ADD_WORD("[lr, r6]", "r3") ADD_WORD("[r5], #4", "r0")
                          ADD_WORD("[lr], #4", "r2") "cmp r4, r8\n\t"
                                                     "bne 3b\n\t"
                                                     "ldr r12, [sp, #4]\n"
                                                     "4:\n\t"
                                                     "ldr r8, [r12, #20]\n\t"
                                                     "cmp r8, #0\n\t"
                                                     "beq 5f\n"
                                                     "3:\n\t"
                                                     "ldrsb r9, [r4], #1\n\t"
                                                     "ldrsb r10, [r5, r6]\n\t"
                                                     "sxtab16 r9, r7, r9\n\t"
                                                     "ldrsb r11, [lr, r6]\n\t"
                                                     "smlabb r1, r9, r10, r1\n\t"
                                                     "smlabb r3, r9, r11, r3\n\t"
                                                     "ldrsb r10, [r5], #1\n\t"
                                                     "ldrsb r11, [lr], #1\n\t"
                                                     "subs r8, r8, #1\n\t"
                                                     "smlabb r0, r9, r10, r0\n\t"
                                                     "smlabb r2, r9, r11, r2\n\t"
                                                     "bne 3b\n"
                                                     "5:\n\t" NEXT_ROW LEAVE ::
                                                         : CLOBBERS);
}

/* r8 is the step of a tap of w, lr the taps left. */
__attribute__((naked)) static void add_taps(struct job *job __attribute__((unused)))
{
    __asm__(ENTER "2:\n\t"
                  "ldrd lr, r8, [r12, #16]\n"
                  "3:\n\t"
                  "ldr r10, [r4]\n\t"
                  "ldr r12, [r5]\n\t"
                  "add r4, r4, r6\n\t"
                  "add r5, r5, r8\n\t"
                  "sxtab16 r9, r7, r10\n\t"
                  "sxtab16 r10, r7, r10, ror #8\n\t"
                  "sxtb16 r11, r12\n\t"
                  "sxtb16 r12, r12, ror #8\n\t"
                  "smlabb r0, r9, r11, r0\n\t"
                  "smlabb r1, r10, r12, r1\n\t"
                  "smlatt r2, r9, r11, r2\n\t"
                  "smlatt r3, r10, r12, r3\n\t"
                  "subs lr, lr, #1\n\t"
                  "bne 3b\n\t" NEXT_ROW LEAVE ::
                      : CLOBBERS);
}

/* The same with one input channel. */
__attribute__((naked)) static void add_shared_taps(struct job *job __attribute__((unused)))
{
    __asm__(ENTER "2:\n\t"
                  "ldrd lr, r8, [r12, #16]\n"
                  "3:\n\t"
                  "ldrsb r9, [r4]\n\t"
                  "ldr r12, [r5]\n\t"
                  "add r4, r4, r6\n\t"
                  "sxtab16 r9, r7, r9\n\t"
                  "add r5, r5, r8\n\t"
                  "sxtb16 r11, r12\n\t"
                  "sxtb16 r12, r12, ror #8\n\t"
                  "smlabb r0, r9, r11, r0\n\t"
                  "smlabb r1, r9, r12, r1\n\t"
                  "smlabt r2, r9, r11, r2\n\t"
                  "smlabt r3, r9, r12, r3\n\t"
                  "subs lr, lr, #1\n\t"
                  "bne 3b\n\t" NEXT_ROW LEAVE ::
                      : CLOBBERS);
}

/* Whether all of a group have positive multipliers that shift to the right. */
static bool is_usual(const struct otaml_channel *c)
{
    return c[0].m.value > 0 && c[1].m.value > 0 && c[2].m.value > 0 && c[3].m.value > 0
           && (c[0].m.shift & c[1].m.shift & c[2].m.shift & c[3].m.shift) < 0;
}

static uint32_t both_halves(int32_t v)
{
    return ((uint32_t)v & 0xffffu) | (uint32_t)v << 16;
}

void otaml_matmul_s8(const struct otaml_matmul *k)
{
    for (uint32_t c = 0; c < k->channels; c += GROUP) {
        if (k->channels - c < GROUP || !is_usual(k->channel + c)) {
            const struct otaml_matmul part =
                otaml_matmul_part(k, c, otaml_min_u32(GROUP, k->channels - c));
            otaml_portable_matmul_s8(&part);
            continue;
        }
        struct job job = {
            .x = k->x,
            .w = k->w + (size_t)c * k->w_step,
            .step = k->w_step,
            .offsets = both_halves(k->in_offset),
            .columns = k->run_bytes & ~3u,
            .rest = k->run_bytes & 3u,
            .x_skip = k->x_run_step - k->run_bytes,
            .w_skip = k->w_run_step - k->run_bytes,
            .rows = k->runs,
            .channel = k->channel + c,
            .out = k->out + c,
            .x_step = k->x_step,
            .out_step = k->out_step,
            .pixels = k->pixels,
            .min = k->min,
            .max = k->max,
            .narrow = k->max - k->min < UINT8_MAX,
            .out_zero = k->out_zero,
        };
        multiply(&job);
    }
}

static void depthwise(const struct otaml_depthwise *k, bool shared)
{
    for (uint32_t c = 0; c < k->channels; c += GROUP) {
        if (k->channels - c < GROUP || !is_usual(k->channel + c)) {
            const struct otaml_depthwise part =
                otaml_depthwise_part(k, shared, c, otaml_min_u32(GROUP, k->channels - c));
            (shared ? otaml_portable_depthwise_shared_s8 : otaml_portable_depthwise_s8)(&part);
            continue;
        }
        struct job job = {
            .x = k->x + (shared ? 0 : c),
            .w = k->w + c,
            .step = k->x_tap_step,
            .offsets = both_halves(k->in_offset),
            .columns = k->columns,
            .rest = k->w_tap_step,
            .x_skip = k->x_row_step - k->columns * k->x_tap_step,
            .w_skip = k->w_row_step - k->columns * k->w_tap_step,
            .rows = k->columns > 0 ? k->rows : 0,
            .channel = k->channel + c,
            .out = k->out + c,
            .x_step = k->x_step,
            .out_step = k->out_step,
            .pixels = k->pixels,
            .min = k->min,
            .max = k->max,
            .narrow = k->max - k->min < UINT8_MAX,
            .out_zero = k->out_zero,
        };
        (shared ? add_shared_taps : add_taps)(&job);
    }
}

void otaml_depthwise_s8(const struct otaml_depthwise *k)
{
    depthwise(k, false);
}

void otaml_depthwise_shared_s8(const struct otaml_depthwise *k)
{
    depthwise(k, true);
}

#endif /* OTAML_KERNELS_ARMV7EM */
