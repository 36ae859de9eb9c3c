/*
 * tanh_int16.c - TANH on int16.
 */
#include "sigmoid_int16_priv.h"

#define FRACTION_BITS 8u /* of a step of the table */
#define HALF_OF_ONE   (1 << (15 + FRACTION_BITS))

static void prepare(struct prep *p)
{
    otaml_sigmoid_int16_prepare(p, 1);
}

static int32_t map(const void *record, int32_t q)
{
    const int32_t x = otaml_sigmoid_int16_in(record, q);
    uint32_t y = otaml_sigmoid_int16_interpolate((uint32_t)(x < 0 ? -x : x), FRACTION_BITS);

    if (y == 0) {
        y = (uint32_t)UINT16_MAX << FRACTION_BITS;
    }
    /* 2 logistic - 1, rounded half up for either sign. */
    const int32_t above = (int32_t)y - HALF_OF_ONE;
    const int32_t half = 1 << (FRACTION_BITS - 1);
    return (x >= 0 ? above + half : -above + half - 1) >> FRACTION_BITS;
}

OTAML_UNARY_INT16(tanh_int16, CODE_TANH, prepare, map);
