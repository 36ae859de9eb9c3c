/*
 * fft_cosine.c - cosines of a quarter of a circle in 64-bit integers. API: fft_priv.h
 *
 * Up to an eighth of the circle Taylor's series of cosine or sine is summed up; 2^-58 is what
 * is lost, far less than decides the rounding of any value of a table.
 */
#include "fft_priv.h"

#include <stdbool.h>

#define ONE   ((uint64_t)1 << 62)
#define TERMS 9u

/* pi in Q2.62 */
#define PI UINT64_C(0xc90fdaa22168c235)

/* a * b / 2^62, cut off. */
static uint64_t multiply(uint64_t a, uint64_t b)
{
    const uint64_t a_high = a >> 32, a_low = (uint32_t)a;
    const uint64_t b_high = b >> 32, b_low = (uint32_t)b;
    const uint64_t middle = a_high * b_low + ((a_low * b_low) >> 32);
    const uint64_t middle2 = a_low * b_high + (uint32_t)middle;
    const uint64_t high = a_high * b_high + (middle >> 32) + (middle2 >> 32);

    return (high << 2) | ((uint32_t)middle2 >> 30);
}

/* 1 - s / (n (n + 1)) (1 - s / ((n + 2) (n + 3)) (...)): s is x squared. */
static uint64_t series(uint64_t s, uint32_t n)
{
    uint64_t sum = ONE;

    for (uint32_t i = TERMS; i > 0; i--) {
        const uint32_t k = n + 2 * (i - 1);
        sum = ONE - multiply(s, sum) / (k * (k + 1));
    }
    return sum;
}

uint64_t otaml_fft_cosine(uint32_t i, uint32_t length)
{
    const bool mirrored = i > length / 8;
    const uint32_t steps = mirrored ? length / 4 - i : i;
    const uint64_t x = multiply(PI, ONE / length * 2 * steps); /* at most pi / 4 */
    const uint64_t s = multiply(x, x);

    return mirrored ? multiply(x, series(s, 2)) : series(s, 1);
}
