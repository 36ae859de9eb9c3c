/*
 * eefs_seal.c - the checksum of a factory image. API: otaml/eefs_store.h
 */
#include <string.h>

#include "base_priv.h"
#include "eefs_priv.h"

/* CRC-16/ARC, bit by bit: it is needed once in an image's life. */
static uint16_t crc16(uint16_t crc, const uint8_t *p, uint32_t len)
{
    for (; len > 0; len--) {
        crc ^= *p++;
        for (int bit = 0; bit < 8; bit++) {
            crc = (uint16_t)(crc & 1u ? crc >> 1 ^ 0xa001u : crc >> 1);
        }
    }
    return crc;
}

static int wipe_free_memory(const struct otaml_eefs_store *e)
{
    const struct otaml_media *m = otaml_eefs_media(e);
    uint8_t *zeros = e->file.chunk;
    int err = OTAML_OK;

    memset(zeros, 0, e->file.chunk_size);
    for (uint32_t off = otaml_round_up(e->end, 4); !err && off < m->size;) {
        const uint32_t n = otaml_min_u32(e->file.chunk_size, m->size - off);
        err = m->prog(m->ctx, off, zeros, n);
        off += n;
    }
    return err;
}

int otaml_eefs_store_seal(struct otaml_eefs_store *e)
{
    const uint32_t size = otaml_eefs_media(e)->size;
    uint16_t crc = 0;
    int err;

    if (e->file.phase != FILE_IDLE && e->file.phase != FILE_FAILED) {
        return OTAML_ERR_STATE;
    }
    err = otaml_eefs_ready(e);
    err = err ? err : wipe_free_memory(e);
    for (uint32_t off = EEFS_AT_MAGIC; !err && off < size;) {
        const uint32_t n = otaml_min_u32(e->file.chunk_size, size - off);
        err = otaml_eefs_read(e, off, e->file.chunk, n);
        crc = err ? crc : crc16(crc, e->file.chunk, n);
        off += n;
    }
    if (err) {
        return err;
    }
    /* EEFS hands it on through a signed number of 16 bits. */
    return otaml_eefs_write32(e, EEFS_AT_CRC, crc & 0x8000u ? crc | 0xffff0000u : crc);
}
