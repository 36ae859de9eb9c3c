/*
 * otaml/block.h - a device of 512-byte blocks: what the FAT store asks of an SD card, an eMMC or
 * an SDK's disk driver.
 *
 * Filled in by otaml/sdcard.h, by a port, or by otaml_block_of_media from any memory unit whose
 * bytes can be overwritten. No heap, no globals; one device belongs to one store.
 */
#ifndef OTAML_BLOCK_H
#define OTAML_BLOCK_H

#include <stdint.h>
#include <otaml/err.h>
#include <otaml/media.h>

#define OTAML_BLOCK_SIZE 512u /* bytes */

/*
 * Zero it, then fill it in: fields added later read 0 as "behave as before". It must outlive
 * the store that uses it.
 *
 * Callbacks block for the time the device takes and return 0, OTAML_ERR_CORRUPT (read: the device
 * found its data damaged), another error that the driver's header lists, or a code at or below
 * OTAML_ERR_PORT_BASE. first + n <= count.
 */
struct otaml_block {
    void *ctx; /* passed to every callback, never read by a store */
    int (*read)(void *ctx, uint32_t first, void *dst, uint32_t n);
    /* Durable when it returns. If power fails, the blocks before the one at which it failed are
     * new, that one is old, new or part of each, those behind it are old. */
    int (*write)(void *ctx, uint32_t first, const void *src, uint32_t n);
    uint32_t count; /* blocks */
};

#ifdef __cplusplus
extern "C" {
#endif

/* Take a memory unit without erase (erase_size 0) and with program units of up to a block for a
 * block device; what is left behind its last whole block is not used. OTAML_ERR_GEOMETRY: another
 * kind of unit. m is borrowed. */
OTAML_MUST_CHECK int otaml_block_of_media(struct otaml_block *b, struct otaml_media *m);

#ifdef __cplusplus
}
#endif
#endif /* OTAML_BLOCK_H */
