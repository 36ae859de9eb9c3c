/*
 * reduce_sum_run_int16.c - MEAN and SUM on int16. API: reduce_priv.h
 */
#include "reduce_priv.h"

static void take_int16(union otaml_reduce_state *s, const uint8_t *in, uint32_t n, uint32_t step,
                       bool constant)
{
    for (; n > 0; n--, in += step) {
        const int32_t v = (int16_t)otaml_load16(in, constant);
        s->sum += (uint32_t)v;
    }
}

static uint8_t *put_int16(const void *record, const union otaml_reduce_state *s, uint8_t *out)
{
    const int16_t v =
        (int16_t)otaml_clamp(otaml_reduce_sum_output(record, s->sum), INT16_MIN, INT16_MAX);

    memcpy(out, &v, sizeof(v));
    return out + sizeof(v);
}

void otaml_reduce_sum_run_int16(const struct otaml_infer *inf, const void *record)
{
    static const struct otaml_reducer reducer = { { 0 }, take_int16, put_int16 };

    otaml_reduce_run(inf, record, &reducer);
}
