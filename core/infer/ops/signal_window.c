/*
 * signal_window.c - SignalWindow: rows of samples times a window of weights, shifted back.
 */
#include "../fixed_priv.h"
#include "signal_priv.h"

struct window {
    struct otaml_record head;
    uint32_t in, weights, out;
    uint32_t rows, length;
    uint32_t shift;
};

static void prepare(struct prep *p)
{
    struct window *r = otaml_prep_record(p, sizeof(*r), 2, 2, 0);
    struct otaml_tensor in, weights, out;

    otaml_signal_input(p, 0, OTAML_TYPE_INT16, &in);
    otaml_signal_input(p, 1, OTAML_TYPE_INT16, &weights);
    otaml_signal_output(p, 0, OTAML_TYPE_INT16, &out);
    otaml_prep_same_shape(p, -1, &in, &out);
    r->shift = (uint32_t)otaml_prep_flex(p, "shift", 0, 31);
    if (p->err) {
        return;
    }
    if (in.count % weights.count != 0) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_SHAPE, 1);
    }
    r->length = weights.count;
    r->rows = in.count / weights.count;
}

static void run(const struct otaml_infer *inf, const void *record)
{
    const struct window *r = record;
    const uint8_t *in = otaml_operand(inf, r->in);
    const uint8_t *weights = otaml_operand(inf, r->weights);
    const bool in_file = otaml_is_constant(r->in), weights_file = otaml_is_constant(r->weights);
    int16_t *out = (int16_t *)(void *)otaml_arena_at(inf, r->out);

    for (uint32_t row = 0; row < r->rows; row++) {
        for (uint32_t i = 0; i < r->length; i++, in += sizeof(int16_t)) {
            const int32_t x = (int16_t)otaml_load16(in, in_file);
            const int32_t w = (int16_t)otaml_load16(weights + 2 * (size_t)i, weights_file);
            *out++ = (int16_t)otaml_clamp((x * w) >> r->shift, INT16_MIN, INT16_MAX);
        }
    }
}

const struct otaml_custom_op otaml_custom_signal_window = {
    { CODE_CUSTOM, OTAML_TYPE_INT16, OP_INPLACE, prepare, run, NULL }, "SignalWindow"
};
