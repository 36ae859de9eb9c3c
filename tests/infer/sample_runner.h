/*
 * sample_runner.h - open and run small models of flat_writer in arenas of just the size they ask
 * for, and hold operators' samples to their answers.
 */
#ifndef OTAML_TEST_SAMPLE_RUNNER_H
#define OTAML_TEST_SAMPLE_RUNNER_H

#include <otaml/infer.h>

#include "sample_operators.h"

struct opened {
    uint8_t *file, *arena;
    size_t size;
    struct otaml_model_reader reader;
    struct otaml_model m;
    struct otaml_infer inf;
};

/* Open a copy of a file, with an arena of just the size asked for; with stripe_bytes the copy is
 * behind a reader. The model's or infer's error; close_model in either case. */
int open_file(struct opened *o, const uint8_t *data, size_t size, uint32_t stripe_bytes);
int open_model(struct opened *o, const struct flat_model *model);
void close_model(struct opened *o);

/* The inputs that the answers' interpreter was asked: bytes of a pseudo-random sequence. */
void fill_input(uint8_t *p, size_t n, uint32_t seed);

/* What is changed in a sample; each makes it fit no longer. */
struct sample_change {
    const char *name;
    int tensor, dim; /* of a tensor, -1: none */
    int32_t size;
    int option; /* of operator 0, -1: none */
    int32_t value;
    int err;
};

/* Each sample's four answers have its CRC, from memory and streamed. */
void check_answers(const struct operator_sample *samples, size_t count);

/* Each change is refused with its error. */
void check_changes(const struct operator_sample *samples, size_t count,
                   const struct sample_change *changes, size_t n_changes);

/* Each byte of each sample changed in turn: refused, or it runs within its buffers, which a
 * sanitizer watches. */
void check_damage(const struct operator_sample *samples, size_t count);

/* Each byte of each sample changed in turn after it was opened behind a reader: it runs within its
 * buffers. */
void check_damage_after_open(const struct operator_sample *samples, size_t count);

#endif /* OTAML_TEST_SAMPLE_RUNNER_H */
