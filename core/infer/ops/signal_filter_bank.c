/*
 * signal_filter_bank.c - SignalFilterBank: a spectrum's energy summed up in overlapping channels.
 *
 * Channel c covers widths[c] frequencies from frequency_starts[c] on. Each frequency's energy
 * counts times its weight in that channel and times its unweight in the next one. The first
 * channel is only there for what it leaves to the second and is no output.
 */
#include "signal_priv.h"

struct filter_bank {
    struct otaml_record head;
    uint32_t in, weights, unweights, frequency_starts, weight_starts, widths, out;
    uint32_t frequencies, n_weights;
    uint32_t channels; /* of the output */
};

enum { IN, WEIGHTS, UNWEIGHTS, FREQUENCY_STARTS, WEIGHT_STARTS, WIDTHS, INPUTS };

/* One channel's frequencies and weights. */
struct span {
    uint32_t frequency, weight, width;
};

/* What the file says of a channel, cut to what is there: it may say something else each time. */
static bool span_fits(const struct filter_bank *r, int16_t frequency, int16_t weight, int16_t width,
                      struct span *s)
{
    memset(s, 0, sizeof(*s));
    if (frequency < 0 || weight < 0 || width < 0) {
        return false;
    }
    s->frequency = (uint32_t)frequency;
    s->weight = (uint32_t)weight;
    if (s->frequency > r->frequencies || (uint32_t)width > r->frequencies - s->frequency
        || s->weight > r->n_weights || (uint32_t)width > r->n_weights - s->weight) {
        return false;
    }
    s->width = (uint32_t)width;
    return true;
}

static int16_t read_int16(struct prep *p, uint32_t data, uint32_t i)
{
    uint8_t raw[2] = { 0 };
    const int err = otaml_model_read(p->m, data + 2 * i, raw, sizeof(raw));

    if (err) {
        otaml_prep_fail(p, err, -1);
    }
    return (int16_t)otaml_get_le16(raw);
}

/* data: where the constants lie in the model. */
static void check_spans(struct prep *p, const struct filter_bank *r, const uint32_t data[INPUTS])
{
    struct span s;

    for (uint32_t c = 0; !p->err && c <= r->channels; c++) {
        if (!span_fits(r, read_int16(p, data[FREQUENCY_STARTS], c),
                       read_int16(p, data[WEIGHT_STARTS], c), read_int16(p, data[WIDTHS], c), &s)) {
            otaml_prep_refuse(p, OTAML_ERR_MODEL_SHAPE, WIDTHS);
        }
    }
}

/* Input k, a constant; returns how many values it has. */
static uint32_t take_constant(struct prep *p, uint32_t k, uint32_t *data)
{
    struct otaml_tensor t;

    otaml_signal_input(p, k, OTAML_TYPE_INT16, &t);
    if (!t.constant) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_GRAPH, (int32_t)k);
    }
    *data = t.data;
    return t.count;
}

static void prepare(struct prep *p)
{
    struct filter_bank *r = otaml_prep_record(p, sizeof(*r), INPUTS, INPUTS, 0);
    struct otaml_tensor in, out;
    uint32_t data[INPUTS];

    otaml_signal_input(p, IN, OTAML_TYPE_UINT32, &in);
    otaml_signal_output(p, 0, OTAML_TYPE_UINT64, &out);
    r->channels = (uint32_t)otaml_prep_flex(p, "num_channels", 1, INT16_MAX);
    otaml_signal_count(p, 0, &out, r->channels);
    r->frequencies = in.count;
    r->n_weights = take_constant(p, WEIGHTS, &data[WEIGHTS]);
    for (uint32_t k = UNWEIGHTS; k < INPUTS; k++) {
        const uint32_t wanted = k == UNWEIGHTS ? r->n_weights : r->channels + 1;
        if (take_constant(p, k, &data[k]) != wanted) {
            otaml_prep_refuse(p, OTAML_ERR_MODEL_SHAPE, (int32_t)k);
        }
    }
    check_spans(p, r, data);
}

static int16_t load(const uint8_t *p, uint32_t i)
{
    return (int16_t)otaml_get_le16(p + 2 * (size_t)i);
}

static void run(const struct otaml_infer *inf, const void *record)
{
    const struct filter_bank *r = record;
    const bool in_file = otaml_is_constant(r->in);
    const uint8_t *in = otaml_operand(inf, r->in);
    const uint8_t *weights = otaml_operand(inf, r->weights);
    const uint8_t *unweights = otaml_operand(inf, r->unweights);
    const uint8_t *frequency_starts = otaml_operand(inf, r->frequency_starts);
    const uint8_t *weight_starts = otaml_operand(inf, r->weight_starts);
    const uint8_t *widths = otaml_operand(inf, r->widths);
    uint8_t *out = otaml_arena_at(inf, r->out);
    uint64_t left = 0; /* by the channel before */

    for (uint32_t c = 0; c <= r->channels; c++) {
        uint64_t sum = left;
        struct span s;
        left = 0;
        (void)span_fits(r, load(frequency_starts, c), load(weight_starts, c), load(widths, c), &s);
        for (uint32_t i = 0; i < s.width; i++) {
            const uint64_t energy = otaml_load32(in + 4 * ((size_t)s.frequency + i), in_file);
            sum += (uint64_t)(int64_t)load(weights, s.weight + i) * energy;
            left += (uint64_t)(int64_t)load(unweights, s.weight + i) * energy;
        }
        if (c > 0) {
            memcpy(out, &sum, sizeof(sum));
            out += sizeof(sum);
        }
    }
}

const struct otaml_custom_op otaml_custom_signal_filter_bank = {
    { CODE_CUSTOM, OTAML_TYPE_UINT32, 0, prepare, run, NULL }, "SignalFilterBank"
};
