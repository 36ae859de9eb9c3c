/*
 * board_unit.h - the memory unit of a simulated board: a file as its content, over it a model of
 * the part, on that the device library's driver for such parts, and on that the board's store.
 *
 * So each byte of a model goes the way that it goes on the board: page programs over SPI, blocks
 * with checksums to an SD card, an EEPROM's write cycles. Time is the part's own and virtual: it
 * says what was spent on the bus and in waiting, and nobody waits for it.
 *
 * The file is the unit's raw content, of just its size (sparse where a new part reads as zeros). It
 * is mapped shared, so that a killed process leaves what it had written, and locked while open. A
 * new one is made beside its place, which it takes once it is formatted.
 */
#ifndef OTAML_BOARD_UNIT_H
#define OTAML_BOARD_UNIT_H

#include <stdint.h>
#include <otaml/eefs_store.h>
#include <otaml/fat_store.h>
#include <otaml/flash_store.h>
#include <otaml/i2c_eeprom.h>
#include <otaml/nor.h>
#include <otaml/onchip_flash.h>
#include <otaml/sdcard.h>
#include <otaml/spiffs_store.h>

#include "board_profiles.h"
#include "chip_flash.h"
#include "chip_i2c_eeprom.h"
#include "chip_nor.h"
#include "chip_sd.h"

#define BOARD_CHUNK 2048u /* a download that is cut fetches less than this again, and a page */

/* Caller allocates and keeps in place. */
struct board_unit {
    struct otaml_store *store; /* mounted; a new unit formatted */
    uint64_t now_ns;           /* of the parts, from open on */
    uint32_t context_bytes;    /* of RAM that store and driver take on the board, buffers apart */
    uint32_t buffer_bytes;

    /* Private. */
    int fd;
    uint8_t *bytes;
    uint32_t size;
    enum board_part part;
    char *growing; /* where a new file is until it takes its place, or NULL */
    union {
        struct chip_flash flash;
        struct chip_nor nor;
        struct chip_i2c_eeprom eeprom;
        struct chip_sd sd;
    } chip;
    union {
        struct otaml_onchip_flash flash;
        struct otaml_nor nor;
        struct otaml_i2c_eeprom eeprom;
        struct otaml_sdcard sd;
    } driver;
    union {
        struct {
            struct otaml_flash_store_config config;
            struct otaml_flash_store store;
        } flash;
        struct {
            struct otaml_spiffs_store_config config;
            struct otaml_spiffs_store store;
        } spiffs;
        struct {
            struct otaml_eefs_store_config config;
            struct otaml_eefs_store store;
        } eefs;
        struct {
            struct otaml_fat_store_config config;
            struct otaml_fat_store store;
        } fat;
    } kind;
    uint8_t chunk[BOARD_CHUNK], sector[OTAML_BLOCK_SIZE];
};

/* What to do where there is no file, or an empty one. */
enum board_unit_access {
    BOARD_UNIT_EXISTING, /* BOARD_UNIT_ERR_FILE, ENOENT */
    BOARD_UNIT_CREATE    /* a new part, formatted */
};

/* Open the file, start the part, mount the store. OTAML_OK, or an error of the driver or the store;
 * BOARD_UNIT_ERR_FILE: the file, errno set, EFBIG when it is not of the unit's size, EWOULDBLOCK
 * when it is open elsewhere. A file that is no such unit stays as it was. */
#define BOARD_UNIT_ERR_FILE (OTAML_ERR_PORT_BASE - 70)
OTAML_MUST_CHECK int board_unit_open(struct board_unit *u, const struct board_profile *board,
                                     const char *path, enum board_unit_access access);
void board_unit_close(struct board_unit *u); /* also after a failed open */

/* Why a memory unit did not open, for people; errno as board_unit_open left it. */
const char *board_unit_text(int err);

#endif /* OTAML_BOARD_UNIT_H */
