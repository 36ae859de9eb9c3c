/*
 * fixed_priv.h - fixed-point arithmetic as the reference kernels have it (gemmlowp's
 * fixedpoint.h, TensorFlow Lite's common.h with double rounding).
 *
 * A right shift of a negative number is taken to copy the sign, as every compiler for the
 * machines here does. Left shifts go through unsigned: a hostile scale may make them wrap.
 */
#ifndef OTAML_FIXED_PRIV_H
#define OTAML_FIXED_PRIV_H

#include <stdint.h>
#include "real_priv.h"

/* round(a * b / 2^31) unless both are INT32_MIN. The reference adds a nudge by sign and divides
 * towards zero; that is the same as adding half and rounding down, for either sign. */
#if defined(__ARM_ARCH_6M__)
/*
 * Without an instruction for a product of 64 bits: halves of 16 bits, the upper ones signed.
 *
 *   a * b = (ah * bh << 32) + (middle << 16) + the low half of al * bl
 *   middle = ah * bl + (al * bl >> 16) + al * bh, of 33 bits, of which the last one cannot
 *            change the result and is dropped early
 */
inline int32_t otaml_high_mul_positive(int32_t a, int32_t b)
{
    const int32_t ah = a >> 16, bh = b >> 16, al = a & 0xffff, bl = b & 0xffff;
    const int32_t left = ah * bl + (int32_t)((uint32_t)al * (uint32_t)bl >> 16); /* < 2^31 */
    const int32_t right = al * bh;
    const int32_t half = (left >> 1) + (right >> 1) + (left & right & 1);

    return (int32_t)((uint32_t)(ah * bh) * 2 + (uint32_t)((half + (1 << 13)) >> 14));
}
#else
inline int32_t otaml_high_mul_positive(int32_t a, int32_t b)
{
    return (int32_t)(((int64_t)a * b + ((int64_t)1 << 30)) >> 31);
}
#endif

inline int32_t otaml_high_mul(int32_t a, int32_t b)
{
    return a == INT32_MIN && b == INT32_MIN ? INT32_MAX : otaml_high_mul_positive(a, b);
}

/* round(x / 2^exponent), halves away from zero; exponent 0 to 31. */
inline int32_t otaml_round_shift(int32_t x, int32_t exponent)
{
    const int32_t mask = (int32_t)(((uint32_t)1 << exponent) - 1);
    const int32_t threshold = (mask >> 1) + (x < 0);
    return (x >> exponent) + ((x & mask) > threshold);
}

inline int32_t otaml_left_shift(int32_t x, int32_t exponent)
{
    return (int32_t)((uint32_t)x << exponent);
}

/* x * 2^exponent, saturating; exponent 0 to 31. */
inline int32_t otaml_scale_up(int32_t x, int32_t exponent)
{
    const int32_t limit = (int32_t)(((uint32_t)1 << (31 - exponent)) - 1);
    if (x > limit) {
        return INT32_MAX;
    }
    return x < -limit ? INT32_MIN : otaml_left_shift(x, exponent);
}

/* a + b modulo 2^32: what a hostile scale drives beyond 31 bits stays defined. */
inline int32_t otaml_add_wrap(int32_t a, int32_t b)
{
    return (int32_t)((uint32_t)a + (uint32_t)b);
}

/* x * m, rounded twice. */
inline int32_t otaml_multiply(int32_t x, struct otaml_multiplier m)
{
    if (m.shift > 0) {
        return otaml_high_mul(otaml_left_shift(x, m.shift), m.value);
    }
    return otaml_round_shift(otaml_high_mul(x, m.value), -m.shift);
}

/* x * m for the sums of int16 operators: the multiplier is cut to 16 bits, rounded once. The
 * reference allows |x| < 2^47 and shifts below OTAML_WIDE_SHIFT_END; beyond it this wraps. */
#define OTAML_WIDE_SHIFT_END 8
static inline int32_t otaml_multiply_wide(int64_t x, struct otaml_multiplier m)
{
    const int32_t reduced = m.value < 0x7fff0000 ? (m.value + (1 << 15)) >> 16 : 0x7fff;
    const int32_t shift = 15 - m.shift; /* 8 to 46 */
    const uint64_t product = (uint64_t)x * (uint64_t)(int64_t)reduced;
    return (int32_t)((int64_t)(product + ((uint64_t)1 << (shift - 1))) >> shift);
}

static inline int32_t otaml_leading_zeros(uint32_t v)
{
    int32_t n = 0;
    while (n < 32 && !(v & 0x80000000u)) {
        v <<= 1;
        n++;
    }
    return n;
}

static inline int32_t otaml_clamp(int32_t x, int32_t min, int32_t max)
{
    return x < min ? min : x > max ? max : x;
}

inline int8_t otaml_clamp_int8(int32_t x, int32_t min, int32_t max)
{
    return (int8_t)(x < min ? min : x > max ? max : x);
}

static inline float otaml_clamp_float(float x, float min, float max)
{
    return x < min ? min : x > max ? max : x;
}

#endif /* OTAML_FIXED_PRIV_H */
