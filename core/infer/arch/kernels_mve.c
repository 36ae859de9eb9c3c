/*
 * kernels_mve.c - the inner loops with the vector instructions of Armv8.1-M (Cortex-M55, M85).
 * API: kernels_priv.h
 *
 * A product of matrices takes four channels, 16 bytes of a run at a time, and the input's bytes as
 * they are: what the offset adds to a sum, the offset times the sum of the weights, joins the bias
 * once for all pixels, or for a single one on the way. A depthwise kernel takes eight channels, in
 * halfwords. No load goes beyond the last byte: loops and lanes are cut to what remains.
 *
 * A sum is shifted to the left if its channel says so, VQRDMULH is the first rounding, and VRSHL
 * shifts to the right; it rounds halves up, so a negative number that it shifts is made less by one
 * before, to round halves away from zero.
 *
 * In assembler, for compilers spill what these loops can keep, and cut no loop by themselves.
 */
#include "kernels_priv.h"

#ifdef OTAML_KERNELS_MVE

#include <arm_mve.h>
#include "base_priv.h"

#define ROWS  4u  /* channels of a product at once */
#define LANES 8u  /* of a depthwise kernel */
#define BYTES 16u /* of a vector */

/* Four channels, in the order of the assembler. Shifts to the right are negative. */
struct lanes {
    int32_t bias[4], multiplier[4], left[4], right[4];
};

/* One field of four channels that lie `apart`; of those not in p it is 0. */
static inline int32x4_t gather(const int32_t *field, uint32_t apart, mve_pred16_t p)
{
    const uint32x4_t places =
        vmulq_n_u32(vidupq_n_u32(0, 1), apart * (uint32_t)sizeof(struct otaml_channel));
    return vldrwq_gather_offset_z_s32(field, places, p);
}

static void take_lanes(const struct otaml_channel *c, uint32_t apart, mve_pred16_t p,
                       struct lanes *to)
{
    const int32x4_t shift = gather(&c->m.shift, apart, p), zero = vdupq_n_s32(0);

    vst1q_s32(to->bias, gather(&c->bias, apart, p));
    vst1q_s32(to->multiplier, gather(&c->m.value, apart, p));
    vst1q_s32(to->left, vmaxq_s32(shift, zero));
    vst1q_s32(to->right, vminq_s32(shift, zero));
}

/* All pixels of four channels. The assembler knows the places, in bytes. */
struct job {
    struct lanes lanes;            /* 0: its biases with the input's offset times the weights */
    const int8_t *w[ROWS];         /* 64: of less than four rows the last one again */
    uint32_t runs, run_bytes;      /* 80, 84: at least one run */
    uint32_t x_skip, w_skip;       /* 88, 92: from where a run's vectors end to the next */
    uint32_t pixel_skip, out_step; /* 96, 100: the same to the next pixel */
    int32_t out_zero, min, max;    /* 104, 108, 112 */
    const int8_t *x;               /* 116 */
    int8_t *out;                   /* 120 */
    uint32_t pixels, rows;         /* 124, 128 */
    /* For a single pixel, which goes through groups of four channels; of w it takes the first. */
    uint32_t w_step, groups;             /* 132, 136 */
    const struct otaml_channel *channel; /* 140 */
    int32_t rest;                        /* 144: 1 less the input's offset */
};
OTAML_STATIC_ASSERT(sizeof(struct otaml_channel) == 12 && sizeof(struct job) == 148,
                    places_are_those_of_the_assembler);

/* What a call may change: compilers look into these functions, and take what they see for all. */
#define CLOBBERS                                                                                   \
    "r0", "r1", "r2", "r3", "r12", "d0", "d1", "d2", "d3", "d4", "d5", "d6", "d7", "cc", "memory"

/* The runs of a pixel: r0, r2, r4, r6 are the sums, r1 x, r3, r5, r9, r10 the rows of weights, r11
 * the job, r12 the runs left; lr counts bytes. The loop's last vector is cut to what remains. */
