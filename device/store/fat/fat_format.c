/*
 * fat_format.c - an empty volume on the whole device. API: fat_priv.h
 *
 * The first block is cleared first and written last: a format that was cut is no volume.
 */
#include <string.h>

#include "fat_priv.h"

#define BLOCKS_FOR_32 0x100000u /* 512 MB: from here on FAT32 */
#define CLUSTER_MAX   6u        /* log2 of blocks: 32 KB */
#define ROOT_BLOCKS   32u       /* 512 slots */
#define MARGIN        16u       /* others count clusters a little differently */

enum { INFO = 1, BACKUP = 6, RESERVED_32 = 32 };

/* Where the parts will be, with clusters of this size; false: that makes another kind of FAT. */
static bool lay_out(struct otaml_fat *t, bool is_32)
{
    const uint32_t blocks = t->cfg->block->count;
    const uint32_t in_block = is_32 ? 128 : 256;
    const uint32_t fixed = is_32 ? RESERVED_32 : 1 + ROOT_BLOCKS;
    const uint32_t unit = 1u << t->cluster_log2;
    uint32_t least = is_32 ? FAT_CLUSTERS_32 : 2 * FAT_CLUSTERS_16;

    if (blocks / 2 < fixed + unit) {
        return false;
    }
    /* Each block of both FATs goes with in_block clusters; clusters begin at multiples of unit. */
    t->fat_blocks = (blocks - fixed) / (in_block * unit + 2) + 1;
    t->root_blocks = is_32 ? 0 : ROOT_BLOCKS;
    t->data = otaml_round_up(fixed + 2 * t->fat_blocks, unit);
    t->root = t->data - t->root_blocks;
    t->fat = t->root - 2 * t->fat_blocks;
    t->clusters = (blocks - t->data) / unit;
    t->root_cluster = is_32 ? 2 : 0;
    least = t->cluster_log2 == 0 && !is_32 ? FAT_CLUSTERS_16 : least;
    return t->clusters >= least + MARGIN && t->clusters + MARGIN < FAT_CLUSTERS_MAX
           && (is_32 || t->clusters + MARGIN < FAT_CLUSTERS_32);
}

/* Zeros over blocks, as many in a write as the chunk buffer holds. */
static int clear(struct otaml_fat *t, uint32_t from, uint32_t end)
{
    const struct otaml_block *d = t->cfg->block;
    int err = OTAML_OK;

    memset(t->file->chunk, 0, t->file->chunk_size);
    while (!err && from < end) {
        const uint32_t n = otaml_min_u32(end - from, t->file->chunk_size / OTAML_BLOCK_SIZE);
        err = d->write(d->ctx, from, t->file->chunk, n);
        from += n;
    }
    return err;
}

/* The largest clusters with which there are enough of them. */
static int choose_clusters(struct otaml_fat *t)
{
    const uint8_t bits = t->cfg->format_bits;
    const bool is_32 = bits ? bits == 32 : t->cfg->block->count >= BLOCKS_FOR_32;

    if (bits != 0 && bits != 16 && bits != 32) {
        return OTAML_ERR_ARG;
    }
    for (uint32_t log2 = CLUSTER_MAX + 1; log2 > 0; log2--) {
        t->cluster_log2 = (uint8_t)(log2 - 1);
        if (lay_out(t, is_32)) {
            return OTAML_OK;
        }
    }
    return OTAML_ERR_GEOMETRY;
}

/* FAT32's root folder does not grow here: it gets what FAT16's has. */
static uint32_t root_clusters(const struct otaml_fat *t)
{
    return otaml_fat_is_32(t) ? otaml_fat_clusters(t, ROOT_BLOCKS * OTAML_BLOCK_SIZE) : 0;
}

