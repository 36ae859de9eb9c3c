/*
 * otaml/audio_features.h - from sound to the input of a keyword model: log mel energies, streamed.
 *
 * Every 20 ms one column of 32 features, each of 30 ms of sound: Hann window, 512-point FFT,
 * 32 triangular bands from 100 Hz to 7.6 kHz that are equally wide in mel, logarithm. All of it in
 * integers, so that a model is fed on the device with the very numbers that it was trained on
 * (models/keywords/features.py computes the same ones, and tests hold the two together).
 *
 *   samples   |-- 480 --|                    column 0
 *             320 >|-- 480 --|               column 1
 *                  320 >|-- 480 --|          column 2: one second is 49 columns
 *
 * A feature is an int8 in eighths of an octave of the band's energy, 0.376 dB a step, over 96 dB:
 * -128 is some 78 dB below full scale or less. Exact to rounding, but for bands more than 75 dB
 * below the frame's loudest, which are good to 1 dB. A model of otaml/infer.h whose input is int8
 * columns x 32 with zero point 0 takes the columns as they are, one after another.
 *
 * No heap, no globals, no floating point; one stream belongs to one task. A column costs 67,000
 * instructions on a Cortex-M4 and 343,000 on a Cortex-M0+ (bench/feature.sh), all of them in the
 * call that completes it. Code and read-only tables 2.6 to 2.9 KB, stack below 0.5 KB.
 */
#ifndef OTAML_AUDIO_FEATURES_H
#define OTAML_AUDIO_FEATURES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define OTAML_AUDIO_RATE_HZ 16000u
#define OTAML_AUDIO_FRAME   480u /* samples that a column is made of */
#define OTAML_AUDIO_HOP     320u /* samples from one column to the next */
#define OTAML_AUDIO_BANDS   32u  /* features of a column */
#define OTAML_AUDIO_FFT     512u

#ifdef __cplusplus
extern "C" {
#endif

/* Caller allocates (3 KB), otaml_audio_features_start fills. Fields are private and may change. */
struct otaml_audio_features {
    int32_t re[OTAML_AUDIO_FFT / 2]; /* scratch of one column; nothing in it outlives a call */
    int32_t im[OTAML_AUDIO_FFT / 2];
    int16_t frame[OTAML_AUDIO_FRAME];
    uint16_t filled; /* samples in frame */
};

/* Begin a stream: no samples yet. */
void otaml_audio_features_start(struct otaml_audio_features *s);

/*
 * Take samples (16 bits, mono, 16 kHz; read during the call only) up to where a column is complete
 * or there are no more. Gives the number of samples taken; *complete tells whether `column` was
 * written. Cannot fail. Feed a buffer of any length:
 *
 *   while (count > 0) {
 *       size_t taken = otaml_audio_features_feed(&s, samples, count, column, &complete);
 *       samples += taken;
 *       count -= taken;
 *       if (complete) { ... }
 *   }
 */
size_t otaml_audio_features_feed(struct otaml_audio_features *s, const int16_t *samples,
                                 size_t count, int8_t column[OTAML_AUDIO_BANDS], bool *complete);

#ifdef __cplusplus
}
#endif
#endif /* OTAML_AUDIO_FEATURES_H */
