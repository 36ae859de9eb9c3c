/*
 * signal_pcan.c - SignalPCAN, per-channel amplitude normalisation: gain control by a channel's
 * noise, whose gain comes from a table of parabolas, one for each power of two.
 */
#include "signal_priv.h"

#define SNR_BITS    12
#define OUTPUT_BITS 6

/* Entries that a noise estimate of 32 bits can lead to. */
#define TABLE_ENTRIES (4u * 32u - 6u + 3u)

struct pcan {
    struct otaml_record head;
    uint32_t in, noise, table, out;
    uint32_t count;
    uint32_t snr_shift;
};

static void prepare(struct prep *p)
{
    struct pcan *r = otaml_prep_record(p, sizeof(*r), 3, 3, 0);
    struct otaml_tensor in, noise, table, out;

    otaml_signal_input(p, 0, OTAML_TYPE_UINT32, &in);
    otaml_signal_input(p, 1, OTAML_TYPE_UINT32, &noise);
    otaml_signal_input(p, 2, OTAML_TYPE_INT16, &table);
    otaml_signal_output(p, 0, OTAML_TYPE_UINT32, &out);
    otaml_prep_same_shape(p, 1, &in, &noise);
    otaml_prep_same_shape(p, -1, &in, &out);
    if (table.count < TABLE_ENTRIES) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_SHAPE, 2);
    }
    r->snr_shift = (uint32_t)otaml_prep_flex(p, "snr_shift", 0, 63);
    r->count = in.count;
}

/* Entry i of the table. */
static int32_t entry(const struct otaml_infer *inf, const struct pcan *r, uint32_t i)
{
    const uint8_t *table = otaml_operand(inf, r->table);
    return (int16_t)otaml_load16(table + 2 * (size_t)i, otaml_is_constant(r->table));
}

static int16_t gain(const struct otaml_infer *inf, const struct pcan *r, uint32_t noise)
{
    if (noise <= 2) {
        return (int16_t)entry(inf, r, noise);
    }
    const uint32_t bits = otaml_bit_length(noise); /* 2 to 32 */
    const uint32_t first = 4 * bits - 6;
    const uint32_t fraction = (bits < 11 ? noise << (11 - bits) : noise >> (bits - 11)) & 0x3ffu;
    const int32_t square = (entry(inf, r, first + 2) * (int32_t)fraction) >> 5;
    uint32_t v = ((uint32_t)entry(inf, r, first + 1) << 5) + (uint32_t)square;
    v = v * fraction + (1u << 14); /* 2^31 at most, but from a hostile table */
    return (int16_t)(((int32_t)v >> 15) + entry(inf, r, first));
}

/* x^2 / 4 below 2 and x - 1 from there on, with SNR_BITS and then OUTPUT_BITS of fraction. */
static uint32_t shrink(uint32_t x)
{
    if (x < 2u << SNR_BITS) {
        return (x * x) >> (2 + 2 * SNR_BITS - OUTPUT_BITS);
    }
    return (x >> (SNR_BITS - OUTPUT_BITS)) - (1u << OUTPUT_BITS);
}

static void run(const struct otaml_infer *inf, const void *record)
{
    const struct pcan *r = record;
    const uint8_t *in = otaml_operand(inf, r->in);
    const uint8_t *noise = otaml_operand(inf, r->noise);
    const bool in_file = otaml_is_constant(r->in), noise_file = otaml_is_constant(r->noise);
    uint32_t *out = (uint32_t *)(void *)otaml_arena_at(inf, r->out);

    for (uint32_t i = 0; i < r->count; i++, in += 4, noise += 4) {
        const uint32_t factor = (uint32_t)gain(inf, r, otaml_load32(noise, noise_file));
        const uint64_t product = (uint64_t)otaml_load32(in, in_file) * factor;
        out[i] = shrink((uint32_t)(product >> r->snr_shift));
    }
}

const struct otaml_custom_op otaml_custom_signal_pcan = {
    { CODE_CUSTOM, OTAML_TYPE_UINT32, OP_INPLACE, prepare, run, NULL }, "SignalPCAN"
};
