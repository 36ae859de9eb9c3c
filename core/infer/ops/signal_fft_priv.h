/*
 * signal_fft_priv.h - SignalRfft and SignalIrfft: what their types share.
 */
#ifndef OTAML_SIGNAL_FFT_PRIV_H
#define OTAML_SIGNAL_FFT_PRIV_H

#include "fft_priv.h"
#include "signal_priv.h"

void otaml_signal_rfft_prepare(struct prep *p);
void otaml_signal_rfft_run(const struct otaml_infer *inf, const void *record, otaml_rfft *rfft);

/* The operator's flags must have OP_SCRATCH. */
void otaml_signal_irfft_prepare(struct prep *p);
void otaml_signal_irfft_run(const struct otaml_infer *inf, const void *record, otaml_irfft *irfft);

#endif /* OTAML_SIGNAL_FFT_PRIV_H */
