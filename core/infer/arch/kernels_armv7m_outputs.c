/*
 * kernels_armv7m_outputs.c - sums of channels to int8, for Armv7-M. API: kernels_armv7m_priv.h
 */
#include "kernels_armv7m_priv.h"

#ifdef OTAML_KERNELS_ARMV7M

#include "base_priv.h"

/*
 * Until a channel whose multiplier is not positive or does not shift to the right, which is the
 * next one then. r0 is the sum, r1 the channel, r2 out, r3 how many, r4 the zero point.
 */
__attribute__((naked)) static void put_usual(struct outputs *o __attribute__((unused)))
{
    __asm__("push {r0, r4-r11, lr}\n\t"
            "ldm r0, {r0-r4}\n"
            "1:\n\t"
            "ldrd r6, r7, [r1, #4]\n\t"
            "sub r8, r6, #1\n\t"
            "bics r8, r7, r8\n\t"
            "bpl 2f\n\t"
            "ldr r5, [r0], #4\n\t"
            "lsl r6, r6, #1\n\t"
            "rsb r7, r7, #0\n\t" OUTPUT_TO_INT8("r5", "r8", "r9", "r6", "r7",
                                                "r4") "strb r5, [r2], #1\n\t"
                                                      "add r1, r1, #12\n\t"
                                                      "subs r3, r3, #1\n\t"
                                                      "bne 1b\n"
                                                      "2:\n\t"
                                                      "pop {r12}\n\t"
                                                      "stm r12, {r0-r3}\n\t"
                                                      "pop {r4-r11, pc}" ::
                                                          : CLOBBERS);
}

void otaml_outputs_put(struct outputs *o)
{
    int8_t *const out = o->out;
    const uint32_t n = o->n;

    for (put_usual(o); o->n > 0; put_usual(o)) {
        const struct otaml_channel plain = { 0, o->channel++->m };
        *o->out++ = otaml_channel_output(&plain, *o->sum++, o->out_zero, o->min, o->max);
        if (--o->n == 0) {
            break;
        }
    }
    for (uint32_t c = 0; c < n && o->max - o->min < UINT8_MAX; c++) {
        out[c] = otaml_clamp_int8(out[c], o->min, o->max);
    }
}

#endif /* OTAML_KERNELS_ARMV7M */
