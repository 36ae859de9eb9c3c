/*
 * signal_filter_bank_spectral_subtraction.c - SignalFilterBankSpectralSubtraction: subtract a
 * smoothed estimate of each channel's noise, which is the operator's state, from its signal.
 */
#include "signal_priv.h"

struct subtraction {
    struct otaml_record head;
    uint32_t in, out, noise;
    uint32_t state;
    uint32_t count;
    uint32_t smoothing[2], one_minus_smoothing[2]; /* of even and odd channels */
    int32_t min_signal_remaining;
    uint8_t smoothing_bits, subtraction_bits, clamping, unused;
};

static void take_options(struct prep *p, struct subtraction *r)
{
    static const char *const smoothing[2] = { "smoothing", "alternate_smoothing" };
    static const char *const rest[2] = { "one_minus_smoothing", "alternate_one_minus_smoothing" };

    for (uint32_t i = 0; i < 2; i++) {
        r->smoothing[i] = (uint32_t)otaml_prep_flex(p, smoothing[i], INT32_MIN, INT32_MAX);
        r->one_minus_smoothing[i] = (uint32_t)otaml_prep_flex(p, rest[i], INT32_MIN, INT32_MAX);
    }
    r->min_signal_remaining = otaml_prep_flex(p, "min_signal_remaining", INT32_MIN, INT32_MAX);
    r->smoothing_bits = (uint8_t)otaml_prep_flex(p, "smoothing_bits", 0, 31);
    r->subtraction_bits = (uint8_t)otaml_prep_flex(p, "spectral_subtraction_bits", 0, 63);
    r->clamping = otaml_prep_flex(p, "clamping", 0, 1) != 0;
}

static void prepare(struct prep *p)
{
    struct subtraction *r = otaml_prep_record_outputs(p, sizeof(*r), 1, 1, 2, 0);
    struct otaml_tensor in, out, noise;

    otaml_signal_input(p, 0, OTAML_TYPE_UINT32, &in);
    otaml_signal_output(p, 0, OTAML_TYPE_UINT32, &out);
    otaml_signal_output(p, 1, OTAML_TYPE_UINT32, &noise);
    take_options(p, r);
    r->count = (uint32_t)otaml_prep_flex(p, "num_channels", 1, INT32_MAX);
    if (in.count != r->count) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_SHAPE, 0);
    }
    otaml_signal_count(p, 0, &out, r->count);
    otaml_signal_count(p, 1, &noise, r->count);
    r->state = otaml_prep_state(p, noise.bytes);
}

/* One channel: returns the signal without noise. Products of 64 bits are cut to 32, as the
 * reference does. */
static uint32_t subtract(const struct subtraction *r, uint32_t i, uint32_t signal, uint32_t *noise)
{
    const uint32_t scaled = signal << r->smoothing_bits;
    const uint64_t smoothed =
        (uint64_t)scaled * r->smoothing[i & 1] + (uint64_t)*noise * r->one_minus_smoothing[i & 1];
    uint32_t estimate = (uint32_t)(smoothed >> r->subtraction_bits);

    *noise = estimate;
    if (estimate > scaled) {
        estimate = scaled;
        *noise = r->clamping ? scaled : *noise;
    }
    const uint64_t remaining = (uint64_t)signal * (uint64_t)(int64_t)r->min_signal_remaining;
    const uint32_t least = (uint32_t)(remaining >> r->subtraction_bits);
    const uint32_t rest = (scaled - estimate) >> r->smoothing_bits;
    return rest > least ? rest : least;
}

static void run(const struct otaml_infer *inf, const void *record)
{
    const struct subtraction *r = record;
    const bool in_file = otaml_is_constant(r->in);
    const uint8_t *in = otaml_operand(inf, r->in);
    uint32_t *state = (uint32_t *)(void *)otaml_state_at(inf, r->state);
    uint32_t *out = (uint32_t *)(void *)otaml_arena_at(inf, r->out);

    for (uint32_t i = 0; i < r->count; i++) {
        out[i] = subtract(r, i, otaml_load32(in + 4 * (size_t)i, in_file), &state[i]);
    }
    memcpy(otaml_arena_at(inf, r->noise), state, (size_t)r->count * sizeof(*state));
}

const struct otaml_custom_op otaml_custom_signal_filter_bank_spectral_subtraction = {
    { CODE_CUSTOM, OTAML_TYPE_UINT32, OP_INPLACE, prepare, run, NULL },
    "SignalFilterBankSpectralSubtraction"
};
