/*
 * kernels_armv6m_list.c - inputs other than zero. API: kernels_armv6m_list_priv.h
 *
 * An input at its zero point adds nothing to any sum, and about half of what a ReLU leaves is that.
 * The others are listed with the places of their weights, and the channels, four at once, go
 * through the list:
 *
 *   ldmia list!, {x, at}                              1
 *   ldrsb w, [row, at]; muls w, x, w; add sum, w      3 for each of four rows
 *
 * These are 13 instructions for four products where a run of kernels_armv6m.c takes 15: the list
 * has the offset in it and counts for all rows. To one product that is 3.25; the loop adds 0.06,
 * the four sums from and to memory 0.14 for a full list, and making the list for 32 channels, with
 * seven instructions an input, 0.22. That is a little less than the 3.81 of a run where no input is
 * zero; one that is costs 0.19.
 */
#include "kernels_armv6m_list_priv.h"

#ifdef OTAML_KERNELS_ARMV6M

#include "base_priv.h"
#include "kernels_pairs_priv.h"

#define GROUP          4u  /* channels at once */
#define CHANNELS_LEAST 16u /* below it a list does not pay where no input is zero */
#define CHANNELS       32u /* whose sums are on the stack */
#define ENTRIES        48u /* of a list, on the stack */
#define UNROLLED       8u  /* entries to a turn of the assembler's loop */
#define ENTRY_CODE     26u /* bytes */

struct entry {
    int32_t x;   /* with the offset */
    uint32_t at; /* from the start of a channel's weights */
};

/* A list for all channels; the assembler knows the places, in bytes. */
struct pass {
    int32_t *sum;             /* 0 */
    const struct entry *list; /* 4: at least one */
    const int32_t *sum_end;   /* 8: of at least one group */
    const struct entry *end;  /* 12 */
    uint32_t skip;            /* 16: bytes of code, into the first turn */
    uint32_t w_step;          /* 20 */
    const int8_t *w;          /* 24 */
};

/* One entry: r0 the list, r4 to r7 where the rows of weights begin. */
#define ENTRY                                                                                      \
    "ldmia r0!, {r1, r2}\n\t"                                                                      \
    "ldrsb r3, [r4, r2]\n\t"                                                                       \
    "muls r3, r1, r3\n\t"                                                                          \
    "add r8, r3\n\t"                                                                               \
    "ldrsb r3, [r5, r2]\n\t"                                                                       \
    "muls r3, r1, r3\n\t"                                                                          \
    "add r9, r3\n\t"                                                                               \
    "ldrsb r3, [r6, r2]\n\t"                                                                       \
    "muls r3, r1, r3\n\t"                                                                          \
    "add r10, r3\n\t"                                                                              \
    "ldrsb r3, [r7, r2]\n\t"                                                                       \
    "muls r3, r1, r3\n\t"                                                                          \
    "add r11, r3\n\t"

/* r12 is the list's end, lr what of the first turn is skipped; the stack has sum, list, sum_end. */
__attribute__((naked)) static void add_pass(const struct pass *pass __attribute__((unused)))
{
    __asm__(".syntax unified\n\t" /* GCC takes assembler for this core to be in the old one */
            "push {r4-r7, lr}\n\t"
            "mov r4, r8\n\t"
            "mov r5, r9\n\t"
            "mov r6, r10\n\t"
            "mov r7, r11\n\t"
            "push {r4-r7}\n\t"
            "ldmia r0!, {r1-r3}\n\t"
            "push {r1-r3}\n\t"
            "ldmia r0!, {r1-r4}\n\t"
            "mov r12, r1\n\t"
            "mov lr, r2\n\t"
            "adds r5, r4, r3\n\t"
            "adds r6, r5, r3\n\t"
            "adds r7, r6, r3\n"
            "1:\n\t"
            "ldr r0, [sp]\n\t"
            "ldmia r0, {r0-r3}\n\t"
            "mov r8, r0\n\t"
            "mov r9, r1\n\t"
            "mov r10, r2\n\t"
            "mov r11, r3\n\t"
            "ldr r0, [sp, #4]\n\t"
            "add pc, lr\n\t"
            "nop\n" /* pc was here */
            "2:\n\t" ENTRY ENTRY ENTRY ENTRY ENTRY ENTRY ENTRY ENTRY "cmp r0, r12\n\t"
            "bne 2b\n\t"
            "ldr r0, [sp]\n\t"
            "mov r1, r8\n\t"
            "mov r2, r9\n\t"
            "mov r3, r10\n\t"
            "stmia r0!, {r1-r3}\n\t"
            "mov r1, r11\n\t"
            "stmia r0!, {r1}\n\t"
            "subs r3, r7, r6\n\t" /* the next rows */
            "adds r4, r7, r3\n\t"
            "adds r5, r4, r3\n\t"
            "adds r6, r5, r3\n\t"
            "adds r7, r6, r3\n\t"
            "str r0, [sp]\n\t"
            "ldr r1, [sp, #8]\n\t"
            "cmp r0, r1\n\t"
            "beq 3f\n\t"
            "b 1b\n" /* further away than bne reaches */
            "3:\n\t"
            "add sp, #12\n\t"
            "pop {r4-r7}\n\t"
            "mov r8, r4\n\t"
            "mov r9, r5\n\t"
            "mov r10, r6\n\t"
            "mov r11, r7\n\t"
            "pop {r4-r7, pc}" ::
                /* compilers look into it, and take what they see for all that a call changes */
            : "r0", "r1", "r2", "r3", "r12", "cc", "memory");
}

