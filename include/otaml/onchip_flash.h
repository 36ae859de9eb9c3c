/*
 * otaml/onchip_flash.h - a microcontroller's own flash as a memory unit.
 *
 * The port gives the two commands of the flash controller and where the flash is mapped; this
 * splits ranges into sectors, rows and words and keeps what struct otaml_media promises: words
 * given as 0xff are not programmed, so that on a part with error correction they can be later.
 *
 * On a part with error correction (STM32H7, L4, G4, U5) a word whose programming was cut by a power
 * failure faults when it is read. The port then fills in `read`, which reads with the fault caught
 * (on a Cortex-M7: BusFault masked by FAULTMASK and BFHFNMIGN, then the controller's error flag).
 *
 * No heap, no globals. On a Cortex-M4 0.7 KB of code and 160 bytes of stack.
 */
#ifndef OTAML_ONCHIP_FLASH_H
#define OTAML_ONCHIP_FLASH_H

#include <stdbool.h>
#include <stdint.h>
#include <otaml/err.h>
#include <otaml/media.h>

/*
 * Zero it, then fill it in: fields added later read 0 as "behave as before"; copied. Offsets count
 * from the begin of the region, not of the flash. Callbacks block and return 0 or a code at or
 * below OTAML_ERR_PORT_BASE, which is handed back untouched. They drop what caches hold of the
 * range.
 */
struct otaml_onchip_flash_config {
    void *ctx; /* passed to every callback, never read here */
    /* Program erased words: off and len are multiples of word_size, and the range does not cross a
     * multiple of row_size. src has no alignment. */
    int (*program)(void *ctx, uint32_t off, const void *src, uint32_t len);
    /* Erase the sector that begins at off. */
    int (*erase)(void *ctx, uint32_t off);
    /* Read, and OTAML_ERR_CORRUPT where error correction gives up. NULL: the mapping is read. */
    int (*read)(void *ctx, uint32_t off, void *dst, uint32_t len);
    const uint8_t *base;  /* where the region is mapped, at a 16-byte boundary */
    uint32_t size;        /* of the region, bytes, a multiple of sector_size */
    uint32_t sector_size; /* bytes, all alike */
    uint32_t word_size;   /* smallest programmable unit, bytes, a power of two */
    uint32_t row_size;    /* most that one program call takes, a power of two; 0: a word */
    bool clears_bits;     /* as in struct otaml_media: no error correction */
    bool verify;          /* read back what was programmed and erased */
};

/* Caller allocates, library fills. */
struct otaml_onchip_flash {
    struct otaml_media media;             /* for the store's configuration */
    struct otaml_onchip_flash_config cfg; /* private */
};

#ifdef __cplusplus
extern "C" {
#endif

/* Touches no flash. OTAML_OK; OTAML_ERR_ARG: program or erase is missing, or both base and read
 * are; OTAML_ERR_GEOMETRY: sizes or alignment. */
OTAML_MUST_CHECK int otaml_onchip_flash_init(struct otaml_onchip_flash *f,
                                             const struct otaml_onchip_flash_config *cfg);

/* f->media: errors are OTAML_ERR_ARG beyond the end or not on a unit; OTAML_ERR_IO: with `verify`,
 * the flash did not keep what was programmed or erased; OTAML_ERR_CORRUPT from read; or a port's
 * error. */

#ifdef __cplusplus
}
#endif
#endif /* OTAML_ONCHIP_FLASH_H */
