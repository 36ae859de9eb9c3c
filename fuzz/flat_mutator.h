/*
 * flat_mutator.h - change a .tflite file in ways that matter.
 */
#ifndef OTAML_FUZZ_FLAT_MUTATOR_H
#define OTAML_FUZZ_FLAT_MUTATOR_H

#include <stddef.h>
#include <stdint.h>

/* Change a few things in the file of `size` bytes, in a buffer of `cap`; the new size. Any bytes
 * will do; the same seed makes the same changes. */
size_t flat_mutate(uint8_t *file, size_t size, size_t cap, uint32_t seed);

#endif /* OTAML_FUZZ_FLAT_MUTATOR_H */