#define RUNS(add, next_x)                                                                          \
    "ldr r12, [r11, #80]\n"                                                                        \
    "2:\n\t"                                                                                       \
    "ldr lr, [r11, #84]\n\t"                                                                       \
    "wlstp.8 lr, lr, 4f\n"                                                                         \
    "3:\n\t" add "letp lr, 3b\n"                                                                   \
    "4:\n\t"                                                                                       \
    "subs r12, r12, #1\n\t"                                                                        \
    "beq 5f\n\t" next_x "ldr lr, [r11, #92]\n\t"                                                   \
    "add r3, r3, lr\n\t"                                                                           \
    "add r5, r5, lr\n\t"                                                                           \
    "add r10, r10, lr\n\t"                                                                         \
    "add r9, r9, lr\n\t"                                                                           \
    "b 2b\n"                                                                                       \
    "5:\n\t"

#define LOAD_ROWS                                                                                  \
    "ldrd r3, r5, [r11, #64]\n\t"                                                                  \
    "ldrd r9, r10, [r11, #72]\n\t"

/* The sums into q0. */
#define GATHER_SUMS                                                                                \
    "vmov q0[2], q0[0], r0, r4\n\t"                                                                \
    "vmov q0[3], q0[1], r2, r6\n\t"

/* Sum the weights of each row, and add that times `offset` to its bias. */
__attribute__((naked)) static void add_offsets(struct job *job __attribute__((unused)),
                                               int32_t offset __attribute__((unused)))
{
    __asm__("push {r1, r4-r11, lr}\n\t"
            "mov r11, r0\n\t" LOAD_ROWS "movs r0, #0\n\t"
            "movs r2, #0\n\t"
            "movs r4, #0\n\t"
            "movs r6, #0\n\t" RUNS("vldrb.u8 q0, [r3], #16\n\t"
                                   "vaddva.s8 r0, q0\n\t"
                                   "vldrb.u8 q0, [r5], #16\n\t"
                                   "vaddva.s8 r2, q0\n\t"
                                   "vldrb.u8 q0, [r9], #16\n\t"
                                   "vaddva.s8 r4, q0\n\t"
                                   "vldrb.u8 q0, [r10], #16\n\t"
                                   "vaddva.s8 r6, q0\n\t",
                                   "") GATHER_SUMS "pop {r1}\n\t"
                                                   "vldrw.u32 q1, [r11]\n\t"
                                                   "vmla.s32 q1, q0, r1\n\t"
                                                   "vstrw.32 q1, [r11]\n\t"
                                                   "pop {r4-r11, pc}" ::
                                                       : CLOBBERS);
}

/* r8 counts pixels, r7 is where they go. q2 multipliers, q3 and q4 shifts, q5 and q6 limits, q7
 * the zero point. */
__attribute__((naked)) static void multiply(struct job *job __attribute__((unused)))
{
    __asm__("push {r3-r11, lr}\n\t"
            "vpush {d8-d15}\n\t"
            "mov r11, r0\n\t"
            "ldr r1, [r11, #116]\n\t"
            "ldr r7, [r11, #120]\n\t"
            "ldrd r8, r2, [r11, #124]\n\t"
            "vctp.32 r2\n\t"
            "vldrw.u32 q2, [r11, #16]\n\t"
            "vldrw.u32 q4, [r11, #32]\n\t"
            "vldrw.u32 q3, [r11, #48]\n\t"
            "ldrd r2, r3, [r11, #104]\n\t"
            "ldr r4, [r11, #112]\n\t"
            "vdup.32 q7, r2\n\t"
            "vdup.32 q5, r3\n\t"
            "vdup.32 q6, r4\n"
            "1:\n\t"
            "ldrd r0, r2, [r11]\n\t"
            "ldrd r4, r6, [r11, #8]\n\t" LOAD_ROWS RUNS("vldrb.u8 q0, [r1], #16\n\t"
                                                        "vldrb.u8 q1, [r3], #16\n\t"
                                                        "vmladava.s8 r0, q0, q1\n\t"
                                                        "vldrb.u8 q1, [r5], #16\n\t"
                                                        "vmladava.s8 r2, q0, q1\n\t"
                                                        "vldrb.u8 q1, [r9], #16\n\t"
                                                        "vmladava.s8 r4, q0, q1\n\t"
                                                        "vldrb.u8 q1, [r10], #16\n\t"
                                                        "vmladava.s8 r6, q0, q1\n\t",
                                                        "ldr lr, [r11, #88]\n\t"
                                                        "add r1, r1, lr\n\t") GATHER_SUMS
            "vshl.s32 q0, q0, q4\n\t"
            "vqrdmulh.s32 q0, q0, q2\n\t"
            "vand q1, q0, q3\n\t"
            "vshr.s32 q1, q1, #31\n\t"
            "vadd.i32 q0, q0, q1\n\t"
            "vrshl.s32 q0, q0, q3\n\t"
            "vadd.i32 q0, q0, q7\n\t"
            "vmax.s32 q0, q0, q5\n\t"
            "vmin.s32 q0, q0, q6\n\t"
            "ldrd r0, r2, [r11, #96]\n\t"
            "vpst\n\t"
            "vstrbt.32 q0, [r7]\n\t"
            "add r1, r1, r0\n\t"
            "add r7, r7, r2\n\t"
            "subs r8, r8, #1\n\t"
            "bne 1b\n\t"
            "vpop {d8-d15}\n\t"
            "pop {r3-r11, pc}" ::
                : CLOBBERS);
}

