/*
 * real.c - positive real numbers in integers. API: real_priv.h
 */
#include "real_priv.h"

#define FLOAT_MANTISSA_BITS  24
#define DOUBLE_MANTISSA_BITS 53
#define FLOAT_EXPONENT_MIN   (-149) /* of the last bit of a subnormal */

static uint32_t float_bits(float f)
{
    uint32_t bits;
    memcpy(&bits, &f, sizeof(bits));
    return bits;
}

bool otaml_real_is_finite(float f)
{
    return ((float_bits(f) >> 23) & 0xffu) != 0xffu;
}

bool otaml_real_is_scale(float f)
{
    return otaml_real_is_finite(f) && f >= 0.0f;
}

static int32_t bit_length(uint64_t v)
{
    int32_t n = 0;
    for (int32_t step = 32; step > 0; step /= 2) {
        if (v >> step) {
            v >>= step;
            n += step;
        }
    }
    return n + (v != 0);
}

/* Make the mantissa exactly `bits` long, which it is not above. */
static struct otaml_real widen(struct otaml_real a, int32_t bits)
{
    const int32_t shift = bits - bit_length(a.mantissa);
    if (a.mantissa != 0 && shift > 0) {
        a.mantissa <<= shift;
        a.exponent -= shift;
    }
    return a;
}

/* Drop the last `drop` bits (up to 63), rounding to nearest, ties to even. `rest` says that
 * something was cut off even below the mantissa. */
static struct otaml_real drop_bits(struct otaml_real a, int32_t drop, bool rest)
{
    if (drop <= 0) {
        return a;
    }
    const uint64_t half = (uint64_t)1 << (drop - 1);
    const uint64_t cut = a.mantissa & ((half << 1) - 1);
    a.mantissa >>= drop;
    a.exponent += drop;
    if (cut > half || (cut == half && (rest || (a.mantissa & 1)))) {
        a.mantissa++;
    }
    return a;
}

struct otaml_real otaml_real_from_float(float f)
{
    const uint32_t bits = float_bits(f);
    const int32_t exponent = (int32_t)((bits >> 23) & 0xffu);
    const uint32_t fraction = bits & 0x7fffffu;
    struct otaml_real r = { fraction, FLOAT_EXPONENT_MIN };

    if (exponent != 0) {
        r.mantissa = fraction | 0x800000u;
        r.exponent = FLOAT_EXPONENT_MIN + exponent - 1;
    }
    return r;
}

struct otaml_real otaml_real_from_uint(uint32_t v)
{
    struct otaml_real r = { v, 0 };
    return r;
}

struct otaml_real otaml_real_mul(struct otaml_real a, struct otaml_real b)
{
    struct otaml_real r = { a.mantissa * b.mantissa, a.exponent + b.exponent };
    return r;
}

struct otaml_real otaml_real_mul_long(struct otaml_real a, struct otaml_real b)
{
    a = widen(a, DOUBLE_MANTISSA_BITS);
    b = widen(b, FLOAT_MANTISSA_BITS);
    /* The product has 76 or 77 bits, of which the first 60 or 61 are kept. */
    const uint64_t low = (a.mantissa & UINT32_MAX) * b.mantissa;
    const uint64_t high = (a.mantissa >> 32) * b.mantissa + (low >> 32);
    struct otaml_real r = { high << 16 | (low >> 16 & UINT16_MAX), a.exponent + b.exponent + 16 };

    return drop_bits(r, bit_length(r.mantissa) - DOUBLE_MANTISSA_BITS, (low & UINT16_MAX) != 0);
}

struct otaml_real otaml_real_sqrt(struct otaml_real a)
{
    struct otaml_real r = { 0, 0 };
    uint64_t rest = 0;

    a = widen(a, FLOAT_MANTISSA_BITS);
    if (a.exponent % 2 != 0) {
        a.mantissa <<= 1;
        a.exponent--;
    }
    /* Digit by digit: the 13 pairs of bits that a has, then 42 of zeros, for 54 or 55 bits. */
    for (int32_t pair = 12; pair > 12 - 55; pair--) {
        const uint64_t bits = pair >= 0 ? a.mantissa >> 2 * pair & 3u : 0;
        const uint64_t trial = r.mantissa << 2 | 1;
        rest = rest << 2 | bits;
        r.mantissa <<= 1;
        if (rest >= trial) {
            rest -= trial;
            r.mantissa |= 1;
        }
    }
    r.exponent = a.exponent / 2 - 42;
    return drop_bits(r, bit_length(r.mantissa) - DOUBLE_MANTISSA_BITS, rest != 0);
}

