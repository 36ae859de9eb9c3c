/*
 * prelu_priv.h - PRELU on int8 and int16, alpha on int8: x where x >= 0, alpha * x elsewhere.
 */
#ifndef OTAML_PRELU_PRIV_H
#define OTAML_PRELU_PRIV_H

#include "../fixed_priv.h"
#include "broadcast_priv.h"

struct otaml_prelu {
    struct otaml_binary pair;
    struct otaml_multiplier identity, alpha;
    int16_t min;
    int8_t in_zero[2], out_zero;
    uint8_t unused[3];
};

void otaml_prelu_prepare(struct prep *p, uint8_t type);
int32_t otaml_prelu_one(const void *record, int32_t x, int32_t alpha);

#endif /* OTAML_PRELU_PRIV_H */
