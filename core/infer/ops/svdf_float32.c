/*
 * svdf_float32.c - SVDF on float32.
 */
#include "../fixed_priv.h"
#include "svdf_priv.h"

struct svdf {
    struct otaml_svdf s;
    float min, max;
};
OTAML_STATIC_ASSERT(sizeof(struct svdf) <= RECORD_BYTES_MAX, svdf_float32_record);

static void prepare(struct prep *p)
{
    struct otaml_svdf_tensors t;
    struct svdf *r = (struct svdf *)otaml_svdf_prepare(p, sizeof(*r), OTAML_TYPE_FLOAT32, &t);

    otaml_prep_floats(p, 0, &t.in);
    otaml_prep_type(p, 1, &t.features, OTAML_TYPE_FLOAT32);
    otaml_prep_type(p, 2, &t.times, OTAML_TYPE_FLOAT32);
    otaml_prep_type(p, 4, &t.state, OTAML_TYPE_FLOAT32);
    otaml_prep_type(p, -1, &t.out, OTAML_TYPE_FLOAT32);
    otaml_prep_activation_float(p, SVDF_ACTIVATION, &r->min, &r->max);
}

static float dot(const float *x, const uint8_t *weights, uint32_t n)
{
    float sum = 0.0f;

    for (uint32_t i = 0; i < n; i++) {
        sum += x[i] * otaml_get_float(weights + 4 * (size_t)i);
    }
    return sum;
}

static void run(const struct otaml_infer *inf, const void *record)
{
    const struct svdf *r = record;
    const float *in = (const float *)(const void *)otaml_operand(inf, r->s.in);
    const uint8_t *features = otaml_operand(inf, r->s.features);
    const uint8_t *times = otaml_operand(inf, r->s.times);
    const uint8_t *bias = r->s.bias == OPERAND_NONE ? NULL : otaml_operand(inf, r->s.bias);
    uint8_t *memory = otaml_state_at(inf, r->s.state);
    float *state = (float *)(void *)memory;
    float *out = (float *)(void *)otaml_arena_at(inf, r->s.out);

    otaml_svdf_advance(&r->s, memory, sizeof(float));
    for (uint32_t b = 0; b < r->s.batch; b++) {
        size_t filter = 0;
        for (uint32_t u = 0; u < r->s.units; u++) {
            float sum = bias ? otaml_get_float(bias + 4 * (size_t)u) : 0.0f;
            for (uint32_t k = 0; k < r->s.rank; k++, filter++) {
                state[r->s.memory - 1] = dot(in, features + 4 * filter * r->s.inputs, r->s.inputs);
                sum += dot(state, times + 4 * filter * r->s.memory, r->s.memory);
                state += r->s.memory;
            }
            *out++ = otaml_clamp_float(sum, r->min, r->max);
        }
        in += r->s.inputs;
    }
}

const struct otaml_op otaml_op_svdf_float32 = {
    CODE_SVDF, OTAML_TYPE_FLOAT32, 0, prepare, run, NULL
};
