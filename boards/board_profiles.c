/*
 * board_profiles.c - the table. API: board_profiles.h
 */
#include "board_profiles.h"

#include <stddef.h>
#include <string.h>

#define KB 1024u
#define MB (1024u * KB)

const struct board_profile board_profiles[BOARD_COUNT] = {
    { "teensy40", "Teensy 4.0", "Cortex-M7 600 MHz", "on-chip flash", "flash", 1 * MB, 2 * MB,
      BOARD_FLASH_4K },
    { "nucleo-h7", "STM32 Nucleo H743", "Cortex-M7 480 MHz", "on-chip flash", "flash", 1 * MB,
      2 * MB, BOARD_FLASH_H7 },
    { "portenta-h7", "Arduino Portenta H7", "Cortex-M7+M4 480 MHz", "SD card", "fat", 8 * MB,
      256 * MB, BOARD_CARD },
    { "feather-m4", "Feather M4 Express", "Cortex-M4 120 MHz", "I2C EEPROM", "eefs", 192 * KB,
      256 * KB, BOARD_EEPROM },
    { "esp32", "ESP32", "Xtensa LX6 240 MHz", "SPI NOR flash", "spiffs", 520 * KB, 4 * MB,
      BOARD_NOR },
    { "nano33", "Arduino Nano 33", "Cortex-M4 64 MHz", "I2C EEPROM", "eefs", 256 * KB, 256 * KB,
      BOARD_EEPROM },
    { "pico", "Raspberry Pi Pico", "Cortex-M0+ 133 MHz", "SD card", "fat", 264 * KB, 256 * MB,
      BOARD_CARD },
};

const struct board_profile *board_find(const char *name)
{
    for (unsigned i = 0; i < BOARD_COUNT; i++) {
        if (!strcmp(board_profiles[i].name, name)) {
            return &board_profiles[i];
        }
    }
    return NULL;
}

uint32_t board_arena_max(const struct board_profile *board)
{
    return board->sram - BOARD_RAM_RESERVED;
}

bool board_is_mapped(const struct board_profile *board)
{
    return board->part == BOARD_FLASH_4K || board->part == BOARD_FLASH_H7;
}
