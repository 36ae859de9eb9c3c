/*
 * softmax_float32.c - SOFTMAX on float32.
 */
#include <float.h>
#include "float_exp_priv.h"
#include "softmax_priv.h"

struct softmax {
    struct otaml_record head;
    uint32_t in, out;
    uint32_t rows, depth;
    float beta;
};

static void prepare(struct prep *p)
{
    struct softmax *r = otaml_prep_record(p, sizeof(*r), 1, 1, SOFTMAX_OPTIONS);
    struct otaml_tensor in, out;

    r->beta = otaml_softmax_prepare(p, &r->rows, &r->depth, &in, &out);
    otaml_prep_floats(p, 0, &in);
    otaml_prep_type(p, -1, &out, OTAML_TYPE_FLOAT32);
}

static void run(const struct otaml_infer *inf, const void *record)
{
    const struct softmax *r = record;
    const float *in = (const float *)(const void *)otaml_operand(inf, r->in);
    float *out = (float *)(void *)otaml_arena_at(inf, r->out);

    for (uint32_t k = 0; k < r->rows; k++) {
        float max = -FLT_MAX, sum = 0.0f;
        for (uint32_t i = 0; i < r->depth; i++) {
            max = in[i] > max ? in[i] : max;
        }
        for (uint32_t i = 0; i < r->depth; i++) {
            out[i] = otaml_float_exp((in[i] - max) * r->beta);
            sum += out[i];
        }
        for (uint32_t i = 0; i < r->depth; i++) {
            out[i] = out[i] / sum;
        }
        in += r->depth;
        out += r->depth;
    }
}

const struct otaml_op otaml_op_softmax_float32 = { CODE_SOFTMAX, OTAML_TYPE_FLOAT32,
                                                   OP_INPLACE,   prepare,
                                                   run,          NULL };
