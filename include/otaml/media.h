/*
 * otaml/media.h - a memory unit: what a store asks of the part that holds its bytes.
 *
 * On-chip flash, SPI NOR, EEPROM, FRAM or an SD card, described by its geometry and
 * reached through callbacks that the port or a driver in device/media fills in.
 * No heap, no globals; one unit belongs to one store.
 */
#ifndef OTAML_MEDIA_H
#define OTAML_MEDIA_H

#include <stdbool.h>
#include <stdint.h>
#include <otaml/err.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Zero it, then fill it in: fields added later read 0 as "behave as before". It must
 * outlive the store that uses it.
 *
 * Callbacks block for the time the part takes and return 0, a code at or below
 * OTAML_ERR_PORT_BASE, or an error that the header of a driver in device/media lists: all of
 * them a store hands back untouched. off is in bytes from the unit's start; off + len <= size is
 * the caller's duty, checked again by the emulations in ports/host.
 *
 * read alone may also return OTAML_ERR_CORRUPT: the part's own error correction gave up,
 * as on-chip flash does over a word whose programming was cut; dst then holds anything.
 * A store takes it for damage there, any other error for a fault of the unit.
 */
struct otaml_media {
    void *ctx; /* passed to every callback, never read by a store */
    int (*read)(void *ctx, uint32_t off, void *dst, uint32_t len);
    /* off and len are multiples of prog_size. On a part with erase_size > 0 the range
     * is erased and is programmed once, unless clears_bits. A program unit given as all 0xff stays
     * erased and may be programmed later: where the part itself would count it as programmed (flash
     * with ECC) the driver leaves it out. If power fails, any part of the range may end up
     * programmed, the last unit half. */
    int (*prog)(void *ctx, uint32_t off, const void *src, uint32_t len);
    /* Set the range to 0xff. off and len are multiples of erase_size. If power fails,
     * the range holds anything. NULL when erase_size is 0. */
    int (*erase)(void *ctx, uint32_t off, uint32_t len);
    /* Where the unit's byte 0 can be read as memory, at a 16-byte boundary; NULL when
     * it cannot (EEPROM, SD card), and models are then streamed or loaded. */
    const uint8_t *base;
    uint32_t size;       /* bytes, a multiple of erase_size and prog_size */
    uint32_t erase_size; /* smallest erasable unit, bytes; 0: bytes can be overwritten */
    uint32_t prog_size;  /* smallest programmable unit, bytes, a power of two */
    /* The part is NOR flash without error correction: what was programmed may be programmed
     * again, to clear more of its bits; none that is 0 is asked to become 1. */
    bool clears_bits;
};

/* Does the description obey the rules above? OTAML_ERR_ARG: a callback is missing;
 * OTAML_ERR_GEOMETRY: sizes or alignment. Stores call it at init. */
OTAML_MUST_CHECK int otaml_media_check(const struct otaml_media *m);

#ifdef __cplusplus
}
#endif
#endif /* OTAML_MEDIA_H */