/* Those of n > 0 inputs that are not zero, of which the first one's weights are at `at`; the end of
 * the list. */
__attribute__((naked)) static struct entry *list(const int8_t *x __attribute__((unused)),
                                                 uint32_t n __attribute__((unused)),
                                                 struct entry *to __attribute__((unused)),
                                                 int32_t offset __attribute__((unused)),
                                                 uint32_t at __attribute__((unused)))
{
    __asm__(".syntax unified\n\t"
            "push {r4, r5, lr}\n\t"
            "ldr r5, [sp, #12]\n\t"
            "subs r0, r0, r5\n\t" /* so that r5 counts for both */
            "adds r1, r1, r5\n"
            "1:\n\t"
            "ldrsb r4, [r0, r5]\n\t"
            "adds r4, r4, r3\n\t"
            "beq 2f\n\t"
            "stmia r2!, {r4, r5}\n"
            "2:\n\t"
            "adds r5, r5, #1\n\t"
            "cmp r5, r1\n\t"
            "bne 1b\n\t"
            "mov r0, r2\n\t"
            "pop {r4, r5, pc}" ::
                : "r0", "r1", "r2", "r3", "r12", "cc", "memory");
}

/* The input of a pixel that comes next. */
struct place {
    const int8_t *x; /* its run */
    uint32_t run, at;
};

/* The next inputs, as many as have room for certain. */
OTAML_OWN_FRAME static void add_inputs(const struct otaml_matmul *k, struct place *p, int32_t *sum)
{
    struct entry entries[ENTRIES];
    struct entry *to = entries;
    struct pass pass = { sum, entries, sum + k->channels, NULL, 0, k->w_step, k->w };

    while (p->run < k->runs && to < entries + ENTRIES) {
        const uint32_t room = (uint32_t)(entries + ENTRIES - to);
        const uint32_t n = otaml_min_u32(room, k->run_bytes - p->at);
        to = list(p->x + p->at, n, to, k->in_offset, p->run * k->w_run_step + p->at);
        p->at += n;
        if (p->at == k->run_bytes) {
            p->at = 0;
            p->x += k->x_run_step;
            p->run++;
        }
    }
    if (to > entries) {
        pass.end = to;
        pass.skip = (0u - (uint32_t)(to - entries)) % UNROLLED * ENTRY_CODE;
        add_pass(&pass);
    }
}

/* A pixel's sums to int8. */
OTAML_OWN_FRAME static void put(const struct otaml_matmul *k, const int32_t *sum, int8_t *out)
{
    struct otaml_pairs_scale scale[GROUP];
    struct otaml_pairs_outputs o = {
        .sum = sum,
        .out = out,
        .scale = scale,
        .out_step = 1,
        .scale_step = sizeof(struct otaml_pairs_scale),
        .out_zero = k->out_zero,
        .min = k->min,
        .max = k->max,
        .least = otaml_pairs_least(k->out_zero, k->min),
    };
    const struct otaml_channel *c = k->channel;

    for (uint32_t left = k->channels; left > 0; left -= GROUP) {
        bool usual = true;
        for (uint32_t i = 0; i < GROUP; i++) {
            usual = otaml_pairs_scale(&c[i].m, &scale[i]) && usual;
        }
        if (usual) {
            otaml_pairs_put(&o);
        }
        for (uint32_t i = 0; !usual && i < GROUP; i++) {
            const struct otaml_channel plain = { 0, c[i].m };
            o.out[i] =
                otaml_channel_output(&plain, (uint32_t)o.sum[i], k->out_zero, k->min, k->max);
        }
        o.sum += GROUP;
        o.out += GROUP;
        c += GROUP;
    }
}

/* At most CHANNELS channels, in groups. */
static void block(const struct otaml_matmul *k)
{
    int32_t sum[CHANNELS];
    int8_t *out = k->out;

    for (uint32_t p = 0; p < k->pixels; p++, out += k->out_step) {
        struct place at = { k->x + (size_t)p * k->x_step, k->run_bytes > 0 ? 0 : k->runs, 0 };
        for (uint32_t c = 0; c < k->channels; c++) {
            sum[c] = k->channel[c].bias;
        }
        while (at.run < k->runs) {
            add_inputs(k, &at, sum);
        }
        put(k, sum, out);
    }
}

uint32_t otaml_list_matmul_s8(const struct otaml_matmul *k)
{
    const uint32_t n = k->channels < CHANNELS_LEAST ? 0 : k->channels - k->channels % GROUP;

    for (uint32_t c = 0; c < n; c += CHANNELS) {
        const struct otaml_matmul part = otaml_matmul_part(k, c, otaml_min_u32(CHANNELS, n - c));
        block(&part);
    }
    return n;
}

#endif /* OTAML_KERNELS_ARMV6M */
