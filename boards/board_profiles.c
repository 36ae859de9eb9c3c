/*
 * board_profiles.c - the table. API: board_profiles.h
 */
#include "board_profiles.h"

#include <stddef.h>
#include <string.h>

#define KB 1024u
#define MB (1024u * KB)

const struct board_profile board_profiles[BOARD_COUNT] = {
    { "teensy40", "Teensy 4.0", "Cortex-M7 600 MHz", "on-chip flash", 1 * MB, 2 * MB, 4 * KB, 4,
      true },
    { "nucleo-h7", "STM32 Nucleo H743", "Cortex-M7 480 MHz", "on-chip flash", 1 * MB, 2 * MB,
      128 * KB, 32, true },
    { "portenta-h7", "Arduino Portenta H7", "Cortex-M7+M4 480 MHz", "SD card", 8 * MB, 256 * MB,
      32 * KB, 16, false },
    { "feather-m4", "Feather M4 Express", "Cortex-M4 120 MHz", "I2C EEPROM", 192 * KB, 256 * KB,
      256, 1, false },
    { "esp32", "ESP32", "Xtensa LX6 240 MHz", "SPI NOR flash", 520 * KB, 4 * MB, 4 * KB, 1, false },
    { "nano33", "Arduino Nano 33", "Cortex-M4 64 MHz", "I2C EEPROM", 256 * KB, 256 * KB, 256, 1,
      false },
    { "pico", "Raspberry Pi Pico", "Cortex-M0+ 133 MHz", "SD card", 264 * KB, 256 * MB, 32 * KB, 16,
      false },
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
