/*
 * chip_spi.h - an emulated part behind a struct otaml_spi: chip select, clock and virtual time.
 *
 * A chip model fills in what happens at each byte; this does what all of them have in common: a
 * byte takes 8 periods of the clock, nothing answers without chip select, without power or where
 * no part is soldered, and a port can fail.
 */
#ifndef OTAML_CHIP_SPI_H
#define OTAML_CHIP_SPI_H

#include <stdbool.h>
#include <stdint.h>
#include <otaml/spi.h>
#include "chip_power.h"

enum { CHIP_SPI_ERR_PORT = OTAML_ERR_PORT_BASE - 63 }; /* what a failing port says; see fail_in */

/* First member of each chip model, so that a pointer to one is a pointer to the other. */
struct chip_spi {
    struct otaml_spi bus; /* for the driver's configuration */
    struct chip_power power;

    /* Set at will. */
    bool absent;      /* no part there: all bytes read as `floating` */
    uint8_t floating; /* 0xff with a pull-up, 0x00 with a pull-down */
    uint32_t fail_in; /* 1: the next transfer fails with CHIP_SPI_ERR_PORT, 0: none does */

    /* Read and reset at will. */
    uint64_t bytes;        /* that went over the bus */
    uint64_t transactions; /* from chip select to chip select */
    uint32_t clock_hz;     /* as the driver set it; 10 MHz before */

    /* Of the chip model. */
    void (*begin)(struct chip_spi *s);               /* selected */
    uint8_t (*byte)(struct chip_spi *s, uint8_t in); /* one byte in, one out */
    void (*end)(struct chip_spi *s);                 /* deselected, with the power on */
    void (*idle)(struct chip_spi *s); /* one byte's clocks while not selected; NULL: forbidden */

    bool selected; /* private */
};

#ifdef __cplusplus
extern "C" {
#endif

/* Zero s and everything behind it first. Fills in bus and power; the model fills in its
 * functions. now_ns: virtual time, of the caller. */
void chip_spi_init(struct chip_spi *s, uint64_t *now_ns);

#ifdef __cplusplus
}
#endif
#endif /* OTAML_CHIP_SPI_H */
