/*
 * kernels_armv7m_rows.c - products with a single pixel, for Armv7-M. API: kernels_armv7m_priv.h
 *
 * A weight serves once here, so most of the work is to load it. Four lie in a word, and two that
 * are left standing 24 bits apart, u0 and u3, are multiplied at once by two values of the input:
 *
 *   (u0 + u3 * 2^24) * (v3 + v0 * 2^24) = u0 * v3 + (u0 * v0 + u3 * v3) * 2^24 + u3 * v0 * 2^48
 *
 * UMLAL adds up the three columns, of which the middle one, bits 24 to 47, is what is wanted; the
 * word turned by 16 bits gives the other two weights in the same way. Nothing may be negative, so u
 * is the weight plus 128 and v the input plus 128, which is right for an input offset of 128, as
 * after any ReLU; what the 128 of u add is the same for all rows and is what the column starts
 * with. The lower column has 24 bits for a product of 2^16 out of each two, and the sum wanted is
 * within 255 * 128 for each value: both are enough for twice COLUMNS.
 *
 * With another offset, fewer values or weights that are not aligned, four rows are taken byte by
 * byte, and the input with its offset as words.
 */
#include "kernels_armv7m_priv.h"

#ifdef OTAML_KERNELS_ARMV7M

#include "base_priv.h"

#define ROWS    4u  /* byte by byte */
#define COLUMNS 96u /* whose words lie on the stack; twice as many with two in a word */
#define CHUNK   32u /* columns in one turn of the loop with four weights in a word */

/* Some columns of some rows; the assembler knows the places, in bytes. */
struct part {
    const uint32_t *x;   /* 0 */
    const int8_t *w;     /* 4: moves on */
    uint32_t start_low;  /* 8: what each row's 64 bits start with */
    uint32_t start_high; /* 12 */
    const uint32_t *end; /* 16: of x */
    uint32_t *sum;       /* 20: to add to; moves on */
    uint32_t w_skip;     /* 24: from a row's last column to the next one */
    uint32_t rows;       /* 28: at least one; 0 afterwards */
    uint32_t w_step;     /* 32: from a row to the next one */
};

/* What a call may change: compilers look into these functions, and take what they see for all. */
#define CLOBBERS "r0", "r1", "r2", "r3", "r12", "cc", "memory"

/* r0 and r1 are the 64 bits, r11 the mask of two bytes. */
#define WORD(w, outer, inner)                                                                      \
    "eor " w ", " w ", #0x80808080\n\t"                                                            \
    "and r10, r11, " w ", ror #16\n\t"                                                             \
    "umlal r0, r1, r10, " inner "\n\t"                                                             \
    "and " w ", " w ", r11\n\t"                                                                    \
    "umlal r0, r1, " w ", " outer "\n\t"

#define FOUR_WORDS                                                                                 \
    "ldm lr!, {r6-r9}\n\t"                                                                         \
    "ldm r12!, {r2-r5}\n\t" WORD("r6", "r2", "r3")                                                 \
        WORD("r7", "r4", "r5") "ldm r12!, {r2-r5}\n\t" WORD("r8", "r2", "r3")                      \
            WORD("r9", "r4", "r5")

