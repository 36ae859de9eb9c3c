/*
 * real_priv.h - positive real numbers in integers, to form quantized multipliers.
 *
 * The reference forms its multipliers in double (or float) and then rounds them to 31 bits:
 * two roundings that must both be made to get its very numbers. A microcontroller has no
 * double, so the few operations needed are done here on mantissa and exponent, each rounded
 * as IEEE 754 would (to nearest, ties to even).
 */
#ifndef OTAML_REAL_PRIV_H
#define OTAML_REAL_PRIV_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include "base_priv.h"

/* mantissa * 2^exponent; 0 is mantissa 0. */
struct otaml_real {
    uint64_t mantissa;
    int32_t exponent;
};

/* A multiplier as the kernels use it: value * 2^(shift - 31), value 0 or in [2^30, 2^31). */
struct otaml_multiplier {
    int32_t value;
    int32_t shift;
};

static inline float otaml_get_float(const uint8_t *p)
{
    const uint32_t bits = otaml_get_le32(p);
    float f;
    memcpy(&f, &bits, sizeof(f));
    return f;
}

bool otaml_real_is_finite(float f);
bool otaml_real_is_scale(float f); /* finite and not negative */

struct otaml_real otaml_real_from_float(float f); /* the magnitude of a finite float, exactly */
struct otaml_real otaml_real_from_uint(uint32_t v);

/* a * b, exactly, for mantissas of at most 32 bits. */
struct otaml_real otaml_real_mul(struct otaml_real a, struct otaml_real b);

/* a * b as a double, for a of at most 53 bits and b of at most 24. */
struct otaml_real otaml_real_mul_long(struct otaml_real a, struct otaml_real b);

/* The square root as a double, for a of at most 24 bits. */
struct otaml_real otaml_real_sqrt(struct otaml_real a);

/* a / b as a double: a of at most 53 bits, b > 0 of at most 24. b = 0 gives 0. */
struct otaml_real otaml_real_div(struct otaml_real a, struct otaml_real b);

/* The same for b of at most 53 bits, some 60 times as slow. */
struct otaml_real otaml_real_div_long(struct otaml_real a, struct otaml_real b);

/* As a float32, subnormal ones too; beyond FLT_MAX it is left large, not made infinite. */
struct otaml_real otaml_real_round24(struct otaml_real a);

/* To the nearest integer, halves up; saturates at 2^30. */
int32_t otaml_real_round(struct otaml_real a);

bool otaml_real_less(struct otaml_real a, struct otaml_real b);

/* The reference's QuantizeMultiplier: halves up, below 2^-32 it is 0. False, and 0, if the
 * shift is above 31: there would be nothing left to shift. */
bool otaml_real_multiplier(struct otaml_real a, struct otaml_multiplier *out);

/* a / b of two scales, ready to be multiplied by many a third one. */
struct otaml_ratio {
    uint32_t dividend, divisor; /* mantissas: divisor of 24 bits <= dividend < 2 * divisor */
    uint32_t quotient;          /* 2^31 * dividend / divisor, cut off */
    int32_t exponent;
};

/* Of numbers of which b is finite and not 0; their signs are ignored. */
struct otaml_ratio otaml_ratio(float a, float b);

/* double(a) * double(f) / double(b) as a multiplier, negative if f is, in some 30 instructions.
 * f: any float, for it may come from bytes that nobody has checked; false and 0 as above. */
bool otaml_ratio_multiplier(const struct otaml_ratio *r, float f, struct otaml_multiplier *out);

/* The quotient as a float32; one below FLT_MIN is left exact, one beyond FLT_MAX large. */
struct otaml_ratio otaml_ratio_round24(struct otaml_ratio r);

/* double(a) / double(b) as a multiplier, of magnitudes; b is finite and not 0. */
bool otaml_ratio_of(float a, float b, struct otaml_multiplier *out);

/* The float32 a / b to the nearest integer, halves away from 0; saturates at 2^30. b > 0. */
int32_t otaml_ratio_round(float a, float b);

#endif /* OTAML_REAL_PRIV_H */
