/*
 * base_priv.h - what every room of core/ and device/ may use: little-endian bytes,
 * rounding, comparison in constant time, compile-time assertions. No state, no cost
 * beyond the inlined instructions.
 */
#ifndef OTAML_BASE_PRIV_H
#define OTAML_BASE_PRIV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* C99 has no _Static_assert: a negative array size does the same. */
#define OTAML_STATIC_ASSERT(condition, name)                                                       \
    typedef char otaml_assert_##name[(condition) ? 1 : -1] __attribute__((unused))

/* A function whose frame must not become part of its caller's. */
#define OTAML_OWN_FRAME __attribute__((noinline))

#define OTAML_ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

static inline uint16_t otaml_get_le16(const uint8_t *p)
{
    return (uint16_t)(p[0] | (p[1] << 8));
}

static inline uint32_t otaml_get_le32(const uint8_t *p)
{
    return (uint32_t)p[0] | ((uint32_t)p[1] << 8) | ((uint32_t)p[2] << 16) | ((uint32_t)p[3] << 24);
}

static inline uint64_t otaml_get_le64(const uint8_t *p)
{
    return otaml_get_le32(p) | ((uint64_t)otaml_get_le32(p + 4) << 32);
}

static inline void otaml_put_le16(uint8_t *p, uint16_t v)
{
    p[0] = (uint8_t)v;
    p[1] = (uint8_t)(v >> 8);
}

static inline void otaml_put_le32(uint8_t *p, uint32_t v)
{
    otaml_put_le16(p, (uint16_t)v);
    otaml_put_le16(p + 2, (uint16_t)(v >> 16));
}

static inline void otaml_put_le64(uint8_t *p, uint64_t v)
{
    otaml_put_le32(p, (uint32_t)v);
    otaml_put_le32(p + 4, (uint32_t)(v >> 32));
}

static inline uint32_t otaml_min_u32(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

/* The next multiple of unit (> 0) at or above v. The caller has bounded v: no wrap. */
static inline uint32_t otaml_round_up(uint32_t v, uint32_t unit)
{
    return (v + unit - 1) / unit * unit;
}

/* Equal, in a time that depends on len alone. For digests, tags and tokens. */
static inline bool otaml_equal_ct(const uint8_t *a, const uint8_t *b, size_t len)
{
    uint8_t diff = 0;
    for (size_t i = 0; i < len; i++) {
        diff |= (uint8_t)(a[i] ^ b[i]);
    }
    return diff == 0;
}

#endif /* OTAML_BASE_PRIV_H */
