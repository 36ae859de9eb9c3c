/*
 * batch_matmul_int8.c - BATCH_MATMUL on int8.
 */
#include "batch_matmul_priv.h"

struct matmul {
    struct otaml_batch_matmul b;
    struct otaml_multiplier m;
    int8_t in_zero[2], out_zero;
    uint8_t unused;
};
OTAML_STATIC_ASSERT(sizeof(struct matmul) <= RECORD_BYTES_MAX, batch_matmul_int8_record);

static void prepare(struct prep *p)
{
    struct matmul *r = (void *)&p->record;
    struct otaml_tensor in[2], out;

    otaml_batch_matmul_prepare(p, sizeof(*r), in, &out);
    r->in_zero[0] = otaml_prep_int8(p, 0, &in[0]);
    r->in_zero[1] = otaml_prep_int8(p, 1, &in[1]);
    r->out_zero = otaml_prep_int8(p, -1, &out);
    if (!p->err) {
        r->m = otaml_batch_matmul_multiplier(p, in, &out);
    }
}

static void one(const void *record, const struct otaml_products *p, uint8_t *out)
{
    const struct matmul *r = record;
    const int8_t *a = (const int8_t *)p->in[0], *b = (const int8_t *)p->in[1];
    uint32_t sum = 0;

    for (uint32_t i = 0; i < p->n; i++) {
        sum += (uint32_t)((*a - r->in_zero[0]) * (*b - r->in_zero[1]));
        a += p->step[0];
        b += p->step[1];
    }
    const int32_t v = otaml_add_wrap(otaml_multiply((int32_t)sum, r->m), r->out_zero);
    *out = (uint8_t)otaml_clamp_int8(v, INT8_MIN, INT8_MAX);
}

static void run(const struct otaml_infer *inf, const void *record)
{
    otaml_batch_matmul_run(inf, record, 1, one);
}

const struct otaml_op otaml_op_batch_matmul_int8 = {
    CODE_BATCH_MATMUL, OTAML_TYPE_INT8, 0, prepare, run, NULL
};
