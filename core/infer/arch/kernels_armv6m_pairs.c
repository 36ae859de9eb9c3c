/*
 * kernels_armv6m_pairs.c - two pixels in a word, for Armv6-M. API: kernels_pairs_priv.h
 *
 *   (a + b * 2^16) * w = a * w + b * w * 2^16
 *
 * The sum of two such products still holds both sums of pixels: each is at least -2 * 127 * 128 and
 * at most 2 * 128 * 128, which are 65281 values. BIAS, added once for two products, brings the
 * lower one to 0 and up, so that it never borrows from the upper one, and the upper one into the
 * signed range. Sums of the words and of their upper halves then give all sums, modulo 2^32.
 *
 * Four pixels at a time, whose bytes are put into words once for a block of channels; the input's
 * offset times the sum of the weights joins the bias once for all pixels. The last four may take
 * pixels once more.
 */
#include "kernels_pairs_priv.h"

#ifdef OTAML_KERNELS_ARMV6M

#include "base_priv.h"

#define PIXELS       4u  /* at once */
#define PIXELS_LEAST 12u /* below it the words don't pay */
#define TAPS         40u /* whose words lie on the stack */

#define LOWER_BIAS 32512u
#define UPPER_BIAS 256u
#define BIAS       (LOWER_BIAS - (UPPER_BIAS << 16))

/* Both kinds of kernel: a channel's weights are w_step apart, over all rows. */
struct pairs {
    const int8_t *x, *w;
    int8_t *out;
    uint32_t x_step, out_step; /* of a pixel */
    uint32_t rows, columns, x_row_step, x_tap_step;
    uint32_t w_step, w_channel_step;
    uint32_t pixels, channels;
    const struct otaml_channel *channel;
    int32_t in_offset, out_zero, min, max;
};

/* Some taps of all channels, at least one of each; the assembler knows the places, in bytes. */
struct pass {
    const uint32_t *x;   /* 0: two words for a tap */
    const int8_t *w;     /* 4 */
    uint32_t w_step;     /* 8 */
    const uint32_t *end; /* 12: of x, less the taps left */
    uint32_t words;      /* 16: what the sums of words begin with, so that the biases cancel out */
    uint32_t upper;      /* 20: likewise those of upper halves */
    uint32_t bias;       /* 24 */
    int32_t *sum;        /* 28: of four pixels, to add to */
    uint32_t left;       /* 32: taps, up to three */
    uint32_t w_channel_step; /* 36 */
    uint32_t channels;       /* 40: 0 afterwards */
};

/* What a call may change: compilers look into these functions, and take what they see for all. */
#define CLOBBERS "r0", "r1", "r2", "r3", "r12", "cc", "memory"

/* r0 is x, r6 w, r7 its step, lr the end of x, r12 the bias; r8 and r9 are the sums of words and
 * upper halves of the first pair, r10 and r11 those of the second one. */
/* To the sums, from r1 and r2. */
#define ADD_WORDS                                                                                  \
    "add r1, r12\n\t"                                                                              \
    "add r2, r12\n\t"                                                                              \
    "add r8, r1\n\t"                                                                               \
    "add r10, r2\n\t"                                                                              \
    "asrs r1, r1, #16\n\t"                                                                         \
    "asrs r2, r2, #16\n\t"                                                                         \
    "add r9, r1\n\t"                                                                               \
    "add r11, r2\n\t"

/* r6 is a step behind. */
#define TWO_TAPS                                                                                   \
    "ldmia r0!, {r1, r2, r4, r5}\n\t"                                                              \
    "ldrsb r3, [r6, r7]\n\t"                                                                       \
    "adds r6, r6, r7\n\t"                                                                          \
    "muls r1, r3, r1\n\t"                                                                          \
    "muls r2, r3, r2\n\t"                                                                          \
    "ldrsb r3, [r6, r7]\n\t"                                                                       \
    "adds r6, r6, r7\n\t"                                                                          \
    "muls r4, r3, r4\n\t"                                                                          \
    "muls r5, r3, r5\n\t"                                                                          \
    "adds r1, r1, r4\n\t"                                                                          \
    "adds r2, r2, r5\n\t" ADD_WORDS

