/*
 * sample_operators.h - one small model for each operator (or a few that belong together), with
 * constants from a fixed pseudo-random sequence.
 */
#ifndef OTAML_TEST_SAMPLE_OPERATORS_H
#define OTAML_TEST_SAMPLE_OPERATORS_H

#include "flat_writer.h"

struct operator_sample {
    const char *name;
    struct flat_model model;
    /* CRC-32 of TensorFlow Lite Micro's answers to four inputs, one after another; 0 where it has
     * no such operator in Python's wheel. */
    uint32_t crc;
};

extern const struct operator_sample operator_samples[];
extern const size_t operator_samples_count;

/* Operators that move, reduce or resize; an input of bool is 0 or 1. */
extern const struct operator_sample shape_samples[];
extern const size_t shape_samples_count;

#endif /* OTAML_TEST_SAMPLE_OPERATORS_H */
