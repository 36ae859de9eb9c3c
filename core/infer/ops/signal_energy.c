/*
 * signal_energy.c - SignalEnergy: the squared magnitudes of a spectrum between two indices; the
 * others, which the reference leaves as they are, are 0.
 */
#include "signal_priv.h"

struct energy {
    struct otaml_record head;
    uint32_t in, out;
    uint32_t count, start, end;
};

static void prepare(struct prep *p)
{
    struct energy *r = otaml_prep_record(p, sizeof(*r), 1, 1, 0);
    struct otaml_tensor in, out;

    otaml_signal_input(p, 0, OTAML_TYPE_INT16, &in);
    otaml_signal_output(p, 0, OTAML_TYPE_UINT32, &out);
    otaml_signal_count(p, 0, &out, in.count / 2);
    const int32_t count = (int32_t)out.count; /* of a tensor below 2^31 bytes */
    r->start = (uint32_t)otaml_prep_flex(p, "start_index", 0, count);
    r->end = (uint32_t)otaml_prep_flex(p, "end_index", 0, count);
    r->count = out.count;
}

static uint32_t square(const uint8_t *in, bool in_file)
{
    const int32_t x = (int16_t)otaml_load16(in, in_file);
    return (uint32_t)(x * x);
}

static void run(const struct otaml_infer *inf, const void *record)
{
    const struct energy *r = record;
    const bool in_file = otaml_is_constant(r->in);
    const uint8_t *in = otaml_operand(inf, r->in);
    uint32_t *out = (uint32_t *)(void *)otaml_arena_at(inf, r->out);

    memset(out, 0, (size_t)r->count * sizeof(*out));
    for (uint32_t i = r->start; i < r->end; i++) {
        const uint8_t *at = in + 4 * (size_t)i;
        out[i] = square(at, in_file) + square(at + 2, in_file);
    }
}

const struct otaml_custom_op otaml_custom_signal_energy = {
    { CODE_CUSTOM, OTAML_TYPE_INT16, 0, prepare, run, NULL }, "SignalEnergy"
};
