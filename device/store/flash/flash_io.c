/*
 * flash_io.c - bytes of the memory unit for the flash store. API: flash_priv.h
 */
#include <string.h>

#include "base_priv.h"
#include "flash_priv.h"

#define PIECE      64u  /* bytes looked at in one go */
#define PROG_LARGE 256u /* largest program unit */

int otaml_flash_read(const struct otaml_flash_store *f, uint32_t off, void *dst, uint32_t len)
{
    const struct otaml_media *m = otaml_flash_media(f);
    int err = m->read(m->ctx, off, dst, len);

    if (err == OTAML_ERR_CORRUPT) {
        memset(dst, 0, len);
        err = OTAML_OK;
    }
    return err;
}

static bool all_ones(const uint8_t *p, uint32_t len)
{
    uint8_t all = 0xff;

    for (uint32_t i = 0; i < len; i++) {
        all &= p[i];
    }
    return all == 0xff;
}

static int look(const struct otaml_flash_store *f, uint32_t off, uint32_t len, uint8_t *piece,
                uint32_t piece_size, bool *blank)
{
    *blank = true;
    while (len > 0 && *blank) {
        const uint32_t n = otaml_min_u32(len, piece_size);
        int err = otaml_flash_read(f, off, piece, n);
        if (err) {
            return err;
        }
        *blank = all_ones(piece, n);
        off += n;
        len -= n;
    }
    return OTAML_OK;
}

int otaml_flash_is_blank(const struct otaml_flash_store *f, uint32_t off, uint32_t len, bool *blank)
{
    uint8_t piece[PIECE];

    return look(f, off, len, piece, sizeof(piece), blank);
}

int otaml_flash_prog_small(const struct otaml_flash_store *f, uint32_t off, const uint8_t *src,
                           uint32_t len)
{
    const struct otaml_media *m = otaml_flash_media(f);
    const uint32_t whole = otaml_round_up(len, m->prog_size);
    uint8_t unit[PROG_LARGE], back[PIECE];
    int err;

    memset(unit, 0xff, sizeof(unit));
    memcpy(unit, src, len);
    err = m->prog(m->ctx, off, unit, whole);
    for (uint32_t i = 0; !err && i < whole; i += PIECE) {
        const uint32_t n = otaml_min_u32(whole - i, PIECE);
        err = otaml_flash_read(f, off + i, back, n);
        if (!err && memcmp(back, unit + i, n) != 0) {
            err = OTAML_ERR_IO;
        }
    }
    return err;
}

int otaml_flash_blank_unit(const struct otaml_flash_store *f, uint32_t unit, bool *erased)
{
    const struct otaml_media *m = otaml_flash_media(f);
    const uint32_t off = unit * m->erase_size;
    bool blank;
    int err = look(f, off, m->erase_size, f->cfg->chunk, f->cfg->chunk_size, &blank);

    *erased = false;
    if (err || blank) {
        return err;
    }
    *erased = true;
    err = m->erase(m->ctx, off, m->erase_size);
    if (!err) {
        err = look(f, off, m->erase_size, f->cfg->chunk, f->cfg->chunk_size, &blank);
    }
    return err || blank ? err : OTAML_ERR_IO;
}
