/*
 * flat_writer.h - write small .tflite files from scratch, for tests.
 *
 * Written forwards: a table first, then what its fields refer to, so that every reference
 * points forwards as the format wants. Independent of core/model: it shares no code with it.
 */
#ifndef OTAML_TEST_FLAT_WRITER_H
#define OTAML_TEST_FLAT_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct flat_tensor {
    uint8_t type;
    int rank;
    int32_t dims[6];
    int n_scales;
    const float *scales;
    int64_t zero_point; /* one for each scale */
    int32_t axis;
    const void *data; /* NULL: an activation */
    uint32_t bytes;   /* of data */
    bool variable;
};

struct flat_operator {
    int32_t code;
    int n_inputs, n_outputs;
    int32_t inputs[24], outputs[3];
    uint8_t options_type;
    const char *option_sizes; /* "1441": bytes of each field of the options' table */
    int32_t options[7];
    const char *custom; /* its name: code 32 */
    const uint8_t *custom_options;
    uint32_t custom_options_bytes;
};

struct flat_metadata {
    const char *name; /* NULL: it has none */
    const void *data;
    uint32_t bytes;
    uint32_t skip; /* to be added to its buffer's number */
};

struct flat_model {
    int n_tensors, n_operators;
    const struct flat_tensor *tensors;
    const struct flat_operator *operators;
    int32_t input, output; /* tensor numbers */
    int n_metadata;
    const struct flat_metadata *metadata;
};

/* The file, at a 16-byte boundary, to be freed. */
uint8_t *flat_write(const struct flat_model *model, size_t *size);

#endif /* OTAML_TEST_FLAT_WRITER_H */
