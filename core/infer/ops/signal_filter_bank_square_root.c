/*
 * signal_filter_bank_square_root.c - SignalFilterBankSquareRoot: rounded square roots, shifted
 * down by the bits that SignalFftAutoScale shifted up.
 */
#include "signal_priv.h"

struct square_root {
    struct otaml_record head;
    uint32_t in, bits, out;
    uint32_t count;
};

static void prepare(struct prep *p)
{
    struct square_root *r = otaml_prep_record(p, sizeof(*r), 2, 2, 0);
    struct otaml_tensor in, bits, out;

    otaml_signal_input(p, 0, OTAML_TYPE_UINT64, &in);
    otaml_signal_input(p, 1, OTAML_TYPE_INT32, &bits);
    otaml_signal_output(p, 0, OTAML_TYPE_UINT32, &out);
    otaml_prep_same_shape(p, -1, &in, &out);
    if (bits.count != 1) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_SHAPE, 1);
    }
    r->count = in.count;
}

/* Digit by digit, then rounded where there is a bit for it: like the reference a number below
 * 2^32 is worked on in half the bits. */
static uint32_t root_of(uint64_t v)
{
    const uint32_t most = v >> 32 ? UINT32_MAX : UINT16_MAX;
    uint64_t root = 0;

    for (uint64_t bit = v >> 32 ? (uint64_t)1 << 62 : (uint64_t)1 << 30; bit > 0; bit >>= 2) {
        if (v >= root + bit) {
            v -= root + bit;
            root = (root >> 1) + bit;
        } else {
            root >>= 1;
        }
    }
    return (uint32_t)root + (v > root && root != most);
}

static void run(const struct otaml_infer *inf, const void *record)
{
    const struct square_root *r = record;
    const bool in_file = otaml_is_constant(r->in);
    const uint8_t *in = otaml_operand(inf, r->in);
    const uint32_t bits = otaml_load32(otaml_operand(inf, r->bits), otaml_is_constant(r->bits));
    uint32_t *out = (uint32_t *)(void *)otaml_arena_at(inf, r->out);

    for (uint32_t i = 0; i < r->count; i++, in += sizeof(uint64_t)) {
        uint64_t v;
        memcpy(&v, in, sizeof(v));
        v = in_file ? otaml_get_le64(in) : v;
        out[i] = bits > 31 ? 0 : root_of(v) >> bits;
    }
}

const struct otaml_custom_op otaml_custom_signal_filter_bank_square_root = {
    { CODE_CUSTOM, OTAML_TYPE_UINT64, OP_INPLACE, prepare, run, NULL }, "SignalFilterBankSquareRoot"
};
