/*
 * reduce_max_float32.c - REDUCE_MAX on float32.
 */
#include <float.h>
#include "reduce_priv.h"

static void prepare(struct prep *p)
{
    otaml_reduce_extreme_prepare(p, OTAML_TYPE_FLOAT32);
}

static void take(union otaml_reduce_state *s, const uint8_t *in, uint32_t n, uint32_t step,
                 bool constant)
{
    for (; n > 0; n--, in += step) {
        const float v = otaml_load_float(in, constant);
        s->real = v > s->real ? v : s->real;
    }
}

static uint8_t *put(const void *record, const union otaml_reduce_state *s, uint8_t *out)
{
    (void)record;
    memcpy(out, &s->real, sizeof(s->real));
    return out + sizeof(s->real);
}

static void run(const struct otaml_infer *inf, const void *record)
{
    static const struct otaml_reducer reducer = { { .real = -FLT_MAX }, take, put };

    otaml_reduce_run(inf, record, &reducer);
}

const struct otaml_op otaml_op_reduce_max_float32 = {
    CODE_REDUCE_MAX, OTAML_TYPE_FLOAT32, 0, prepare, run, NULL
};
