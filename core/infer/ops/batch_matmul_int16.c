/*
 * batch_matmul_int16.c - BATCH_MATMUL on int16, with sums of 64 bits.
 */
#include "batch_matmul_priv.h"

struct matmul {
    struct otaml_batch_matmul b;
    struct otaml_multiplier m;
};
OTAML_STATIC_ASSERT(sizeof(struct matmul) <= RECORD_BYTES_MAX, batch_matmul_int16_record);

static void prepare(struct prep *p)
{
    struct matmul *r = (void *)&p->record;
    struct otaml_tensor in[2], out;

    otaml_batch_matmul_prepare(p, sizeof(*r), in, &out);
    (void)otaml_prep_quantized(p, 0, &in[0], OTAML_TYPE_INT16);
    (void)otaml_prep_quantized(p, 1, &in[1], OTAML_TYPE_INT16);
    (void)otaml_prep_quantized(p, -1, &out, OTAML_TYPE_INT16);
    if (p->err) {
        return;
    }
    r->m = otaml_batch_matmul_multiplier(p, in, &out);
    if (r->m.shift >= OTAML_WIDE_SHIFT_END) {
        otaml_prep_refuse(p, OTAML_ERR_MODEL_QUANT, -1);
    }
}

static void one(const void *record, const struct otaml_products *p, uint8_t *out)
{
    const struct matmul *r = record;
    const uint8_t *a = p->in[0], *b = p->in[1];
    int64_t sum = 0; /* of fewer than 2^31 products of 31 bits */

    for (uint32_t i = 0; i < p->n; i++) {
        sum += (int32_t)(int16_t)otaml_load16(a, p->constant[0])
               * (int16_t)otaml_load16(b, p->constant[1]);
        a += 2 * (size_t)p->step[0];
        b += 2 * (size_t)p->step[1];
    }
    const int16_t v = (int16_t)otaml_clamp(otaml_multiply_wide(sum, r->m), INT16_MIN, INT16_MAX);
    memcpy(out, &v, sizeof(v));
}

static void run(const struct otaml_infer *inf, const void *record)
{
    otaml_batch_matmul_run(inf, record, sizeof(int16_t), one);
}

const struct otaml_op otaml_op_batch_matmul_int16 = {
    CODE_BATCH_MATMUL, OTAML_TYPE_INT16, 0, prepare, run, NULL
};
