/*
 * block_media.c - a memory unit whose bytes can be overwritten, as a block device. API:
 * otaml/block.h
 */
#include <otaml/block.h>

#include "base_priv.h"

static int block_read(void *ctx, uint32_t first, void *dst, uint32_t n)
{
    const struct otaml_media *m = ctx;

    return m->read(m->ctx, first * OTAML_BLOCK_SIZE, dst, n * OTAML_BLOCK_SIZE);
}

static int block_write(void *ctx, uint32_t first, const void *src, uint32_t n)
{
    const struct otaml_media *m = ctx;

    return m->prog(m->ctx, first * OTAML_BLOCK_SIZE, src, n * OTAML_BLOCK_SIZE);
}

int otaml_block_of_media(struct otaml_block *b, struct otaml_media *m)
{
    const int err = otaml_media_check(m);

    if (err || m->erase_size > 0 || OTAML_BLOCK_SIZE % m->prog_size != 0) {
        return err ? err : OTAML_ERR_GEOMETRY;
    }
    *b = (struct otaml_block){
        .ctx = m,
        .read = block_read,
        .write = block_write,
        .count = m->size / OTAML_BLOCK_SIZE,
    };
    return OTAML_OK;
}
