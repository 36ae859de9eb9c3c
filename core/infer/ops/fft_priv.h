/*
 * fft_priv.h - Fourier transforms of real signals, for SignalRfft and SignalIrfft.
 *
 * The arithmetic is that of KISS FFT, which the reference uses: radix 4 with one radix 2 where
 * the length needs it; in fixed point each stage first divides by its radix.
 *
 * A transform of `length` real values is one of length / 2 complex ones. Cosines come from a
 * table of a quarter of a circle, length / 4 + 1 values, which is made at its first use: it
 * lies in the operator's state, which begins as zeros, while cos(0) is not 0.
 */
#ifndef OTAML_FFT_PRIV_H
#define OTAML_FFT_PRIV_H

#include <stdint.h>

#define FFT_LENGTH_MIN 4
#define FFT_LENGTH_MAX 65536

/* Values of the transform's type: `count` of them, zeros behind, to length / 2 + 1 complex ones
 * (real, imaginary). */
typedef void otaml_rfft(const void *in, uint32_t count, uint32_t length, void *table, void *out);

/* And back; `work` has room for `length` values. */
typedef void otaml_irfft(const void *in, uint32_t length, void *table, void *work, void *out);

otaml_rfft otaml_rfft_int16, otaml_rfft_int32, otaml_rfft_float32;
otaml_irfft otaml_irfft_int16, otaml_irfft_int32, otaml_irfft_float32;

/* cos(2 pi i / length) in Q2.62 for i <= length / 4. */
uint64_t otaml_fft_cosine(uint32_t i, uint32_t length);

#endif /* OTAML_FFT_PRIV_H */
