/*
 * signals.h - signals of which the answers are known, as files that programs read.
 */
#ifndef OTAML_TEST_SIGNALS_H
#define OTAML_TEST_SIGNALS_H

#include <stddef.h>
#include <stdint.h>

/* Sound in 16 bits: RIFF, as Microsoft's Multimedia Data Standards Update of 1994 has it. */
void signals_wav(const char *path, uint16_t channels, uint32_t rate, const void *samples,
                 size_t bytes);

/* The sound of tests/feature/wordK.s16, to be freed. */
uint8_t *signals_word(unsigned k, size_t *bytes);

/* The rows that a sensor gave where models/NAME/NAME_vV.K.in.bin is their picture, `columns` a row:
 * counts of `step` in a real 1.0. With a comment before each file's rows, or a label behind each.
 */
struct signals_csv {
    const char *name;
    unsigned version, first, last; /* K from first to last */
    unsigned columns;
    double scale; /* of the input, by models/NAME/README.md */
    int zero_point;
    double step;
};
void signals_csv(const char *path, const struct signals_csv *s);

extern const struct signals_csv signals_digits, signals_gestures; /* all 8 of version 1 */

#endif /* OTAML_TEST_SIGNALS_H */
