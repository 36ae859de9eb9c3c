/*
 * board_unit.c - file, part, driver, store. API: board_unit.h
 */
#include "board_unit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define EEPROM_ADDRESS 0x50u

/* ---- the file ---- */

/* The empty file as a new part of the unit's size: sparse zeros, or 0xff. */
static bool fill(const struct board_unit *u, uint8_t blank)
{
    uint8_t page[4096];
    uint32_t length = 0;

    memset(page, blank, sizeof(page));
    while (blank != 0 && length < u->size) {
        const size_t n = u->size - length < sizeof(page) ? u->size - length : sizeof(page);
        if (pwrite(u->fd, page, n, (off_t)length) != (ssize_t)n) {
            return false;
        }
        length += (uint32_t)n;
    }
    return ftruncate(u->fd, (off_t)u->size) == 0;
}

/* A file that is to take the place of `path`. */
static bool create_beside(struct board_unit *u, const char *path, uint8_t blank)
{
    u->growing = malloc(strlen(path) + 8);
    if (!u->growing) {
        return false;
    }
    sprintf(u->growing, "%s.XXXXXX", path);
    u->fd = mkstemp(u->growing);
    if (u->fd < 0) {
        free(u->growing);
        u->growing = NULL;
        return false;
    }
    return fchmod(u->fd, 0644) == 0 && fill(u, blank);
}

static bool take_place(struct board_unit *u, const char *path)
{
    const bool taken = !u->growing || rename(u->growing, path) == 0;

    if (taken) {
        free(u->growing);
        u->growing = NULL;
    }
    return taken;
}

/* What is at `path`: locked, of the unit's size. An empty file is let go of, as if there were none.
 */
static bool open_existing(struct board_unit *u, const char *path)
{
    struct stat st;

    u->fd = open(path, O_RDWR | O_CLOEXEC);
    if (u->fd < 0 || fstat(u->fd, &st) || flock(u->fd, LOCK_EX | LOCK_NB)) {
        return false;
    }
    if (S_ISREG(st.st_mode) && st.st_size == (off_t)u->size) {
        return true;
    }
    errno = !S_ISREG(st.st_mode) ? EINVAL : st.st_size > 0 ? EFBIG : ENOENT;
    return false;
}

static int open_file(struct board_unit *u, const char *path, uint8_t blank,
                     enum board_unit_access access)
{
    void *memory;

    if (!open_existing(u, path)) {
        if (errno != ENOENT || access != BOARD_UNIT_CREATE) {
            return BOARD_UNIT_ERR_FILE;
        }
        if (u->fd >= 0) {
            close(u->fd);
        }
        if (!create_beside(u, path, blank) || flock(u->fd, LOCK_EX | LOCK_NB)) {
            return BOARD_UNIT_ERR_FILE;
        }
    }
    memory = mmap(NULL, u->size, PROT_READ | PROT_WRITE, MAP_SHARED, u->fd, 0);
    if (memory == MAP_FAILED) {
        return BOARD_UNIT_ERR_FILE;
    }
    u->bytes = memory;
    return OTAML_OK;
}

/* ---- the parts ---- */

static int start_flash(struct board_unit *u, const struct chip_flash_part *part)
{
    int err;

    if (!chip_flash_init(&u->chip.flash, part, u->bytes, &u->now_ns)) {
        return OTAML_ERR_NOSPC;
    }
    err = otaml_onchip_flash_init(&u->driver.flash, &u->chip.flash.cfg);
    u->kind.flash.config = (struct otaml_flash_store_config){
        .media = &u->driver.flash.media,
        .chunk = u->chunk,
        .chunk_size = sizeof(u->chunk),
    };
    u->store = &u->kind.flash.store.store;
    u->context_bytes = sizeof(u->kind.flash) + sizeof(u->driver.flash);
    return err ? err : otaml_flash_store_init(&u->kind.flash.store, &u->kind.flash.config);
}

static int start_nor(struct board_unit *u)
{
    struct otaml_nor_config config = { .spi = &u->chip.nor.spi.bus };
    int err;

    if (!chip_nor_init(&u->chip.nor, &chip_nor_w25q32jv, u->bytes, &u->now_ns)) {
        return OTAML_ERR_NOSPC;
    }
    err = otaml_nor_init(&u->driver.nor, &config);
    u->kind.spiffs.config = (struct otaml_spiffs_store_config){
        .media = &u->driver.nor.media,
        .chunk = u->chunk,
        .chunk_size = sizeof(u->chunk),
        .meta_size = 4, /* as ESP-IDF */
        .format = otaml_spiffs_store_format,
    };
    u->store = &u->kind.spiffs.store.file.store;
    u->context_bytes = sizeof(u->kind.spiffs) + sizeof(u->driver.nor);
    return err ? err : otaml_spiffs_store_init(&u->kind.spiffs.store, &u->kind.spiffs.config);
}

