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

/* What holds the models; board_unit.h has the parts. */
enum board_part { BOARD_FLASH_4K, BOARD_FLASH_H7, BOARD_NOR, BOARD_EEPROM, BOARD_CARD };

struct board_profile {
    const char *name;  /* as on the command line */
    const char *board; /* as its maker calls it */
    const char *core;
    const char *unit;  /* the memory unit that holds the models */
    const char *store; /* its kind of store */
    uint32_t sram;     /* bytes */
    uint32_t capacity; /* of the memory unit, bytes */
    enum board_part part;
};

#define BOARD_COUNT 7u

extern const struct board_profile board_profiles[BOARD_COUNT];

/* By name, or NULL. */
const struct board_profile *board_find(const char *name);

/* Bytes that an arena may take on this board. */
uint32_t board_arena_max(const struct board_profile *board);

/* Does a pointer reach the memory unit's bytes, so that a model can run in place? */
bool board_is_mapped(const struct board_profile *board);

#endif /* OTAML_BOARD_PROFILES_H */
