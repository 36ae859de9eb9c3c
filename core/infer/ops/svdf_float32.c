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
    struct svdf *r = (struct svdf *)otaml_svdf_prepare(p, sizeof(*r), OTAML_TYPE_FLOAT32,
                                                       OTAML_TYPE_FLOAT32, &t);

    otaml_prep_type(p, 4, &t.state, OTAML_TYPE_FLOAT32);
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

static void advance(const void *record, const struct otaml_svdf_units *u)
{
    const struct svdf *r = record;
    const float *in = (const float *)(const void *)u->in;
    float *state = (float *)(void *)u->state;
    float *out = (float *)(void *)u->out;
    size_t filter = 0;

    for (uint32_t i = 0; i < u->n; i++) {
        float sum = u->bias ? otaml_get_float(u->bias + 4 * (size_t)i) : 0.0f;
        for (uint32_t k = 0; k < r->s.rank; k++, filter++) {
            state[r->s.memory - 1] = dot(in, u->features + 4 * filter * r->s.inputs, r->s.inputs);
            sum += dot(state, u->times + 4 * filter * r->s.memory, r->s.memory);
            state += r->s.memory;
        }
        out[i] = otaml_clamp_float(sum, r->min, r->max);
    }
}

static int part(struct otaml_infer *inf, const void *record)
{
    return otaml_svdf_part(inf, record, advance);
}

const struct otaml_op otaml_op_svdf_float32 = { CODE_SVDF,  OTAML_TYPE_FLOAT32,
                                                OP_SCRATCH, prepare,
                                                NULL,       part };
