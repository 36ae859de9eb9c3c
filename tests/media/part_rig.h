/*
 * part_rig.h - what the tests of drivers against chip models share: every offset and length
 * against an array, and the end of a test without a violation.
 */
#ifndef OTAML_PART_RIG_H
#define OTAML_PART_RIG_H

#include <fixture.h>
#include <chip_power.h>
#include <otaml/media.h>

/* Pseudo-random bytes, the same for the same seed. */
void rig_fill(uint8_t *dst, uint32_t len, uint32_t seed);

/* Write and read so many pieces of up to max_len bytes of the first `span` bytes, and compare all
 * of them with an array after each. Erases what it needs to where the unit erases. Pieces are
 * multiples of prog_size; half of them begin or end at a multiple of `border`. */
void rig_pieces(struct otaml_media *m, uint32_t span, uint32_t max_len, uint32_t border,
                unsigned pieces);

/* Nothing was done that the part forbids. */
void rig_no_violation(const struct chip_power *p);

#endif /* OTAML_PART_RIG_H */
