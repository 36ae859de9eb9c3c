/*
 * kernels_armv6m.c - the inner loops for Armv6-M (Cortex-M0+), which has eight registers for all
 * but additions. API: kernels_priv.h
 *
 * Four channels of a pixel share the input's bytes; their sums are in the upper registers. In
 * assembler, for compilers keep them in memory.
 */
#include "kernels_priv.h"

#ifdef OTAML_KERNELS_ARMV6M

#include "base_priv.h"

#define GROUP 4u /* channels at once */

/* A run, or the taps of a row; the assembler knows the order. */
struct run {
    int32_t sum[GROUP];
    int32_t offset;  /* 16 */
    const int8_t *x; /* 20 */
    const int8_t *w; /* 24 */
    uint32_t w_step; /* 28: from a channel to the next one, or from a tap to the next one */
    uint32_t n;      /* 32: bytes, or taps; at least one */
    uint32_t x_step; /* 36: from a tap to the next one */
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

/* r5 and r6 are the steps of w and x, r7 the taps left. */
__attribute__((naked)) static void add_taps(struct run *run __attribute__((unused)))
{
    __asm__(ENTER "ldmia r0!, {r1, r4, r5, r7}\n\t" /* x, w, w_step, n */
                  "ldr r6, [r0]\n"
                  "1:\n\t"
                  "movs r2, #0\n\t" TAP("r8") "movs r2, #1\n\t" TAP("r9") "movs r2, #2\n\t" TAP(
                      "r10") "movs r2, #3\n\t" TAP("r11") "adds r1, r1, r6\n\t"
                                                          "adds r4, r4, r5\n\t"
                                                          "subs r7, r7, #1\n\t"
                                                          "bne 1b\n\t" LEAVE ::
                                                              : CLOBBERS);
}

/* The same for one input channel. */
#define SHARED_TAP(sum)                                                                            \
    "ldrsb r3, [r4, r2]\n\t"                                                                       \
    "muls r3, r0, r3\n\t"                                                                          \
    "add " sum ", r3\n\t"

__attribute__((naked)) static void add_shared_taps(struct run *run __attribute__((unused)))
{
    __asm__(
        ENTER
        "ldmia r0!, {r1, r4, r5, r7}\n\t"
        "ldr r6, [r0]\n"
        "1:\n\t"
        "movs r2, #0\n\t"
        "ldrsb r0, [r1, r2]\n\t"
        "add r0, r12\n\t" SHARED_TAP("r8") "movs r2, #1\n\t" SHARED_TAP(
            "r9") "movs r2, #2\n\t" SHARED_TAP("r10") "movs r2, #3\n\t" SHARED_TAP("r11") "adds "
                                                                                          "r1, r1, "
                                                                                          "r6\n\t"
                                                                                          "adds "
                                                                                          "r4, r4, "
                                                                                          "r5\n\t"
                                                                                          "subs "
                                                                                          "r7, r7, "
                                                                                          "#1\n\t"
                                                                                          "bne "
                                                                                          "1b\n"
                                                                                          "\t" LEAVE ::
                                                                                              : CLOBBERS);
}

static void clear(struct run *run)
{
    for (uint32_t i = 0; i < GROUP; i++) {
        run->sum[i] = 0;
    }
}

static void put_outputs(const struct run *run, const struct otaml_channel *channel,
                        int32_t out_zero, int32_t min, int32_t max, int8_t *out)
{
    for (uint32_t i = 0; i < GROUP; i++) {
        out[i] = otaml_channel_output(&channel[i], (uint32_t)run->sum[i], out_zero, min, max);
    }
}

static void multiply(const struct otaml_matmul *k, uint32_t c)
{
    struct run run = { .offset = k->in_offset, .w_step = k->w_step, .n = k->run_bytes };
    const int8_t *x = k->x;
    int8_t *out = k->out + c;

    for (uint32_t p = 0; p < k->pixels; p++, x += k->x_step, out += k->out_step) {
        clear(&run);
        run.x = x;
        run.w = k->w + (size_t)c * k->w_step;
        for (uint32_t r = run.n > 0 ? k->runs : 0; r > 0; r--) {
            add_run(&run);
            run.x += k->x_run_step;
            run.w += k->w_run_step;
        }
        put_outputs(&run, k->channel + c, k->out_zero, k->min, k->max, out);
    }
}

void otaml_matmul_s8(const struct otaml_matmul *k)
{
    for (uint32_t c = 0; c < k->channels; c += GROUP) {
        if (k->channels - c >= GROUP) {
            multiply(k, c);
            continue;
        }
        const struct otaml_matmul part = otaml_matmul_part(k, c, k->channels - c);
        otaml_portable_matmul_s8(&part);
    }
}

static void add_rows(const struct otaml_depthwise *k, bool shared, uint32_t c)
{
    struct run run = {
        .offset = k->in_offset, .w_step = k->w_tap_step, .n = k->columns, .x_step = k->x_tap_step
    };
    const int8_t *x = k->x + (shared ? 0 : c);
    int8_t *out = k->out + c;

    for (uint32_t p = 0; p < k->pixels; p++, x += k->x_step, out += k->out_step) {
        clear(&run);
        run.x = x;
        run.w = k->w + c;
        for (uint32_t r = run.n > 0 ? k->rows : 0; r > 0; r--) {
            (shared ? add_shared_taps : add_taps)(&run);
            run.x += k->x_row_step;
            run.w += k->w_row_step;
        }
        put_outputs(&run, k->channel + c, k->out_zero, k->min, k->max, out);
    }
}

static void depthwise(const struct otaml_depthwise *k, bool shared)
{
    for (uint32_t c = 0; c < k->channels; c += GROUP) {
        if (k->channels - c >= GROUP) {
            add_rows(k, shared, c);
            continue;
        }
        const struct otaml_depthwise part = otaml_depthwise_part(k, shared, c, k->channels - c);
        (shared ? otaml_portable_depthwise_shared_s8 : otaml_portable_depthwise_s8)(&part);
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

#endif /* OTAML_KERNELS_ARMV6M */
