/*
 * kernels_armv7m_depthwise.c - kernels that stay in their channel, for Armv7-M.
 * API: kernels_priv.h
 *
 * Loading is half of the work, so a tile of two channels and three pixels is summed at once: eight
 * loads serve six products. What the input's offset adds to a sum, the offset times the sum of the
 * weights, joins the bias once for all pixels. The last tile of a line takes up to two pixels once
 * more. Few pixels are taken one by one, four channels at once. In assembler, for a tile takes all
 * registers.
 */
#include "kernels_armv7m_priv.h"

#ifdef OTAML_KERNELS_ARMV7M

#include "base_priv.h"

#define CHANNELS 2u /* of a tile */
#define PIXELS   3u
#define ROWS     4u /* channels of a single pixel */

#define TILES_LEAST 5u /* pixels: fewer are taken one by one */

/* Tiles of two channels. The assembler knows the places, in bytes. */
struct job {
    const int8_t *x, *w;     /* 0, 4: x of the tile's first pixel */
    uint32_t x_step;         /* 8: from a pixel to the next one */
    uint32_t w_step;         /* 12: from a channel to the next, or a tap of w */
    uint32_t columns;        /* 16: bytes of a run, or taps of a row */
    uint32_t rows;           /* 20: at least one */
    uint32_t x_skip, w_skip; /* 24, 28: from the end of a row to the next one */
    uint32_t x_tap_step;     /* 32: of a tap of x, less what the loop has moved by */
    int8_t *out;             /* 36 */
    uint32_t out_step;       /* 40 */
    int32_t out_zero;        /* 44 */
    int32_t bias[CHANNELS];  /* 48: with the input's offset times the weights */
    struct {
        int32_t twice; /* 56, 64: the multiplier, modulo 2^32 */
        int32_t right; /* 60, 68: a shift of at least 1 */
    } scale[CHANNELS];
    int32_t min, max; /* 72, 76 */
};
OTAML_STATIC_ASSERT(sizeof(struct job) == 80, places_are_those_of_the_assembler);

/* The job's place is at [sp, #4], the rows left at [sp]; r0 to r2 are the sums of the first
 * channel, r3 to r5 those of the second one, r6 x, r7 w, r8 the step of a pixel. */
#define ENTER                                                                                      \
    "push {r0, r4-r11, lr}\n\t"                                                                    \
    "sub sp, sp, #4\n\t"                                                                           \
    "mov r12, r0\n\t"                                                                              \
    "ldrd r6, r7, [r12]\n\t"                                                                       \
    "ldrd r8, r9, [r12, #8]\n\t"                                                                   \
    "ldrd lr, r11, [r12, #16]\n\t"                                                                 \
    "ldrd r0, r3, [r12, #48]\n\t"                                                                  \
    "mov r1, r0\n\t"                                                                               \
    "mov r2, r0\n\t"                                                                               \
    "mov r4, r3\n\t"                                                                               \
    "mov r5, r3\n\t"                                                                               \
    "str r11, [sp]\n\t"

/* The next row, if there is one: back to 1, with its columns in lr. */
#define NEXT_ROW                                                                                   \
    "ldr r12, [sp, #4]\n\t"                                                                        \
    "ldr lr, [sp]\n\t"                                                                             \
    "ldrd r10, r11, [r12, #24]\n\t"                                                                \
    "add r6, r6, r10\n\t"                                                                          \
    "add r7, r7, r11\n\t"                                                                          \
    "subs lr, lr, #1\n\t"                                                                          \
    "str lr, [sp]\n\t"                                                                             \
    "ldr lr, [r12, #16]\n\t"                                                                       \
    "bne 1b\n\t"

/* r8 is twice the multiplier, r9 the shift, r10 the zero point. */
#define OUTPUT(sum) OUTPUT_TO_INT8(sum, "r6", "r7", "r8", "r9", "r10")

#define CLAMP(sum)                                                                                 \
    "cmp " sum ", r6\n\t"                                                                          \
    "it lt\n\t"                                                                                    \
    "movlt " sum ", r6\n\t"                                                                        \
    "cmp " sum ", r7\n\t"                                                                          \
    "it gt\n\t"                                                                                    \
    "movgt " sum ", r7\n\t"

#define OUTPUT_FIRST  OUTPUT("r0") OUTPUT("r1") OUTPUT("r2")
#define OUTPUT_SECOND OUTPUT("r3") OUTPUT("r4") OUTPUT("r5")
#define CLAMP_ALL     CLAMP("r0") CLAMP("r1") CLAMP("r2") CLAMP("r3") CLAMP("r4") CLAMP("r5")

