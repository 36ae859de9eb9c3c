/*
 * kernels_armv7m_pairs.c - two pixels in a word, for Armv7-M. API: kernels_pairs_priv.h
 *
 *   (a + b * 2^23) * w = a * w + b * w * 2^23
 *
 * SMLAL adds such a product to 64 bits, so that one multiplication serves two pixels. With the
 * input's offset a and b are within +-255, the word within 32 bits and a product within 255 * 128:
 * the lower sum has room for 128 of them before it reaches 2^22, and TAPS are fewer.
 *
 * A tile is four pixels of two channels: two words, two weights and four multiplications for eight
 * products. The words of some taps are made once for a block of channels. The last tile of a line
 * takes up to three pixels once more, the last one of an odd number of channels one channel. In
 * assembler, for a tile takes all registers.
 *
 * What is gained is instructions: about one for a product with all that belongs to the loop, where
 * MLA and its loads need nearly two. A Cortex-M3 takes 2 cycles for an MLA and 4 to 7 for a SMLAL,
 * so two products may cost more cycles to multiply than before and fewer to load. Cycles were not
 * measured: QEMU does not count them.
 */
#include "kernels_armv7m_priv.h"
#include "kernels_pairs_priv.h"

#ifdef OTAML_KERNELS_ARMV7M

#include "base_priv.h"

#define CHANNELS 2u /* of a tile */
#define PIXELS   4u
#define SHIFT    23
#define TAPS     48u /* whose words lie on the stack */

#define BLOCK 16u /* channels whose sums lie on the stack */

/* Both kinds of kernel. */
struct pairs {
    const int8_t *x, *w;
    int8_t *out;
    uint32_t x_step, out_step; /* of a pixel */
    uint32_t rows, columns, x_row_step, x_tap_step;
    uint32_t w_row_step, w_tap_step, w_channel_step; /* one of the last two is 1 */
    uint32_t pixels, channels;
    const struct otaml_channel *channel;
    int32_t in_offset, out_zero, min, max;
};

/* Some taps of tiles that lie side by side, at least one of each; the assembler knows the places,
 * in bytes. What moves on from tile to tile is changed. */
struct tiles {
    const uint32_t *x;                   /* 0: two words for a tap */
    const int8_t *w;                     /* 4 */
    uint32_t w_step;                     /* 8: from a channel to the next one, or of a tap */
    const uint32_t *end_of_fours, *end;  /* 12, 16: of x */
    uint32_t by_taps;                    /* 20: w_step is of a tap, and channels are bytes */
    uint32_t w_tile_step;                /* 24 */
    int32_t *sum;                        /* 28: of a tile, where its taps come in parts */
    uint32_t follows;                    /* 32: taps before these are in the sums */
    uint32_t n;                          /* 36: tiles */
    const struct otaml_channel *channel; /* 40: NULL if more taps follow; else sums go to int8 */
    int8_t *out;                         /* 44 */
    uint32_t out_step;                   /* 48 */
    int32_t out_zero, min, max;          /* 52, 56, 60 */
};

/* r0 and r1 are the 64 bits of the first channel's first two pixels, r2 and r3 those of the other
 * two, r4 to r7 the second channel's; r11 is x, r12 w, lr its step. */
#define COLUMN                                                                                     \
    "ldrsb r10, [r12, lr]\n\t"                                                                     \
    "ldrd r8, r9, [r11], #8\n\t"                                                                   \
    "smlal r4, r5, r8, r10\n\t"                                                                    \
    "smlal r6, r7, r9, r10\n\t"                                                                    \
    "ldrsb r10, [r12], #1\n\t"                                                                     \
    "smlal r0, r1, r8, r10\n\t"                                                                    \
    "smlal r2, r3, r9, r10\n\t"

#define TAP                                                                                        \
    "ldrsb r10, [r12, #1]\n\t"                                                                     \
    "ldrd r8, r9, [r11], #8\n\t"                                                                   \
    "smlal r4, r5, r8, r10\n\t"                                                                    \
    "smlal r6, r7, r9, r10\n\t"                                                                    \
    "ldrsb r10, [r12]\n\t"                                                                         \
    "add r12, r12, lr\n\t"                                                                         \
    "smlal r0, r1, r8, r10\n\t"                                                                    \
    "smlal r2, r3, r9, r10\n\t"

