/*
 * chip_power.c - power that fails, bits that waver. API: chip_power.h
 */
#include "chip_power.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* ---- chance ---- */

uint32_t chip_random(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

uint32_t chip_random_seed(uint32_t seed, uint32_t off)
{
    const uint32_t state = (seed + 1) * 2654435761u ^ (off + 1);

    return state ? state : 1;
}

void chip_rot(uint8_t *at, uint32_t len, uint32_t bits, uint32_t seed)
{
    uint32_t state = chip_random_seed(seed, len);

    for (uint32_t i = 0; i < bits && len > 0; i++) {
        const uint32_t byte = chip_random(&state) % len;
        at[byte] ^= (uint8_t)(1u << (chip_random(&state) >> 8) % 8);
    }
}

/* ---- tearing ---- */

/* Bits of byte i of len that still get their new value. */
static uint8_t torn_bits(enum chip_cut cut, uint32_t i, uint32_t len, uint32_t *state)
{
    const uint8_t some = (uint8_t)(chip_random(state) >> 8);

    switch (cut) {
    case CHIP_CUT_TORN_HEAD:
        return i < len / 2 ? 0xff : (i == len / 2 ? some : 0);
    case CHIP_CUT_TORN_TAIL:
        return i > len / 2 ? 0xff : (i == len / 2 ? some : 0);
    case CHIP_CUT_TORN_SCATTER:
    case CHIP_CUT_UNSTABLE:
        return some;
    case CHIP_CUT_BEFORE:
    case CHIP_CUT_AFTER:
    case CHIP_CUTS:
        break;
    }
    return cut == CHIP_CUT_AFTER ? 0xff : 0;
}

void chip_tear(uint8_t *at, uint32_t off, const uint8_t *src, uint32_t len, enum chip_cut cut,
               uint32_t seed)
{
    uint32_t state = chip_random_seed(seed, off);

    for (uint32_t i = 0; i < len; i++) {
        const uint8_t bits = torn_bits(cut, i, len, &state);
        const uint8_t new = src ? src[i] : 0xff;
        at[i] = (uint8_t)((at[i] & ~bits) | (new &bits));
    }
}

/* Of the bits that were to change, make some waver: spread over the whole of a long range. */
static void weaken(struct chip_power *p, const uint8_t *at, uint32_t off, const uint8_t *src,
                   uint32_t len)
{
    const uint32_t apart = len / (CHIP_WEAK_MAX / 4) + 1;
    uint32_t state = chip_random_seed(p->seed, ~off);

    for (uint32_t i = 0; i < len && p->weak_count < CHIP_WEAK_MAX; i++) {
        const uint8_t change = (uint8_t)(at[i] ^ (src ? src[i] : 0xff));
        const uint8_t mask = (uint8_t)(change & (chip_random(&state) >> 8));
        if (mask && (chip_random(&state) >> 8) % apart == 0) {
            p->weak[p->weak_count++] = (struct chip_weak){ off + i, mask };
        }
    }
}

void chip_power_tear(struct chip_power *p, uint8_t *bytes, uint32_t off, const uint8_t *src,
                     uint32_t len)
{
    if (p->cut != CHIP_CUT_BEFORE) {
        chip_power_settle(p, off, len);
    }
    if (p->cut == CHIP_CUT_UNSTABLE) {
        weaken(p, bytes + off, off, src, len);
    }
    chip_tear(bytes + off, off, src, len, p->cut, p->seed);
}

/* ---- power ---- */

void chip_power_init(struct chip_power *p, uint64_t *now_ns)
{
    memset(p, 0, sizeof(*p));
    p->now_ns = now_ns;
    p->noise = 1;
}

void chip_power_on(struct chip_power *p)
{
    p->off = false;
    p->cut_in = 0;
}

bool chip_power_fails(struct chip_power *p)
{
    if (p->cut_in == 0 || --p->cut_in > 0) {
        return false;
    }
    p->off = true;
    return true;
}

/* ---- bits ---- */

void chip_power_read(struct chip_power *p, const uint8_t *bytes, uint32_t off, uint8_t *dst,
                     uint32_t len)
{
    memcpy(dst, bytes + off, len);
    for (uint32_t i = 0; i < p->weak_count; i++) {
        const struct chip_weak *w = &p->weak[i];
        if (w->off >= off && w->off - off < len) {
            dst[w->off - off] ^= (uint8_t)(w->mask & (chip_random(&p->noise) >> 8));
        }
    }
}

void chip_power_settle(struct chip_power *p, uint32_t off, uint32_t len)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < p->weak_count; i++) {
        const struct chip_weak w = p->weak[i];
        if (w.off < off || w.off - off >= len) {
            p->weak[kept++] = w;
        }
    }
    p->weak_count = kept;
}

void chip_power_violate(struct chip_power *p, const char *format, ...)
{
    va_list args;

    if (p->violations++ == 0) {
        va_start(args, format);
        vsnprintf(p->violation, sizeof(p->violation), format, args);
        va_end(args);
    }
}
