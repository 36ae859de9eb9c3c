/*
 * kernels_armv7m_rows.c - products with a single pixel, for Armv7-M. API: kernels_armv7m_priv.h
 *
 * A weight serves once here, so most of the work is to load it. Four lie in a word, and two that
 * are left standing 24 bits apart, w0 and w3, are multiplied at once by two values of the input:
 *
 *   (w0 + w3 * 2^24) * (x3 + x0 * 2^24) = w0 * x3 + (w0 * x0 + w3 * x3) * 2^24 + w3 * x0 * 2^48
 *
 * 64 bits add up the three columns, of which the middle one, bits 24 to 47, is what is wanted. The
 * word turned by 16 bits gives the other two weights, w2 and w1, in the same way. What lies below
 * may not be negative, or it would borrow from what lies above: w0 and w2 are the weights plus 128,
 * x3 and x1 the input plus 128. For the others there are two ways:
 *
 * With an input offset of 128, as after any ReLU, they are plus 128 too, and UMLAL multiplies. What
 * the 128 of the weights add is the same for all rows: the middle column starts with less.
 *
 * With another one they are what they are, and SMLAL multiplies. What the offset adds is
 * offset * (w0 + w2) + (offset - 128) * (w1 + w3), by the same multiplication with constants; the
 * 128 of the weights are the same for all rows as before.
 *
 * A part of a row is at most 192 long, 96 words. Its lower column is within 96 * 255 * 255, less
 * than 2^23, with which it starts; what is wanted within 192 * 255 * 128, less than 2^23 too.
 *
 * As in kernels_armv7m_pairs.c instructions are what is gained, and cycles were not measured.
 *
 * With fewer columns or weights that are not aligned, four rows are taken byte by byte, and the
 * input with its offset as words.
 */
#include "kernels_armv7m_priv.h"

#ifdef OTAML_KERNELS_ARMV7M

#include "base_priv.h"

#define ROWS    4u  /* byte by byte */
#define COLUMNS 96u /* whose words lie on the stack; twice as many with two in a word */
#define CHUNK   64u /* columns in one turn of the loop with four weights in a word */

/* Some columns of some rows; the assembler knows the places, in bytes. */
struct part {
    uint32_t start_low;  /* 0: what each row's 64 bits start with */
    uint32_t start_high; /* 4 */
    uint32_t *sum;       /* 8: to add to; moves on */
    uint32_t *sum_end;   /* 12 */
    uint32_t w_step;     /* 16: from a row's end to the next one; byte by byte from its start */
    const uint32_t *x;   /* 20 */
    const uint32_t *end; /* 24: of x */
    const int8_t *w;     /* 28: moves on */
    uint32_t offset;     /* 32: the two constants, as the input lies in words */
};

/* r0 and r1 are the 64 bits, r2 to r5 x, r8 the constants of the offset, r11 the mask of two
 * bytes, r12 the place of x, lr that of w; at [sp] is the end of x, at [sp, #4] the part. */
#define ADD_ROWS(chunk)                                                                            \
    "push {r0, r4-r11, lr}\n\t"                                                                    \
    "mov r9, r0\n\t"                                                                               \
    "ldr r8, [r9, #32]\n\t"                                                                        \
    "ldrd r1, lr, [r9, #24]\n\t"                                                                   \
    "push {r1}\n\t"                                                                                \
    "mov r11, #0xff\n\t"                                                                           \
    "orr r11, r11, #0xff000000\n\t"                                                                \
    "ldm r9, {r0, r1, r3, r4, r5, r12}\n"                                                          \
    "1:\n\t" chunk "ldr r2, [sp]\n\t"                                                              \
    "cmp r12, r2\n\t"                                                                              \
    "bne 1b\n\t"                                                                                   \
    "lsrs r2, r0, #24\n\t"                                                                         \
    "orr r2, r2, r1, lsl #8\n\t"                                                                   \
    "sbfx r2, r2, #0, #24\n\t"                                                                     \
    "ldr r9, [sp, #4]\n\t"                                                                         \
    "ldm r9, {r0, r1, r3, r4, r5, r12}\n\t"                                                        \
    "ldr r6, [r3]\n\t"                                                                             \
    "add lr, lr, r5\n\t"                                                                           \
    "add r6, r6, r2\n\t"                                                                           \
    "str r6, [r3], #4\n\t"                                                                         \
    "str r3, [r9, #8]\n\t"                                                                         \
    "cmp r3, r4\n\t"                                                                               \
    "bne 1b\n\t"                                                                                   \
    "add sp, sp, #8\n\t"                                                                           \
    "pop {r4-r11, pc}"

