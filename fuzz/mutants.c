/*
 * mutants.c - without libFuzzer: mutate the tests' sample models, from fixed seeds, and give each
 * mutant to the target. A second of this finds what an hour of blind flips does not.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "flat_mutator.h"
#include "flat_writer.h"
#include "sample_models.h"
#include "sample_operators.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MUTANTS = 150, ROOM = 1 << 12 };

static void mutate(const struct flat_model *model)
{
    size_t size;
    uint8_t *file = flat_write(model, &size), *mutant = malloc(size + ROOM);

    for (uint32_t seed = 1; mutant && seed <= MUTANTS; seed++) {
        memcpy(mutant, file, size);
        LLVMFuzzerTestOneInput(mutant, flat_mutate(mutant, size, size + ROOM, seed));
    }
    free(mutant);
    free(file);
}

int main(void)
{
    mutate(&sample_classifier);
    mutate(&sample_elementwise);
    mutate(&sample_axes);
    for (size_t i = 0; i < operator_samples_count; i++) {
        mutate(&operator_samples[i].model);
    }
    printf("%zu models, %d mutants of each\n", operator_samples_count + 3, MUTANTS);
    return 0;
}
