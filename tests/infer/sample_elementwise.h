/*
 * sample_elementwise.h - small models of one element-wise operator each, and TensorFlow Lite
 * Micro's answers to them.
 */
#ifndef OTAML_TEST_SAMPLE_ELEMENTWISE_H
#define OTAML_TEST_SAMPLE_ELEMENTWISE_H

#include "flat_writer.h"

enum { ELEMENTWISE_TENSORS = 5, ELEMENTWISE_CONSTANT_BYTES = 512 };

/* A tensor; scale 0: not quantized. */
struct elementwise_tensor {
    uint8_t type;
    int rank;
    int32_t dims[6];
    float scale;
    int32_t zero;
};

struct elementwise_sample {
    const char *name;
    int32_t code;
    uint8_t options_type; /* 0: none */
    int32_t option;       /* a fused activation, or alpha's bits */
    int input;            /* of the operator: the model's input; its others are constants */
    int n_tensors;
    struct elementwise_tensor tensors[ELEMENTWISE_TENSORS]; /* inputs of the operator, output */
    uint32_t crc; /* of the answers to four inputs, little-endian, one after another */
};

extern const struct elementwise_sample elementwise_samples[];
extern const size_t elementwise_samples_count;

/* The model of a sample, with what it points to. */
struct elementwise_model {
    struct flat_model model;
    struct flat_tensor tensors[ELEMENTWISE_TENSORS];
    struct flat_operator op;
    float scales[ELEMENTWISE_TENSORS];
    uint32_t constants[ELEMENTWISE_TENSORS][ELEMENTWISE_CONSTANT_BYTES / 4];
};

void elementwise_build(const struct elementwise_sample *sample, struct elementwise_model *m);

/* Elements of a tensor, float32 within 128 in steps of 2^-8. These seeds: all of the range, rising;
 * numbers from -3 to 4. Others: pseudo-random. */
enum { ELEMENTWISE_RISING = 0, ELEMENTWISE_SMALL = 3 };
void elementwise_fill(uint8_t type, void *dst, size_t bytes, uint32_t seed);

size_t elementwise_element_bytes(uint8_t type);

#endif /* OTAML_TEST_SAMPLE_ELEMENTWISE_H */