#define WORD(w, outer, inner)                                                                      \
    "eor " w ", " w ", #0x80808080\n\t"                                                            \
    "and r10, r11, " w ", ror #16\n\t"                                                             \
    "umlal r0, r1, r10, " inner "\n\t"                                                             \
    "and " w ", " w ", r11\n\t"                                                                    \
    "umlal r0, r1, " w ", " outer "\n\t"

#define NEXT_X "ldm r12!, {r2-r5}\n\t"

#define FOUR_WORDS                                                                                 \
    "ldm lr!, {r6-r9}\n\t" NEXT_X WORD("r6", "r2", "r3") WORD("r7", "r4", "r5")                    \
        NEXT_X WORD("r8", "r2", "r3") WORD("r9", "r4", "r5")

__attribute__((naked)) static void add_words(struct part *part __attribute__((unused)))
{
    __asm__(ADD_ROWS(FOUR_WORDS FOUR_WORDS FOUR_WORDS FOUR_WORDS)::: CLOBBERS);
}

#define OFFSET_WORD(w, outer, inner)                                                               \
    "eor " w ", " w ", #0x00800080\n\t"                                                            \
    "and r10, r11, " w ", ror #16\n\t"                                                             \
    "smlal r0, r1, r10, " inner "\n\t"                                                             \
    "smlal r0, r1, r10, r8\n\t"                                                                    \
    "and " w ", " w ", r11\n\t"                                                                    \
    "smlal r0, r1, " w ", " outer "\n\t"                                                           \
    "smlal r0, r1, " w ", r8\n\t"

#define TWO_OFFSET_WORDS                                                                           \
    "ldm lr!, {r6, r7}\n\t" NEXT_X OFFSET_WORD("r6", "r2", "r3") OFFSET_WORD("r7", "r4", "r5")
#define EIGHT_OFFSET_WORDS TWO_OFFSET_WORDS TWO_OFFSET_WORDS TWO_OFFSET_WORDS TWO_OFFSET_WORDS

__attribute__((naked)) static void add_offset_words(struct part *part __attribute__((unused)))
{
    __asm__(ADD_ROWS(EIGHT_OFFSET_WORDS EIGHT_OFFSET_WORDS)::: CLOBBERS);
}

/* A column of four rows: r0 to r3 sums, r10 w, r11 its step, r12 the third row. */
#define BYTE(y)                                                                                    \
    "ldrsb r8, [r10, r11]\n\t"                                                                     \
    "mla r1, r8, " y ", r1\n\t"                                                                    \
    "ldrsb r8, [r12, r11]\n\t"                                                                     \
    "mla r3, r8, " y ", r3\n\t"                                                                    \
    "ldrsb r8, [r10], #1\n\t"                                                                      \
    "mla r0, r8, " y ", r0\n\t"                                                                    \
    "ldrsb r8, [r12], #1\n\t"                                                                      \
    "mla r2, r8, " y ", r2\n\t"

#define ONE_COLUMN   "ldr r4, [r9], #4\n\t" BYTE("r4")
#define FOUR_COLUMNS "ldm r9!, {r4-r7}\n\t" BYTE("r4") BYTE("r5") BYTE("r6") BYTE("r7")

