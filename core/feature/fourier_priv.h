/*
 * fourier_priv.h - a Fourier transform of 1024 points and its window, in integers.
 *
 * Twiddle factors are Q14, so that 1 is exact; a product is formed in 64 bits and rounded once;
 * nothing is scaled on the way. 514 bytes of table. A transform costs 5120 butterflies.
 */
#ifndef OTAML_FOURIER_PRIV_H
#define OTAML_FOURIER_PRIV_H

#include <stdint.h>

#define FOURIER_BITS   10u
#define FOURIER_POINTS (1u << FOURIER_BITS)

/* The i-th sample under Hann's window, with four bits of fraction: |result| <= 2^19. */
int32_t otaml_fourier_windowed(int16_t sample, uint32_t i);

/* In place. |re|, |im| <= 2^19 before; below 2^30 after. */
void otaml_fourier(int32_t re[FOURIER_POINTS], int32_t im[FOURIER_POINTS]);

#endif /* OTAML_FOURIER_PRIV_H */
