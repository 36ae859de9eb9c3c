/*
 * signal_samples_priv.h - a queue of samples that an operator keeps between inferences.
 */
#ifndef OTAML_SIGNAL_SAMPLES_PRIV_H
#define OTAML_SIGNAL_SAMPLES_PRIV_H

#include <stdint.h>

/* In the operator's state, which begins as zeros; the samples follow. */
struct otaml_samples {
    uint32_t begun; /* set by the operator once it has put in what it begins with */
    uint32_t count;
};

/* Bytes of a queue of `capacity` samples. */
static inline uint64_t otaml_samples_bytes(uint64_t capacity)
{
    return sizeof(struct otaml_samples) + (capacity + 1) / 2 * 2 * sizeof(int16_t);
}

/* Append n samples, for which there is room; NULL: zeros. */
void otaml_samples_put(struct otaml_samples *s, const int16_t *from, uint32_t n);

/* Copy the oldest n, if there are so many, and drop the oldest `drop` <= n of them; else 0. */
uint32_t otaml_samples_take(struct otaml_samples *s, int16_t *to, uint32_t n, uint32_t drop);

#endif /* OTAML_SIGNAL_SAMPLES_PRIV_H */
