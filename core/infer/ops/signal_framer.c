/*
 * signal_framer.c - SignalFramer: frames of samples that overlap, one for each step of new
 * ones. What a frame takes from the inference before is the operator's state.
 */
#include "signal_priv.h"
#include "signal_samples_priv.h"

struct framer {
    struct otaml_record head;
    uint32_t in, out, valid;
    uint32_t state;
    uint32_t channels, frames; /* frames of a channel in an inference */
    uint32_t size, step;
    uint32_t queue_bytes;
    uint32_t prefill; /* zeros that a channel begins with */
};

/* A channel's queue has, before it takes a step of samples, less than a frame. */
static void take_state(struct prep *p, struct framer *r)
{
    const uint64_t capacity = (uint64_t)r->size + r->step;
    const uint64_t bytes = otaml_samples_bytes(capacity) * r->channels;

    if (bytes > OTAML_MODEL_SIZE_MAX) {
        otaml_prep_fail(p, OTAML_ERR_UNSUPPORTED, -1);
        return;
    }
    r->queue_bytes = (uint32_t)otaml_samples_bytes(capacity);
    r->state = otaml_prep_state(p, (uint32_t)bytes);
}

static void prepare(struct prep *p)
{
    struct framer *r = otaml_prep_record_outputs(p, sizeof(*r), 1, 1, 2, 0);
    struct otaml_tensor in, out, valid;

    otaml_signal_input(p, 0, OTAML_TYPE_INT16, &in);
    otaml_signal_output(p, 0, OTAML_TYPE_INT16, &out);
    otaml_signal_output(p, 1, OTAML_TYPE_BOOL, &valid);
    otaml_signal_count(p, 1, &valid, 1);
    r->size = (uint32_t)otaml_prep_flex(p, "frame_size", 1, 1 << 24);
    r->step = (uint32_t)otaml_prep_flex(p, "frame_step", 1, (int32_t)r->size);
    const bool prefill = otaml_prep_flex(p, "prefill", 0, 1) != 0;
    if (!p->err && (in.rank == 0 || in.constant || in.dims[in.rank - 1] % r->step != 0)) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_SHAPE, 0);
    }
    if (p->err) {
        return;
    }
    r->prefill = prefill ? r->size - r->step : 0;
    r->frames = in.dims[in.rank - 1] / r->step;
    r->channels = in.count / in.dims[in.rank - 1];
    otaml_signal_count(p, 0, &out, (uint64_t)r->channels * r->frames * r->size);
    take_state(p, r);
}

static void run(const struct otaml_infer *inf, const void *record)
{
    const struct framer *r = record;
    const int16_t *in = (const int16_t *)(const void *)otaml_operand(inf, r->in);
    int16_t *out = (int16_t *)(void *)otaml_arena_at(inf, r->out);
    uint8_t *state = otaml_state_at(inf, r->state);
    uint8_t valid = 1;

    for (uint32_t c = 0; c < r->channels; c++, state += r->queue_bytes) {
        struct otaml_samples *queue = (struct otaml_samples *)(void *)state;
        if (!queue->begun) {
            queue->begun = 1;
            otaml_samples_put(queue, NULL, r->prefill);
        }
        for (uint32_t f = 0; f < r->frames; f++) {
            otaml_samples_put(queue, in, r->step);
            if (otaml_samples_take(queue, out, r->size, r->step) == 0) {
                memset(out, 0, (size_t)r->size * sizeof(*out)); /* the reference: as it was */
                valid = 0;
            }
            in += r->step;
            out += r->size;
        }
    }
    *otaml_arena_at(inf, r->valid) = valid;
}

const struct otaml_custom_op otaml_custom_signal_framer = {
    { CODE_CUSTOM, OTAML_TYPE_INT16, 0, prepare, run, NULL }, "SignalFramer"
};
