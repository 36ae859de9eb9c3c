/*
 * otaml/spectrum.h - a recording of vibration to the features that models/anomaly eats.
 *
 * 16384 samples of an accelerometer at 16 kHz (1.024 s) become 128 int8 logarithms of power in
 * bands, an eighth of an octave a step (0.38 dB):
 *
 *    0 ..  31  the whole spectrum, 32 bands of 234 Hz from 62 Hz: where the housing rings
 *   32 ..  63  the slow one, 32 bands of 4 Hz from 4 Hz: the shaft and its harmonics
 *   64 .. 127  that of the envelope from 2 to 6 kHz, 64 bands of 4 Hz from 4 Hz: how often it is
 *              struck, which tells a bearing's fault
 *
 * Integers only, bit for bit what models/anomaly/spectrum.py computes, whose card tells the
 * arithmetic. Samples come in pieces of any length, as from a DMA buffer, and are not kept.
 *
 * RAM: the struct, 12.5 KB. Time, by bench/feature.sh: a recording costs 3.7 million instructions
 * of a Cortex-M4 and 17 million of a Cortex-M0+. A sample takes 60 or 100 of them; each 2048th also
 * a Fourier transform of 1024 points, and otaml_spectrum_features() two, the longest step: 0.6 or
 * 3 million.
 * No heap, no globals, no locks; one struct belongs to one task.
 */
#ifndef OTAML_SPECTRUM_H
#define OTAML_SPECTRUM_H

#include <stddef.h>
#include <stdint.h>
#include <otaml/err.h>

#define OTAML_SPECTRUM_RATE_HZ  16000u
#define OTAML_SPECTRUM_POINTS   1024u  /* of each Fourier transform */
#define OTAML_SPECTRUM_SAMPLES  16384u /* a recording */
#define OTAML_SPECTRUM_FEATURES 128u
#define OTAML_SPECTRUM_WIDE     32u /* features of the whole spectrum */

#ifdef __cplusplus
extern "C" {
#endif

/* Caller allocates, library fills. Fields are private and may change. */
struct otaml_spectrum {
    int32_t re[OTAML_SPECTRUM_POINTS]; /* two frames of samples, then their transform */
    int32_t im[OTAML_SPECTRUM_POINTS];
    int16_t slow[OTAML_SPECTRUM_POINTS]; /* means of 16 samples */
    int16_t envelope[OTAML_SPECTRUM_POINTS];
    uint64_t wide[OTAML_SPECTRUM_WIDE]; /* power of the frames so far, by band */
    int32_t before[4];                  /* the last samples, newest first */
    int32_t slow_sum;
    int32_t envelope_sum;
    uint32_t taken; /* samples of this recording */
};

/* Begin a recording. Also: forget the one that was begun. */
void otaml_spectrum_init(struct otaml_spectrum *s);

/* Take samples until the recording is whole; says how many were taken, which is less than `count`
 * only then. Full scale is +-16 g for models/anomaly; an offset such as gravity does no harm. */
OTAML_MUST_CHECK size_t otaml_spectrum_push(struct otaml_spectrum *s, const int16_t *samples,
                                            size_t count);

/* Write the features of a whole recording and begin the next one.
 * OTAML_ERR_AGAIN: samples are missing; nothing is written and the recording goes on. */
OTAML_MUST_CHECK int otaml_spectrum_features(struct otaml_spectrum *s,
                                             int8_t features[OTAML_SPECTRUM_FEATURES]);

#ifdef __cplusplus
}
#endif
#endif /* OTAML_SPECTRUM_H */
