/*
 * flat_sites.h - the places in a .tflite file whose values decide how it is run.
 *
 * A walk of its own over the FlatBuffer, which shares nothing with core/model and expects
 * damaged files: what leads outside is passed over.
 */
#ifndef OTAML_FUZZ_FLAT_SITES_H
#define OTAML_FUZZ_FLAT_SITES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum site_kind {
    SITE_DIMENSION,
    SITE_TYPE,
    SITE_VARIABLE,
    SITE_BUFFER, /* the number of a tensor's buffer */
    SITE_SCALE,
    SITE_ZERO_POINT, /* 8 bytes */
    SITE_AXIS,       /* the quantized dimension */
    SITE_TENSOR,     /* a tensor's number, among inputs and outputs */
    SITE_OPCODE,     /* the number of an operator's code */
    SITE_BUILTIN,    /* the codes themselves: 1 byte or 4 */
    SITE_OPTION,     /* a scalar of an operator's options, 1 to 8 bytes */
    SITE_OPTIONS_TYPE,
    SITE_CUSTOM, /* a byte of a custom operator's options or name */
    SITE_DATA,   /* 4 bytes of a constant, or the last ones */
    SITE_LENGTH, /* of a vector */
    SITE_VTABLE, /* where a field of a table lies */
    /* What points to a vector: its elements are of 4 bytes, of 8, of 1. */
    SITE_VECTOR_4,
    SITE_VECTOR_8,
    SITE_VECTOR_1,
    SITE_KINDS
};

struct site {
    uint32_t at, bytes;
};

/* Choose one place of this kind, each as likely as the others; false where there is none. */
bool flat_site(const uint8_t *file, size_t size, enum site_kind kind, uint32_t *random,
               struct site *site);

/* What of a tensor decides how many bytes its constant has. */
struct flat_constant {
    uint64_t bytes;     /* by type and shape; 0 if unknown */
    uint32_t reference; /* what points to the data; 0 where there is none */
};

/* Tensor `index`; false beyond the last one. */
bool flat_constant(const uint8_t *file, size_t size, uint32_t index, struct flat_constant *c);

/* Little-endian numbers of 1 to 8 bytes; 0, or nothing, where they are not all in the file. */
uint64_t flat_get(const uint8_t *file, size_t size, uint32_t at, uint32_t bytes);
void flat_put(uint8_t *file, size_t size, uint32_t at, uint32_t bytes, uint64_t value);

uint32_t flat_random(uint32_t *state);

#endif /* OTAML_FUZZ_FLAT_SITES_H */
