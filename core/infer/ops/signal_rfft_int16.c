/*
 * signal_rfft_int16.c - SignalRfft on int16.
 */
#include "signal_fft_priv.h"

static void run(const struct otaml_infer *inf, const void *record)
{
    otaml_signal_rfft_run(inf, record, otaml_rfft_int16);
}

const struct otaml_custom_op otaml_custom_signal_rfft_int16 = {
    { CODE_CUSTOM, OTAML_TYPE_INT16, 0, otaml_signal_rfft_prepare, run, NULL }, "SignalRfft"
};