/* Four at a time and then one by one; goes to 5. */
#define LOOP(some)                                                                                 \
    "cmp r11, r10\n\t"                                                                             \
    "beq 3f\n"                                                                                     \
    "2:\n\t" some some some some "ldr r10, [sp]\n\t"                                               \
    "cmp r11, r10\n\t"                                                                             \
    "bne 2b\n"                                                                                     \
    "3:\n\t"                                                                                       \
    "ldr r10, [sp, #4]\n\t"                                                                        \
    "ldr r10, [r10, #16]\n\t"                                                                      \
    "cmp r11, r10\n\t"                                                                             \
    "beq 5f\n\t" some "b 3b\n"

/* 64 bits to two sums: the lower one's sign, the last bit shifted out, goes to the upper one. */
#define UNPACK(low, high)                                                                          \
    "lsrs r8, " low ", #23\n\t"                                                                    \
    "adc " high ", r8, " high ", lsl #9\n\t"                                                       \
    "sbfx " low ", " low ", #0, #23\n\t"

#define ADD_FOUR(s0, s1, s2, s3)                                                                   \
    "ldm r11!, {r8, r9, r12, lr}\n\t"                                                              \
    "add " s0 ", " s0 ", r8\n\t"                                                                   \
    "add " s1 ", " s1 ", r9\n\t"                                                                   \
    "add " s2 ", " s2 ", r12\n\t"                                                                  \
    "add " s3 ", " s3 ", lr\n\t"

/* r10 is twice the multiplier, r11 the shift, r12 the zero point. */
#define OUTPUT(sum) OUTPUT_TO_INT8(sum, "r8", "r9", "r10", "r11", "r12")

/* A channel's four sums, with the bias, to int8. */
#define OUTPUTS(s0, s1, s2, s3)                                                                    \
    "ldm lr!, {r9, r10, r11}\n\t"                                                                  \
    "add " s0 ", " s0 ", r9\n\t"                                                                   \
    "add " s1 ", " s1 ", r9\n\t"                                                                   \
    "add " s2 ", " s2 ", r9\n\t"                                                                   \
    "add " s3 ", " s3 ", r9\n\t"                                                                   \
    "lsl r10, r10, #1\n\t"                                                                         \
    "rsb r11, r11, #0\n\t" OUTPUT(s0) OUTPUT(s1) OUTPUT(s2) OUTPUT(s3)

#define AT_LEAST(sum)                                                                              \
    "cmp " sum ", r8\n\t"                                                                          \
    "it lt\n\t"                                                                                    \
    "movlt " sum ", r8\n\t"

#define AT_MOST(sum)                                                                               \
    "cmp " sum ", r9\n\t"                                                                          \
    "it gt\n\t"                                                                                    \
    "movgt " sum ", r9\n\t"

#define ALL(some)                                                                                  \
    some("r0") some("r1") some("r2") some("r3") some("r4") some("r5") some("r6") some("r7")
#define ALL_AT_LEAST ALL(AT_LEAST)
#define ALL_AT_MOST  ALL(AT_MOST)

#define STORE(first, second)                                                                       \
    "strb " first ", [r8]\n\t"                                                                     \
    "strb " second ", [r8, #1]\n\t"                                                                \
    "add r8, r8, r9\n\t"

#define UNPACK_ALL  UNPACK("r0", "r1") UNPACK("r2", "r3") UNPACK("r4", "r5") UNPACK("r6", "r7")
#define ADD_ALL     ADD_FOUR("r0", "r1", "r2", "r3") ADD_FOUR("r4", "r5", "r6", "r7")
#define OUTPUT_ALL  OUTPUTS("r0", "r1", "r2", "r3") OUTPUTS("r4", "r5", "r6", "r7")
#define STORE_ALL   STORE("r0", "r4") STORE("r1", "r5") STORE("r2", "r6") STORE("r3", "r7")
#define COLUMN_LOOP LOOP(COLUMN)
#define TAP_LOOP    LOOP(TAP)

