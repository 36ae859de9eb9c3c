/*
 * signal_irfft_float32.c - SignalIrfft on float32.
 */
#include "signal_fft_priv.h"

static void run(const struct otaml_infer *inf, const void *record)
{
    otaml_signal_irfft_run(inf, record, otaml_irfft_float32);
}

const struct otaml_custom_op otaml_custom_signal_irfft_float32 = {
    { CODE_CUSTOM, OTAML_TYPE_FLOAT32, OP_SCRATCH, otaml_signal_irfft_prepare, run, NULL },
    "SignalIrfft"
};
