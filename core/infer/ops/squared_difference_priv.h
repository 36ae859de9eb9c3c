/*
 * squared_difference_priv.h - SQUARED_DIFFERENCE on int8 and int16: both inputs are brought to
 * twice the larger scale, on int8 with 7 more bits, and the square of their difference to the
 * output's.
 */
#ifndef OTAML_SQUARED_DIFFERENCE_PRIV_H
#define OTAML_SQUARED_DIFFERENCE_PRIV_H

#include "../fixed_priv.h"
#include "broadcast_priv.h"

struct otaml_squared_difference {
    struct otaml_binary pair;
    struct otaml_multiplier in_m[2], out_m;
    int16_t min;
    int8_t in_zero[2], out_zero;
    uint8_t more_bits;
    uint16_t unused;
};
OTAML_STATIC_ASSERT(sizeof(struct otaml_squared_difference) <= RECORD_BYTES_MAX,
                    squared_difference_record);

void otaml_squared_difference_prepare(struct prep *p, uint8_t type);
int32_t otaml_squared_difference_one(const void *record, int32_t a, int32_t b);

#endif /* OTAML_SQUARED_DIFFERENCE_PRIV_H */
