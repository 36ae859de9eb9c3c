/*
 * reduce_sum_run_int8.c - MEAN and SUM on int8. API: reduce_priv.h
 */
#include "reduce_priv.h"

static void take_int8(union otaml_reduce_state *s, const uint8_t *in, uint32_t n, uint32_t step,
                      bool constant)
{
    (void)constant;
    for (; n > 0; n--, in += step) {
        const int32_t v = (int8_t)*in;
        s->sum += (uint32_t)v;
    }
}

static uint8_t *put_int8(const void *record, const union otaml_reduce_state *s, uint8_t *out)
{
    *out = (uint8_t)otaml_clamp_int8(otaml_reduce_sum_output(record, s->sum), INT8_MIN, INT8_MAX);
    return out + 1;
}

void otaml_reduce_sum_run_int8(const struct otaml_infer *inf, const void *record)
{
    static const struct otaml_reducer reducer = { { 0 }, take_int8, put_int8 };

    otaml_reduce_run(inf, record, &reducer);
}
