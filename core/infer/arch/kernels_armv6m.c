/*
 * kernels_armv6m.c - the inner loops for Armv6-M (Cortex-M0+), which has eight registers for all
 * but additions. API: kernels_priv.h
 *
 * Four channels of a pixel share the input's bytes; their sums are in the upper registers. In
 * assembler, for compilers keep them in memory.
 */
#include "kernels_pairs_priv.h"

#ifdef OTAML_KERNELS_ARMV6M

#include "base_priv.h"
#include "kernels_armv6m_list_priv.h"

#define GROUP 4u /* channels at once */

/* A run, or all taps; the assembler knows the places, in bytes. */
struct run {
    int32_t sum[GROUP];
    int32_t offset;  /* 16 */
    const int8_t *x; /* 20 */
    const int8_t *w; /* 24 */
    uint32_t w_step; /* 28: from a channel to the next one, or from a tap to the next one */
    uint32_t n;      /* 32: bytes, or taps; at least one */
    uint32_t x_step; /* 36: from a tap to the next one */
    uint32_t x_skip; /* 40: from the end of a row of taps to the next one */
    uint32_t w_skip; /* 44 */
    uint32_t rows;   /* 48: of taps, at least one; 0 afterwards */
};

/* What a call may change: compilers look into these functions, and take what they see for all. */
#define CLOBBERS "r0", "r1", "r2", "r3", "r12", "cc", "memory"

/* Sums from and to memory: r8 to r11, with the offset in r12. */
#define ENTER                                                                                      \
    ".syntax unified\n\t" /* GCC takes assembler for this core to be in the old one */             \
    "push {r4-r7, lr}\n\t"                                                                         \
    "mov r4, r8\n\t"                                                                               \
    "mov r5, r9\n\t"                                                                               \
    "mov r6, r10\n\t"                                                                              \
    "mov r7, r11\n\t"                                                                              \
    "push {r0, r4-r7}\n\t"                                                                         \
    "ldmia r0!, {r1-r5}\n\t"                                                                       \
    "mov r8, r1\n\t"                                                                               \
    "mov r9, r2\n\t"                                                                               \
    "mov r10, r3\n\t"                                                                              \
    "mov r11, r4\n\t"                                                                              \
    "mov r12, r5\n\t"

#define LEAVE                                                                                      \
    "mov r1, r8\n\t"                                                                               \
    "mov r2, r9\n\t"                                                                               \
    "mov r3, r10\n\t"                                                                              \
    "mov r4, r11\n\t"                                                                              \
    "pop {r0}\n\t"                                                                                 \
    "stmia r0!, {r1-r4}\n\t"                                                                       \
    "pop {r4-r7}\n\t"                                                                              \
    "mov r8, r4\n\t"                                                                               \
    "mov r9, r5\n\t"                                                                               \
    "mov r10, r6\n\t"                                                                              \
    "mov r11, r7\n\t"                                                                              \
    "pop {r4-r7, pc}"

/* One byte of a run: r1 is where x ends, r4 to r7 where the rows of weights end, r2 counts up to 0
 * from the byte's distance to them. */
#define BYTE                                                                                       \
    "ldrsb r0, [r1, r2]\n\t"                                                                       \
    "ldrsb r3, [r4, r2]\n\t"                                                                       \
    "add r0, r12\n\t"                                                                              \
    "muls r3, r0, r3\n\t"                                                                          \
    "add r8, r3\n\t"                                                                               \
    "ldrsb r3, [r5, r2]\n\t"                                                                       \
    "muls r3, r0, r3\n\t"                                                                          \
    "add r9, r3\n\t"                                                                               \
    "ldrsb r3, [r6, r2]\n\t"                                                                       \
    "muls r3, r0, r3\n\t"                                                                          \
    "add r10, r3\n\t"                                                                              \
    "ldrsb r3, [r7, r2]\n\t"                                                                       \
    "muls r3, r0, r3\n\t"                                                                          \
    "add r11, r3\n\t"                                                                              \
    "adds r2, r2, #1\n\t"

