/*
 * fully_connected_int16.c - FULLY_CONNECTED on int16 with int8 weights and a bias of int64.
 */
#include "../arch/kernels_priv.h"
#include "fully_connected_priv.h"

struct dense {
    struct otaml_record head;
    uint32_t in, weights, bias, out;
    struct otaml_matrix m;
    struct otaml_channels_int16 c;
};
OTAML_STATIC_ASSERT(sizeof(struct dense) <= RECORD_BYTES_MAX, fully_connected_int16_record);

static void prepare(struct prep *p)
{
    struct dense *r = otaml_prep_record(p, sizeof(*r), 2, 3, FULLY_CONNECTED_OPTIONS);
    struct otaml_tensor in, weights, out;

    otaml_fully_connected_prepare(p, &r->m, &in, &weights, &out);
    otaml_channels_prepare_int16(p, &r->c, &in, &weights, &out, 0, FULLY_CONNECTED_ACTIVATION);
    otaml_prep_bias(p, OTAML_TYPE_INT64, r->m.outputs);
    otaml_fully_connected_check(p, &r->c.c, &weights, OTAML_WIDE_SHIFT_END);
}

static struct otaml_multiplier multiplier(const struct otaml_infer *inf, const struct dense *r,
                                          uint32_t c)
{
    struct otaml_multiplier m;

    if (r->c.c.count > 1) {
        return otaml_channels_multiplier_int16(inf, &r->c, c);
    }
    const uint8_t *scale = otaml_model_map(inf->model, r->c.c.scales, 4);
    (void)otaml_fully_connected_multiplier(&r->c.c, scale ? otaml_get_float(scale) : 0.0f, &m);
    return otaml_channels_narrow(m);
}

static void run(const struct otaml_infer *inf, const void *record)
{
    const struct dense *r = record;
    const int16_t *in = (const int16_t *)(const void *)otaml_operand(inf, r->in);
    const int8_t *weights = (const int8_t *)otaml_operand(inf, r->weights);
    int16_t *out = (int16_t *)(void *)otaml_arena_at(inf, r->out);

    for (uint32_t c = 0; c < r->m.outputs; c++, weights += r->m.inputs) {
        const struct otaml_multiplier m = multiplier(inf, r, c);
        const uint64_t bias = (uint64_t)otaml_channels_bias64(inf, r->bias, c);
        for (uint32_t row = 0; row < r->m.rows; row++) {
            const uint64_t sum =
                (uint64_t)otaml_dot_s16(in + (size_t)row * r->m.inputs, weights, r->m.inputs);
            out[(size_t)row * r->m.outputs + c] =
                otaml_channels_output_int16(&r->c, m, (int64_t)(sum + bias));
        }
    }
}

const struct otaml_op otaml_op_fully_connected_int16 = { CODE_FULLY_CONNECTED, OTAML_TYPE_INT16, 0,
                                                         prepare, run };
