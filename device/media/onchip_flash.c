/*
 * onchip_flash.c - a microcontroller's own flash as a memory unit. API: otaml/onchip_flash.h
 *
 *   range to program:  | 0xff | data data | data | 0xff 0xff | data |
 *   rows:              |        row 0       |        row 1          |
 *   program calls:            |___________| |____|           |______|
 */
#include <otaml/onchip_flash.h>

#include <string.h>
#include "base_priv.h"
#include "media_priv.h"

static bool fits(const struct otaml_onchip_flash *f, uint32_t off, uint32_t len, uint32_t unit)
{
    return off <= f->media.size && len <= f->media.size - off && off % unit == 0 && len % unit == 0;
}

/* Is what a command was to leave there? */
static int check(const struct otaml_onchip_flash *f, uint32_t off, const uint8_t *src, uint32_t len)
{
    return f->cfg.verify ? otaml_media_verify(&f->media, off, src, len) : OTAML_OK;
}

/* ---- struct otaml_media ---- */

static int flash_read(void *ctx, uint32_t off, void *dst, uint32_t len)
{
    const struct otaml_onchip_flash *f = ctx;

    if (!fits(f, off, len, 1)) {
        return OTAML_ERR_ARG;
    }
    if (f->cfg.read) {
        return f->cfg.read(f->cfg.ctx, off, dst, len);
    }
    memcpy(dst, f->cfg.base + off, len);
    return OTAML_OK;
}

/* How many bytes from src on are whole words that are, or are not, all 0xff. */
static uint32_t run(const struct otaml_onchip_flash *f, const uint8_t *src, uint32_t len, bool ones)
{
    const uint32_t word = f->cfg.word_size;
    uint32_t n = 0;

    while (n < len && otaml_media_all_ones(src + n, word) == ones) {
        n += word;
    }
    return n;
}

static int flash_prog(void *ctx, uint32_t off, const void *src, uint32_t len)
{
    const struct otaml_onchip_flash *f = ctx;
    const uint8_t *from = src;

    if (!fits(f, off, len, f->cfg.word_size)) {
        return OTAML_ERR_ARG;
    }
    for (uint32_t at = run(f, from, len, true); at < len; at += run(f, from + at, len - at, true)) {
        const uint32_t in_row = f->cfg.row_size - (off + at) % f->cfg.row_size;
        const uint32_t now = run(f, from + at, otaml_min_u32(len - at, in_row), false);
        int err = f->cfg.program(f->cfg.ctx, off + at, from + at, now);
        err = err ? err : check(f, off + at, from + at, now);
        if (err) {
            return err;
        }
        at += now;
    }
    return OTAML_OK;
}

static int flash_erase(void *ctx, uint32_t off, uint32_t len)
{
    const struct otaml_onchip_flash *f = ctx;

    if (!fits(f, off, len, f->cfg.sector_size)) {
        return OTAML_ERR_ARG;
    }
    for (; len > 0; off += f->cfg.sector_size, len -= f->cfg.sector_size) {
        int err = f->cfg.erase(f->cfg.ctx, off);
        err = err ? err : check(f, off, NULL, f->cfg.sector_size);
        if (err) {
            return err;
        }
    }
    return OTAML_OK;
}

/* ---- init ---- */

static bool row_ok(const struct otaml_onchip_flash_config *c)
{
    return (c->row_size & (c->row_size - 1)) == 0 && c->row_size >= c->word_size
           && c->sector_size % c->row_size == 0;
}

int otaml_onchip_flash_init(struct otaml_onchip_flash *f,
                            const struct otaml_onchip_flash_config *cfg)
{
    int err;

    if (!f || !cfg || !cfg->program || !cfg->erase || (!cfg->read && !cfg->base)) {
        return OTAML_ERR_ARG;
    }
    *f = (struct otaml_onchip_flash){
        .media = { .ctx = f,
                   .read = flash_read,
                   .prog = flash_prog,
                   .erase = flash_erase,
                   .base = cfg->base,
                   .size = cfg->size,
                   .erase_size = cfg->sector_size,
                   .prog_size = cfg->word_size,
                   .clears_bits = cfg->clears_bits },
        .cfg = *cfg,
    };
    if (cfg->row_size == 0) {
        f->cfg.row_size = cfg->word_size;
    }
    err = otaml_media_check(&f->media);
    if (err) {
        return err;
    }
    return cfg->sector_size > 0 && row_ok(&f->cfg) ? OTAML_OK : OTAML_ERR_GEOMETRY;
}
