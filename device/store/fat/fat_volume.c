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

#define ONE_FAT           0x80u   /* flag: only one of the FATs is kept */
#define PARTITIONS_OF_FAT 0x5852u /* bits: types 01, 04, 06, 0b, 0c, 0e */

enum { PARTITIONS = 446, PARTITION = 16, PARTITION_TYPE = 4, PARTITION_START = 8 };

static bool is_boot(const uint8_t *b)
{
    return otaml_get_le16(b + BOOT_SIGNATURE) == 0xaa55 && (b[0] == 0xeb || b[0] == 0xe9)
           && b[BOOT_FATS] > 0 && (b[BOOT_MEDIUM] == 0xf0 || b[BOOT_MEDIUM] >= 0xf8);
}

/* What FAT32 has more. */
static int read_32(struct otaml_fat *t, const uint8_t *b, uint32_t start)
{
    const uint32_t info = otaml_get_le16(b + BOOT_INFO);

    t->root_cluster = otaml_get_le32(b + BOOT_ROOT_CLUSTER);
    if ((b[BOOT_FLAGS] & ONE_FAT) != 0 || otaml_get_le16(b + BOOT_VERSION) != 0) {
        return OTAML_ERR_UNSUPPORTED;
    }
    t->info = info > 0 && info < t->fat - start ? start + info : 0;
    return otaml_fat_is_cluster(t, t->root_cluster) ? OTAML_OK : OTAML_ERR_CORRUPT;
}

/* Where the parts are, each bounded by what is left of the blocks. */
static int read_layout(struct otaml_fat *t, const uint8_t *b, uint32_t start, uint32_t room)
{
    const uint32_t reserved = otaml_get_le16(b + BOOT_RESERVED);
    const uint32_t roots = otaml_get_le16(b + BOOT_ROOT);
    const bool is_32 = roots == 0;
    uint32_t left = otaml_get_le16(b + BOOT_BLOCKS_16);

    left = left ? left : otaml_get_le32(b + BOOT_BLOCKS_32);
    if (left > room || reserved == 0 || reserved >= left) {
        return OTAML_ERR_CORRUPT;
    }
    left -= reserved;
    t->fat = t->root = start + reserved;
    t->fat_blocks = otaml_get_le16(b + BOOT_FAT_16);
    if (is_32 != (t->fat_blocks == 0)) {
        return OTAML_ERR_CORRUPT;
    }
    t->fat_blocks = is_32 ? otaml_get_le32(b + BOOT_FAT_32) : t->fat_blocks;
    t->fats = b[BOOT_FATS];
    for (uint32_t i = 0; i < t->fats; i++) {
        if (t->fat_blocks == 0 || t->fat_blocks > left) {
            return OTAML_ERR_CORRUPT;
        }
        left -= t->fat_blocks;
        t->root += t->fat_blocks;
    }
    t->root_blocks = (roots + FAT_SLOTS - 1) / FAT_SLOTS;
    if (t->root_blocks > left) {
        return OTAML_ERR_CORRUPT;
    }
    t->data = t->root + t->root_blocks;
    t->clusters = (left - t->root_blocks) >> t->cluster_log2;
    /* The number of clusters alone decides what it is. */
    if (t->clusters < FAT_CLUSTERS_16 || t->clusters > FAT_CLUSTERS_MAX
        || (t->clusters < FAT_CLUSTERS_32) == is_32) {
        return OTAML_ERR_UNSUPPORTED;
    }
    /* The FAT has an entry for each cluster. */
    if ((t->clusters + 1) >> (is_32 ? 7 : 8) >= t->fat_blocks) {
        return OTAML_ERR_CORRUPT;
    }
    return is_32 ? read_32(t, b, start) : OTAML_OK;
}

/* The boot sector is in the sector buffer. */
static int read_boot(struct otaml_fat *t, uint32_t start, uint32_t room)
{
    const uint8_t *b = t->sector;
    const uint8_t per_cluster = b[BOOT_CLUSTER];
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
    err = read_layout(t, b, start, room);
    b += otaml_fat_is_32(t) ? 64 : 36;
    t->id = otaml_get_le32(b + BOOT_ID);
    t->dirty = b[BOOT_DIRTY] & 1;
    return err;
}

/* The first FAT partition of the table in the sector buffer. */
static int find_partition(const uint8_t *table, uint32_t blocks, uint32_t *start)
{
    int err = OTAML_ERR_UNFORMATTED;

    for (const uint8_t *p = table + PARTITIONS; p < table + BOOT_SIGNATURE; p += PARTITION) {
        const uint32_t type = p[PARTITION_TYPE];
        *start = otaml_get_le32(p + PARTITION_START);
        if (type < 16 && (PARTITIONS_OF_FAT >> type & 1) && *start > 0 && *start < blocks) {
            return OTAML_OK;
        }
        err = type != 0 ? OTAML_ERR_UNSUPPORTED : err;
    }
    return err;
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
    uint32_t start = 0;
    int err;

    t->in_sector = FAT_NONE;
    err = otaml_fat_load(t, 0);
    if (!err && memcmp(b + 3, "EXFAT   ", 8) == 0) {
        return OTAML_ERR_UNSUPPORTED;
    }
    if (!err && !is_boot(b)) {
        err = otaml_get_le16(b + BOOT_SIGNATURE) == 0xaa55
                  ? find_partition(b, t->cfg->block->count, &start)
                  : OTAML_ERR_UNFORMATTED;
        err = err ? err : otaml_fat_load(t, start);
        if (!err && !is_boot(b)) {
            return OTAML_ERR_UNSUPPORTED;
        }
    }
    if (err) {
        return err == OTAML_ERR_CORRUPT ? OTAML_ERR_UNFORMATTED : err;
    }
    /* The volume may be shorter than its partition, never longer than the device. */
    err = read_boot(t, start, t->cfg->block->count - start);
    return err ? err : read_dirty(t);
}
