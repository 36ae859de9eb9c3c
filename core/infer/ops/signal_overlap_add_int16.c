/*
 * signal_overlap_add_int16.c - SignalOverlapAdd on int16.
 */
#include "../fixed_priv.h"
#include "signal_overlap_add_priv.h"

static void add(void *sum, const void *frame, uint32_t n)
{
    const int16_t *x = frame;
    int16_t *y = sum;

    for (uint32_t i = 0; i < n; i++) {
        y[i] = (int16_t)otaml_clamp(y[i] + x[i], INT16_MIN, INT16_MAX);
    }
}

static void run(const struct otaml_infer *inf, const void *record)
{
    otaml_overlap_add_run(inf, record, add);
}

const struct otaml_custom_op otaml_custom_signal_overlap_add_int16 = {
    { CODE_CUSTOM, OTAML_TYPE_INT16, 0, otaml_overlap_add_prepare, run, NULL }, "SignalOverlapAdd"
};
