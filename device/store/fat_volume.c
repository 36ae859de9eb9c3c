/*
 * fat_volume.c - find a FAT volume and bound its boot sector. API: fat_priv.h
 *
 *   | boot, reserved blocks | FAT | FAT | FAT16: root folder | clusters 2, 3, ... |
 *   start                    fat          root                 data
 */
#include <string.h>

#include "fat_priv.h"

enum { /* where things are in a boot sector */
       BOOT_BLOCK_SIZE = 11,
       BOOT_CLUSTER = 13,
       BOOT_RESERVED = 14,
       BOOT_FATS = 16,
       BOOT_ROOT = 17,
       BOOT_BLOCKS_16 = 19,
       BOOT_MEDIUM = 21,
       BOOT_FAT_16 = 22,
       BOOT_BLOCKS_32 = 32,
       BOOT_FAT_32 = 36,
       BOOT_FLAGS = 40,
       BOOT_VERSION = 42,
       BOOT_ROOT_CLUSTER = 44,
       BOOT_INFO = 48,
       BOOT_SIGNATURE = 510,
       /* in the part that follows, at 36 or 64 */
       BOOT_DIRTY = 1,
       BOOT_ID = 3
};

#define PARTITIONS_OF_FAT 0x5852u /* bits: types 01, 04, 06, 0b, 0c, 0e */

enum { PARTITIONS = 446, PARTITION = 16, PARTITION_TYPE = 4, PARTITION_START = 8 };

static bool is_boot(const uint8_t *b)
{
    return otaml_get_le16(b + BOOT_SIGNATURE) == 0xaa55 && (b[0] == 0xeb || b[0] == 0xe9)
           && b[BOOT_FATS] > 0 && (b[BOOT_MEDIUM] == 0xf0 || b[BOOT_MEDIUM] >= 0xf8);
}

/* What FAT32 has more; t->clusters is known. */
static int read_32(struct otaml_fat *t, const uint8_t *b, uint32_t reserved)
{
    const uint16_t flags = otaml_get_le16(b + BOOT_FLAGS), info = otaml_get_le16(b + BOOT_INFO);
    const uint8_t active = flags & 0x0f;

    t->root_cluster = otaml_get_le32(b + BOOT_ROOT_CLUSTER);
    if (otaml_get_le16(b + BOOT_VERSION) != 0) {
        return OTAML_ERR_UNSUPPORTED;
    }
    if (!otaml_fat_is_cluster(t, t->root_cluster)) {
        return OTAML_ERR_CORRUPT;
    }
    if (flags & 0x80) { /* one FAT alone is kept */
        if (active >= t->fats) {
            return OTAML_ERR_CORRUPT;
        }
        t->fat += active * t->fat_blocks;
        t->fats = 1;
    }
    t->info = info > 0 && info < reserved ? t->start + info : 0;
    return OTAML_OK;
}

/* Where the parts are, each bounded by what is left of the volume. */
static int read_layout(struct otaml_fat *t, const uint8_t *b)
{
    const uint32_t blocks = otaml_get_le16(b + BOOT_BLOCKS_16);
    const uint32_t reserved = otaml_get_le16(b + BOOT_RESERVED);
    const uint32_t fat_16 = otaml_get_le16(b + BOOT_FAT_16);
    const uint32_t roots = otaml_get_le16(b + BOOT_ROOT);
    uint32_t left = blocks ? blocks : otaml_get_le32(b + BOOT_BLOCKS_32);

    t->fats = b[BOOT_FATS];
    t->fat_blocks = fat_16 ? fat_16 : otaml_get_le32(b + BOOT_FAT_32);
    t->root_blocks = (roots + FAT_SLOTS - 1) / FAT_SLOTS;
    if (left > t->blocks || reserved == 0 || reserved >= left) {
        return OTAML_ERR_CORRUPT;
    }
    t->blocks = left;
    left -= reserved;
    t->fat = t->start + reserved;
    if (t->fat_blocks == 0 || t->fat_blocks > left / t->fats) {
        return OTAML_ERR_CORRUPT;
    }
    left -= t->fats * t->fat_blocks;
    t->root = t->fat + t->fats * t->fat_blocks;
    if (t->root_blocks > left) {
        return OTAML_ERR_CORRUPT;
    }
    t->data = t->root + t->root_blocks;
    t->clusters = (left - t->root_blocks) >> t->cluster_log2;
    if ((fat_16 == 0) != (roots == 0)) {
        return OTAML_ERR_CORRUPT;
    }
    /* The number of clusters alone decides what it is. */
    if (t->clusters < FAT_CLUSTERS_16 || t->clusters > FAT_CLUSTERS_MAX
        || (t->clusters < FAT_CLUSTERS_32) != (fat_16 != 0)) {
        return OTAML_ERR_UNSUPPORTED;
    }
    return fat_16 ? OTAML_OK : read_32(t, b, reserved);
}

