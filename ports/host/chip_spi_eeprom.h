/*
 * chip_spi_eeprom.h - SPI EEPROM and FRAM as their data sheets describe them, over bytes of the
 * caller.
 *
 * Speaks 01 to 06, and B9/AB of the parts that can sleep. An EEPROM collects a page, of which what
 * goes over its end wraps (counted as a violation), writes it when chip select rises, and hears
 * nothing but 05 for the data sheet's time after that. An FRAM writes each byte as it comes.
 */
#ifndef OTAML_CHIP_SPI_EEPROM_H
#define OTAML_CHIP_SPI_EEPROM_H

#include <stdbool.h>
#include <stdint.h>
#include "chip_spi.h"

#define CHIP_SPI_EEPROM_PAGE_MAX 256u

/* A row of a data sheet's tables. */
struct chip_spi_eeprom_part {
    const char *name, *sheet;
    uint32_t size;      /* bytes, a power of two */
    uint32_t page_size; /* 0: FRAM */
    uint8_t address_bytes;
    bool sleeps;       /* B9; an EEPROM wakes by AB, an FRAM by chip select */
    uint32_t write_us; /* a page, at most: no data sheet has a typical time */
    uint32_t wake_us;  /* from sleep */
    uint32_t max_hz;   /* at 3.3 V */
    uint32_t cycles;   /* writes that a page is rated for; 0: no end that a test could see */
};

extern const struct chip_spi_eeprom_part chip_25lc040a;  /* Microchip, 512 bytes */
extern const struct chip_spi_eeprom_part chip_25lc256;   /* Microchip, 32 KB */
extern const struct chip_spi_eeprom_part chip_25aa1024;  /* Microchip, 128 KB */
extern const struct chip_spi_eeprom_part chip_fm25v02a;  /* Infineon FRAM, 32 KB */
extern const struct chip_spi_eeprom_part chip_cy15b104q; /* Infineon FRAM, 512 KB */

/* Caller allocates and keeps in place while used. */
struct chip_spi_eeprom {
    struct chip_spi spi; /* spi.bus for the driver, spi.power for cuts, violations and time */
    const struct chip_spi_eeprom_part *part;

    /* Set at will. */
    uint32_t cycles; /* as the part's, at first */
    bool stuck_busy; /* never ready again */
    bool wel_broken; /* write enable has no effect */
    uint8_t deaf_to; /* a command that does not reach the part; 0: all do */
    bool wp_low;     /* the pin: with WPEN set, the status register cannot be written */

    /* Read and reset at will. */
    uint32_t ignored; /* commands that the part ignored: busy, asleep, not enabled, protected */
    uint32_t writes;  /* that were done */
    uint32_t *write_counts; /* of each page; NULL for FRAM */
    uint8_t status;         /* BP0, BP1, WPEN */

    /* Private. */
    uint8_t *bytes;
    bool busy, wel, asleep;
    uint64_t busy_until_ns, deaf_until_ns;
    uint8_t opcode;
    bool heard;     /* the command of this transaction is obeyed */
    uint32_t count; /* bytes of this transaction */
    uint32_t address;
    uint8_t page[CHIP_SPI_EEPROM_PAGE_MAX];
    uint32_t data_len;  /* data bytes so far, wrapped ones too */
    uint32_t cut_after; /* FRAM: so many data bytes are still written */
};

#ifdef __cplusplus
extern "C" {
#endif

/* bytes: part->size of them, the caller's, kept until close. false: no memory for the counts. */
bool chip_spi_eeprom_init(struct chip_spi_eeprom *c, const struct chip_spi_eeprom_part *part,
                          uint8_t *bytes, uint64_t *now_ns);
void chip_spi_eeprom_close(struct chip_spi_eeprom *c);

/* Power again, no cut armed: what is volatile is as after power-up. */
void chip_spi_eeprom_power_on(struct chip_spi_eeprom *c);

#ifdef __cplusplus
}
#endif
#endif /* OTAML_CHIP_SPI_EEPROM_H */
