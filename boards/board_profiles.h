/*
 * board_profiles.h - the seven boards: what a simulated one may use of memory and storage.
 *
 * From the boards' data sheets, as table 2 of the paper names them: OTA-TinyML, IEEE Internet
 * Computing 26(1), 2022.
 */
#ifndef OTAML_BOARD_PROFILES_H
#define OTAML_BOARD_PROFILES_H

#include <stdbool.h>
#include <stdint.h>

/* SRAM that a board keeps for everything but the arena: network, TLS, store, agent, stack. */
#define BOARD_RAM_RESERVED 65536u

struct board_profile {
    const char *name;  /* as on the command line */
    const char *board; /* as its maker calls it */
    const char *core;
    const char *unit;  /* the memory unit that holds the models */
    uint32_t sram;     /* bytes */
    uint32_t capacity; /* of the memory unit, bytes */
    /* Geometry under the flash store, bytes. The units without erase (EEPROM, SD card) are taken
     * as flash of their capacity until their own stores are there, and in the simulation every
     * unit is mapped. */
    uint32_t erase_size, prog_size;
    bool mapped; /* on the board a pointer reaches its bytes, so that a model can run in place */
};

#define BOARD_COUNT 7u

extern const struct board_profile board_profiles[BOARD_COUNT];

/* By name, or NULL. */
const struct board_profile *board_find(const char *name);

/* Bytes that an arena may take on this board. */
uint32_t board_arena_max(const struct board_profile *board);

#endif /* OTAML_BOARD_PROFILES_H */
