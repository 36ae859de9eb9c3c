/*
 * chip_nor.h - SPI NOR flash as its data sheet describes it, over bytes of the caller.
 *
 * Speaks the one-bit protocol: 9F, 5A, 03, 0B, 02, 06, 04, 05, 01, the erases, B7/E9 and the
 * 4-byte commands, B9/AB, 66/99. What a part ignores is ignored and counted; what no driver should
 * do, such as programming over the end of a page, is done as the part does it (it wraps) and
 * counted as a violation. Programs and erases take effect at once, and the part is busy for the
 * data sheet's time after it.
 */
#ifndef OTAML_CHIP_NOR_H
#define OTAML_CHIP_NOR_H

#include <stdbool.h>
#include <stdint.h>
#include "chip_spi.h"

#define CHIP_NOR_PAGE_MAX 256u
#define CHIP_NOR_ERASES   3u

struct chip_nor_erase {
    uint32_t size;           /* bytes */
    uint8_t opcode, opcode4; /* with the part's address bytes; with 4 of them always */
    uint32_t typical_us, max_us;
};

/* A row of a data sheet's tables. */
struct chip_nor_part {
    const char *name, *sheet;
    uint8_t id[3];
    uint32_t size, page_size; /* bytes */
    struct chip_nor_erase erase[CHIP_NOR_ERASES];
    uint32_t program_us, program_max_us; /* a page */
    uint32_t status_us;                  /* writing the status register, at most */
    uint32_t wake_us;                    /* from deep power-down */
    uint32_t reset_us;                   /* after 66 99 */
    uint32_t read_hz, max_hz;            /* for 03; for the rest */
    uint32_t cycles;                     /* erases that a sector is rated for */
    uint8_t protect;                     /* block protection bits of the status register */
    bool four_byte;                      /* knows B7 and the 4-byte commands */
    uint8_t sfdp_head[24];               /* header and parameter headers */
    uint8_t sfdp_table[64];              /* basic flash parameters, where the header says */
};

extern const struct chip_nor_part chip_nor_w25q32jv;   /* Winbond, 4 MB */
extern const struct chip_nor_part chip_nor_mx25r6435f; /* Macronix, 8 MB, ultra low power */
extern const struct chip_nor_part chip_nor_is25wp256d; /* ISSI, 32 MB, 4-byte addresses */

/* Caller allocates and keeps in place while used. */
struct chip_nor {
    struct chip_spi spi; /* spi.bus for the driver, spi.power for cuts, violations and time */
    const struct chip_nor_part *part;

    /* Set at will. */
    uint32_t slow_percent; /* 0: all takes the typical time, 100: the longest of the data sheet */
    uint32_t cycles;       /* as the part's, at first */
    bool stuck_busy;       /* never ready again */
    bool wel_broken;       /* write enable has no effect */
    uint8_t deaf_to;       /* a command that does not reach the part; 0: all do */
    bool wp_low;           /* the pin: with bit 7 of the status set, that cannot be written */
    bool continuous;       /* left in continuous read mode: every command is an address, but FF */
    const uint8_t *sfdp;   /* in place of the part's own, sfdp_len bytes and 0xff from there */
    uint32_t sfdp_len;

    /* Read and reset at will. */
    uint32_t ignored;  /* commands that the part ignored: busy, asleep, not enabled, protected */
    uint32_t programs; /* that were done */
    uint32_t erases;   /* commands that were done */
    uint32_t *erase_counts; /* of each sector of erase[0].size */
    uint8_t status;         /* bits 2 to 7 */

    /* Private. */
    uint8_t *bytes;
    bool busy, wel, asleep, reset_enabled, address4;
    uint64_t busy_until_ns, deaf_until_ns;
    uint8_t opcode;
    bool heard;     /* the command of this transaction is obeyed */
    uint32_t count; /* bytes of this transaction */
    uint32_t address;
    uint8_t page[CHIP_NOR_PAGE_MAX];
    uint32_t page_len; /* data bytes of a program so far, wrapped ones too */
};

#ifdef __cplusplus
extern "C" {
#endif

/* bytes: part->size of them, the caller's, kept until close: as erased as the caller made them.
 * false: no memory for the counts. */
bool chip_nor_init(struct chip_nor *c, const struct chip_nor_part *part, uint8_t *bytes,
                   uint64_t *now_ns);
void chip_nor_close(struct chip_nor *c);

/* Power again, no cut armed: what is volatile is as after power-up. */
void chip_nor_power_on(struct chip_nor *c);

#ifdef __cplusplus
}
#endif
#endif /* OTAML_CHIP_NOR_H */
