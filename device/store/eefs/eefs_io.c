/*
 * eefs_io.c - numbers and bytes of the unit for the EEFS store. API: eefs_priv.h
 */
#include <string.h>

#include "base_priv.h"
#include "eefs_priv.h"

#define PIECE 64u /* bytes compared or written in one go */

uint32_t otaml_eefs_get32(const struct otaml_eefs_store *e, const uint8_t *p)
{
    if (e->big_endian) {
        return (uint32_t)p[3] | (uint32_t)p[2] << 8 | (uint32_t)p[1] << 16 | (uint32_t)p[0] << 24;
    }
    return otaml_get_le32(p);
}

void otaml_eefs_put32(const struct otaml_eefs_store *e, uint8_t *p, uint32_t v)
{
    for (uint32_t i = 0; i < 4; i++) {
        p[e->big_endian ? 3 - i : i] = (uint8_t)(v >> (8 * i));
    }
}

int otaml_eefs_read(const struct otaml_eefs_store *e, uint32_t off, void *dst, uint32_t len)
{
    const struct otaml_media *m = otaml_eefs_media(e);

    return m->read(m->ctx, off, dst, len);
}

static int same(const struct otaml_eefs_store *e, uint32_t off, const uint8_t *src, uint32_t len,
                bool *is)
{
    uint8_t there[PIECE];
    int err = OTAML_OK;

    *is = true;
    while (!err && *is && len > 0) {
        const uint32_t n = otaml_min_u32(len, PIECE);
        err = otaml_eefs_read(e, off, there, n);
        *is = !err && memcmp(there, src, n) == 0;
        off += n;
        src += n;
        len -= n;
    }
    return err;
}

int otaml_eefs_write(const struct otaml_eefs_store *e, uint32_t off, const void *src, uint32_t len)
{
    const struct otaml_media *m = otaml_eefs_media(e);
    bool is;
    int err = same(e, off, src, len, &is);

    if (err || is) {
        return err;
    }
    err = m->prog(m->ctx, off, src, len);
    err = err ? err : same(e, off, src, len, &is);
    return err || is ? err : OTAML_ERR_IO;
}

int otaml_eefs_write32(const struct otaml_eefs_store *e, uint32_t off, uint32_t v)
{
    uint8_t bytes[4];

    otaml_eefs_put32(e, bytes, v);
    return otaml_eefs_write(e, off, bytes, sizeof(bytes));
}

int otaml_eefs_zero(const struct otaml_eefs_store *e, uint32_t off, uint32_t len)
{
    static const uint8_t zeros[PIECE];
    int err = OTAML_OK;

    while (!err && len > 0) {
        const uint32_t n = otaml_min_u32(len, PIECE);
        err = otaml_eefs_write(e, off, zeros, n);
        off += n;
        len -= n;
    }
    return err;
}

int otaml_eefs_show(const struct otaml_eefs_store *e, uint32_t off, bool in_use)
{
    return otaml_eefs_write32(e, off + EEFS_AT_IN_USE, in_use);
}