#define BEGIN_TILE                                                                                 \
    "1:\n\t"                                                                                       \
    "ldr r10, [sp, #4]\n\t"                                                                        \
    "ldm r10, {r11, r12, lr}\n\t"                                                                  \
    "ldr r8, [r10, #20]\n\t"                                                                       \
    "ldr r10, [sp]\n\t"                                                                            \
    "movs r0, #0\n\t"                                                                              \
    "movs r1, #0\n\t"                                                                              \
    "movs r2, #0\n\t"                                                                              \
    "movs r3, #0\n\t"                                                                              \
    "movs r4, #0\n\t"                                                                              \
    "movs r5, #0\n\t"                                                                              \
    "movs r6, #0\n\t"                                                                              \
    "movs r7, #0\n\t"                                                                              \
    "cmp r8, #0\n\t"                                                                               \
    "bne 4f\n\t"

/* To the sums, or on to 7 with the channels in lr where these are all taps. */
#define KEEP_SUMS                                                                                  \
    "5:\n\t" UNPACK_ALL "ldr r10, [sp, #4]\n\t"                                                    \
    "ldrd r11, r8, [r10, #28]\n\t"                                                                 \
    "cmp r8, #0\n\t"                                                                               \
    "beq 6f\n\t" ADD_ALL "sub r11, r11, #32\n"                                                     \
    "6:\n\t"                                                                                       \
    "ldr lr, [r10, #40]\n\t"                                                                       \
    "cmp lr, #0\n\t"                                                                               \
    "bne 7f\n\t"                                                                                   \
    "stm r11, {r0-r7}\n\t"                                                                         \
    "b 9f\n"

#define PUT_SUMS                                                                                   \
    "7:\n\t"                                                                                       \
    "ldr r12, [r10, #52]\n\t" OUTPUT_ALL "ldr r10, [sp, #4]\n\t"                                   \
    "str lr, [r10, #40]\n\t"                                                                       \
    "ldrd r8, r9, [r10, #56]\n\t"                                                                  \
    "cmp r8, #-128\n\t"                                                                            \
    "beq 8f\n\t" ALL_AT_LEAST "8:\n\t"                                                             \
    "cmp r9, #127\n\t"                                                                             \
    "beq 8f\n\t" ALL_AT_MOST "8:\n\t"                                                              \
    "ldrd r8, r9, [r10, #44]\n\t"                                                                  \
    "add r11, r8, #2\n\t"                                                                          \
    "str r11, [r10, #44]\n\t" STORE_ALL

#define NEXT_TILE                                                                                  \
    "9:\n\t"                                                                                       \
    "ldrd r0, r1, [r10, #24]\n\t"                                                                  \
    "ldr r2, [r10, #4]\n\t"                                                                        \
    "ldr r3, [r10, #36]\n\t"                                                                       \
    "add r1, r1, #32\n\t"                                                                          \
    "add r2, r2, r0\n\t"                                                                           \
    "str r1, [r10, #28]\n\t"                                                                       \
    "str r2, [r10, #4]\n\t"                                                                        \
    "subs r3, r3, #1\n\t"                                                                          \
    "str r3, [r10, #36]\n\t"                                                                       \
    "bne 1b\n\t"

OTAML_STATIC_ASSERT(sizeof(struct otaml_channel) == 12, places_are_those_of_the_assembler);

/* The end of fours is at [sp], the job's place at [sp, #4]. */
__attribute__((naked)) static void add_tiles(struct tiles *job __attribute__((unused)))
{
    __asm__("push {r0, r4-r11, lr}\n\t"
            "ldr r1, [r0, #12]\n\t"
            "push {r1}\n" BEGIN_TILE COLUMN_LOOP "4:\n\t" TAP_LOOP KEEP_SUMS PUT_SUMS NEXT_TILE
            "add sp, sp, #8\n\t"
            "pop {r4-r11, pc}" ::
                : CLOBBERS);
}

