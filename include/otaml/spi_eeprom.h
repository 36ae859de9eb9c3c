/*
 * otaml/spi_eeprom.h - SPI EEPROM (25xx, M95, AT25) and SPI FRAM (FM25, CY15, MB85RS) as a memory
 * unit: bytes that can be overwritten, no erase.
 *
 * Blocks for the time that the part takes: an EEPROM up to 5 ms (some 10) for each page of it that
 * is written, an FRAM no longer than the bus. While it waits it calls wait_us of the port.
 *
 * No heap, no globals. On a Cortex-M4 1.2 KB of code, of which 0.5 KB are shared with otaml/nor.h;
 * stack 220 bytes.
 */
#ifndef OTAML_SPI_EEPROM_H
#define OTAML_SPI_EEPROM_H

#include <stdbool.h>
#include <stdint.h>
#include <otaml/err.h>
#include <otaml/media.h>
#include <otaml/spi.h>

/* Longest wait for a write, ms: twice that of the slowest data sheets. */
#define OTAML_SPI_EEPROM_WRITE_MS 20u

/*
 * Zero it, then fill it in: fields added later read 0 as "behave as before". Such parts do not
 * describe themselves: all of this is from the data sheet.
 *
 *              size    page_size  address_bytes
 *   25LC040     512           16              1   the ninth address bit is in the command
 *   25LC256   32768           64              2
 *   25AA1024 131072          256              3
 *   FM25V02   32768            0              2
 *   CY15B104 524288            0              3
 */
struct otaml_spi_eeprom_config {
    const struct otaml_spi *spi; /* borrowed for as long as the unit is used */
    uint32_t size;               /* bytes */
    uint32_t page_size;          /* that one write may change, a power of two; 0: FRAM, has none */
    uint8_t address_bytes;       /* 1 to 3 */
    uint32_t clock_hz;           /* what part and board can do; 0: the port's choice */
    bool verify;                 /* read back what was written: OTAML_ERR_IO where it differs */
};

/* Caller allocates, library fills. */
struct otaml_spi_eeprom {
    struct otaml_media media; /* for the store's configuration */

    /* Private. */
    const struct otaml_spi *spi;
    uint32_t page_size;
    uint8_t address_bytes;
    bool verify;
};

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Wake the part, see that it is there (its write enable latch rises and falls), unprotect it.
 * OTAML_OK; OTAML_ERR_ARG; OTAML_ERR_GEOMETRY: size, page and address bytes do not fit together;
 * OTAML_ERR_UNSUPPORTED: no part answers; OTAML_ERR_TIMEOUT: it is busy and stays so; OTAML_ERR_IO:
 * its write protection cannot be removed (status bits 2 and 3); or a port's error.
 */
OTAML_MUST_CHECK int otaml_spi_eeprom_init(struct otaml_spi_eeprom *e,
                                           const struct otaml_spi_eeprom_config *cfg);

/* e->media: erase_size 0, prog_size 1. Errors: OTAML_ERR_ARG beyond the end, OTAML_ERR_TIMEOUT,
 * OTAML_ERR_IO where the part did not take a write or with `verify` did not keep it; or a port's
 * error. If power fails, the page that was being written holds old, new or other bytes. */

#ifdef __cplusplus
}
#endif
#endif /* OTAML_SPI_EEPROM_H */
