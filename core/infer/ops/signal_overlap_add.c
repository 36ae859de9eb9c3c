/*
 * signal_overlap_add.c - SignalOverlapAdd: what its types share. API: signal_overlap_add_priv.h
 */
#include "signal_overlap_add_priv.h"

struct overlap {
    struct otaml_record head;
    uint32_t in, out;
    uint32_t state;
    uint32_t channels, frames;
    uint32_t frame_bytes, step_bytes, value_bytes;
};

void otaml_overlap_add_prepare(struct prep *p)
{
    struct overlap *r = otaml_prep_record(p, sizeof(*r), 1, 1, 0);
    struct otaml_tensor in, out;

    otaml_prep_input(p, 0, &in);
    otaml_signal_output(p, 0, in.type, &out);
    if (in.rank < 2 || in.constant) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_SHAPE, 0);
    }
    if (p->err) {
        return;
    }
    const uint32_t size = in.dims[in.rank - 1];
    const uint32_t step = (uint32_t)otaml_prep_flex(p, "frame_step", 1, (int32_t)size);
    r->frames = in.dims[in.rank - 2];
    r->channels = in.count / size / r->frames;
    r->value_bytes = in.bytes / in.count;
    r->frame_bytes = size * r->value_bytes;
    r->step_bytes = step * r->value_bytes;
    otaml_signal_count(p, 0, &out, (uint64_t)r->channels * r->frames * step);
    r->state = otaml_prep_state(p, r->channels * r->frame_bytes); /* no more than the input */
}

void otaml_overlap_add_run(const struct otaml_infer *inf, const void *record,
                           otaml_overlap_sum *add)
{
    const struct overlap *r = record;
    const uint8_t *in = otaml_operand(inf, r->in);
    uint8_t *out = otaml_arena_at(inf, r->out);
    uint8_t *sum = otaml_state_at(inf, r->state);
    const size_t kept = r->frame_bytes - r->step_bytes;

    for (uint32_t c = 0; c < r->channels; c++, sum += r->frame_bytes) {
        for (uint32_t f = 0; f < r->frames; f++) {
            add(sum, in, r->frame_bytes / r->value_bytes);
            memcpy(out, sum, r->step_bytes);
            memmove(sum, sum + r->step_bytes, kept);
            memset(sum + kept, 0, r->step_bytes);
            in += r->frame_bytes;
            out += r->step_bytes;
        }
    }
}
