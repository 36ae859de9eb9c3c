/*
 * chip_i2c_eeprom.h - 24xx EEPROMs on an I2C bus, emulated as their data sheets have them, as
 * strict and as mortal as the others (chip_power.h).
 *
 * One part, or equal ones with consecutive chip selects; nothing else is on the bus. What wears or
 * surprises is done as the part does it and counted as a violation: a write over a page's end goes
 * on at its beginning, a read over a bank's end may too, a bus may be too fast. Within a write
 * cycle a part does not acknowledge. Virtual time passes by the clocks on the bus (nine a byte) and
 * by waits. The power can be cut at each page written. Bit rot: chip_rot on the
 * bytes.
 */
#ifndef OTAML_CHIP_I2C_EEPROM_H
#define OTAML_CHIP_I2C_EEPROM_H

#include <stdbool.h>
#include <stdint.h>
#include <otaml/i2c.h>
#include "chip_power.h"

#define CHIP_I2C_EEPROM_PARTS    8u
#define CHIP_I2C_EEPROM_PAGE_MAX 256u

struct chip_i2c_eeprom_part {
    const char *name;
    uint32_t size, page_size;
    uint8_t address_bytes;
    /* What bits 0, 1 and 2 of the 7-bit device address are: a bit of the memory address, by its
     * number, or 0: a chip select. */
    uint8_t device_bits[3];
    uint32_t read_wrap; /* a sequential read goes on within so many bytes */
    uint32_t write_us;  /* the write cycle at its longest */
    uint32_t max_hz;
    uint32_t endurance; /* write cycles of a page */
};

extern const struct chip_i2c_eeprom_part chip_24lc16b, chip_at24c256, chip_24lc512, chip_24lc1025,
    chip_at24cm01, chip_at24cm02;

struct chip_i2c_eeprom_counts {
    uint64_t reads, read_bytes, writes, write_bytes; /* writes: write cycles */
    uint64_t nacks;
};

/* Caller allocates and keeps in place: i2c.ctx points to it. */
struct chip_i2c_eeprom {
    struct otaml_i2c i2c; /* for the driver */
    struct chip_power power;
    struct chip_i2c_eeprom_counts counts; /* read and reset at will */

    /* Set at will. */
    struct chip_i2c_eeprom_part part; /* times and endurance */
    uint32_t bus_hz;                  /* 400 kHz unless set */
    uint8_t absent;                   /* a bit for each part: it does not answer */
    bool never_done;                  /* the next write cycle does not end */

    /* Private. */
    uint8_t *bytes;
    uint32_t *wear;
    uint32_t count;
    uint64_t busy_until_ns[CHIP_I2C_EEPROM_PARTS];
};

#ifdef __cplusplus
extern "C" {
#endif

/*
 * count parts, whose content are the `bytes`, count * part->size of them, one part after the other.
 * wear: the write cycles of each page so far, all parts', or NULL. Both are borrowed. now_ns as in
 * chip_power.h. A page beyond its endurance keeps one bit that cannot be written.
 */
void chip_i2c_eeprom_init(struct chip_i2c_eeprom *c, const struct chip_i2c_eeprom_part *part,
                          uint32_t count, uint8_t *bytes, uint32_t *wear, uint64_t *now_ns);

/* Power again after a cut, no cut armed; no write cycle goes on. */
void chip_i2c_eeprom_power_on(struct chip_i2c_eeprom *c);

#ifdef __cplusplus
}
#endif
#endif /* OTAML_CHIP_I2C_EEPROM_H */