/*
 * One pixel. Products with the offset and with the input add up in one register, so the offset must
 * be a byte, and 128 is the most usual one: the input is complemented, -(x + offset) being
 * ~x + (1 - offset), and the sum taken from the bias.
 *
 * r7 is where the outputs go, r8 the channel. q2 is `rest`, q3 the places of four channels' fields,
 * q4 zero, q5 and q6 limits.
 */
#define ADD_BOTH(row, sum)                                                                         \
    "vldrb.u8 q1, [" row "], #16\n\t"                                                              \
    "vmladava.s8 " sum ", q0, q1\n\t"                                                              \
    "vmladava.s8 " sum ", q2, q1\n\t"

__attribute__((naked)) static void multiply_single(struct job *job __attribute__((unused)))
{
    __asm__("push {r3-r11, lr}\n\t"
            "vpush {d8-d15}\n\t"
            "mov r11, r0\n\t"
            "movs r0, #0\n\t"
            "movs r1, #12\n\t"
            "vidup.u32 q3, r0, #1\n\t"
            "vmul.i32 q3, q3, r1\n\t"
            "vmov.i32 q4, #0\n\t"
            "ldrd r2, r3, [r11, #108]\n\t"
            "ldr r4, [r11, #144]\n\t"
            "vdup.32 q5, r2\n\t"
            "vdup.32 q6, r3\n\t"
            "vdup.8 q2, r4\n\t"
            "ldr r7, [r11, #120]\n\t"
            "ldr r8, [r11, #140]\n"
            "1:\n\t"
            "ldr r3, [r11, #64]\n\t"
            "ldr r0, [r11, #132]\n\t"
            "ldr r1, [r11, #116]\n\t"
            "add r5, r3, r0\n\t"
            "add r9, r5, r0\n\t"
            "add r10, r9, r0\n\t"
            "add r0, r10, r0\n\t"
            "str r0, [r11, #64]\n\t"
            "movs r0, #0\n\t"
            "movs r2, #0\n\t"
            "movs r4, #0\n\t"
            "movs r6, #0\n\t" RUNS("vldrb.u8 q0, [r1], #16\n\t"
                                   "vmvn q0, q0\n\t" ADD_BOTH("r3", "r0") ADD_BOTH("r5", "r2")
                                       ADD_BOTH("r9", "r4") ADD_BOTH("r10", "r6"),
                                   "ldr lr, [r11, #88]\n\t"
                                   "add r1, r1, lr\n\t") GATHER_SUMS "vldrw.u32 q1, [r8, q3]\n\t"
                                                                     "vsub.i32 q0, q1, q0\n\t"
                                                                     "adds r8, r8, #8\n\t"
                                                                     "vldrw.u32 q1, [r8, q3]\n\t"
                                                                     "vmax.s32 q7, q1, q4\n\t"
                                                                     "vmin.s32 q1, q1, q4\n\t"
                                                                     "vshl.s32 q0, q0, q7\n\t"
                                                                     "subs r8, r8, #4\n\t"
                                                                     "vldrw.u32 q7, [r8, q3]\n\t"
                                                                     "vqrdmulh.s32 q0, q0, q7\n\t"
                                                                     "vand q7, q0, q1\n\t"
                                                                     "vshr.s32 q7, q7, #31\n\t"
                                                                     "vadd.i32 q0, q0, q7\n\t"
                                                                     "vrshl.s32 q0, q0, q1\n\t"
                                                                     "ldr r5, [r11, #104]\n\t"
                                                                     "ldr r6, [r11, #136]\n\t"
                                                                     "vadd.i32 q0, q0, r5\n\t"
                                                                     "vmax.s32 q0, q0, q5\n\t"
                                                                     "vmin.s32 q0, q0, q6\n\t"
                                                                     "vstrb.32 q0, [r7], #4\n\t"
                                                                     "adds r8, r8, #44\n\t"
                                                                     "subs r6, r6, #1\n\t"
                                                                     "str r6, [r11, #136]\n\t"
                                                                     "bne 1b\n\t"
                                                                     "vpop {d8-d15}\n\t"
                                                                     "pop {r3-r11, pc}" ::
                                                                         : CLOBBERS);
}

