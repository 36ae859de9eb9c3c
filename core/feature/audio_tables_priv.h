/*
 * audio_tables_priv.h - constants of the feature front end; models/keywords/tables.py makes them.
 */
#ifndef OTAML_AUDIO_TABLES_PRIV_H
#define OTAML_AUDIO_TABLES_PRIV_H

#include <stdint.h>

/* The window's first half, Q15; the second mirrors it. */
extern const int16_t otaml_audio_window[240];

/* sin(2 pi k / 512), Q15; the cosine lies 128 further on. */
extern const int16_t otaml_audio_sine[384];

/* Segment i of the spectrum is bins first[i] .. first[i + 1] - 1: there band i rises by
 * rise[bin] / 256, and band i - 1 falls by the rest. Ascending, first[0] > 0. */
extern const uint8_t otaml_audio_first[34];
extern const uint8_t otaml_audio_rise[256];

/* 2^(15 + (i + 1/2) / 8): from where on an eighth of an octave is rounded up. */
extern const uint16_t otaml_audio_eighths[8];

#endif /* OTAML_AUDIO_TABLES_PRIV_H */
