/*
 * cumsum_float32.c - CUMSUM on float32.
 */
#include "cumsum_priv.h"

static void prepare(struct prep *p)
{
    struct otaml_tensor in, out;

    otaml_cumsum_prepare(p, sizeof(struct otaml_cumsum), &in, &out);
}

static void line(const void *record, const uint8_t *in, uint8_t *out, uint32_t n, ptrdiff_t step)
{
    const struct otaml_cumsum *r = record;
    const bool constant = otaml_is_constant(r->in);
    float sum = 0.0f;

    for (ptrdiff_t at = 0; n > 0; n--, at += 4 * step) {
        const float before = sum;
        sum += otaml_load_float(in + at, constant);
        const float v = r->exclusive ? before : sum;
        memcpy(out + at, &v, sizeof(v));
    }
}

static void run(const struct otaml_infer *inf, const void *record)
{
    otaml_cumsum_run(inf, record, sizeof(float), line);
}

const struct otaml_op otaml_op_cumsum_float32 = { CODE_CUMSUM, OTAML_TYPE_FLOAT32,
                                                  OP_INPLACE,  prepare,
                                                  run,         NULL };
