/*
 * batch_matmul_float32.c - BATCH_MATMUL on float32.
 */
#include "batch_matmul_priv.h"

static void prepare(struct prep *p)
{
    struct otaml_tensor in[2], out;

    otaml_batch_matmul_prepare(p, sizeof(struct otaml_batch_matmul), in, &out);
}

static void one(const void *record, const struct otaml_products *p, uint8_t *out)
{
    const uint8_t *a = p->in[0], *b = p->in[1];
    float sum = 0.0f;

    (void)record;
    for (uint32_t i = 0; i < p->n; i++) {
        sum += otaml_load_float(a, p->constant[0]) * otaml_load_float(b, p->constant[1]);
        a += 4 * (size_t)p->step[0];
        b += 4 * (size_t)p->step[1];
    }
    memcpy(out, &sum, sizeof(sum));
}

static void run(const struct otaml_infer *inf, const void *record)
{
    otaml_batch_matmul_run(inf, record, sizeof(float), one);
}

const struct otaml_op otaml_op_batch_matmul_float32 = {
    CODE_BATCH_MATMUL, OTAML_TYPE_FLOAT32, 0, prepare, run, NULL
};
