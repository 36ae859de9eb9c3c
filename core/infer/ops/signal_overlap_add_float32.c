/*
 * signal_overlap_add_float32.c - SignalOverlapAdd on float32.
 */
#include "signal_overlap_add_priv.h"

static void add(void *sum, const void *frame, uint32_t n)
{
    const float *x = frame;
    float *y = sum;

    for (uint32_t i = 0; i < n; i++) {
        y[i] += x[i];
    }
}

static void run(const struct otaml_infer *inf, const void *record)
{
    otaml_overlap_add_run(inf, record, add);
}

const struct otaml_custom_op otaml_custom_signal_overlap_add_float32 = {
    { CODE_CUSTOM, OTAML_TYPE_FLOAT32, 0, otaml_overlap_add_prepare, run, NULL }, "SignalOverlapAdd"
};