__attribute__((naked)) static void add_pass(struct pass *pass __attribute__((unused)))
{
    __asm__(".syntax unified\n\t" /* GCC takes assembler for this core to be in the old one */
            "push {r4-r7, lr}\n\t"
            "mov r4, r8\n\t"
            "mov r5, r9\n\t"
            "mov r6, r10\n\t"
            "mov r7, r11\n\t"
            "push {r0, r4-r7}\n"
            "5:\n\t"
            "ldmia r0!, {r1, r6, r7}\n\t"
            "ldmia r0!, {r2, r3, r4, r5}\n\t"
            "mov lr, r2\n\t"
            "mov r8, r3\n\t"
            "mov r10, r3\n\t"
            "mov r9, r4\n\t"
            "mov r11, r4\n\t"
            "mov r12, r5\n\t"
            "mov r0, r1\n\t"
            "subs r6, r6, r7\n\t"
            "cmp r0, lr\n\t"
            "beq 2f\n"
            "1:\n\t" TWO_TAPS TWO_TAPS "cmp r0, lr\n\t"
            "bne 1b\n"
            "2:\n\t"
            "ldr r4, [sp]\n\t"
            "ldr r4, [r4, #32]\n\t"
            "mov lr, r4\n\t"
            "lsrs r4, r4, #1\n\t"
            "beq 4f\n\t" TWO_TAPS "4:\n\t"
            "mov r3, lr\n\t"
            "lsrs r3, r3, #1\n\t"
            "bcc 3f\n\t"
            "ldmia r0!, {r1, r2}\n\t"
            "ldrsb r3, [r6, r7]\n\t"
            "muls r1, r3, r1\n\t"
            "muls r2, r3, r2\n\t" ADD_WORDS "3:\n\t"
            "ldr r7, [sp]\n\t"
            "ldr r0, [r7, #28]\n\t"
            "ldmia r0!, {r1-r4}\n\t"
            "mov r5, r9\n\t"
            "adds r2, r2, r5\n\t"
            "lsls r5, r5, #16\n\t"
            "subs r1, r1, r5\n\t"
            "add r1, r8\n\t"
            "mov r5, r11\n\t"
            "adds r4, r4, r5\n\t"
            "lsls r5, r5, #16\n\t"
            "subs r3, r3, r5\n\t"
            "add r3, r10\n\t"
            "subs r0, r0, #16\n\t"
            "stmia r0!, {r1-r4}\n\t"
            "str r0, [r7, #28]\n\t" /* the next channel */
            "ldr r1, [r7, #4]\n\t"
            "ldr r2, [r7, #36]\n\t"
            "adds r1, r1, r2\n\t"
            "str r1, [r7, #4]\n\t"
            "mov r0, r7\n\t"
            "ldr r1, [r7, #40]\n\t"
            "subs r1, r1, #1\n\t"
            "str r1, [r7, #40]\n\t"
            "bne 5b\n\t"
            "pop {r0, r4-r7}\n\t"
            "mov r8, r4\n\t"
            "mov r9, r5\n\t"
            "mov r10, r6\n\t"
            "mov r11, r7\n\t"
            "pop {r4-r7, pc}" ::
                : CLOBBERS);
}
/*
 * r0 sum, r6 out, r7 scale; r8 and r9 their steps, r10 zero, r11 min, r12 max, lr least; the end of
 * the sums at [sp]. The product is otaml_high_mul_positive of Armv6-M: r1 and r2 are the sum's
 * halves, r4 and r5 the multiplier's, r3 `left`, then r2 `right`. Each shift leaves the last bit in
 * the carry, which rounds.
 */