/* Taps in a row, of four pixels; the assembler knows the places, in bytes. */
struct packing {
    const int8_t *x; /* 0: of the first pixel */
    uint32_t x_step; /* 4 */
    uint32_t *to;    /* 8 */
    uint32_t offset; /* 12: the input's, in both halves */
    uint32_t step;   /* 16: of a tap */
    uint32_t n;      /* 20: at least one */
};

/* r0 to r3 are the pixels, r4 is the place of words, r5 the offset, r6 the step, r7 the tap's. */
#define PACK                                                                                       \
    "ldrsb r9, [r0, r7]\n\t"                                                                       \
    "ldrsb r10, [r1, r7]\n\t"                                                                      \
    "ldrsb r11, [r2, r7]\n\t"                                                                      \
    "ldrsb r12, [r3, r7]\n\t"                                                                      \
    "add r9, r9, r5\n\t"                                                                           \
    "add r11, r11, r5\n\t"                                                                         \
    "add r9, r9, r10, lsl #23\n\t"                                                                 \
    "add r11, r11, r12, lsl #23\n\t"                                                               \
    "add r7, r7, r6\n\t"                                                                           \
    "strd r9, r11, [r4], #8\n\t"

__attribute__((naked)) static void pack_row(const struct packing *job __attribute__((unused)))
{
    __asm__("push {r4-r11, lr}\n\t"
            "mov lr, r0\n\t"
            "ldm lr, {r0, r1, r4, r5, r6, r8}\n\t"
            "lsl r3, r1, #1\n\t"
            "add r1, r1, r0\n\t"
            "add r2, r0, r3\n\t"
            "add r3, r1, r3\n\t"
            "movs r7, #0\n\t"
            "subs r8, r8, #4\n\t"
            "blt 2f\n"
            "1:\n\t" PACK PACK PACK PACK "subs r8, r8, #4\n\t"
            "bge 1b\n"
            "2:\n\t"
            "adds r8, r8, #4\n\t"
            "beq 4f\n"
            "3:\n\t" PACK "subs r8, r8, #1\n\t"
            "bne 3b\n"
            "4:\n\t"
            "pop {r4-r11, pc}" ::
                : CLOBBERS);
}

/* Where the taps that come next begin. */
struct place {
    const int8_t *x; /* the row, of the tile's first pixel */
    const int8_t *w; /* the row, of the first channel */
    uint32_t row, column;
};

/* The next taps, as many as there is room for and lie side by side in w; how many. */
OTAML_OWN_FRAME static uint32_t pack(const struct pairs *k, struct place *at, uint32_t *to)
{
    const bool gaps = k->w_row_step != k->columns * k->w_tap_step;
    struct packing job = {
        .x_step = k->x_step,
        .offset = (uint32_t)k->in_offset + ((uint32_t)k->in_offset << SHIFT),
        .step = k->x_tap_step,
    };
    uint32_t n = 0;

    do {
        job.x = at->x + (size_t)at->column * k->x_tap_step;
        job.to = to + (size_t)n * 2;
        job.n = otaml_min_u32(TAPS - n, k->columns - at->column);
        pack_row(&job);
        n += job.n;
        at->column += job.n;
        if (at->column == k->columns) {
            at->column = 0;
            at->row++;
            at->x += k->x_row_step;
            at->w += k->w_row_step;
        }
    } while (n < TAPS && at->row < k->rows && !gaps);
    return n;
}

