/*
 * signal_delay.c - SignalDelay: samples come out `delay_length` later; those under way are the
 * operator's state.
 */
#include "signal_priv.h"
#include "signal_samples_priv.h"

struct delay {
    struct otaml_record head;
    uint32_t in, out;
    uint32_t state;
    uint32_t channels, length; /* samples of a channel in an inference */
    uint32_t delay;
    uint32_t queue_bytes;
};

static void prepare(struct prep *p)
{
    struct delay *r = otaml_prep_record(p, sizeof(*r), 1, 1, 0);
    struct otaml_tensor in, out;

    otaml_signal_input(p, 0, OTAML_TYPE_INT16, &in);
    otaml_signal_output(p, 0, OTAML_TYPE_INT16, &out);
    otaml_prep_same_shape(p, -1, &in, &out);
    r->delay = (uint32_t)otaml_prep_flex(p, "delay_length", 0, 1 << 28);
    if (in.rank == 0 || in.constant) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_SHAPE, 0);
    }
    if (p->err) {
        return;
    }
    r->length = in.dims[in.rank - 1];
    r->channels = in.count / r->length;
    const uint64_t bytes = otaml_samples_bytes((uint64_t)r->length + r->delay);
    if (bytes * r->channels > OTAML_MODEL_SIZE_MAX) {
        otaml_prep_fail(p, OTAML_ERR_UNSUPPORTED, -1);
        return;
    }
    r->queue_bytes = (uint32_t)bytes;
    r->state = otaml_prep_state(p, (uint32_t)bytes * r->channels);
}

static void run(const struct otaml_infer *inf, const void *record)
{
    const struct delay *r = record;
    const int16_t *in = (const int16_t *)(const void *)otaml_operand(inf, r->in);
    int16_t *out = (int16_t *)(void *)otaml_arena_at(inf, r->out);
    uint8_t *state = otaml_state_at(inf, r->state);

    for (uint32_t c = 0; c < r->channels; c++, state += r->queue_bytes) {
        struct otaml_samples *queue = (struct otaml_samples *)(void *)state;
        if (!queue->begun) {
            queue->begun = 1;
            otaml_samples_put(queue, NULL, r->delay);
        }
        otaml_samples_put(queue, in, r->length);
        (void)otaml_samples_take(queue, out, r->length, r->length);
        in += r->length;
        out += r->length;
    }
}

const struct otaml_custom_op otaml_custom_signal_delay = {
    { CODE_CUSTOM, OTAML_TYPE_INT16, 0, prepare, run, NULL }, "SignalDelay"
};