/* n channels of all pixels. */
static void take_rows(const struct otaml_matmul *k, uint32_t first, uint32_t n, struct job *job)
{
    const int8_t *const w = k->w + (size_t)first * k->w_step;

    for (uint32_t i = 0; i < ROWS; i++) {
        job->w[i] = w + otaml_min_u32(i, n - 1) * k->w_step;
    }
    take_lanes(k->channel + first, 1, vctp32q(n), &job->lanes);
    job->x = k->x;
    job->out = k->out + first;
    job->pixels = k->pixels;
    job->rows = n;
}

/* Channels of a single pixel, as many as make whole groups; says how many. */
static uint32_t take_single(const struct otaml_matmul *k, struct job *job)
{
    job->rest = 1 - k->in_offset;
    job->groups = k->channels / ROWS;
    if (job->groups == 0 || job->rest > INT8_MAX) {
        return 0;
    }
    job->x = k->x;
    job->w[0] = k->w;
    job->w_step = k->w_step;
    job->channel = k->channel;
    job->out = k->out;
    multiply_single(job);
    return k->channels / ROWS * ROWS;
}

void otaml_matmul_s8(const struct otaml_matmul *k)
{
    const uint32_t runs = k->runs > 0 ? k->runs : 1, run_bytes = k->runs > 0 ? k->run_bytes : 0;
    const uint32_t vectors = otaml_round_up(run_bytes, BYTES); /* bytes that pointers move by */
    struct job job; /* what is left out is for take_rows or take_single to set */

    job.runs = runs;
    job.run_bytes = run_bytes;
    job.x_skip = k->x_run_step - vectors;
    job.w_skip = k->w_run_step - vectors;
    job.pixel_skip = k->x_step - (runs - 1) * k->x_run_step - vectors;
    job.out_step = k->out_step;
    job.out_zero = k->out_zero;
    job.min = k->min;
    job.max = k->max;

    for (uint32_t c = k->pixels == 1 ? take_single(k, &job) : 0; c < k->channels; c += ROWS) {
        take_rows(k, c, otaml_min_u32(ROWS, k->channels - c), &job);
        add_offsets(&job, k->in_offset);
        multiply(&job);
    }
}

/* All pixels of eight channels; even and odd ones apart, as VMULLB and VMULLT give them. */
struct taps_job {
    struct lanes even, odd;                /* 0, 64 */
    const int8_t *x, *w;                   /* 128, 132 */
    int8_t *out;                           /* 136 */
    uint32_t rows, columns;                /* 140, 144: at least one row */
    uint32_t x_tap_step, w_tap_step;       /* 148, 152 */
    uint32_t x_skip, w_skip;               /* 156, 160: from the end of a row to the next one */
    uint32_t x_step, out_step;             /* 164, 168 */
    uint32_t pixels, lanes;                /* 172, 176 */
    int32_t in_offset, out_zero, min, max; /* 180, 184, 188, 192 */
};
OTAML_STATIC_ASSERT(sizeof(struct taps_job) == 196, places_are_those_of_the_taps_assembler);