#define LEAVE                                                                                      \
    "ldrd r8, r9, [r12, #56]\n\t"                                                                  \
    "ldr r10, [r12, #44]\n\t" OUTPUT_FIRST "ldrd r8, r9, [r12, #64]\n\t" OUTPUT_SECOND             \
    "ldrd r6, r7, [r12, #72]\n\t"                                                                  \
    "sub r8, r7, r6\n\t"                                                                           \
    "cmp r8, #255\n\t"                                                                             \
    "beq 6f\n\t" CLAMP_ALL "6:\n\t"                                                                \
    "ldrd r6, r7, [r12, #36]\n\t"                                                                  \
    "strb r0, [r6]\n\t"                                                                            \
    "strb r3, [r6, #1]\n\t"                                                                        \
    "add r6, r6, r7\n\t"                                                                           \
    "strb r1, [r6]\n\t"                                                                            \
    "strb r4, [r6, #1]\n\t"                                                                        \
    "add r6, r6, r7\n\t"                                                                           \
    "strb r2, [r6]\n\t"                                                                            \
    "strb r5, [r6, #1]\n\t"                                                                        \
    "add sp, sp, #4\n\t"                                                                           \
    "pop {r0, r4-r11, pc}"

/* One channel of a tap of each pixel. */
#define TAP(w, s0, s1, s2, x0)                                                                     \
    "ldrsb r11, " w "\n\t"                                                                         \
    "ldrsb r12, [r6, r8]\n\t"                                                                      \
    "mla " s1 ", r12, r11, " s1 "\n\t"                                                             \
    "ldrsb r12, [r6, r8, lsl #1]\n\t"                                                              \
    "mla " s2 ", r12, r11, " s2 "\n\t"                                                             \
    "ldrsb r12, " x0 "\n\t"                                                                        \
    "mla " s0 ", r12, r11, " s0 "\n\t"

#define TAP_OF_BOTH                                                                                \
    TAP("[r7]", "r0", "r1", "r2", "[r6], #1") TAP("[r7, #1]", "r3", "r4", "r5", "[r6]")

/* r9 and r10 are the steps of a tap of w and x. */
__attribute__((naked)) static void add_taps(struct job *job __attribute__((unused)))
{
    __asm__(ENTER "1:\n\t"
                  "ldr r10, [r12, #32]\n"
                  "2:\n\t" TAP_OF_BOTH "add r6, r6, r10\n\t"
                  "add r7, r7, r9\n\t"
                  "subs lr, lr, #1\n\t"
                  "bne 2b\n\t" NEXT_ROW LEAVE ::
                      : CLOBBERS);
}

static void take_channels(struct job *job, const struct otaml_channel *c, int32_t in_offset,
                          const int32_t weights[CHANNELS])
{
    for (uint32_t i = 0; i < CHANNELS; i++) {
        job->bias[i] = (int32_t)((uint32_t)c[i].bias + (uint32_t)(in_offset * weights[i]));
        job->scale[i].twice = (int32_t)((uint32_t)c[i].m.value << 1);
        job->scale[i].right = -c[i].m.shift;
    }
}

/* All pixels, in tiles of three: the last one ends with the last pixel. */
static void walk(struct job *job, uint32_t pixels)
{
    const int8_t *const x = job->x;
    int8_t *const out = job->out;

    for (uint32_t p = 0; p < pixels; p += PIXELS) {
        const uint32_t first = otaml_min_u32(p, pixels - PIXELS);
        job->x = x + (size_t)first * job->x_step;
        job->out = out + (size_t)first * job->out_step;
        add_taps(job);
    }
}

/* Two channels; there are taps. */
static void depthwise_tiles(const struct otaml_depthwise *k, uint32_t c)
{
    int32_t weights[CHANNELS] = { 0, 0 };
    struct job job = {
        .x = k->x + c,
        .w = k->w + c,
        .x_step = k->x_step,
        .w_step = k->w_tap_step,
        .columns = k->columns,
        .rows = k->rows,
        .x_skip = k->x_row_step - k->columns * k->x_tap_step,
        .w_skip = k->w_row_step - k->columns * k->w_tap_step,
        .x_tap_step = k->x_tap_step - 1,
        .out = k->out + c,
        .out_step = k->out_step,
        .out_zero = k->out_zero,
        .min = k->min,
        .max = k->max,
    };

    for (uint32_t r = 0; r < k->rows; r++) {
        const int8_t *w = job.w + (size_t)r * k->w_row_step;
        for (uint32_t t = 0; t < k->columns; t++, w += k->w_tap_step) {
            weights[0] += w[0];
            weights[1] += w[1];
        }
    }
    take_channels(&job, k->channel + c, k->in_offset, weights);
    walk(&job, k->pixels);
}

