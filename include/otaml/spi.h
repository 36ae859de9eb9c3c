/*
 * otaml/spi.h - a part on an SPI bus: what the drivers of SPI NOR, SPI EEPROM, FRAM and SD cards
 * ask of the port.
 *
 * One struct for one chip select. No heap, no globals; the struct belongs to one driver, and the
 * port keeps two drivers on one bus apart.
 */
#ifndef OTAML_SPI_H
#define OTAML_SPI_H

#include <stdbool.h>
#include <stdint.h>
#include <otaml/err.h>

/*
 * Zero it, then fill it in: fields added later read 0 as "behave as before". It must outlive the
 * driver that uses it. SPI mode 0, most significant bit first, 8 bits. Callbacks that return int
 * return 0 or a code at or below OTAML_ERR_PORT_BASE, which is handed back untouched.
 */
struct otaml_spi {
    void *ctx; /* passed to every callback, never read by a driver */
    /* Chip select: true drives it low. High before the first call. */
    int (*select)(void *ctx, bool on);
    /* Clock len bytes out of tx and into rx, blocking until they are through. tx NULL: 0xff goes
     * out. rx NULL: what comes in is dropped. len > 0. Only to an SD card also while it is not
     * selected: it needs clocks to start, and to let go of the line. */
    int (*transfer)(void *ctx, const uint8_t *tx, uint8_t *rx, uint32_t len);
    /* The highest clock that the driver may have, set before the first transfer and after the part
     * has said what it can; NULL: the port's own choice. */
    int (*clock_hz)(void *ctx, uint32_t hz);
    /* Milliseconds that never run backwards but may wrap: for timeouts. */
    uint32_t (*now_ms)(void *ctx);
    /* Let at least so many microseconds pass; another task may run. */
    void (*wait_us)(void *ctx, uint32_t us);
};

#endif /* OTAML_SPI_H */