/* A multiple of ROWS. r9 is x, lr its end. */
__attribute__((naked)) static void add_bytes(struct part *part __attribute__((unused)))
{
    __asm__("push {r0, r4-r11, lr}\n"
            "1:\n\t"
            "ldr r4, [r0, #8]\n\t"
            "ldrd r11, r9, [r0, #16]\n\t"
            "ldrd lr, r10, [r0, #24]\n\t"
            "ldm r4, {r0-r3}\n\t"
            "add r12, r10, r11, lsl #1\n\t"
            "sub lr, lr, #16\n\t"
            "cmp r9, lr\n\t"
            "bhi 3f\n"
            "2:\n\t" FOUR_COLUMNS "cmp r9, lr\n\t"
            "bls 2b\n"
            "3:\n\t"
            "add lr, lr, #16\n\t"
            "cmp r9, lr\n\t"
            "beq 5f\n"
            "4:\n\t" ONE_COLUMN "cmp r9, lr\n\t"
            "bne 4b\n"
            "5:\n\t"
            "ldr r8, [sp]\n\t"
            "ldrd r4, r5, [r8, #8]\n\t"
            "ldr r6, [r8, #28]\n\t"
            "add r6, r6, r11, lsl #2\n\t"
            "stm r4!, {r0-r3}\n\t"
            "str r4, [r8, #8]\n\t"
            "str r6, [r8, #28]\n\t"
            "mov r0, r8\n\t"
            "cmp r4, r5\n\t"
            "bne 1b\n\t"
            "pop {r0, r4-r11, pc}" ::
                : CLOBBERS);
}

/* n values, a multiple of eight, in two words for each four, with the bits of `flip` turned. The
 * sums of the words' lower bytes and of their upper ones, 24 bits apart. */
#define PACK_FOUR(multiply)                                                                        \
    "ldr r7, [r0], #4\n\t"                                                                         \
    "eor r7, r7, r3\n\t"                                                                           \
    "rev r7, r7\n\t"                                                                               \
    "and r8, r12, r7, ror #16\n\t"                                                                 \
    "and r7, r7, r12\n\t" multiply " r4, r5, r7, r6\n\t" multiply " r4, r5, r8, r6\n\t"            \
    "strd r7, r8, [r2], #8\n\t"

#define PACK_BEGIN                                                                                 \
    "push {r4-r8, lr}\n\t"                                                                         \
    "add r1, r1, r0\n\t"                                                                           \
    "mov r12, #0xff\n\t"                                                                           \
    "orr r12, r12, #0xff000000\n\t"                                                                \
    "movs r4, #0\n\t"                                                                              \
    "movs r5, #0\n\t"                                                                              \
    "movs r6, #1\n"                                                                                \
    "1:\n\t"

#define PACK_END                                                                                   \
    "cmp r0, r1\n\t"                                                                               \
    "bne 1b\n\t"                                                                                   \
    "mov r0, r4\n\t"                                                                               \
    "mov r1, r5\n\t"                                                                               \
    "pop {r4-r8, pc}"

__attribute__((naked)) static int64_t pack_words(const int8_t *x __attribute__((unused)),
                                                 uint32_t n __attribute__((unused)),
                                                 uint32_t *to __attribute__((unused)),
                                                 uint32_t flip __attribute__((unused)))
{
    __asm__(PACK_BEGIN PACK_FOUR("umlal") PACK_FOUR("umlal") PACK_END::: CLOBBERS);
}

/* The same with a sign in the upper bytes. */
__attribute__((naked)) static int64_t pack_offset_words(const int8_t *x __attribute__((unused)),
                                                        uint32_t n __attribute__((unused)),
                                                        uint32_t *to __attribute__((unused)),
                                                        uint32_t flip __attribute__((unused)))
{
    __asm__(PACK_BEGIN PACK_FOUR("smlal") PACK_FOUR("smlal") PACK_END::: CLOBBERS);
}

