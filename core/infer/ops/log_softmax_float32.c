/*
 * log_softmax_float32.c - LOG_SOFTMAX on float32.
 */
#include <float.h>
#include "float_exp_priv.h"
#include "float_math_priv.h"
#include "last_axis_priv.h"

static void prepare(struct prep *p)
{
    struct otaml_tensor in, out;

    otaml_last_axis_prepare(p, sizeof(struct otaml_last_axis), 0, &in, &out);
}

static void row(const void *record, const uint8_t *in, uint8_t *out)
{
    const struct otaml_last_axis *r = record;
    const bool constant = otaml_is_constant(r->in);
    float max = -FLT_MAX, sum = 0.0f;

    for (size_t i = 0; i < r->depth; i++) {
        const float v = otaml_load_float(in + 4 * i, constant);
        max = v > max ? v : max;
    }
    for (size_t i = 0; i < r->depth; i++) {
        sum += otaml_float_exp(otaml_load_float(in + 4 * i, constant) - max);
    }
    const float log_sum = otaml_float_log(sum);
    for (size_t i = 0; i < r->depth; i++) {
        const float v = otaml_load_float(in + 4 * i, constant) - max - log_sum;
        memcpy(out + 4 * i, &v, sizeof(v));
    }
}

static void run(const struct otaml_infer *inf, const void *record)
{
    otaml_last_axis_run(inf, record, sizeof(float), row);
}

const struct otaml_op otaml_op_log_softmax_float32 = {
    CODE_LOG_SOFTMAX, OTAML_TYPE_FLOAT32, OP_INPLACE, prepare, run, NULL
};