/* The boot sector is in the sector buffer. */
static int read_boot(struct otaml_fat *t)
{
    const uint8_t *b = t->sector;
    const uint8_t per_cluster = b[BOOT_CLUSTER];
    const uint8_t *more;
    int err;

    if (otaml_get_le16(b + BOOT_BLOCK_SIZE) != OTAML_BLOCK_SIZE) {
        return OTAML_ERR_UNSUPPORTED;
    }
    if (per_cluster == 0 || (per_cluster & (per_cluster - 1)) != 0) {
        return OTAML_ERR_CORRUPT;
    }
    t->cluster_log2 = 0;
    while (per_cluster >> t->cluster_log2 > 1) {
        t->cluster_log2++;
    }
    t->root_cluster = 0;
    t->info = 0;
    err = read_layout(t, b);
    if (err) {
        return err;
    }
    more = b + (otaml_fat_is_32(t) ? 64 : 36);
    t->id = otaml_get_le32(more + BOOT_ID);
    t->dirty = more[BOOT_DIRTY] & 1;
    /* The FAT has an entry for each cluster. */
    return (t->clusters + 1) / (otaml_fat_is_32(t) ? 128 : 256) < t->fat_blocks ? OTAML_OK
                                                                                : OTAML_ERR_CORRUPT;
}

/* The first FAT partition of the table in the sector buffer, its boot sector in its place. */
static int enter_partition(struct otaml_fat *t)
{
    bool other = false;

    for (uint32_t i = 0; i < 4; i++) {
        const uint8_t *p = t->sector + PARTITIONS + i * PARTITION;
        const uint32_t start = otaml_get_le32(p + PARTITION_START), type = p[PARTITION_TYPE];
        if (type < 16 && (PARTITIONS_OF_FAT >> type & 1) && start > 0 && start < t->blocks) {
            t->start = start;
            t->blocks -= start; /* the volume may not be longer than that; its boot sector tells */
            return otaml_fat_load(t, start);
        }
        other |= type != 0;
    }
    return other ? OTAML_ERR_UNSUPPORTED : OTAML_ERR_UNFORMATTED;
}

/* Others say in FAT[1], too, that they have not finished. */
static int read_dirty(struct otaml_fat *t)
{
    const uint32_t clean = otaml_fat_is_32(t) ? 0x0c000000u : 0xc000u;
    uint32_t value;
    const int err = otaml_fat_get(t, 1, &value);

    t->dirty |= !err && (value & clean) != clean;
    return err;
}

int otaml_fat_find_volume(struct otaml_fat *t)
{
    const uint8_t *b = t->sector;
    int err;

    t->start = 0;
    t->blocks = t->cfg->block->count;
    t->in_sector = FAT_NONE;
    err = otaml_fat_load(t, 0);
    if (!err && memcmp(b + 3, "EXFAT   ", 8) == 0) {
        return OTAML_ERR_UNSUPPORTED;
    }
    if (!err && !is_boot(b)) {
        if (otaml_get_le16(b + BOOT_SIGNATURE) != 0xaa55) {
            return OTAML_ERR_UNFORMATTED;
        }
        err = enter_partition(t);
        if (!err && !is_boot(b)) {
            return OTAML_ERR_UNSUPPORTED;
        }
    }
    err = err == OTAML_ERR_CORRUPT ? OTAML_ERR_UNFORMATTED : err;
    err = err ? err : read_boot(t);
    return err ? err : read_dirty(t);
}
