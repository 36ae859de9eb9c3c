/*
 * fft_int32.c - transforms of int32, in Q0.31. API: fft_priv.h
 */
#include "fft_priv.h"

#include <stdbool.h>

#define SCALAR  int32_t
#define NAME(f) f##_int32

#define ONE INT32_MAX

/* c * ONE / 2^62, rounded: c * 2^31 - c in two words. */
static int32_t from_cosine(uint64_t c)
{
    const uint64_t low = (c & 0x7fffffffu) << 31;
    const int64_t rest = (int64_t)(low + ((uint64_t)1 << 61) - c);

    return (int32_t)((int64_t)(c >> 31) + (rest >> 62));
}

#define ROUND(x) (int32_t)(((x) + (1 << 30)) >> 31)

#define FROM_COSINE(c)      from_cosine(c)
#define DIVIDE(x, k)        ROUND((int64_t)(x) * (ONE / (k)))
#define PRODUCT(a, b, c, d) ROUND((int64_t)(a) * (b) - (int64_t)(c) * (d))
#define ADD(a, b)           (int32_t)((uint32_t)(a) + (uint32_t)(b))
#define SUBTRACT(a, b)      (int32_t)((uint32_t)(a) - (uint32_t)(b))
#define HALF_ADD(a, b)      (ADD(a, b) >> 1)
#define HALF_SUBTRACT(a, b) (SUBTRACT(a, b) >> 1)
#define LAST(x, length)     (x)

#include "fft_template.h"