__attribute__((naked)) void otaml_pairs_put(const struct otaml_pairs_outputs *o
                                            __attribute__((unused)))
{
    __asm__(".syntax unified\n\t"
            "push {r4-r7, lr}\n\t"
            "mov r4, r8\n\t"
            "mov r5, r9\n\t"
            "mov r6, r10\n\t"
            "mov r7, r11\n\t"
            "push {r4-r7}\n\t"
            "ldmia r0!, {r1, r6, r7}\n\t"
            "ldmia r0!, {r2, r3, r4, r5}\n\t"
            "mov r8, r2\n\t"
            "mov r9, r3\n\t"
            "mov r10, r4\n\t"
            "mov r11, r5\n\t"
            "ldmia r0!, {r2, r3}\n\t"
            "mov r12, r2\n\t"
            "mov lr, r3\n\t"
            "mov r0, r1\n\t"
            "adds r1, r1, #16\n\t"
            "push {r1}\n"
            "1:\n\t"
            "ldmia r0!, {r1}\n\t"
            "cmp r1, lr\n\t"
            "blt 4f\n\t"
            "ldr r4, [r7]\n\t"
            "ldr r5, [r7, #4]\n\t"
            "uxth r2, r1\n\t"
            "asrs r1, r1, #16\n\t"
            "movs r3, r2\n\t"
            "muls r3, r5, r3\n\t"
            "lsrs r3, r3, #16\n\t"
            "muls r5, r1, r5\n\t"
            "adds r3, r3, r5\n\t"
            "muls r2, r4, r2\n\t"
            "muls r1, r4, r1\n\t"
            "movs r4, r3\n\t"
            "ands r4, r4, r2\n\t"
            "asrs r3, r3, #1\n\t"
            "asrs r2, r2, #1\n\t"
            "lsrs r4, r4, #1\n\t"
            "adcs r3, r3, r2\n\t"
            "lsls r1, r1, #1\n\t"
            "asrs r3, r3, #14\n\t"
            "adcs r1, r1, r3\n\t"
            "asrs r2, r1, #31\n\t" /* halves away from zero */
            "adds r1, r1, r2\n\t"
            "ldr r5, [r7, #8]\n\t"
            "mov r2, r10\n\t"
            "asrs r1, r1, r5\n\t"
            "adcs r1, r1, r2\n\t"
            "cmp r1, r12\n\t"
            "ble 2f\n\t"
            "mov r1, r12\n"
            "2:\n\t"
            "cmp r1, r11\n\t"
            "blt 4f\n"
            "3:\n\t"
            "strb r1, [r6]\n\t"
            "add r6, r8\n\t"
            "add r7, r9\n\t"
            "ldr r2, [sp]\n\t"
            "cmp r0, r2\n\t"
            "bne 1b\n\t"
            "pop {r0, r4-r7}\n\t"
            "mov r8, r4\n\t"
            "mov r9, r5\n\t"
            "mov r10, r6\n\t"
            "mov r11, r7\n\t"
            "pop {r4-r7, pc}\n"
            "4:\n\t"
            "mov r1, r11\n\t"
            "b 3b" ::
                : CLOBBERS);
}

/* n taps of two pixels; the words of the next two lie between them. */
static void pack_two(const int8_t *a, const int8_t *b, uint32_t step, uint32_t n, uint32_t *to)
{
    for (; n >= 2; n -= 2, to += 4) {
        to[0] = (uint32_t)*a + ((uint32_t)*b << 16);
        to[2] = (uint32_t)a[step] + ((uint32_t)b[step] << 16);
        a += (size_t)step * 2;
        b += (size_t)step * 2;
    }
    if (n > 0) {
        *to = (uint32_t)*a + ((uint32_t)*b << 16);
    }
}

/* Where the taps of four pixels that come next begin. */
struct place {
    const int8_t *x; /* the row, of the first pixel */
    const int8_t *w; /* of the first channel */
    uint32_t column;
};

/* n taps of four pixels. */
static void pack(const struct pairs *k, struct place *at, uint32_t n, uint32_t *to)
{
    while (n > 0) {
        const int8_t *from = at->x + (size_t)at->column * k->x_tap_step;
        const uint32_t some = otaml_min_u32(n, k->columns - at->column);
        pack_two(from, from + k->x_step, k->x_tap_step, some, to);
        from += (size_t)k->x_step * 2;
        pack_two(from, from + k->x_step, k->x_tap_step, some, to + 1);
        to += (size_t)some * 2;
        n -= some;
        at->column += some;
        if (at->column == k->columns) {
            at->column = 0;
            at->x += k->x_row_step;
        }
    }
}

/* n taps of all channels of four pixels. */
OTAML_OWN_FRAME static void add_taps(const struct pairs *k, struct place *at, uint32_t n,
                                     int32_t (*sum)[PIXELS])
{
    uint32_t words[TAPS * 2];
    const uint32_t biases = (n + 1) / 2;
    struct pass pass = {
        .x = words,
        .w = at->w,
        .w_step = k->w_step,
        .end = words + (size_t)(n & ~3u) * 2,
        .words = 0u - biases * BIAS,
        .upper = biases * UPPER_BIAS,
        .bias = BIAS,
        .sum = *sum,
        .left = n & 3,
        .w_channel_step = k->w_channel_step,
        .channels = k->channels,
    };

    pack(k, at, n, words);
    add_pass(&pass);
    at->w += (size_t)n * k->w_step;
}