/* Some taps of all channels of four pixels; the last ones bring the sums to int8. */
OTAML_OWN_FRAME static void add_taps(const struct pairs *k, struct place *at,
                                     int32_t (*sum)[CHANNELS * PIXELS], int8_t *out)
{
    uint32_t words[TAPS * 2];
    const int8_t *const w = at->w + (size_t)at->column * k->w_tap_step;
    const bool follows = at->row > 0 || at->column > 0;
    const uint32_t n = pack(k, at, words), whole = k->channels / CHANNELS;
    const bool last = at->row == k->rows;
    struct tiles job = {
        .x = words,
        .w = w,
        .w_step = k->w_channel_step == 1 ? k->w_tap_step : k->w_channel_step,
        .end_of_fours = words + (size_t)(n & ~3u) * 2,
        .end = words + (size_t)n * 2,
        .by_taps = k->w_channel_step == 1,
        .w_tile_step = k->w_channel_step * CHANNELS,
        .sum = *sum,
        .follows = follows,
        .n = whole,
        .channel = last ? k->channel : NULL,
        .out = out,
        .out_step = k->out_step,
        .out_zero = k->out_zero,
        .min = k->min,
        .max = k->max,
    };

    add_tiles(&job);
    if (k->channels % CHANNELS != 0) {
        const uint32_t first = k->channels - CHANNELS;
        job.w = w + (size_t)first * k->w_channel_step;
        job.n = 1;
        job.channel = last ? k->channel + first : NULL;
        job.out = out + first;
        add_tiles(&job);
    }
}

/* At most BLOCK channels, at least two. */
OTAML_OWN_FRAME static void block(const struct pairs *k)
{
    int32_t sum[BLOCK / CHANNELS][CHANNELS * PIXELS];

    for (uint32_t p = 0; p < k->pixels; p += PIXELS) {
        const uint32_t first = otaml_min_u32(p, k->pixels - PIXELS);
        struct place at = { k->x + (size_t)first * k->x_step, k->w, 0, 0 };
        while (at.row < k->rows) {
            add_taps(k, &at, sum, k->out + (size_t)first * k->out_step);
        }
    }
}

/* Changes k as it goes from block to block. */
static void blocks(struct pairs *k)
{
    const int8_t *const w = k->w;
    int8_t *const out = k->out;
    const struct otaml_channel *const channel = k->channel;
    const uint32_t channels = k->channels;

    for (uint32_t c = 0; c < channels; c += BLOCK) {
        const uint32_t first = otaml_min_u32(c, channels - CHANNELS);
        k->w = w + (size_t)first * k->w_channel_step;
        k->out = out + first;
        k->channel = channel + first;
        k->channels = otaml_min_u32(BLOCK, channels - first);
        block(k);
    }
}

/* Whether there is a tile and something to add up. */
static bool is_enough(uint32_t pixels, uint32_t channels, uint32_t taps)
{
    return pixels >= PIXELS && channels >= CHANNELS && taps > 0;
}

bool otaml_pairs_matmul_s8(const struct otaml_matmul *k)
{
    if (!is_enough(k->pixels, k->channels, k->runs * k->run_bytes)) {
        return false;
    }
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
        .w_row_step = k->w_run_step,
        .w_tap_step = 1,
        .w_channel_step = k->w_step,
        .pixels = k->pixels,
        .channels = k->channels,
        .channel = k->channel,
        .in_offset = k->in_offset,
        .out_zero = k->out_zero,
        .min = k->min,
        .max = k->max,
    };

    blocks(&pairs);
    for (uint32_t c = 0; c < k->channels; c++) {
        if (!otaml_is_usual(&k->channel[c])) {
            const struct otaml_matmul part = otaml_matmul_part(k, c, 1);
            otaml_portable_matmul_s8(&part);
        }
    }
    return true;
}

bool otaml_pairs_depthwise_shared_s8(const struct otaml_depthwise *k)
{
    if (!is_enough(k->pixels, k->channels, k->rows * k->columns)) {
        return false;
    }
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
        .w_row_step = k->w_row_step,
        .w_tap_step = k->w_tap_step,
        .w_channel_step = 1,
        .pixels = k->pixels,
        .channels = k->channels,
        .channel = k->channel,
        .in_offset = k->in_offset,
        .out_zero = k->out_zero,
        .min = k->min,
        .max = k->max,
    };

    blocks(&pairs);
    for (uint32_t c = 0; c < k->channels; c++) {
        if (!otaml_is_usual(&k->channel[c])) {
            const struct otaml_depthwise part = otaml_depthwise_part(k, true, c, 1);
            otaml_portable_depthwise_shared_s8(&part);
        }
    }
    return true;
}

#endif /* OTAML_KERNELS_ARMV7M */
