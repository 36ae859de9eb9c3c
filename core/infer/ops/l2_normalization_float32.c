/*
 * l2_normalization_float32.c - L2_NORMALIZATION on float32. A length below 1e-6 counts as that.
 */
#include "float_math_priv.h"
#include "l2_normalization_priv.h"

static void prepare(struct prep *p)
{
    struct otaml_tensor in, out;

    otaml_l2_normalization_prepare(p, sizeof(struct otaml_last_axis), &in, &out);
}

static void row(const void *record, const uint8_t *in, uint8_t *out)
{
    const struct otaml_last_axis *r = record;
    const bool constant = otaml_is_constant(r->in);
    float sum = 0.0f;

    for (size_t i = 0; i < r->depth; i++) {
        const float v = otaml_load_float(in + 4 * i, constant);
        sum += v * v;
    }
    const float root = otaml_float_sqrt(sum), length = root > 1e-6f ? root : 1e-6f;
    for (size_t i = 0; i < r->depth; i++) {
        const float v = otaml_load_float(in + 4 * i, constant) / length;
        memcpy(out + 4 * i, &v, sizeof(v));
    }
}

static void run(const struct otaml_infer *inf, const void *record)
{
    otaml_last_axis_run(inf, record, sizeof(float), row);
}

const struct otaml_op otaml_op_l2_normalization_float32 = {
    CODE_L2_NORMALIZATION, OTAML_TYPE_FLOAT32, OP_INPLACE, prepare, run, NULL
};