/* Four pixels of all channels to int8. */
OTAML_OWN_FRAME static void put_pixels(const struct pairs *k, const int32_t (*sum)[PIXELS],
                                       int8_t *out)
{
    struct otaml_pairs_scale scale;
    struct otaml_pairs_outputs o = {
        .scale = &scale,
        .out_step = k->out_step,
        .out_zero = k->out_zero,
        .min = k->min,
        .max = k->max,
        .least = otaml_pairs_least(k->out_zero, k->min),
    };

    for (uint32_t c = 0; c < k->channels; c++, sum++, out++) {
        const struct otaml_channel plain = { 0, k->channel[c].m };
        o.sum = *sum;
        o.out = out;
        if (otaml_pairs_scale(&plain.m, &scale)) {
            otaml_pairs_put(&o);
            continue;
        }
        for (uint32_t p = 0; p < PIXELS; p++) {
            out[(size_t)p * k->out_step] =
                otaml_channel_output(&plain, (uint32_t)(*sum)[p], k->out_zero, k->min, k->max);
        }
    }
}

static int32_t sum_weights(const int8_t *w, uint32_t step, uint32_t n)
{
    const uint32_t two = step * 2, three = step * 3, four = step * 4;
    int32_t sum = 0;

    for (; n >= 4; n -= 4, w += four) {
        sum += w[0] + w[step] + w[two] + w[three];
    }
    for (; n > 0; n--, w += step) {
        sum += *w;
    }
    return sum;
}

/* At most KERNEL_CHANNELS channels. */
OTAML_OWN_FRAME static void block(const struct pairs *k)
{
    const uint32_t taps = k->rows * k->columns;
    int32_t start[KERNEL_CHANNELS], sum[KERNEL_CHANNELS][PIXELS];

    for (uint32_t c = 0; c < k->channels; c++) {
        const int32_t w = sum_weights(k->w + (size_t)c * k->w_channel_step, k->w_step, taps);
        start[c] = (int32_t)((uint32_t)k->channel[c].bias + (uint32_t)k->in_offset * (uint32_t)w);
    }
    for (uint32_t p = 0; p < k->pixels; p += PIXELS) {
        const uint32_t first = otaml_min_u32(p, k->pixels - PIXELS);
        for (uint32_t c = 0; c < k->channels; c++) {
            sum[c][0] = sum[c][1] = sum[c][2] = sum[c][3] = start[c];
        }
        struct place at = { k->x + (size_t)first * k->x_step, k->w, 0 };
        for (uint32_t tap = 0; tap < taps; tap += TAPS) {
            add_taps(k, &at, otaml_min_u32(TAPS, taps - tap), sum);
        }
        put_pixels(k, (const int32_t(*)[PIXELS])sum, k->out + (size_t)first * k->out_step);
    }
}

static void blocks(struct pairs *k)
{
    const uint32_t channels = k->channels;

    for (uint32_t c = 0; c < channels; c += k->channels) {
        k->channels = otaml_min_u32(KERNEL_CHANNELS, channels - c);
        block(k);
        k->w += (size_t)k->channels * k->w_channel_step;
        k->out += k->channels;
        k->channel += k->channels;
    }
}

bool otaml_pairs_matmul_s8(const struct otaml_matmul *k)
{
    struct pairs pairs = {
        .x = k->x,
        .w = k->w,
        .out = k->out,
        .x_step = k->x_step,
        .out_step = k->out_step,
        .rows = k->runs,
        .columns = k->run_bytes,
        .x_row_step = k->x_run_step,
        .x_tap_step = 1,
        .w_step = 1,
        .w_channel_step = k->w_step,
        .pixels = k->pixels,
        .channels = k->channels,
        .channel = k->channel,
        .in_offset = k->in_offset,
        .out_zero = k->out_zero,
        .min = k->min,
        .max = k->max,
    };

    if (k->pixels < PIXELS_LEAST || (k->runs > 1 && k->w_run_step != k->run_bytes)) {
        return false;
    }
    blocks(&pairs);
    return true;
}

bool otaml_pairs_depthwise_shared_s8(const struct otaml_depthwise *k)
{
    struct pairs pairs = {
        .x = k->x,
        .w = k->w,
        .out = k->out,
        .x_step = k->x_step,
        .out_step = k->out_step,
        .rows = k->rows,
        .columns = k->columns,
        .x_row_step = k->x_row_step,
        .x_tap_step = k->x_tap_step,
        .w_step = k->w_tap_step,
        .w_channel_step = 1,
        .pixels = k->pixels,
        .channels = k->channels,
        .channel = k->channel,
        .in_offset = k->in_offset,
        .out_zero = k->out_zero,
        .min = k->min,
        .max = k->max,
    };

    if (k->pixels < PIXELS_LEAST || (k->rows > 1 && k->w_row_step != k->columns * k->w_tap_step)) {
        return false;
    }
    blocks(&pairs);
    return true;
}

#endif
