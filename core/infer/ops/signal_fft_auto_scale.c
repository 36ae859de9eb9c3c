/*
 * signal_fft_auto_scale.c - SignalFftAutoScale: shift samples up as far as the largest allows,
 * and say by how many bits.
 */
#include "signal_priv.h"

struct auto_scale {
    struct otaml_record head;
    uint32_t in, out, bits;
    uint32_t count;
};

static void prepare(struct prep *p)
{
    struct auto_scale *r = otaml_prep_record_outputs(p, sizeof(*r), 1, 1, 2, 0);
    struct otaml_tensor in, out, bits;

    otaml_signal_input(p, 0, OTAML_TYPE_INT16, &in);
    otaml_signal_output(p, 0, OTAML_TYPE_INT16, &out);
    otaml_signal_output(p, 1, OTAML_TYPE_INT32, &bits);
    otaml_prep_same_shape(p, -1, &in, &out);
    otaml_signal_count(p, 1, &bits, 1);
    r->count = in.count;
}

static int16_t sample(const uint8_t *in, uint32_t i, bool in_file)
{
    return (int16_t)otaml_load16(in + 2 * (size_t)i, in_file);
}

/* The largest magnitude in 16 bits, where that of -32768 is -32768, like the reference. */
static int16_t largest(const uint8_t *in, uint32_t count, bool in_file)
{
    int16_t max = 0;

    for (uint32_t i = 0; i < count; i++) {
        const int16_t x = sample(in, i, in_file);
        if (x > max) {
            max = x;
        } else if (-x > max) {
            max = (int16_t)(0u - (uint32_t)x);
        }
    }
    return max;
}

static void run(const struct otaml_infer *inf, const void *record)
{
    const struct auto_scale *r = record;
    const bool in_file = otaml_is_constant(r->in);
    const uint8_t *in = otaml_operand(inf, r->in);
    int16_t *out = (int16_t *)(void *)otaml_arena_at(inf, r->out);
    const int16_t max = largest(in, r->count, in_file);
    const int32_t bits = max < 0 ? 0 : 15 - (int32_t)otaml_bit_length((uint32_t)max);

    for (uint32_t i = 0; i < r->count; i++) {
        out[i] = (int16_t)(sample(in, i, in_file) * (1 << bits));
    }
    memcpy(otaml_arena_at(inf, r->bits), &bits, sizeof(bits));
}

const struct otaml_custom_op otaml_custom_signal_fft_auto_scale = {
    { CODE_CUSTOM, OTAML_TYPE_INT16, OP_INPLACE, prepare, run, NULL }, "SignalFftAutoScale"
};
