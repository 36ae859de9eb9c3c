/*
 * reduce_max_int8.c - REDUCE_MAX on int8.
 */
#include "reduce_priv.h"

static void prepare(struct prep *p)
{
    otaml_reduce_extreme_prepare(p, OTAML_TYPE_INT8);
}

static void take(union otaml_reduce_state *s, const uint8_t *in, uint32_t n, uint32_t step,
                 bool constant)
{
    (void)constant;
    for (; n > 0; n--, in += step) {
        const int8_t v = (int8_t)*in;
        s->extreme = v > s->extreme ? v : s->extreme;
    }
}

static uint8_t *put(const void *record, const union otaml_reduce_state *s, uint8_t *out)
{
    (void)record;
    *out = (uint8_t)s->extreme;
    return out + 1;
}

static void run(const struct otaml_infer *inf, const void *record)
{
    static const struct otaml_reducer reducer = { { .extreme = INT8_MIN }, take, put };

    otaml_reduce_run(inf, record, &reducer);
}

const struct otaml_op otaml_op_reduce_max_int8 = {
    CODE_REDUCE_MAX, OTAML_TYPE_INT8, 0, prepare, run, NULL
};
