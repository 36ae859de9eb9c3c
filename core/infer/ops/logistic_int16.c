/*
 * logistic_int16.c - LOGISTIC on int16.
 */
#include "sigmoid_int16_priv.h"

#define FRACTION_BITS 9u /* of a step of the table */
#define ONE           (1u << (16 + FRACTION_BITS))
#define DROP          (1u + FRACTION_BITS)

static void prepare(struct prep *p)
{
    otaml_sigmoid_int16_prepare(p, 0);
}

static int32_t map(const void *record, int32_t q)
{
    const int32_t x = otaml_sigmoid_int16_in(record, q);
    uint32_t y = otaml_sigmoid_int16_interpolate((uint32_t)(x < 0 ? -x : x), FRACTION_BITS);

    if (y == 0) {
        y = (uint32_t)INT16_MAX << DROP;
    }
    const uint32_t half = 1u << (DROP - 1);
    return (int32_t)((x >= 0 ? y + half : ONE - y + half - 1) >> DROP);
}

OTAML_UNARY_INT16(logistic_int16, CODE_LOGISTIC, prepare, map);