static void pack_bytes(const int8_t *x, int32_t offset, uint32_t n, uint32_t *to)
{
    for (const int8_t *const end = x + n; x != end;) {
        *to++ = (uint32_t)(*x++ + offset);
    }
}

static void start_at(struct part *part, int64_t middle)
{
    const uint64_t start = ((uint64_t)middle << 24) + (1u << 23);

    part->start_low = (uint32_t)start;
    part->start_high = (uint32_t)(start >> 32);
}

/* As many of the run's columns as fit, at least CHUNK, for all rows; how many. */
static uint32_t add_by_words(const struct otaml_matmul *k, const int8_t *x, uint32_t left,
                             uint32_t *words, struct part *part)
{
    const uint32_t n = otaml_min_u32(left / CHUNK * CHUNK, COLUMNS * 2);

    part->end = words + n / 2;
    part->w_step = k->w_step - n;
    if (k->in_offset == 128) {
        const int64_t sum = pack_words(x, n, words, 0x80808080u);
        start_at(part, -128 * ((sum & 0xffffff) + (sum >> 24)));
        add_words(part);
    } else {
        const int64_t sum = pack_offset_words(x, n, words, 0x80008000u);
        part->offset = ((uint32_t)k->in_offset << 24) + (uint32_t)k->in_offset - 128;
        start_at(part, -128 * (sum >> 24) - 64 * (int64_t)n * k->in_offset);
        add_offset_words(part);
    }
    return n;
}

OTAML_OWN_FRAME static uint32_t add_columns(const struct otaml_matmul *k, const int8_t *x,
                                            const int8_t *w, uint32_t left, uint32_t *sum,
                                            uint32_t rows)
{
    uint32_t words[COLUMNS];
    struct part part = {
        .x = words, .w = w, .w_step = k->w_step, .sum = sum, .sum_end = sum + rows
    };

    if (left >= CHUNK && ((uintptr_t)w | k->w_step) % 4 == 0) {
        return add_by_words(k, x, left, words, &part);
    }
    const uint32_t n = otaml_min_u32(left, COLUMNS);
    pack_bytes(x, k->in_offset, n, words);
    part.end = words + n;
    add_bytes(&part);
    return n;
}

/* At most KERNEL_OUTPUTS channels from c on, a multiple of ROWS, of one pixel. */
OTAML_OWN_FRAME static void pixel(const struct otaml_matmul *k, uint32_t p, uint32_t c, uint32_t n)
{
    uint32_t sum[KERNEL_OUTPUTS];
    const int8_t *x = k->x + (size_t)p * k->x_step, *w = k->w + (size_t)c * k->w_step;
    struct outputs o = {
        .sum = sum,
        .channel = k->channel + c,
        .out = k->out + (size_t)p * k->out_step + c,
        .n = n,
        .out_zero = k->out_zero,
        .min = k->min,
        .max = k->max,
    };

    otaml_outputs_start(&o, sum);
    for (uint32_t r = 0; r < k->runs; r++, x += k->x_run_step, w += k->w_run_step) {
        for (uint32_t i = 0; i < k->run_bytes;) {
            i += add_columns(k, x + i, w + i, k->run_bytes - i, sum, n);
        }
    }
    otaml_outputs_put(&o);
}

void otaml_rows_matmul_s8(const struct otaml_matmul *k)
{
    const uint32_t rows = k->channels / ROWS * ROWS;

    for (uint32_t c = 0; c < rows; c += KERNEL_OUTPUTS) {
        for (uint32_t p = 0; p < k->pixels; p++) {
            pixel(k, p, c, otaml_min_u32(KERNEL_OUTPUTS, rows - c));
        }
    }
    if (rows < k->channels) {
        const struct otaml_matmul part = otaml_matmul_part(k, rows, k->channels - rows);
        otaml_portable_matmul_s8(&part);
    }
}

#endif /* OTAML_KERNELS_ARMV7M */
