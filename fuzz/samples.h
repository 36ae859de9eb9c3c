/*
 * samples.h - the small models of tests/infer as files, for the fuzz targets to begin with.
 */
#ifndef OTAML_FUZZ_SAMPLES_H
#define OTAML_FUZZ_SAMPLES_H

#include <stddef.h>
#include <stdint.h>

/* File `index`, counted from 0, to be freed; NULL beyond the last one. */
uint8_t *sample_file(size_t index, size_t *size);

#endif /* OTAML_FUZZ_SAMPLES_H */
