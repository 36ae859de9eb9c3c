/*
 * reduce_all_bool.c - REDUCE_ALL: whether all are true.
 */
#include "reduce_priv.h"

static void prepare(struct prep *p)
{
    struct otaml_tensor in, out;

    (void)otaml_reduce_prepare(p, sizeof(struct otaml_reduction), &in, &out);
}

static void take(union otaml_reduce_state *s, const uint8_t *in, uint32_t n, uint32_t step,
                 bool constant)
{
    (void)constant;
    for (; n > 0; n--, in += step) {
        s->sum += *in == 0;
    }
}

static uint8_t *put(const void *record, const union otaml_reduce_state *s, uint8_t *out)
{
    (void)record;
    *out = s->sum == 0;
    return out + 1;
}

static void run(const struct otaml_infer *inf, const void *record)
{
    static const struct otaml_reducer reducer = { { .sum = 0 }, take, put };

    otaml_reduce_run(inf, record, &reducer);
}

const struct otaml_op otaml_op_reduce_all_bool = {
    CODE_REDUCE_ALL, OTAML_TYPE_BOOL, 0, prepare, run, NULL
};