/* Single bytes first, until what remains is a multiple of four. */
__attribute__((naked)) static void add_run(struct run *run __attribute__((unused)))
{
    __asm__(ENTER "ldmia r0!, {r1, r4, r5, r6}\n\t" /* x, w, w_step, n */
                  "adds r1, r1, r6\n\t"
                  "adds r4, r4, r6\n\t"
                  "rsbs r2, r6, #0\n\t"
                  "mov r3, r5\n\t"
                  "adds r5, r4, r3\n\t"
                  "adds r6, r5, r3\n\t"
                  "adds r7, r6, r3\n"
                  "1:\n\t"
                  "lsls r0, r2, #30\n\t"
                  "beq 2f\n\t" BYTE "b 1b\n"
                  "2:\n\t"
                  "cmp r2, #0\n\t"
                  "beq 4f\n"
                  "3:\n\t" BYTE BYTE BYTE BYTE "bne 3b\n"
                  "4:\n\t" LEAVE ::
                      : CLOBBERS);
}

/* One channel of a tap: r1 x, r4 w, r2 the channel. */
#define TAP(sum)                                                                                   \
    "ldrsb r0, [r1, r2]\n\t"                                                                       \
    "ldrsb r3, [r4, r2]\n\t"                                                                       \
    "add r0, r12\n\t"                                                                              \
    "muls r3, r0, r3\n\t"                                                                          \
    "add " sum ", r3\n\t"

/* Begin: r1 x, r4 w, r5 and r6 the steps of w and x, r7 the taps left, lr the run. */
#define ENTER_TAPS                                                                                 \
    ENTER                                                                                          \
    "ldmia r0!, {r1, r4, r5, r7}\n\t"                                                              \
    "ldr r6, [r0]\n\t"                                                                             \
    "subs r0, r0, #36\n\t"                                                                         \
    "mov lr, r0\n"

/* Go on to the next tap, or row, at 1. */
#define NEXT_TAP                                                                                   \
    "adds r1, r1, r6\n\t"                                                                          \
    "adds r4, r4, r5\n\t"                                                                          \
    "subs r7, r7, #1\n\t"                                                                          \
    "bne 1b\n\t"                                                                                   \
    "mov r0, lr\n\t"                                                                               \
    "ldr r2, [r0, #40]\n\t"                                                                        \
    "ldr r3, [r0, #44]\n\t"                                                                        \
    "adds r1, r1, r2\n\t"                                                                          \
    "adds r4, r4, r3\n\t"                                                                          \
    "ldr r7, [r0, #32]\n\t"                                                                        \
    "ldr r2, [r0, #48]\n\t"                                                                        \
    "subs r2, r2, #1\n\t"                                                                          \
    "str r2, [r0, #48]\n\t"                                                                        \
    "bne 1b\n\t"

__attribute__((naked)) static void add_taps(struct run *run __attribute__((unused)))
{
    __asm__(ENTER_TAPS "1:\n\t"
                       "movs r2, #0\n\t" TAP("r8") "movs r2, #1\n\t" TAP(
                           "r9") "movs r2, #2\n\t" TAP("r10") "movs r2, #3\n\t" TAP("r11")
                           NEXT_TAP LEAVE ::
                               : CLOBBERS);
}

/* The same for one input channel. */
#define SHARED_TAP(sum)                                                                            \
    "ldrsb r3, [r4, r2]\n\t"                                                                       \
    "muls r3, r0, r3\n\t"                                                                          \
    "add " sum ", r3\n\t"

__attribute__((naked)) static void add_shared_taps(struct run *run __attribute__((unused)))
{
    __asm__(ENTER_TAPS
            "1:\n\t"
            "movs r2, #0\n\t"
            "ldrsb r0, [r1, r2]\n\t"
            "add r0, r12\n\t" SHARED_TAP("r8") "movs r2, #1\n\t" SHARED_TAP(
                "r9") "movs r2, #2\n\t" SHARED_TAP("r10") "movs r2, #3\n\t" SHARED_TAP("r11")
                NEXT_TAP LEAVE ::
                    : CLOBBERS);
}

/* Channels prepared for their pixels. */
struct lanes {
    int32_t bias[GROUP];
    struct otaml_pairs_scale scale[GROUP];
};

/* False if a channel's multiplier is not positive or shifts to the left. */
static bool take_lanes(const struct otaml_channel *c, struct lanes *lanes)
{
    for (uint32_t i = 0; i < GROUP; i++, c++) {
        if (!otaml_pairs_scale(&c->m, &lanes->scale[i])) {
            return false;
        }
        lanes->bias[i] = c->bias;
    }
    return true;
}