/* The sums in q, with limits in q6 and q7 and the zero point in r5. */
#define OUTPUT_LANES(q, multiplier, left, right)                                                   \
    "vldrw.u32 q0, [r11, #" left "]\n\t"                                                           \
    "vldrw.u32 q1, [r11, #" multiplier "]\n\t"                                                     \
    "vldrw.u32 q2, [r11, #" right "]\n\t"                                                          \
    "vshl.s32 " q ", " q ", q0\n\t"                                                                \
    "vqrdmulh.s32 " q ", " q ", q1\n\t"                                                            \
    "vand q0, " q ", q2\n\t"                                                                       \
    "vshr.s32 q0, q0, #31\n\t"                                                                     \
    "vadd.i32 " q ", " q ", q0\n\t"                                                                \
    "vrshl.s32 " q ", " q ", q2\n\t"                                                               \
    "vadd.i32 " q ", " q ", r5\n\t"                                                                \
    "vmax.s32 " q ", " q ", q6\n\t"                                                                \
    "vmin.s32 " q ", " q ", q7\n\t"

/* r0 x, r1 w, r2 and r3 their steps, r4 the input's offset, r6 the pixel's x, r7 its output, r8
 * pixels left, r9 columns, r10 the first weights, r11 the job, r12 rows left; q4 and q5 sums.
 * load_x leaves eight inputs with their offset in q0, load_w eight weights in q1. */
#define ADD_TAPS(loads)                                                                            \
    "push {r3-r11, lr}\n\t"                                                                        \
    "vpush {d8-d15}\n\t"                                                                           \
    "mov r11, r0\n\t"                                                                              \
    "ldr r6, [r11, #128]\n\t"                                                                      \
    "ldrd r10, r7, [r11, #132]\n\t"                                                                \
    "ldrd r2, r3, [r11, #148]\n\t"                                                                 \
    "ldrd r8, r12, [r11, #172]\n\t"                                                                \
    "ldrd r0, r1, [r11, #188]\n\t"                                                                 \
    "ldr r4, [r11, #180]\n\t"                                                                      \
    "ldr r9, [r11, #144]\n\t"                                                                      \
    "vctp.16 r12\n\t"                                                                              \
    "vdup.32 q6, r0\n\t"                                                                           \
    "vdup.32 q7, r1\n"                                                                             \
    "1:\n\t"                                                                                       \
    "ldr r12, [r11, #140]\n\t"                                                                     \
    "vldrw.u32 q4, [r11]\n\t"                                                                      \
    "vldrw.u32 q5, [r11, #64]\n\t"                                                                 \
    "mov r0, r6\n\t"                                                                               \
    "mov r1, r10\n"                                                                                \
    "2:\n\t"                                                                                       \
    "wls lr, r9, 4f\n"                                                                             \
    "3:\n\t" loads "add r0, r0, r2\n\t"                                                            \
    "add r1, r1, r3\n\t"                                                                           \
    "vmullb.s16 q2, q0, q1\n\t"                                                                    \
    "vadd.i32 q4, q4, q2\n\t"                                                                      \
    "vmullt.s16 q3, q0, q1\n\t"                                                                    \
    "vadd.i32 q5, q5, q3\n\t"                                                                      \
    "le lr, 3b\n"                                                                                  \
    "4:\n\t"                                                                                       \
    "subs r12, r12, #1\n\t"                                                                        \
    "beq 5f\n\t"                                                                                   \
    "ldr r5, [r11, #156]\n\t"                                                                      \
    "ldr lr, [r11, #160]\n\t"                                                                      \
    "add r0, r0, r5\n\t"                                                                           \
    "add r1, r1, lr\n\t"                                                                           \
    "b 2b\n"                                                                                       \
    "5:\n\t"                                                                                       \
    "ldr r5, [r11, #184]\n\t" OUTPUT_LANES("q4", "16", "32", "48")                                 \
        OUTPUT_LANES("q5", "80", "96", "112") "vmovnt.i32 q4, q5\n\t"                              \
                                              "ldrd r0, r1, [r11, #164]\n\t"                       \
                                              "vpst\n\t"                                           \
                                              "vstrbt.16 q4, [r7]\n\t"                             \
                                              "add r6, r6, r0\n\t"                                 \
                                              "add r7, r7, r1\n\t"                                 \
                                              "subs r8, r8, #1\n\t"                                \
                                              "bne 1b\n\t"                                         \
                                              "vpop {d8-d15}\n\t"                                  \
                                              "pop {r3-r11, pc}"

__attribute__((naked)) static void add_taps(struct taps_job *job __attribute__((unused)))
{
    __asm__(ADD_TAPS("vpstt\n\t"
                     "vldrbt.s16 q0, [r0]\n\t"
                     "vldrbt.s16 q1, [r1]\n\t"
                     "vadd.i16 q0, q0, r4\n\t")::
                : CLOBBERS);
}

