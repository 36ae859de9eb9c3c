/*
 * otaml/nor.h - SPI NOR flash as a memory unit: W25Q, MX25, IS25, GD25, N25Q and their like.
 *
 * Finds out what the part is from the part itself (JEDEC id, SFDP as of JESD216), reads, programs
 * and erases over one data line. Blocks for the time that the part takes: typically 0.5 ms for a
 * page of 256 bytes, 50 ms for a sector of 4 KB, 150 ms for a block of 64 KB; at most what
 * the timeouts below allow. While it waits it calls wait_us of the port.
 *
 * Not for: parts whose sectors are of several sizes (an SFDP sector map, as S25FS has), parts that
 * must be unlocked block by block after power-up (SST26), parts of several dies that are polled
 * with a flag register (N25Q of 64 MB and up), and quad lines. A part that must be read through
 * four lines is read by the port through its memory-mapped window, see `base`.
 *
 * No heap, no globals. On a Cortex-M4 2.8 KB of code; stack 310 bytes at init, 230 after it.
 */
#ifndef OTAML_NOR_H
#define OTAML_NOR_H

#include <stdbool.h>
#include <stdint.h>
#include <otaml/err.h>
#include <otaml/media.h>
#include <otaml/spi.h>

#define OTAML_NOR_ERASES 4u

/* Longest waits, ms: of the slowest parts' data sheets, with room. Where a part's SFDP allows it
 * more, it gets more. */
#define OTAML_NOR_PROGRAM_MS     20u
#define OTAML_NOR_ERASE_4K_MS    1000u /* erase types up to 4 KB */
#define OTAML_NOR_ERASE_32K_MS   4000u /* up to 32 KB */
#define OTAML_NOR_ERASE_LARGE_MS 6000u /* above */
#define OTAML_NOR_STATUS_MS      100u  /* writing the status register */

struct otaml_nor_erase {
    uint32_t size;       /* bytes, a power of two; 0: none */
    uint8_t opcode;      /* of the command with the part's address bytes */
    uint16_t timeout_ms; /* 0: as above */
};

/* A part without SFDP, as its data sheet describes it. */
struct otaml_nor_geometry {
    uint32_t size;      /* bytes; above 16 MB the part is put into 4-byte mode (06 B7) */
    uint32_t page_size; /* bytes that one program command takes, a power of two */
    struct otaml_nor_erase erase[OTAML_NOR_ERASES]; /* in any order */
};

/* Zero it, then fill it in: fields added later read 0 as "behave as before". */
struct otaml_nor_config {
    const struct otaml_spi *spi; /* borrowed for as long as the unit is used */
    /* For a part without SFDP; copied. NULL: such a part is OTAML_ERR_UNSUPPORTED. */
    const struct otaml_nor_geometry *geometry;
    /* Where the port maps the part's byte 0, at a 16-byte boundary, or NULL. The port leaves the
     * mapped mode at select(true), and with select(false) returns to it and drops its caches. */
    const uint8_t *base;
    /* What part and board can do, set when the part is known; until then it is 20 MHz at most. 0:
     * the port has set it, to 50 MHz at most. Up to 20 MHz the plain read command is used, above
     * it, and with 0, the fast one. */
    uint32_t clock_hz;
    /* Read back what was programmed and erased: OTAML_ERR_IO where it differs. Doubles the time on
     * the bus; stores compare digests anyway. */
    bool verify;
};

/* Caller allocates, library fills. */
struct otaml_nor {
    struct otaml_media media; /* for the store's configuration */
    uint8_t id[3];            /* JEDEC: maker, type, capacity */

    /* Private. */
    const struct otaml_spi *spi;
    struct otaml_nor_erase erases[OTAML_NOR_ERASES]; /* the largest first */
    uint32_t page_size;
    uint16_t program_ms;
    uint8_t erase_count;
    uint8_t read_op, program_op, address_bytes, dummy_bytes;
    bool verify;
};

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Wake the part, let an erase that a reset of the processor left running come to its end, reset it
 * (66 99), read what it is, unprotect it. To unprotect it the status register is written, if one of
 * its bits 2 to 5 is set: older Winbond parts lose the quad enable bit of their second one with it.
 * OTAML_OK; OTAML_ERR_ARG; OTAML_ERR_UNSUPPORTED: no part answers (the id reads as all 0 or all 1),
 * or one that does not describe itself and geometry is NULL; OTAML_ERR_GEOMETRY: it describes
 * itself as what cannot be used; OTAML_ERR_TIMEOUT: it is busy and stays so; OTAML_ERR_IO: its
 * write protection cannot be removed (status bits 2 to 5, for example because WP# is low); or a
 * port's error.
 */
OTAML_MUST_CHECK int otaml_nor_init(struct otaml_nor *n, const struct otaml_nor_config *cfg);

/*
 * n->media: erase_size is the part's smallest erase type, and a range is erased with the largest
 * types that fit in it; prog_size is 1, clears_bits true. Errors: OTAML_ERR_ARG beyond the end or
 * (erase) not on an erase unit,
 * OTAML_ERR_TIMEOUT, OTAML_ERR_IO where the part did not take a command (its write enable latch did
 * not rise, or not fall) or with `verify` did not keep the data; or a port's error.
 */

/* Deep power-down (B9): about 1 uA instead of 10 to 50; until wake the unit must not be used. */
OTAML_MUST_CHECK int otaml_nor_sleep(struct otaml_nor *n);
OTAML_MUST_CHECK int otaml_nor_wake(struct otaml_nor *n);

#ifdef __cplusplus
}
#endif
#endif /* OTAML_NOR_H */
