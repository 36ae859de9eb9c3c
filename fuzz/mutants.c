/*
 * mutants.c - without libFuzzer: mutate the tests' sample models, from fixed seeds, and give each
 * mutant to the target. A second of this finds what an hour of blind flips does not.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "flat_mutator.h"
#include "samples.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MUTANTS = 150, ROOM = 1 << 12 };

static void try_mutants(const uint8_t *file, size_t size)
{
    uint8_t *mutant = malloc(size + ROOM);

    for (uint32_t seed = 1; mutant && seed <= MUTANTS; seed++) {
        memcpy(mutant, file, size);
        LLVMFuzzerTestOneInput(mutant, flat_mutate(mutant, size, size + ROOM, seed));
    }
    free(mutant);
}

int main(void)
{
    size_t count = 0, size;
    uint8_t *file;

    while ((file = sample_file(count, &size)) != NULL) {
        try_mutants(file, size);
        free(file);
        count++;
    }
    printf("%zu models, %d mutants of each\n", count, MUTANTS);
    return count == 0;
}
