/*
 * fft_int16.c - transforms of int16, in Q0.15. API: fft_priv.h
 */
#include "fft_priv.h"

#include <stdbool.h>

#define SCALAR  int16_t
#define NAME(f) f##_int16

#define ONE 32767

#define ROUND(x) (int16_t)(((x) + (1 << 14)) >> 15)

#define FROM_COSINE(c)      (int16_t)(((((c) >> 15) * ONE) + ((uint64_t)1 << 46)) >> 47)
#define DIVIDE(x, k)        ROUND((x) * (ONE / (k)))
#define PRODUCT(a, b, c, d) ROUND((a) * (b) - (c) * (d))
#define ADD(a, b)           (int16_t)((a) + (b))
#define SUBTRACT(a, b)      (int16_t)((a) - (b))
#define HALF_ADD(a, b)      (int16_t)(((a) + (b)) >> 1)
#define HALF_SUBTRACT(a, b) (int16_t)(((a) - (b)) >> 1)
#define LAST(x, length)     (x)

#include "fft_template.h"
