/*
 * places_priv.h - where an input or output of the model lies, and what a state begins with;
 * an array of the former and one of the latter follow the records in the arena.
 */
#ifndef OTAML_PLACES_PRIV_H
#define OTAML_PLACES_PRIV_H

#include <stdint.h>

struct otaml_place {
    uint32_t operand;
    uint32_t bytes;
};

/* A state of int8 whose zero point is not 0: to have it at its beginning, fill it with that. */
struct otaml_fill {
    uint32_t state; /* for otaml_state_at */
    uint32_t bytes;
    uint32_t value;
};

#endif /* OTAML_PLACES_PRIV_H */
