/*
 * places_priv.h - where an input or output of the model lies; an array of them follows the
 * records in the arena.
 */
#ifndef OTAML_PLACES_PRIV_H
#define OTAML_PLACES_PRIV_H

#include <stdint.h>

struct otaml_place {
    uint32_t operand;
    uint32_t bytes;
};

#endif /* OTAML_PLACES_PRIV_H */
