/*
 * model_mutator.c - gives flat_mutate to libFuzzer, and every eighth time libFuzzer's own changes.
 */
#include <stddef.h>
#include <stdint.h>

#include "flat_mutator.h"

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t cap);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t cap, unsigned int seed);

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t cap, unsigned int seed)
{
    return seed % 8 ? flat_mutate(data, size, cap, seed) : LLVMFuzzerMutate(data, size, cap);
}