/* r12 is x, lr w. */
__attribute__((naked)) static void add_words(struct part *part __attribute__((unused)))
{
    __asm__("push {r0, r4-r11, lr}\n\t"
            "ldr lr, [r0, #4]\n\t"
            "ldr r1, [r0, #16]\n\t"
            "push {r1}\n\t"
            "mov r11, #0xff\n\t"
            "orr r11, r11, #0xff000000\n"
            "1:\n\t"
            "ldr r12, [r0]\n\t"
            "ldrd r0, r1, [r0, #8]\n"
            "2:\n\t" FOUR_WORDS FOUR_WORDS "ldr r2, [sp]\n\t"
            "cmp r12, r2\n\t"
            "bne 2b\n\t"
            "lsrs r2, r0, #24\n\t"
            "orr r2, r2, r1, lsl #8\n\t"
            "sbfx r2, r2, #0, #24\n\t"
            "ldr r0, [sp, #4]\n\t"
            "ldrd r3, r4, [r0, #20]\n\t"
            "ldr r5, [r3]\n\t"
            "add lr, lr, r4\n\t"
            "add r5, r5, r2\n\t"
            "str r5, [r3], #4\n\t"
            "str r3, [r0, #20]\n\t"
            "ldr r4, [r0, #28]\n\t"
            "subs r4, r4, #1\n\t"
            "str r4, [r0, #28]\n\t"
            "bne 1b\n\t"
            "add sp, sp, #8\n\t"
            "pop {r4-r11, pc}" ::
                : CLOBBERS);
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

/* A multiple of ROWS. r9 is x, lr its end. */
__attribute__((naked)) static void add_bytes(struct part *part __attribute__((unused)))
{
    __asm__("push {r0, r4-r11, lr}\n"
            "1:\n\t"
            "ldrd r9, r10, [r0]\n\t"
            "ldr lr, [r0, #16]\n\t"
            "ldr r4, [r0, #20]\n\t"
            "ldr r11, [r0, #32]\n\t"
            "ldm r4, {r0-r3}\n\t"
            "add r12, r10, r11, lsl #1\n\t"
            "sub lr, lr, #16\n\t"
            "cmp r9, lr\n\t"
            "bhi 3f\n"
            "2:\n\t"
            "ldm r9!, {r4-r7}\n\t" BYTE("r4") BYTE("r5") BYTE("r6")
                BYTE("r7") "cmp r9, lr\n\t"
                           "bls 2b\n"
                           "3:\n\t"
                           "add lr, lr, #16\n\t"
                           "cmp r9, lr\n\t"
                           "beq 5f\n"
                           "4:\n\t"
                           "ldr r4, [r9], #4\n\t" BYTE("r4") "cmp r9, lr\n\t"
                                                             "bne 4b\n"
                                                             "5:\n\t"
                                                             "ldr r8, [sp]\n\t"
                                                             "ldr r4, [r8, #20]\n\t"
                                                             "stm r4!, {r0-r3}\n\t"
                                                             "str r4, [r8, #20]\n\t"
                                                             "mov r0, r8\n\t"
                                                             "ldr r4, [r0, #4]\n\t"
                                                             "add r4, r4, r11, lsl #2\n\t"
                                                             "str r4, [r0, #4]\n\t"
                                                             "ldr r4, [r0, #28]\n\t"
                                                             "subs r4, r4, #4\n\t"
                                                             "str r4, [r0, #28]\n\t"
                                                             "bne 1b\n\t"
                                                             "pop {r0, r4-r11, pc}" ::
                                                                 : CLOBBERS);
}

/* n values, a multiple of four, in two words for each four; their sum. */
static uint32_t pack_words(const int8_t *x, uint32_t n, uint32_t *to)
{
    uint32_t even = 0, odd = 0;

    for (const int8_t *const end = x + n; x != end; x += 4, to += 2) {
        const uint32_t v = __builtin_bswap32(otaml_get_le32((const uint8_t *)x) ^ 0x80808080u);
        to[0] = v & 0xff0000ffu;
        to[1] = (v >> 16 | v << 16) & 0xff0000ffu;
        even += v & 0x00ff00ffu;
        odd += v >> 8 & 0x00ff00ffu;
    }
    return (even & 0xffff) + (even >> 16) + (odd & 0xffff) + (odd >> 16);
}

static void pack_bytes(const int8_t *x, int32_t offset, uint32_t n, uint32_t *to)
{
    for (const int8_t *const end = x + n; x != end;) {
        *to++ = (uint32_t)(*x++ + offset);
    }
}

/* Some of the run's columns from `at` on, for all rows; how many. */
OTAML_OWN_FRAME static uint32_t add_columns(const struct otaml_matmul *k, const int8_t *x,
                                            const int8_t *w, uint32_t left, uint32_t *sum)
{
    uint32_t words[COLUMNS];
    const bool aligned = ((uintptr_t)w | k->w_step) % 4 == 0;
    struct part part = { .x = words, .w = w, .w_step = k->w_step, .sum = sum, .rows = k->channels };

    if (k->in_offset == 128 && aligned && left >= CHUNK) {
        const uint32_t n = otaml_min_u32(left / CHUNK * CHUNK, COLUMNS * 2);
        const uint32_t start = 0u - 128 * pack_words(x, n, words);
        part.start_low = start << 24;
        part.start_high = start >> 8;
        part.end = words + n / 2;
        part.w_skip = k->w_step - n;
        add_words(&part);
        return n;
    }
    const uint32_t n = otaml_min_u32(left, COLUMNS);
    pack_bytes(x, k->in_offset, n, words);
    part.end = words + n;
    add_bytes(&part);
    return n;
}

/* At most KERNEL_CHANNELS channels, a multiple of ROWS, of one pixel. */
OTAML_OWN_FRAME static void pixel(const struct otaml_matmul *k, const int8_t *x, int8_t *out)
{
    uint32_t sum[KERNEL_CHANNELS];

    for (uint32_t c = 0; c < k->channels; c++) {
        sum[c] = 0;
    }
    for (uint32_t r = 0; r < k->runs; r++) {
        const int8_t *from = x + (size_t)r * k->x_run_step, *w = k->w + (size_t)r * k->w_run_step;
        for (uint32_t left = k->run_bytes, n; left > 0; left -= n, from += n, w += n) {
            n = add_columns(k, from, w, left, sum);
        }
    }
    for (uint32_t c = 0; c < k->channels; c++) {
        out[c] = otaml_channel_output(&k->channel[c], sum[c], k->out_zero, k->min, k->max);
    }
}

void otaml_rows_matmul_s8(const struct otaml_matmul *k)
{
    uint32_t n;

    for (uint32_t c = 0; c < k->channels; c += n) {
        const uint32_t left = k->channels - c;
        n = left < ROWS ? left : otaml_min_u32(left / ROWS * ROWS, KERNEL_CHANNELS);
        const struct otaml_matmul part = otaml_matmul_part(k, c, n);
        if (left < ROWS) {
            otaml_portable_matmul_s8(&part);
            return;
        }
        for (uint32_t p = 0; p < k->pixels; p++) {
            pixel(&part, k->x + (size_t)p * k->x_step, part.out + (size_t)p * k->out_step);
        }
    }
}

#endif /* OTAML_KERNELS_ARMV7M */
