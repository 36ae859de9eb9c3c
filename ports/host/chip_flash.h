/*
 * chip_flash.h - a microcontroller's own flash, and the callbacks of otaml/onchip_flash.h for it,
 * over bytes of the caller.
 *
 * With error correction a word can be programmed once; what was cut while it was programmed or
 * erased reads as OTAML_ERR_CORRUPT until it is erased. Without it a program clears bits.
 */
#ifndef OTAML_CHIP_FLASH_H
#define OTAML_CHIP_FLASH_H

#include <stdbool.h>
#include <stdint.h>
#include <otaml/onchip_flash.h>
#include "chip_power.h"

/* A row of a data sheet's tables. */
struct chip_flash_part {
    const char *name, *sheet;
    uint32_t size, sector_size, word_size, row_size; /* bytes */
    bool ecc;
    uint32_t program_us, program_max_us; /* a row */
    uint32_t erase_us, erase_max_us;     /* a sector */
    uint32_t cycles;                     /* erases that a sector is rated for */
};

extern const struct chip_flash_part chip_stm32h743; /* 2 MB, 128 KB sectors, 32-byte words, ECC */
extern const struct chip_flash_part chip_teensy40;  /* i.MX RT1062 with 2 MB of W25Q16JV */

/* Caller allocates and keeps in place while used. */
struct chip_flash {
    struct otaml_onchip_flash_config cfg; /* for otaml_onchip_flash_init; verify is the caller's */
    struct chip_power power;              /* for cuts, violations and time */
    const struct chip_flash_part *part;

    /* Set at will. */
    uint32_t slow_percent; /* 0: all takes the typical time, 100: the longest of the data sheet */
    uint32_t cycles;       /* as the part's, at first */

    /* Read and reset at will. */
    uint32_t programs, erases; /* that were done */
    uint32_t *erase_counts;    /* of each sector */

    /* Private. */
    uint8_t *bytes;
    uint8_t *words; /* with error correction, of each word: blank, programmed, torn */
};

#ifdef __cplusplus
extern "C" {
#endif

/* bytes: part->size of them, at a 16-byte boundary, the caller's, kept until close; words that are
 * not 0xff are taken for programmed. now_ns: virtual time, of the caller. false: no memory. */
bool chip_flash_init(struct chip_flash *c, const struct chip_flash_part *part, uint8_t *bytes,
                     uint64_t *now_ns);
void chip_flash_close(struct chip_flash *c);

/* Power again, no cut armed. */
void chip_flash_power_on(struct chip_flash *c);

#ifdef __cplusplus
}
#endif
#endif /* OTAML_CHIP_FLASH_H */
