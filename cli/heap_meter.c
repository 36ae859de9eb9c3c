/*
 * heap_meter.c - count what calloc gives and free takes back. API: heap_meter.h
 *
 * free also gets pointers that did not come from calloc, so the ones that did are kept in a
 * hash table with linear probing. It never gives a block back uncounted: when it is full the
 * block is simply not counted, and the figure would be too low; SLOTS is far beyond what a
 * TLS connection needs.
 */
#include "heap_meter.h"

#include <stdint.h>
#include <stdlib.h>

#define SLOTS 16384u

void *__real_calloc(size_t n, size_t size);
void __real_free(void *p);
void *__wrap_calloc(size_t n, size_t size);
void __wrap_free(void *p);

static struct slot {
    uintptr_t block; /* 0: never used; 1: given back */
    size_t size;
} slots[SLOTS];
static size_t now, peak, before;

static unsigned slot_of(uintptr_t block, unsigned probe)
{
    return (unsigned)((block >> 4) * 2654435761u + probe) % SLOTS;
}

static void remember(uintptr_t block, size_t size)
{
    for (unsigned probe = 0; probe < SLOTS; probe++) {
        struct slot *s = &slots[slot_of(block, probe)];
        if (s->block <= 1) {
            *s = (struct slot){ block, size };
            now += size;
            peak = now > peak ? now : peak;
            return;
        }
    }
}

static void forget(uintptr_t block)
{
    for (unsigned probe = 0; probe < SLOTS; probe++) {
        struct slot *s = &slots[slot_of(block, probe)];
        if (s->block == block) {
            now -= s->size;
            s->block = 1;
            return;
        }
        if (s->block == 0) {
            return;
        }
    }
}

void *__wrap_calloc(size_t n, size_t size)
{
    void *p = __real_calloc(n, size);
    if (p) {
        remember((uintptr_t)p, n * size);
    }
    return p;
}

void __wrap_free(void *p)
{
    if (p) {
        forget((uintptr_t)p);
    }
    __real_free(p);
}

void heap_meter_begin(void)
{
    before = peak = now;
}

size_t heap_meter_peak(void)
{
    return peak - before;
}