/* The same with all eight channels there. */
__attribute__((naked)) static void add_full_taps(struct taps_job *job __attribute__((unused)))
{
    __asm__(ADD_TAPS("vldrb.s16 q0, [r0]\n\t"
                     "vldrb.s16 q1, [r1]\n\t"
                     "vadd.i16 q0, q0, r4\n\t")::
                : CLOBBERS);
}

/* With one input channel. */
__attribute__((naked)) static void add_shared_taps(struct taps_job *job __attribute__((unused)))
{
    __asm__(ADD_TAPS("ldrsb r5, [r0]\n\t"
                     "vpst\n\t"
                     "vldrbt.s16 q1, [r1]\n\t"
                     "add r5, r5, r4\n\t"
                     "vdup.16 q0, r5\n\t")::
                : CLOBBERS);
}

static void depthwise(const struct otaml_depthwise *k, bool shared)
{
    const bool any = k->rows > 0 && k->columns > 0;
    struct taps_job job; /* what is left out changes with the channels */

    job.rows = any ? k->rows : 1;
    job.columns = any ? k->columns : 0;
    job.x_tap_step = k->x_tap_step;
    job.w_tap_step = k->w_tap_step;
    job.x_skip = k->x_row_step - k->columns * k->x_tap_step;
    job.w_skip = k->w_row_step - k->columns * k->w_tap_step;
    job.x_step = k->x_step;
    job.out_step = k->out_step;
    job.pixels = k->pixels;
    job.in_offset = k->in_offset;
    job.out_zero = k->out_zero;
    job.min = k->min;
    job.max = k->max;

    for (uint32_t c = 0; c < k->channels; c += LANES) {
        const struct otaml_channel *const channel = k->channel + c;
        job.lanes = otaml_min_u32(LANES, k->channels - c);
        take_lanes(channel, 2, vctp32q((job.lanes + 1) / 2), &job.even);
        take_lanes(channel + 1, 2, vctp32q(job.lanes / 2), &job.odd);
        job.x = k->x + (shared ? 0 : c);
        job.w = k->w + c;
        job.out = k->out + c;
        (shared ? add_shared_taps : job.lanes == LANES ? add_full_taps : add_taps)(&job);
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

/* otaml_multiply for a multiplier in (0, 1); `right` is its shift in all lanes. */
static inline int32x4_t multiply_fraction(int32x4_t v, int32_t multiplier, int32x4_t right)
{
    const int32x4_t high = vqrdmulhq_n_s32(v, multiplier);
    return vrshlq_s32(vaddq_s32(high, vshrq_n_s32(vandq_s32(high, right), 31)), right);
}

void otaml_add_s8(const struct otaml_addition *k)
{
    const int32x4_t a_right = vdupq_n_s32(k->a_m.shift), b_right = vdupq_n_s32(k->b_m.shift);
    const int32x4_t out_right = vdupq_n_s32(k->out_m.shift);
    const int32x4_t min = vdupq_n_s32(k->min), max = vdupq_n_s32(k->max);

    if (k->a_step == 0 || k->b_step == 0) {
        otaml_portable_add_s8(k);
        return;
    }
    for (uint32_t i = 0; i < k->n; i += 4) {
        const mve_pred16_t p = vctp32q(k->n - i);
        int32x4_t a = vsubq_n_s32(vldrbq_z_s32(k->a + i, p), k->a_zero);
        int32x4_t b = vsubq_n_s32(vldrbq_z_s32(k->b + i, p), k->b_zero);
        a = multiply_fraction(vshlq_n_s32(a, KERNEL_ADD_BITS), k->a_m.value, a_right);
        b = multiply_fraction(vshlq_n_s32(b, KERNEL_ADD_BITS), k->b_m.value, b_right);
        a = k->subtract ? vsubq_s32(a, b) : vaddq_s32(a, b);
        a = vaddq_n_s32(multiply_fraction(a, k->out_m.value, out_right), k->out_zero);
        vstrbq_p_s32(k->out + i, vminq_s32(vmaxq_s32(a, min), max), p);
    }
}

#endif /* OTAML_KERNELS_MVE */
