/*
 * spi_eeprom.c - SPI EEPROM and FRAM as a memory unit. API: otaml/spi_eeprom.h
 *
 * An EEPROM takes the bytes of one page; a write that goes on wraps to the page's begin, so it is
 * split there. An FRAM takes any number and is never busy.
 */
#include <otaml/spi_eeprom.h>

#include "base_priv.h"
#include "media_priv.h"

enum {
    OP_WRITE = 0x02,
    OP_READ = 0x03,
    OP_WRITE_ENABLE = 0x06,
    OP_WAKE = 0xab,
    OP_A8 = 0x08 /* the ninth address bit, in the command */
};

#define STATUS_PROTECT 0x0cu /* BP0, BP1 */
#define STATUS_LOCK    0x80u /* WPEN, with the WP# pin */
#define HEAD_MAX       4u
#define WAKE_US        450u /* FRAM asleep: 400 us; EEPROM in deep power-down: 100 us */
#define STEP_US        100u

static uint32_t address(const struct otaml_spi_eeprom *e, uint8_t *head, uint8_t opcode,
                        uint32_t off)
{
    const bool a8 = e->address_bytes == 1 && (off & 0x100u);

    return otaml_spi_address(head, a8 ? opcode | OP_A8 : opcode, off, e->address_bytes);
}

static int write_piece(const struct otaml_spi_eeprom *e, uint32_t off, const uint8_t *src,
                       uint32_t len)
{
    uint8_t head[HEAD_MAX];
    int err = otaml_spi_enable_write(e->spi);

    if (!err) {
        err = otaml_spi_transact(e->spi, head, address(e, head, OP_WRITE, off), src, NULL, len);
    }
    err = err ? err : otaml_spi_finish(e->spi, OTAML_SPI_EEPROM_WRITE_MS, STEP_US);
    return err || !e->verify ? err : otaml_media_verify(&e->media, off, src, len);
}

/* ---- struct otaml_media ---- */

static bool outside(const struct otaml_spi_eeprom *e, uint32_t off, uint32_t len)
{
    return off > e->media.size || len > e->media.size - off;
}

static int eeprom_read(void *ctx, uint32_t off, void *dst, uint32_t len)
{
    const struct otaml_spi_eeprom *e = ctx;
    uint8_t head[HEAD_MAX];

    if (outside(e, off, len)) {
        return OTAML_ERR_ARG;
    }
    if (len == 0) {
        return OTAML_OK;
    }
    return otaml_spi_transact(e->spi, head, address(e, head, OP_READ, off), NULL, dst, len);
}

static int eeprom_prog(void *ctx, uint32_t off, const void *src, uint32_t len)
{
    const struct otaml_spi_eeprom *e = ctx;
    const uint8_t *from = src;

    if (outside(e, off, len)) {
        return OTAML_ERR_ARG;
    }
    while (len > 0) {
        const uint32_t room = e->page_size > 0 ? e->page_size - off % e->page_size : len;
        const uint32_t now = otaml_min_u32(len, room);
        const int err = write_piece(e, off, from, now);
        if (err) {
            return err;
        }
        off += now;
        from += now;
        len -= now;
    }
    return OTAML_OK;
}

/* ---- init ---- */

/* Can so many address bytes reach every byte, and are there whole pages? */
static bool geometry_ok(const struct otaml_spi_eeprom_config *cfg)
{
    const uint32_t page = cfg->page_size;
    uint32_t reach;

    if (cfg->address_bytes < 1 || cfg->address_bytes > 3 || (page & (page - 1)) != 0) {
        return false;
    }
    reach = cfg->address_bytes == 1 ? 512u : 1u << (8 * cfg->address_bytes);
    return cfg->size > 0 && cfg->size <= reach && (page == 0 || cfg->size % page == 0);
}

/* Asleep, or in the midst of a write that a reset of the processor left running. */
static int bring_to_reason(const struct otaml_spi *spi)
{
    uint8_t status = 0;
    int err = otaml_spi_command(spi, OP_WAKE); /* an FRAM wakes by chip select, and ignores it */

    if (err) {
        return err;
    }
    spi->wait_us(spi->ctx, WAKE_US);
    err = otaml_spi_wait(spi, OTAML_SPI_EEPROM_WRITE_MS, STEP_US, &status);
    return err == OTAML_ERR_TIMEOUT && status == OTAML_SPI_VOID ? OTAML_ERR_UNSUPPORTED : err;
}

/* A latch that rises and falls on command is no wire. */
static int find_part(const struct otaml_spi *spi)
{
    uint8_t status = 0;
    int err = otaml_spi_enable_write(spi);

    if (err) {
        return err == OTAML_ERR_IO ? OTAML_ERR_UNSUPPORTED : err;
    }
    err = otaml_spi_disable_write(spi);
    err = err ? err : otaml_spi_status(spi, &status);
    return !err && (status & OTAML_SPI_WEL) ? OTAML_ERR_UNSUPPORTED : err;
}

static int unprotect(const struct otaml_spi *spi)
{
    uint8_t status = 0;
    int err = otaml_spi_status(spi, &status);

    if (err || !(status & STATUS_PROTECT)) {
        return err;
    }
    err = otaml_spi_write_status(spi, status & STATUS_LOCK, OTAML_SPI_EEPROM_WRITE_MS);
    err = err ? err : otaml_spi_status(spi, &status);
    return !err && (status & STATUS_PROTECT) ? OTAML_ERR_IO : err;
}

int otaml_spi_eeprom_init(struct otaml_spi_eeprom *e, const struct otaml_spi_eeprom_config *cfg)
{
    int err = OTAML_OK;

    if (!e || !cfg || !otaml_spi_complete(cfg->spi)) {
        return OTAML_ERR_ARG;
    }
    if (!geometry_ok(cfg)) {
        return OTAML_ERR_GEOMETRY;
    }
    *e = (struct otaml_spi_eeprom){
        .media = { .ctx = e,
                   .read = eeprom_read,
                   .prog = eeprom_prog,
                   .size = cfg->size,
                   .prog_size = 1 },
        .spi = cfg->spi,
        .page_size = cfg->page_size,
        .address_bytes = cfg->address_bytes,
        .verify = cfg->verify,
    };
    if (cfg->clock_hz > 0 && cfg->spi->clock_hz) {
        err = cfg->spi->clock_hz(cfg->spi->ctx, cfg->clock_hz);
    }
    err = err ? err : bring_to_reason(e->spi);
    err = err ? err : find_part(e->spi);
    return err ? err : unprotect(e->spi);
}
