/*
 * i2c_eeprom_parts.c - some 24xx EEPROMs, from their data sheets. API: otaml/i2c_eeprom.h
 * The linker drops those that are not named.
 */
#include <otaml/i2c_eeprom.h>

/* 1010 B2 B1 B0: no chip select, eight banks of 256 bytes. */
const struct otaml_i2c_eeprom_part otaml_i2c_eeprom_24lc16b = {
    .size = 2048,
    .page_size = 16,
    .address_bytes = 1,
    .write_ms = 5,
};

const struct otaml_i2c_eeprom_part otaml_i2c_eeprom_at24c256 = {
    .size = 32768,
    .page_size = 64,
    .address_bytes = 2,
    .write_ms = 5,
};

const struct otaml_i2c_eeprom_part otaml_i2c_eeprom_24lc512 = {
    .size = 65536,
    .page_size = 128,
    .address_bytes = 2,
    .write_ms = 5,
};

/* 1010 B0 A1 A0: the bank above the chip select. */
const struct otaml_i2c_eeprom_part otaml_i2c_eeprom_24lc1025 = {
    .size = 131072,
    .page_size = 128,
    .address_bytes = 2,
    .bank_shift = 2,
    .write_ms = 5,
};

/* 1010 A2 A1 a16. */
const struct otaml_i2c_eeprom_part otaml_i2c_eeprom_at24cm01 = {
    .size = 131072,
    .page_size = 256,
    .address_bytes = 2,
    .write_ms = 5,
};

/* 1010 A2 a17 a16. */
const struct otaml_i2c_eeprom_part otaml_i2c_eeprom_at24cm02 = {
    .size = 262144,
    .page_size = 256,
    .address_bytes = 2,
    .write_ms = 10,
};
