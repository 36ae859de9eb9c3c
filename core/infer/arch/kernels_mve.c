/*
 * kernels_mve.c - the inner loops with the vector instructions of Armv8.1-M (Cortex-M55, M85).
 * API: kernels_priv.h
 *
 * Products are of the input's bytes as they are; what its offset adds to a sum, the offset times
 * the sum of the weights, joins the bias once for all pixels. Loads stop at the last byte.
 */
#include "kernels_priv.h"

#ifdef OTAML_KERNELS_MVE

#include <arm_mve.h>
#include "base_priv.h"

#define ROWS  4u  /* channels of a product at once */
#define LANES 8u  /* of a depthwise kernel */
#define BYTES 16u /* of a vector */

/* What brings the sums of four channels to int8. */
struct scale {
    int32x4_t multiplier;
    int32x4_t left, right; /* shifts; those to the right are negative */
};

/* One field of four channels; of those not in p it is 0. */
static inline int32x4_t gather(const int32_t *field, uint32_t channels_apart, mve_pred16_t p)
{
    const uint32x4_t places =
        vmulq_n_u32(vidupq_n_u32(0, 1), channels_apart * (uint32_t)sizeof(struct otaml_channel));
    return vldrwq_gather_offset_z_s32(field, places, p);
}

static inline struct scale take_scale(const struct otaml_channel *c, uint32_t apart, mve_pred16_t p)
{
    const int32x4_t shift = gather(&c->m.shift, apart, p), zero = vdupq_n_s32(0);
    const struct scale s = {
        .multiplier = gather(&c->m.value, apart, p),
        .left = vmaxq_s32(shift, zero),
        .right = vminq_s32(shift, zero),
    };
    return s;
}

/* otaml_channel_output of four sums. VRSHL rounds halves up, so a negative number that is shifted
 * is made less by one to round halves away from zero. */
static inline int32x4_t output(int32x4_t sum, const struct scale *s, int32_t zero, int32_t min,
                               int32_t max)
{
    int32x4_t v = vqrdmulhq_s32(vshlq_s32(sum, s->left), s->multiplier);

    v = vaddq_s32(v, vshrq_n_s32(vandq_s32(v, s->right), 31));
    v = vaddq_n_s32(vrshlq_s32(v, s->right), zero);
    return vminq_s32(vmaxq_s32(v, vdupq_n_s32(min)), vdupq_n_s32(max));
}

/* All pixels of four channels. The assembler knows the places, in bytes. */
struct job {
    int32_t bias[ROWS];              /* 0: with the input's offset times the weights */
    const int8_t *w[ROWS];           /* 16: of less than four rows the last one again */
    int32_t multiplier[ROWS];        /* 32 */
    int32_t left[ROWS], right[ROWS]; /* 48, 64: shifts; those to the right are negative */
    uint32_t runs, run_bytes;        /* 80, 84: at least one run */
    uint32_t x_skip, w_skip;         /* 88, 92: from where a run's vectors end to the next */
    uint32_t pixel_skip, out_step;   /* 96, 100: the same to the next pixel */
    int32_t out_zero, min, max;      /* 104, 108, 112 */
    const int8_t *x;                 /* 116 */
    int8_t *out;                     /* 120 */
    uint32_t pixels, rows;           /* 124, 128 */
};
OTAML_STATIC_ASSERT(sizeof(struct job) == 132, places_are_those_of_the_assembler);

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
    "ldrd r3, r5, [r11, #16]\n\t"                                                                  \
    "ldrd r9, r10, [r11, #24]\n\t"

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
 * the zero point. The requantisation is that of output(). */