struct otaml_real otaml_real_div(struct otaml_real a, struct otaml_real b)
{
    struct otaml_real r = { 0, 0 };

    if (a.mantissa == 0 || b.mantissa == 0) {
        return r;
    }
    a = widen(a, DOUBLE_MANTISSA_BITS);
    b = widen(b, FLOAT_MANTISSA_BITS);
    /* Long division, eight bits a step, which 32 bits are enough for: those of the mantissa,
     * then 32 more, make 61 or 62 bits. */
    const uint32_t divisor = (uint32_t)b.mantissa;
    uint32_t rest = 0;
    for (int32_t at = 48; at >= -32; at -= 8) {
        rest = rest << 8 | (at < 0 ? 0 : (uint32_t)(a.mantissa >> at) & 0xffu);
        r.mantissa = r.mantissa << 8 | rest / divisor;
        rest %= divisor;
    }
    r.exponent = a.exponent - b.exponent - 32;
    return drop_bits(r, bit_length(r.mantissa) - DOUBLE_MANTISSA_BITS, rest != 0);
}

struct otaml_real otaml_real_div_long(struct otaml_real a, struct otaml_real b)
{
    struct otaml_real r = { 0, 0 };

    if (a.mantissa == 0 || b.mantissa == 0) {
        return r;
    }
    a = widen(a, DOUBLE_MANTISSA_BITS);
    b = widen(b, DOUBLE_MANTISSA_BITS);
    for (int32_t i = 0; i < 62; i++) { /* bit by bit: 61 or 62 bits, as in otaml_real_div */
        const bool fits = a.mantissa >= b.mantissa;
        a.mantissa = (a.mantissa - (fits ? b.mantissa : 0)) << 1;
        r.mantissa = r.mantissa << 1 | fits;
    }
    r.exponent = a.exponent - b.exponent - 61;
    return drop_bits(r, bit_length(r.mantissa) - DOUBLE_MANTISSA_BITS, a.mantissa != 0);
}

struct otaml_real otaml_real_round24(struct otaml_real a)
{
    int32_t drop = bit_length(a.mantissa) - FLOAT_MANTISSA_BITS;

    if (drop < FLOAT_EXPONENT_MIN - a.exponent) {
        drop = FLOAT_EXPONENT_MIN - a.exponent; /* a subnormal has fewer bits */
    }
    if (drop > 63) {
        a.mantissa = 0;
        return a;
    }
    return drop_bits(a, drop, false);
}

int32_t otaml_real_round(struct otaml_real a)
{
    const int32_t length = bit_length(a.mantissa);

    if (a.mantissa == 0 || length + a.exponent < 0) {
        return 0; /* below one half */
    }
    if (length + a.exponent > 30) {
        return 1 << 30;
    }
    if (a.exponent >= 0) {
        return (int32_t)(a.mantissa << a.exponent);
    }
    /* length <= 30 - exponent <= 63, so the shift is below 64 and the half can be added. */
    return (int32_t)((a.mantissa + ((uint64_t)1 << (-a.exponent - 1))) >> -a.exponent);
}

bool otaml_real_less(struct otaml_real a, struct otaml_real b)
{
    if (a.mantissa == 0 || b.mantissa == 0) {
        return a.mantissa < b.mantissa;
    }
    a = widen(a, 64);
    b = widen(b, 64);
    return a.exponent != b.exponent ? a.exponent < b.exponent : a.mantissa < b.mantissa;
}

bool otaml_real_multiplier(struct otaml_real a, struct otaml_multiplier *out)
{
    out->value = 0;
    out->shift = 0;
    if (a.mantissa == 0) {
        return true;
    }
    a = widen(a, DOUBLE_MANTISSA_BITS);
    int32_t shift = a.exponent + DOUBLE_MANTISSA_BITS;
    uint64_t value = (a.mantissa + ((uint64_t)1 << 21)) >> 22;
    if (value == (uint64_t)1 << 31) {
        value >>= 1;
        shift++;
    }
    if (shift < -31) {
        return true;
    }
    if (shift > 31) {
        return false;
    }
    out->value = (int32_t)value;
    out->shift = shift;
    return true;
}

