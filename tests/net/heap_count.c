/*
 * heap_count.c - calloc and free with a list of what is out. API: heap_count.h
 */
#include "heap_count.h"

#include <stdbool.h>
#include <stdlib.h>

enum { LIVE_MAX = 4096 };

static _Thread_local size_t live_count, now, peak;
static _Thread_local bool counting;

#ifdef HEAP_COUNT
static _Thread_local struct {
    void *at;
    size_t size;
} live[LIVE_MAX];
void *__libc_calloc(size_t n, size_t size);
void __libc_free(void *at);

void *calloc(size_t n, size_t size)
{
    void *at = __libc_calloc(n, size);
    if (counting && at && live_count < LIVE_MAX) {
        live[live_count].at = at;
        live[live_count++].size = n * size;
        now += n * size;
        peak = now > peak ? now : peak;
    }
    return at;
}

void free(void *at)
{
    for (size_t i = live_count; counting && at && i-- > 0;) {
        if (live[i].at == at) {
            now -= live[i].size;
            live[i] = live[--live_count];
            break;
        }
    }
    __libc_free(at);
}
#endif

void heap_count_start(void)
{
    live_count = now = peak = 0;
    counting = true;
}

void heap_count_stop(void)
{
    counting = false;
}

size_t heap_count_now(void)
{
    return now;
}

size_t heap_count_peak(void)
{
    return peak;
}

void heap_count_reset_peak(void)
{
    peak = now;
}
