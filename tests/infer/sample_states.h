/*
 * sample_states.h - small models whose operators keep a state between inferences, and those of
 * the audio front end.
 */
#ifndef OTAML_TEST_SAMPLE_STATES_H
#define OTAML_TEST_SAMPLE_STATES_H

#include "flat_writer.h"

struct state_sample {
    const char *name;
    struct flat_model model;
    /* CRC-32 of TensorFlow Lite Micro's answers to six inputs, one after another. */
    uint32_t crc;
};

extern const struct state_sample state_samples[];
extern const size_t state_samples_count;

#endif /* OTAML_TEST_SAMPLE_STATES_H */