static int write_fats(struct otaml_fat *t)
{
    const uint32_t end = 2 + root_clusters(t);
    int err = OTAML_OK;

    for (uint32_t i = 0; !err && i < 2; i++) {
        uint8_t *b = t->sector;
        otaml_fat_blank(t, t->fat + i * t->fat_blocks);
        if (otaml_fat_is_32(t)) {
            otaml_put_le32(b, 0x0ffffff8);
            otaml_put_le32(b + 4, 0x0fffffff);
            for (uint32_t c = 2; c < end; c++) {
                otaml_put_le32(b + 4 * c, c + 1 < end ? c + 1 : 0x0fffffff);
            }
        } else {
            otaml_put_le32(b, 0xfffffff8);
        }
        err = otaml_fat_save(t);
    }
    return err;
}

static int write_info(struct otaml_fat *t, uint32_t block)
{
    uint8_t *b = t->sector;

    otaml_fat_blank(t, block);
    otaml_put_le32(b, 0x41615252);
    otaml_put_le32(b + 484, 0x61417272);
    memset(b + 488, 0xff, 8); /* how many are free, and where: unknown */
    otaml_put_le32(b + 508, 0xaa550000);
    return otaml_fat_save(t);
}

static int write_boot(struct otaml_fat *t, uint32_t block)
{
    const uint32_t blocks = t->cfg->block->count;
    const bool is_32 = otaml_fat_is_32(t), is_short = blocks < 0x10000 && !is_32;
    uint8_t *b = t->sector, *more = b + (is_32 ? 64 : 36);

    otaml_fat_blank(t, block);
    b[0] = 0xeb; /* to what would be a program */
    b[1] = is_32 ? 0x58 : 0x3c;
    b[2] = 0x90;
    memcpy(b + 3, "OTAML   ", 9); /* the NUL is written over */
    otaml_put_le16(b + 11, OTAML_BLOCK_SIZE);
    b[13] = (uint8_t)(1u << t->cluster_log2);
    otaml_put_le16(b + 14, (uint16_t)t->fat);
    b[16] = 2;
    otaml_put_le16(b + 17, (uint16_t)(t->root_blocks * FAT_SLOTS));
    otaml_put_le16(b + 19, is_short ? (uint16_t)blocks : 0);
    b[21] = 0xf8;
    otaml_put_le16(b + 22, is_32 ? 0 : (uint16_t)t->fat_blocks);
    otaml_put_le16(b + 24, 63); /* blocks of a track and heads, for those who still ask */
    otaml_put_le16(b + 26, 255);
    otaml_put_le32(b + 32, is_short ? 0 : blocks);
    if (is_32) {
        otaml_put_le32(b + 36, t->fat_blocks);
        otaml_put_le32(b + 44, t->root_cluster);
        otaml_put_le16(b + 48, INFO);
        otaml_put_le16(b + 50, BACKUP);
    }
    more[0] = 0x80; /* a disk */
    more[2] = 0x29;
    otaml_put_le32(more + 3, t->cfg->volume_id);
    memcpy(more + 7, is_32 ? "NO NAME    FAT32   " : "NO NAME    FAT16   ", 20);
    otaml_put_le16(b + 510, 0xaa55);
    return otaml_fat_save(t);
}

/* The boot sector and FSInfo, their copies first. */
static int write_heads(struct otaml_fat *t)
{
    int err = OTAML_OK;

    if (otaml_fat_is_32(t)) {
        err = write_info(t, INFO);
        err = err ? err : write_info(t, BACKUP + INFO);
        err = err ? err : write_boot(t, BACKUP);
    }
    return err ? err : write_boot(t, 0);
}

int otaml_fat_store_format(struct otaml_store *s)
{
    struct otaml_fat *t = otaml_fat_of(s);
    int err;

    if (t->file->open) {
        return OTAML_ERR_BUSY;
    }
    otaml_file_reset(t->file);
    err = choose_clusters(t);
    t->in_sector = FAT_NONE;
    err = err ? err : clear(t, 0, 1);
    err = err ? err : clear(t, 1, t->data + (root_clusters(t) << t->cluster_log2));
    err = err ? err : write_fats(t);
    err = err ? err : write_heads(t);
    t->hint = 0;
    err = err ? err : otaml_fat_find_volume(t);
    t->file->mounted = true; /* for what is to be settled */
    err = err ? err : otaml_fat_make_control(t);
    t->file->mounted = false;
    return err;
}
