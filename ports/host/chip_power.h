/*
 * chip_power.h - what every emulated part has in common: power that fails, bits that waver, time.
 *
 * Shared by the chip models of ports/host and by media_file.h. The power can be cut at any program
 * or erase, in the manners of enum chip_cut; time is virtual, advanced by what the bus and the
 * driver do, so that a test of minutes runs in milliseconds and costs can be compared with a data
 * sheet; what a part forbids is counted and described, for a test to look at. All that looks like
 * chance comes from `seed` and is the same at each run.
 */
#ifndef OTAML_CHIP_POWER_H
#define OTAML_CHIP_POWER_H

#include <stdbool.h>
#include <stdint.h>
#include <otaml/err.h>

enum {
    CHIP_ERR_POWER = OTAML_ERR_PORT_BASE - 60, /* the power is off */
    CHIP_ERR_RULE = OTAML_ERR_PORT_BASE - 61   /* the bus or the part forbids that */
};

/* What the operation at which the power is cut still does. */
enum chip_cut {
    CHIP_CUT_BEFORE,       /* nothing */
    CHIP_CUT_TORN_HEAD,    /* its first half, the byte there in part */
    CHIP_CUT_TORN_TAIL,    /* its second half */
    CHIP_CUT_TORN_SCATTER, /* some bits all over it */
    CHIP_CUT_AFTER,        /* everything, but it is not reported */
    CHIP_CUT_UNSTABLE,     /* as scattered, and some bits read differently each time from then on,
                              until they are erased or written */
    CHIP_CUTS
};

#define CHIP_WEAK_MAX 512u /* bytes with unstable bits, at most */

/* A byte of which some bits are neither 0 nor 1. */
struct chip_weak {
    uint32_t off;
    uint8_t mask;
};

/* Zeroed and then chip_power_init; part of each chip model. */
struct chip_power {
    uint64_t *now_ns; /* virtual time, of the caller: parts of one board share one clock */

    /* Set at will: 1 cuts the power at the next program or erase, 2 at the one after it, 0 never.
     * Counts down. */
    uint32_t cut_in;
    enum chip_cut cut;
    uint32_t seed;
    bool off; /* the power is off; chip_power_on */

    /* Read and reset at will. */
    uint32_t violations; /* what the part forbids and was done nevertheless */
    char violation[96];  /* the first of them */

    /* Private. */
    struct chip_weak weak[CHIP_WEAK_MAX];
    uint32_t weak_count;
    uint32_t noise; /* the generator behind unstable bits */
};

#ifdef __cplusplus
extern "C" {
#endif

void chip_power_init(struct chip_power *p, uint64_t *now_ns);

/* Power again, no cut armed. What wavers goes on wavering. */
void chip_power_on(struct chip_power *p);

/* To be asked once for each program, write or erase, when it starts. true: the power goes now;
 * `off` is set, and the caller lets chip_power_tear do what is left of the operation. */
bool chip_power_fails(struct chip_power *p);

/* Let the operation that gives bytes[off .. off + len) the content `src` (NULL: 0xff) happen as far
 * as the cut lets it. src is what would be there at the end: ANDed already where the part ANDs. */
void chip_power_tear(struct chip_power *p, uint8_t *bytes, uint32_t off, const uint8_t *src,
                     uint32_t len);

/* Read as the part would: unstable bits by chance. */
void chip_power_read(struct chip_power *p, const uint8_t *bytes, uint32_t off, uint8_t *dst,
                     uint32_t len);

/* The range was erased or written in full: nothing of it wavers any more. */
void chip_power_settle(struct chip_power *p, uint32_t off, uint32_t len);

/* Count a violation; keep the text of the first. */
#if defined(__GNUC__) || defined(__clang__)
__attribute__((format(printf, 2, 3)))
#endif
void chip_power_violate(struct chip_power *p, const char *format, ...);

/* The tearing itself, in any manner but CHIP_CUT_UNSTABLE: `at` is where byte `off` of the part
 * lies, src as above. */
void chip_tear(uint8_t *at, uint32_t off, const uint8_t *src, uint32_t len, enum chip_cut cut,
               uint32_t seed);

/* Flip so many bits of the range, chosen by the seed: bit rot. */
void chip_rot(uint8_t *at, uint32_t len, uint32_t bits, uint32_t seed);

/* A small generator (xorshift) over a state that is not 0. */
uint32_t chip_random(uint32_t *state);

/* A state for it, from a seed and a place; never 0. */
uint32_t chip_random_seed(uint32_t seed, uint32_t off);

#ifdef __cplusplus
}
#endif
#endif /* OTAML_CHIP_POWER_H */
