/*
 * relu.c - RELU on int8 and int16. API: relu_priv.h
 */
#include "relu_priv.h"

void otaml_relu_prepare(struct prep *p, uint8_t type)
{
    struct otaml_rescale *r = otaml_rescale_prepare(p, type);

    r->min = r->out_zero;
}

int32_t otaml_relu_one(const void *record, int32_t q)
{
    const struct otaml_rescale *r = record;

    return otaml_rescale_one(r, q - r->in_zero);
}