__attribute__((naked)) static void multiply(struct job *job __attribute__((unused)))
{
    __asm__("push {r3-r11, lr}\n\t"
            "vpush {d8-d15}\n\t"
            "mov r11, r0\n\t"
            "ldr r1, [r11, #116]\n\t"
            "ldr r7, [r11, #120]\n\t"
            "ldrd r8, r2, [r11, #124]\n\t"
            "vctp.32 r2\n\t"
            "vldrw.u32 q2, [r11, #32]\n\t"
            "vldrw.u32 q4, [r11, #48]\n\t"
            "vldrw.u32 q3, [r11, #64]\n\t"
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

/* n channels of all pixels. */
static void prepare_rows(const struct otaml_matmul *k, uint32_t first, uint32_t n, struct job *job)
{
    const int8_t *const w = k->w + (size_t)first * k->w_step;
    const struct otaml_channel *const c = k->channel + first;
    const mve_pred16_t p = vctp32q(n);
    const struct scale scale = take_scale(c, 1, p);

    for (uint32_t i = 0; i < ROWS; i++) {
        job->w[i] = w + otaml_min_u32(i, n - 1) * k->w_step;
    }
    vst1q_s32(job->bias, gather(&c->bias, 1, p));
    vst1q_s32(job->multiplier, scale.multiplier);
    vst1q_s32(job->left, scale.left);
    vst1q_s32(job->right, scale.right);
    job->x = k->x;
    job->out = k->out + first;
    job->pixels = k->pixels;
    job->rows = n;
}

void otaml_matmul_s8(const struct otaml_matmul *k)
{
    const uint32_t runs = k->runs > 0 ? k->runs : 1, run_bytes = k->runs > 0 ? k->run_bytes : 0;
    const uint32_t vectors = otaml_round_up(run_bytes, BYTES); /* bytes that pointers move by */
    struct job job = {
        .runs = runs,
        .run_bytes = run_bytes,
        .x_skip = k->x_run_step - vectors,
        .w_skip = k->w_run_step - vectors,
        .pixel_skip = k->x_step - (runs - 1) * k->x_run_step - vectors,
        .out_step = k->out_step,
        .out_zero = k->out_zero,
        .min = k->min,
        .max = k->max,
    };

    for (uint32_t c = 0; c < k->channels; c += ROWS) {
        prepare_rows(k, c, otaml_min_u32(ROWS, k->channels - c), &job);
        add_offsets(&job, k->in_offset);
        multiply(&job);
    }
}

/* Sums of eight channels: of the even ones and of the odd ones. */
struct lanes {
    int32x4_t even, odd;
};

static inline struct lanes add_tap(struct lanes t, int16x8_t x, int16x8_t w)
{
    t.even = vaddq_s32(t.even, vmullbq_int_s16(x, w));
    t.odd = vaddq_s32(t.odd, vmulltq_int_s16(x, w));
    return t;
}

/* The taps of one pixel; with `shared`, of one input channel. */
static inline struct lanes sum_taps(const struct otaml_depthwise *k, bool shared, const int8_t *x,
                                    const int8_t *w, struct lanes t, mve_pred16_t p)
{
    for (uint32_t r = k->rows; r > 0; r--, x += k->x_row_step, w += k->w_row_step) {
        const int8_t *from = x, *weights = w;
        for (uint32_t i = k->columns; i > 0; i--) {
            const int16x8_t v = shared ? vdupq_n_s16(*from) : vldrbq_z_s16(from, p);
            t = add_tap(t, v, vldrbq_z_s16(weights, p));
            from += k->x_tap_step;
            weights += k->w_tap_step;
        }
    }
    return t;
}

/* Biases, and the input's offset times the weights. */
static inline struct lanes depthwise_bias(const struct otaml_depthwise *k, const int8_t *w,
                                          struct lanes t, mve_pred16_t p)
{
    const int16x8_t offset = vdupq_n_s16((int16_t)k->in_offset);

    for (uint32_t r = k->rows; r > 0; r--, w += k->w_row_step) {
        const int8_t *weights = w;
        for (uint32_t i = k->columns; i > 0; i--, weights += k->w_tap_step) {
            t = add_tap(t, offset, vldrbq_z_s16(weights, p));
        }
    }
    return t;
}

static inline void depthwise(const struct otaml_depthwise *k, bool shared, uint32_t first,
                             uint32_t n)
{
    const mve_pred16_t p = vctp16q(n), even = vctp32q((n + 1) / 2), odd = vctp32q(n / 2);
    const struct otaml_channel *const c = k->channel + first;
    const struct scale scale_even = take_scale(c, 2, even), scale_odd = take_scale(c + 1, 2, odd);
    const int8_t *const w = k->w + first;
    const int8_t *x = k->x + (shared ? 0 : first);
    int8_t *out = k->out + first;
    struct lanes bias = { gather(&c->bias, 2, even), gather(&c[1].bias, 2, odd) };

    bias = depthwise_bias(k, w, bias, p);
    for (uint32_t i = k->pixels; i > 0; i--, x += k->x_step, out += k->out_step) {
        const struct lanes t = sum_taps(k, shared, x, w, bias, p);
        const int32x4_t a = output(t.even, &scale_even, k->out_zero, k->min, k->max);
        const int32x4_t b = output(t.odd, &scale_odd, k->out_zero, k->min, k->max);
        vstrbq_p_s16(out, vmovntq_s32(vreinterpretq_s16_s32(a), b), p);
    }
}

void otaml_depthwise_s8(const struct otaml_depthwise *k)
{
    for (uint32_t c = 0; c < k->channels; c += LANES) {
        depthwise(k, false, c, otaml_min_u32(LANES, k->channels - c));
    }
}

void otaml_depthwise_shared_s8(const struct otaml_depthwise *k)
{
    for (uint32_t c = 0; c < k->channels; c += LANES) {
        depthwise(k, true, c, otaml_min_u32(LANES, k->channels - c));
    }
}

#endif /* OTAML_KERNELS_MVE */
