/*
 * fft_float32.c - transforms of float32. API: fft_priv.h
 */
#include "fft_priv.h"

#include <stdbool.h>

#define SCALAR  float
#define NAME(f) f##_float32

#define FROM_COSINE(c)      ((float)(c)*0x1p-62f)
#define DIVIDE(x, k)        ((void)(k), (x))
#define PRODUCT(a, b, c, d) ((a) * (b) - (c) * (d))
#define ADD(a, b)           ((a) + (b))
#define SUBTRACT(a, b)      ((a) - (b))
#define HALF_ADD(a, b)      (((a) + (b)) * 0.5f)
#define HALF_SUBTRACT(a, b) (((a) - (b)) * 0.5f)
#define LAST(x, length)     ((x) / (float)(length))

#include "fft_template.h"