static int start_eeprom(struct board_unit *u)
{
    int err;

    chip_i2c_eeprom_init(&u->chip.eeprom, &chip_at24cm02, 1, u->bytes, NULL, &u->now_ns);
    err = otaml_i2c_eeprom_init(&u->driver.eeprom, &u->chip.eeprom.i2c, &otaml_i2c_eeprom_at24cm02,
                                EEPROM_ADDRESS, 1);
    u->kind.eefs.config = (struct otaml_eefs_store_config){
        .media = &u->driver.eeprom.media,
        .chunk = u->chunk,
        .chunk_size = sizeof(u->chunk),
    };
    u->store = &u->kind.eefs.store.file.store;
    u->context_bytes = sizeof(u->kind.eefs) + sizeof(u->driver.eeprom);
    return err ? err : otaml_eefs_store_init(&u->kind.eefs.store, &u->kind.eefs.config);
}

static int start_card(struct board_unit *u)
{
    int err = chip_sd_init(&u->chip.sd, &chip_sd_sdsc_256mb, u->bytes, &u->now_ns);

    err = err ? err : otaml_sdcard_init(&u->driver.sd, &u->chip.sd.spi.bus);
    u->kind.fat.config = (struct otaml_fat_store_config){
        .block = &u->driver.sd.block,
        .sector = u->sector,
        .chunk = u->chunk,
        .chunk_size = sizeof(u->chunk),
        .format = otaml_fat_store_format,
        .format_bits = 32, /* as the paper's boards have it */
    };
    u->store = &u->kind.fat.store.file.store;
    u->context_bytes = sizeof(u->kind.fat) + sizeof(u->driver.sd);
    u->buffer_bytes += sizeof(u->sector);
    return err ? err : otaml_fat_store_init(&u->kind.fat.store, &u->kind.fat.config);
}

static int start_part(struct board_unit *u)
{
    u->buffer_bytes = sizeof(u->chunk);
    switch (u->part) {
    case BOARD_FLASH_4K:
        return start_flash(u, &chip_teensy40);
    case BOARD_FLASH_H7:
        return start_flash(u, &chip_stm32h743);
    case BOARD_NOR:
        return start_nor(u);
    case BOARD_EEPROM:
        return start_eeprom(u);
    case BOARD_CARD:
        break;
    }
    return start_card(u);
}

/* ---- open and close ---- */

static void stop_part(struct board_unit *u)
{
    switch (u->part) {
    case BOARD_FLASH_4K:
    case BOARD_FLASH_H7:
        chip_flash_close(&u->chip.flash);
        break;
    case BOARD_NOR:
        chip_nor_close(&u->chip.nor);
        break;
    case BOARD_EEPROM:
    case BOARD_CARD:
        break;
    }
}

int board_unit_open(struct board_unit *u, const struct board_profile *board, const char *path,
                    enum board_unit_access access)
{
    int err;

    memset(u, 0, sizeof(*u));
    u->fd = -1;
    u->size = board->capacity;
    u->part = board->part;
    err = open_file(u, path, board->part == BOARD_CARD ? 0x00 : 0xff, access);
    err = err ? err : start_part(u);
    if (!err && u->growing) {
        err = otaml_store_format(u->store);
    }
    err = err ? err : otaml_store_mount(u->store);
    return err || take_place(u, path) ? err : BOARD_UNIT_ERR_FILE;
}

void board_unit_close(struct board_unit *u)
{
    const int reason = errno; /* of the open that failed, perhaps */

    if (u->bytes) {
        stop_part(u);
        munmap(u->bytes, u->size);
    }
    if (u->fd >= 0) {
        close(u->fd); /* lets the lock go */
    }
    if (u->growing) {
        unlink(u->growing);
        free(u->growing);
    }
    memset(u, 0, sizeof(*u));
    u->fd = -1;
    errno = reason;
}

const char *board_unit_text(int err)
{
    if (err != BOARD_UNIT_ERR_FILE) {
        return otaml_err_text(err);
    }
    switch (errno) {
    case EWOULDBLOCK:
        return "another process uses it; give each device a unit of its own";
    case EFBIG:
        return "it is not of the size of this board's unit; is it another board's?";
    case ENOENT:
        return "there is no such file, or it is empty; `otaml store make` makes one";
    default:
        return strerror(errno);
    }
}