/* Mantissa of 24 bits and exponent of a float's magnitude; 0 has mantissa 0. Infinities and
 * NaN are taken for numbers beyond FLT_MAX. */
static uint32_t normalize(float f, int32_t *exponent)
{
    const uint32_t bits = float_bits(f);
    uint32_t mantissa = bits & 0x7fffffu;

    *exponent = (int32_t)((bits >> 23) & 0xffu) + FLOAT_EXPONENT_MIN - 1;
    if (*exponent >= FLOAT_EXPONENT_MIN) {
        return mantissa | 0x800000u;
    }
    if (mantissa != 0) {
        *exponent = FLOAT_EXPONENT_MIN;
        for (; mantissa < 0x800000u; mantissa <<= 1) {
            --*exponent;
        }
    }
    return mantissa;
}

struct otaml_ratio otaml_ratio(float a, float b)
{
    int32_t a_exponent, b_exponent;
    struct otaml_ratio r;

    r.dividend = normalize(a, &a_exponent);
    r.divisor = normalize(b, &b_exponent) | 0x800000u; /* b > 0: that bit is set but for b = 0 */
    r.exponent = a_exponent - b_exponent;
    if (r.dividend < r.divisor) {
        r.dividend <<= 1;
        r.exponent--;
    }
    uint32_t rest = r.dividend << 7;
    r.quotient = 0;
    for (int32_t i = 0; i < 4; i++) { /* eight bits a step */
        r.quotient = r.quotient << 8 | rest / r.divisor;
        rest = rest % r.divisor << 8;
    }
    return r;
}

bool otaml_ratio_multiplier(const struct otaml_ratio *r, float f, struct otaml_multiplier *out)
{
    int32_t shift;
    const uint32_t factor = normalize(f, &shift);
    uint32_t divisor = r->divisor;
    /* 2^7 * dividend * factor / divisor, 31 or 32 bits, at most one too small. */
    uint32_t value = (uint32_t)(((uint64_t)r->quotient * (factor << 8)) >> 32);
    /* What the division leaves is below 2 * divisor, so its low word is all of it. */
    uint32_t rest = r->dividend * (factor << 7) - value * divisor;

    out->value = 0;
    out->shift = 0;
    if (rest >= divisor) {
        rest -= divisor;
        value++;
    }
    shift += r->exponent + 24;
    if (value > INT32_MAX) {
        rest += value & 1 ? divisor : 0;
        value >>= 1;
        divisor <<= 1;
        shift++;
    }
    /* Up from a half on. The reference has rounded to 53 bits before, 22 more than these, ties to
     * even, so whatever is below a half by no more than 2^-23 has become a half. */
    value += (int32_t)(divisor - 2 * rest) <= (int32_t)(divisor >> 22);
    if (value > INT32_MAX) {
        value >>= 1;
        shift++;
    }
    if (value == 0 || shift < -31) {
        return true;
    }
    if (shift > 31) {
        return false;
    }
    out->value = float_bits(f) >> 31 ? -(int32_t)value : (int32_t)value;
    out->shift = shift;
    return true;
}

bool otaml_ratio_of(float a, float b, struct otaml_multiplier *out)
{
    const struct otaml_ratio r = otaml_ratio(a, b);
    return otaml_ratio_multiplier(&r, 1.0f, out);
}

struct otaml_ratio otaml_ratio_round24(struct otaml_ratio r)
{
    /* A quotient of floats is never half way between two floats: adding a half rounds it. */
    r.dividend = (r.quotient >> 8) + (r.quotient >> 7 & 1); /* 24 bits, or 2^24 */
    r.divisor = 1u << 23;
    if (r.dividend == 1u << 24) {
        r.dividend >>= 1;
        r.exponent++;
    }
    r.quotient = r.dividend << 8;
    return r;
}

int32_t otaml_ratio_round(float a, float b)
{
    const struct otaml_ratio r = otaml_ratio_round24(otaml_ratio(a, b));
    const uint32_t mantissa = r.dividend;
    const int32_t exponent = r.exponent + 8 - 31;
    uint32_t size = 1u << 30;

    if (exponent < -25) {
        size = 0;
    } else if (exponent < 0) {
        size = (mantissa + (1u << (-exponent - 1))) >> -exponent;
    } else if (exponent <= 6) {
        size = mantissa << exponent;
    }
    return a < 0.0f ? -(int32_t)size : (int32_t)size;
}