static void start(struct run *run, const struct lanes *lanes)
{
    run->sum[0] = lanes->bias[0];
    run->sum[1] = lanes->bias[1];
    run->sum[2] = lanes->bias[2];
    run->sum[3] = lanes->bias[3];
}

static void multiply(const struct otaml_matmul *k, const struct lanes *lanes, uint32_t c)
{
    struct run run = { .offset = k->in_offset, .w_step = k->w_step, .n = k->run_bytes };
    const int8_t *const w = k->w + (size_t)c * k->w_step, *x = k->x;
    struct otaml_pairs_outputs o = {
        .sum = run.sum,
        .out = k->out + c,
        .scale = lanes->scale,
        .out_step = 1,
        .scale_step = sizeof(struct otaml_pairs_scale),
        .out_zero = k->out_zero,
        .min = k->min,
        .max = k->max,
        .least = otaml_pairs_least(k->out_zero, k->min),
    };

    for (uint32_t p = k->pixels; p > 0; p--, x += k->x_step, o.out += k->out_step) {
        start(&run, lanes);
        run.x = x;
        run.w = w;
        for (uint32_t r = run.n > 0 ? k->runs : 0; r > 0; r--) {
            add_run(&run);
            run.x += k->x_run_step;
            run.w += k->w_run_step;
        }
        otaml_pairs_put(&o);
    }
}

void otaml_matmul_s8(const struct otaml_matmul *k)
{
    struct lanes lanes;

    if (otaml_pairs_matmul_s8(k)) {
        return;
    }
    for (uint32_t c = otaml_list_matmul_s8(k); c < k->channels; c += GROUP) {
        if (k->channels - c >= GROUP && take_lanes(k->channel + c, &lanes)) {
            multiply(k, &lanes, c);
            continue;
        }
        const struct otaml_matmul part =
            otaml_matmul_part(k, c, otaml_min_u32(GROUP, k->channels - c));
        otaml_portable_matmul_s8(&part);
    }
}

static void add_rows(const struct otaml_depthwise *k, const struct lanes *lanes, bool shared,
                     uint32_t c)
{
    struct run run = {
        .offset = k->in_offset,
        .w_step = k->w_tap_step,
        .n = k->columns,
        .x_step = k->x_tap_step,
        .x_skip = k->x_row_step - k->columns * k->x_tap_step,
        .w_skip = k->w_row_step - k->columns * k->w_tap_step,
    };
    const int8_t *x = k->x + (shared ? 0 : c);
    struct otaml_pairs_outputs o = {
        .sum = run.sum,
        .out = k->out + c,
        .scale = lanes->scale,
        .out_step = 1,
        .scale_step = sizeof(struct otaml_pairs_scale),
        .out_zero = k->out_zero,
        .min = k->min,
        .max = k->max,
        .least = otaml_pairs_least(k->out_zero, k->min),
    };

    for (uint32_t p = k->pixels; p > 0; p--, x += k->x_step, o.out += k->out_step) {
        start(&run, lanes);
        run.x = x;
        run.w = k->w + c;
        run.rows = k->rows;
        if (run.n > 0 && run.rows > 0) {
            (shared ? add_shared_taps : add_taps)(&run);
        }
        otaml_pairs_put(&o);
    }
}

static void depthwise(const struct otaml_depthwise *k, bool shared)
{
    struct lanes lanes;

    for (uint32_t c = 0; c < k->channels; c += GROUP) {
        if (k->channels - c >= GROUP && take_lanes(k->channel + c, &lanes)) {
            add_rows(k, &lanes, shared, c);
            continue;
        }
        const struct otaml_depthwise part =
            otaml_depthwise_part(k, shared, c, otaml_min_u32(GROUP, k->channels - c));
        (shared ? otaml_portable_depthwise_shared_s8 : otaml_portable_depthwise_s8)(&part);
    }
}

void otaml_depthwise_s8(const struct otaml_depthwise *k)
{
    depthwise(k, false);
}

void otaml_depthwise_shared_s8(const struct otaml_depthwise *k)
{
    if (!otaml_pairs_depthwise_shared_s8(k)) {
        depthwise(k, true);
    }
}

#endif /* OTAML_KERNELS_ARMV6M */
