/*
 * otaml/i2c_eeprom.h - serial EEPROMs of the 24xx family as a memory unit.
 *
 * One part, or several equal ones on consecutive addresses as one unit. Bytes can be overwritten
 * (erase_size 0, prog_size 1); a write costs a page's write cycle (5 to 10 ms) for each page that
 * it touches, and one of the page's million. Reads and writes go straight between the caller's
 * buffer and the bus. No heap, no globals; about 0.9 KB of code, no stack frame over 96 bytes.
 *
 * A write returns when the part has done it: power lost afterwards does not matter. Power lost
 * within it may leave the page in anything. Nothing is read back: on a part whose WP pin is high a
 * write changes nothing and is not noticed here.
 */
#ifndef OTAML_I2C_EEPROM_H
#define OTAML_I2C_EEPROM_H

#include <stdint.h>
#include <otaml/err.h>
#include <otaml/i2c.h>
#include <otaml/media.h>

/*
 * What the data sheet says of a part. A part larger than its address bytes reach has the rest of
 * the address in its device address: it answers on a device address for each bank of 256 bytes or
 * 64 KB.
 */
struct otaml_i2c_eeprom_part {
    uint32_t size;         /* bytes */
    uint16_t page_size;    /* bytes, a power of two */
    uint8_t address_bytes; /* 1 or 2 */
    uint8_t bank_shift;    /* where the bank's number begins in the device address; mostly 0 */
    uint8_t write_ms;      /* the longest write cycle */
};

/* Microchip's data sheets; other makers' parts of the same number differ in details at most. */
extern const struct otaml_i2c_eeprom_part otaml_i2c_eeprom_24lc16b;  /* 2 KB,   DS21703 */
extern const struct otaml_i2c_eeprom_part otaml_i2c_eeprom_at24c256; /* 32 KB,  DS20006042 */
extern const struct otaml_i2c_eeprom_part otaml_i2c_eeprom_24lc512;  /* 64 KB,  DS21754 */
extern const struct otaml_i2c_eeprom_part otaml_i2c_eeprom_24lc1025; /* 128 KB, DS20001941 */
extern const struct otaml_i2c_eeprom_part otaml_i2c_eeprom_at24cm01; /* 128 KB, DS20006170 */
extern const struct otaml_i2c_eeprom_part otaml_i2c_eeprom_at24cm02; /* 256 KB, DS20006197 */

#ifdef __cplusplus
extern "C" {
#endif

/* Caller allocates and keeps in place: media.ctx points to it. */
struct otaml_i2c_eeprom {
    /*
     * For the store's configuration. Its callbacks return OTAML_ERR_ARG (beyond the unit),
     * OTAML_ERR_TIMEOUT (a part does not acknowledge, for twice the longest write cycle), or a
     * port's error, untouched.
     */
    struct otaml_media media;

    /* Private. */
    const struct otaml_i2c *bus;
    const struct otaml_i2c_eeprom_part *part;
    uint8_t address;
};

/*
 * address: 7 bits, of the first part's first bank (0x50 with all address pins low). count: parts
 * on consecutive chip selects, the first holding the unit's first bytes. bus and part are borrowed
 * as long as the unit is in use. Asks each part for a byte, after the write cycle that a reset may
 * have left it in.
 *
 * OTAML_ERR_ARG: a callback is missing, or the parts do not fit in 0x50 to 0x57.
 * OTAML_ERR_GEOMETRY: the part's description does not hold together. OTAML_ERR_NOT_FOUND: a part
 * does not answer. Or a port's error.
 */
OTAML_MUST_CHECK int otaml_i2c_eeprom_init(struct otaml_i2c_eeprom *e, const struct otaml_i2c *bus,
                                           const struct otaml_i2c_eeprom_part *part,
                                           uint8_t address, uint8_t count);

#ifdef __cplusplus
}
#endif
#endif /* OTAML_I2C_EEPROM_H */
