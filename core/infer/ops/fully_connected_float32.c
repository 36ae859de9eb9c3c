/*
 * fully_connected_float32.c - FULLY_CONNECTED on float32.
 */
#include "../fixed_priv.h"
#include "fully_connected_priv.h"

struct dense {
    struct otaml_record head;
    uint32_t in, weights, bias, out;
    struct otaml_matrix m;
    float min, max;
};
OTAML_STATIC_ASSERT(sizeof(struct dense) <= RECORD_BYTES_MAX, fully_connected_float32_record);

static void prepare(struct prep *p)
{
    struct dense *r = otaml_prep_record(p, sizeof(*r), 2, 3, FULLY_CONNECTED_OPTIONS);
    struct otaml_tensor in, weights, out;

    otaml_fully_connected_prepare(p, &r->m, &in, &weights, &out);
    otaml_prep_floats(p, 0, &in);
    otaml_prep_type(p, 1, &weights, OTAML_TYPE_FLOAT32);
    otaml_prep_type(p, -1, &out, OTAML_TYPE_FLOAT32);
    otaml_prep_bias(p, OTAML_TYPE_FLOAT32, r->m.outputs);
    otaml_prep_activation_float(p, FULLY_CONNECTED_ACTIVATION, &r->min, &r->max);
}

static void run(const struct otaml_infer *inf, const void *record)
{
    const struct dense *r = record;
    const float *in = (const float *)(const void *)otaml_operand(inf, r->in);
    const uint8_t *weights = otaml_operand(inf, r->weights);
    const uint8_t *bias = r->bias == OPERAND_NONE ? NULL : otaml_operand(inf, r->bias);
    float *out = (float *)(void *)otaml_arena_at(inf, r->out);

    for (uint32_t row = 0; row < r->m.rows; row++) {
        const uint8_t *weight = weights;
        for (uint32_t c = 0; c < r->m.outputs; c++) {
            float sum = 0.0f;
            for (uint32_t i = 0; i < r->m.inputs; i++) {
                sum += in[i] * otaml_get_float(weight + 4 * (size_t)i);
            }
            sum += bias ? otaml_get_float(bias + 4 * (size_t)c) : 0.0f;
            *out++ = otaml_clamp_float(sum, r->min, r->max);
            weight += 4 * (size_t)r->m.inputs;
        }
        in += r->m.inputs;
    }
}

const struct otaml_op otaml_op_fully_connected_float32 = { CODE_FULLY_CONNECTED, OTAML_TYPE_FLOAT32,
                                                           0, prepare, run };
