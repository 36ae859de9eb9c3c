/*
 * reduce_float32.c - MEAN and SUM on float32. API: reduce_priv.h
 */
#include "reduce_priv.h"

void otaml_reduce_float32_prepare(struct prep *p, bool mean)
{
    struct otaml_tensor in, out;
    const uint32_t values = otaml_reduce_prepare(p, sizeof(struct otaml_reduce_float32), &in, &out);
    struct otaml_reduce_float32 *r = (void *)&p->record;

    r->values = mean ? (float)values : 1.0f;
}

static void take(union otaml_reduce_state *s, const uint8_t *in, uint32_t n, uint32_t step,
                 bool constant)
{
    for (; n > 0; n--, in += step) {
        s->real += otaml_load_float(in, constant);
    }
}

static uint8_t *put(const void *record, const union otaml_reduce_state *s, uint8_t *out)
{
    const struct otaml_reduce_float32 *r = record;
    const float v = s->real / r->values;

    memcpy(out, &v, sizeof(v));
    return out + sizeof(v);
}

void otaml_reduce_float32_run(const struct otaml_infer *inf, const void *record)
{
    static const struct otaml_reducer reducer = { { .real = 0.0f }, take, put };

    otaml_reduce_run(inf, record, &reducer);
}
