/*
 * signal_priv.h - the audio front end: TensorFlow Lite Micro's signal library, as custom
 * operators. What several of them share.
 */
#ifndef OTAML_SIGNAL_PRIV_H
#define OTAML_SIGNAL_PRIV_H

#include "../flex_priv.h"

/* Describe input or output k, which must be of `type`. */
void otaml_signal_input(struct prep *p, uint32_t k, uint8_t type, struct otaml_tensor *t);
void otaml_signal_output(struct prep *p, uint32_t k, uint8_t type, struct otaml_tensor *t);

/* Output k must have `count` elements. */
void otaml_signal_count(struct prep *p, uint32_t k, const struct otaml_tensor *t, uint64_t count);

/* Bits up to the highest that is set: 0 for 0. */
static inline uint32_t otaml_bit_length(uint32_t v)
{
    uint32_t n = 0;

    for (; v > 0; v >>= 1) {
        n++;
    }
    return n;
}

#endif /* OTAML_SIGNAL_PRIV_H */
