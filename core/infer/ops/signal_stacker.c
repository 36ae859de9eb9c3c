/*
 * signal_stacker.c - SignalStacker: the frames around each `step`-th one behind one another. The
 * frames before are the operator's state; the first is taken to have been there all along.
 */
#include "signal_priv.h"
#include "signal_samples_priv.h"

struct stacker {
    struct otaml_record head;
    uint32_t in, out, valid;
    uint32_t state;
    uint32_t channels, left; /* values of a frame; frames to the left */
    uint32_t size, step;     /* values */
};

static void prepare(struct prep *p)
{
    struct stacker *r = otaml_prep_record_outputs(p, sizeof(*r), 1, 1, 2, 0);
    struct otaml_tensor in, out, valid;

    otaml_signal_input(p, 0, OTAML_TYPE_INT16, &in);
    otaml_signal_output(p, 0, OTAML_TYPE_INT16, &out);
    otaml_signal_output(p, 1, OTAML_TYPE_BOOL, &valid);
    otaml_signal_count(p, 1, &valid, 1);
    r->channels = (uint32_t)otaml_prep_flex(p, "num_channels", 1, 1 << 15);
    r->left = (uint32_t)otaml_prep_flex(p, "stacker_left_context", 0, 1 << 10);
    const int32_t right = otaml_prep_flex(p, "stacker_right_context", 0, 1 << 10);
    const uint32_t frames = r->left + (uint32_t)right + 1;
    const int32_t step = otaml_prep_flex(p, "stacker_step", 1, (int32_t)frames);
    if (in.count != r->channels || in.constant) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_SHAPE, 0);
    }
    r->size = r->channels * frames;
    r->step = r->channels * (uint32_t)step;
    otaml_signal_count(p, 0, &out, r->size);
    r->state = otaml_prep_state(p, (uint32_t)otaml_samples_bytes(r->size));
}

static void run(const struct otaml_infer *inf, const void *record)
{
    const struct stacker *r = record;
    const int16_t *in = (const int16_t *)(const void *)otaml_operand(inf, r->in);
    int16_t *out = (int16_t *)(void *)otaml_arena_at(inf, r->out);
    struct otaml_samples *queue = (struct otaml_samples *)(void *)otaml_state_at(inf, r->state);

    for (uint32_t i = queue->begun ? r->left : 0; i < r->left; i++) {
        otaml_samples_put(queue, in, r->channels);
    }
    queue->begun = 1;
    otaml_samples_put(queue, in, r->channels);
    const bool valid = otaml_samples_take(queue, out, r->size, r->step) != 0;
    if (!valid) {
        memset(out, 0, (size_t)r->size * sizeof(*out)); /* the reference: as it was */
    }
    *otaml_arena_at(inf, r->valid) = valid;
}

const struct otaml_custom_op otaml_custom_signal_stacker = {
    { CODE_CUSTOM, OTAML_TYPE_INT16, 0, prepare, run, NULL }, "SignalStacker"
};
