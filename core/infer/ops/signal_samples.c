/*
 * signal_samples.c - a queue of samples. API: signal_samples_priv.h
 */
#include "signal_samples_priv.h"

#include <string.h>

static int16_t *samples_of(struct otaml_samples *s)
{
    return (int16_t *)(void *)(s + 1);
}

void otaml_samples_put(struct otaml_samples *s, const int16_t *from, uint32_t n)
{
    int16_t *to = samples_of(s) + s->count;

    if (from) {
        memcpy(to, from, (size_t)n * sizeof(*to));
    } else {
        memset(to, 0, (size_t)n * sizeof(*to));
    }
    s->count += n;
}

uint32_t otaml_samples_take(struct otaml_samples *s, int16_t *to, uint32_t n, uint32_t drop)
{
    int16_t *at = samples_of(s);

    if (s->count < n) {
        return 0;
    }
    memcpy(to, at, (size_t)n * sizeof(*to));
    s->count -= drop;
    memmove(at, at + drop, (size_t)s->count * sizeof(*at));
    return n;
}