/* The taps of channels of one pixel, four at a time; the assembler knows the places. */
struct column {
    uint32_t *sum;                   /* 0: to add to; moves on */
    uint32_t *end;                   /* 4: of the sums */
    const int8_t *x, *w;             /* 8, 12: move on */
    int32_t offset;                  /* 16 */
    uint32_t x_tap_step, w_tap_step; /* 20, 24 */
    uint32_t columns, rows;          /* 28, 32: at least one */
    uint32_t x_skip, w_skip;         /* 36, 40: from the end of a row to the next one */
};

#define COLUMN_TAP(sum, c)                                                                         \
    "ldrsb r11, [r4, #" c "]\n\t"                                                                  \
    "ldrsb r12, [r5, #" c "]\n\t"                                                                  \
    "add r11, r11, r6\n\t"                                                                         \
    "mla " sum ", r11, r12, " sum "\n\t"

#define FOUR_TAPS                                                                                  \
    COLUMN_TAP("r0", "0") COLUMN_TAP("r1", "1") COLUMN_TAP("r2", "2") COLUMN_TAP("r3", "3")

/* r0 to r3 are the sums, r4 x, r5 w, r6 the offset, r7 and r8 the steps, r9 the columns, r10 the
 * rows left, lr the columns left. */
__attribute__((naked)) static void add_column(struct column *column __attribute__((unused)))
{
    __asm__("push {r0, r4-r11, lr}\n"
            "1:\n\t"
            "add r12, r0, #8\n\t"
            "ldr r3, [r0]\n\t"
            "ldm r12, {r4-r10}\n\t"
            "ldm r3, {r0-r3}\n"
            "2:\n\t"
            "mov lr, r9\n"
            "3:\n\t" FOUR_TAPS "add r4, r4, r7\n\t"
            "add r5, r5, r8\n\t"
            "subs lr, lr, #1\n\t"
            "bne 3b\n\t"
            "ldr lr, [sp]\n\t"
            "ldrd r11, r12, [lr, #36]\n\t"
            "add r4, r4, r11\n\t"
            "add r5, r5, r12\n\t"
            "subs r10, r10, #1\n\t"
            "bne 2b\n\t"
            "ldm lr, {r6, r7, r8, r9}\n\t"
            "add r8, r8, #4\n\t"
            "add r9, r9, #4\n\t"
            "stm r6!, {r0-r3}\n\t"
            "mov r0, lr\n\t"
            "strd r8, r9, [r0, #8]\n\t"
            "str r6, [r0]\n\t"
            "cmp r6, r7\n\t"
            "bne 1b\n\t"
            "pop {r0, r4-r11, pc}" ::
                : CLOBBERS);
}

/* At most KERNEL_CHANNELS channels, a multiple of ROWS, of all pixels, one by one; there are
 * taps. */
OTAML_OWN_FRAME static void depthwise_pixels(const struct otaml_depthwise *k, uint32_t c,
                                             uint32_t n)
{
    uint32_t sum[KERNEL_CHANNELS];
    struct column column = {
        .end = sum + n,
        .offset = k->in_offset,
        .x_tap_step = k->x_tap_step,
        .w_tap_step = k->w_tap_step,
        .columns = k->columns,
        .rows = k->rows,
        .x_skip = k->x_row_step - k->columns * k->x_tap_step,
        .w_skip = k->w_row_step - k->columns * k->w_tap_step,
    };
    struct outputs o = { .out_zero = k->out_zero, .min = k->min, .max = k->max };

    for (uint32_t p = 0; p < k->pixels; p++) {
        column.sum = sum;
        column.x = k->x + (size_t)p * k->x_step + c;
        column.w = k->w + c;
        o.sum = sum;
        o.channel = k->channel + c;
        o.out = k->out + (size_t)p * k->out_step + c;
        o.n = n;
        otaml_outputs_start(&o, sum);
        add_column(&column);
        otaml_outputs_put(&o);
    }
}

void otaml_depthwise_s8(const struct otaml_depthwise *k)
{
    const bool taps = k->rows > 0 && k->columns > 0, few = k->pixels < TILES_LEAST;
    uint32_t n;

    for (uint32_t c = 0; c < k->channels; c += n) {
        const uint32_t left = k->channels - c;
        if (taps && !few && left >= CHANNELS && otaml_is_usual(k->channel + c)
            && otaml_is_usual(k->channel + c + 1)) {
            n = CHANNELS;
            depthwise_tiles(k, c);
        } else if (taps && left >= ROWS) {
            n = few ? otaml_min_u32(left / ROWS * ROWS, KERNEL_CHANNELS) : ROWS;
            depthwise_pixels(k, c, n);
        } else {
            n = 1;
            const struct otaml_depthwise part = otaml_depthwise_part(k, false, c, n);
            otaml_portable_depthwise_s8(&part);
        }
    }
}

#endif /* OTAML_KERNELS_ARMV7M */
