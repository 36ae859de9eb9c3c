/*
 * fat_table.c - blocks, the FATs, chains of clusters, gaps. API: fat_priv.h
 */
#include <string.h>

#include "fat_priv.h"

#define LAST_16 0xfff8u /* from here on: the last cluster of a chain */
#define LAST_32 0x0ffffff8u
#define MASK_32 0x0fffffffu

/* ---- blocks ---- */

uint32_t otaml_fat_clusters(const struct otaml_fat *t, uint32_t size)
{
    return size > 0 ? ((size - 1) >> (t->cluster_log2 + 9)) + 1 : 0;
}

uint32_t otaml_fat_block(const struct otaml_fat *t, uint32_t cluster)
{
    return t->data + ((cluster - 2) << t->cluster_log2);
}

int otaml_fat_load(struct otaml_fat *t, uint32_t block)
{
    const struct otaml_block *d = t->cfg->block;
    int err;

    if (t->in_sector == block) {
        return OTAML_OK;
    }
    t->in_sector = FAT_NONE;
    err = d->read(d->ctx, block, t->sector, 1);
    t->in_sector = err ? FAT_NONE : block;
    return err;
}

int otaml_fat_save(struct otaml_fat *t)
{
    const struct otaml_block *d = t->cfg->block;
    const uint32_t block = t->in_sector;
    int err;

    t->in_sector = FAT_NONE;
    err = d->write(d->ctx, block, t->sector, 1);
    t->in_sector = err ? FAT_NONE : block;
    return err;
}

void otaml_fat_blank(struct otaml_fat *t, uint32_t block)
{
    memset(t->sector, 0, OTAML_BLOCK_SIZE);
    t->in_sector = block;
}

int otaml_fat_zero(struct otaml_fat *t, uint32_t from, uint32_t end)
{
    const struct otaml_block *d = t->cfg->block;
    int err = OTAML_OK;

    t->in_sector = FAT_NONE;
    memset(t->file->chunk, 0, t->file->chunk_size);
    while (!err && from < end) {
        const uint32_t n = otaml_min_u32(end - from, t->file->chunk_size / OTAML_BLOCK_SIZE);
        err = d->write(d->ctx, from, t->file->chunk, n);
        from += n;
    }
    return err;
}

/* ---- entries ---- */

/* log2 of the entries in a block */
static uint32_t entries_log2(const struct otaml_fat *t)
{
    return otaml_fat_is_32(t) ? 7 : 8;
}

static uint8_t *entry_of(const struct otaml_fat *t, uint32_t cluster)
{
    const uint32_t i = cluster & ((1u << entries_log2(t)) - 1);

    return t->sector + (otaml_fat_is_32(t) ? 4 * i : 2 * i);
}

static uint32_t get_entry(const struct otaml_fat *t, uint32_t cluster)
{
    const uint8_t *p = entry_of(t, cluster);

    return otaml_fat_is_32(t) ? otaml_get_le32(p) & MASK_32 : otaml_get_le16(p);
}

static void put_entry(const struct otaml_fat *t, uint32_t cluster, uint32_t value)
{
    uint8_t *p = entry_of(t, cluster);

    if (otaml_fat_is_32(t)) { /* the upper four bits are not ours */
        otaml_put_le32(p, (otaml_get_le32(p) & ~MASK_32) | value);
    } else {
        otaml_put_le16(p, (uint16_t)value);
    }
}

/* The FAT block of a cluster; where the first FAT's cannot be read, the second one's. */
static int load_entries(struct otaml_fat *t, uint32_t cluster)
{
    const uint32_t block = t->fat + (cluster >> entries_log2(t));
    int err;

    if (cluster >= t->clusters + 2) { /* as no more than clusters have entries */
        return OTAML_ERR_CORRUPT;
    }
    err = otaml_fat_load(t, block);
    if (err == OTAML_ERR_CORRUPT && t->fats > 1) {
        err = otaml_fat_load(t, block + t->fat_blocks);
    }
    return err;
}

int otaml_fat_get(struct otaml_fat *t, uint32_t cluster, uint32_t *value)
{
    const int err = load_entries(t, cluster);

    *value = err ? 0 : get_entry(t, cluster);
    return err;
}

static bool is_last(const struct otaml_fat *t, uint32_t value)
{
    return value >= (otaml_fat_is_32(t) ? LAST_32 : LAST_16);
}

/* ---- chains ---- */

int otaml_fat_next(struct otaml_fat *t, uint32_t cluster, uint32_t *next)
{
    int err = otaml_fat_get(t, cluster, next);

    if (!err && !otaml_fat_is_cluster(t, *next)) {
        err = is_last(t, *next) ? OTAML_ERR_NOT_FOUND : OTAML_ERR_CORRUPT;
    }
    return err;
}

int otaml_fat_seek(struct otaml_fat *t, struct otaml_fat_cursor *c, uint32_t index)
{
    if (c->cluster == 0 || index < c->index) {
        c->index = 0;
        c->cluster = c->first;
    }
    if (!otaml_fat_is_cluster(t, c->cluster)) {
        return OTAML_ERR_CORRUPT;
    }
    while (c->index < index) {
        uint32_t next;
        const int err = otaml_fat_next(t, c->cluster, &next);
        if (err) {
            return err;
        }
        c->cluster = next;
        c->index++;
    }
    return OTAML_OK;
}

/* A loop meets the mark, which is set at ever longer distances, before three times its length;
 * what lies behind the file's end beyond that does not matter. */
int otaml_fat_check_chain(struct otaml_fat *t, uint32_t first, uint32_t size)
{
    const uint32_t count = otaml_fat_clusters(t, size);
    uint32_t mark = first, renew = 1, at = first;

    if (count == 0) {
        return OTAML_OK;
    }
    if (count > t->clusters || !otaml_fat_is_cluster(t, first)) {
        return OTAML_ERR_CORRUPT;
    }
    for (uint32_t i = 1; i < 3 * count; i++) { /* count < 2^28 */
        uint32_t next;
        const int err = otaml_fat_next(t, at, &next);
        if (err) {
            return err == OTAML_ERR_NOT_FOUND && i >= count ? OTAML_OK
                   : err == OTAML_ERR_NOT_FOUND             ? OTAML_ERR_CORRUPT
                                                            : err;
        }
        if (next == mark) {
            return OTAML_ERR_CORRUPT;
        }
        at = next;
        if (i == renew) {
            mark = at;
            renew *= 2;
        }
    }
    return OTAML_OK;
}

/* ---- links ---- */

/* The block in the sector buffer, to all FATs; the first one last. */
static int save_entries(struct otaml_fat *t, uint32_t cluster)
{
    const uint32_t block = t->fat + (cluster >> entries_log2(t));
    int err = OTAML_OK;

    for (uint32_t i = t->fats; !err && i > 0; i--) {
        t->in_sector = block + (i - 1) * t->fat_blocks;
        err = otaml_fat_save(t);
    }
    return err;
}

/* Set the entries of a run, all in one block of the FAT. What a torn write left is a part of the
 * link's bits: anything more is somebody else's. */
static int set_entries(struct otaml_fat *t, struct otaml_fat_run r, uint32_t last, bool link)
{
    int err = load_entries(t, r.first);

    for (uint32_t i = 0; !err && i < r.count; i++) {
        const uint32_t value = i + 1 < r.count ? r.first + i + 1 : last;
        const bool ours = (get_entry(t, r.first + i) & ~value) == 0;
        if (link && !ours) {
            err = OTAML_ERR_CORRUPT;
        } else if (ours) {
            put_entry(t, r.first + i, link ? value : 0);
        }
    }
    return err ? err : save_entries(t, r.first);
}

static int set_run(struct otaml_fat *t, struct otaml_fat_run r, uint32_t last, bool link)
{
    int err = OTAML_OK;

    last = last ? last : otaml_fat_is_32(t) ? MASK_32 : 0xffffu;
    while (!err && r.count > 0) {
        const uint32_t in_block = 1u << entries_log2(t);
        struct otaml_fat_run part = r;
        part.count = otaml_min_u32(r.count, in_block - (r.first & (in_block - 1)));
        r.first += part.count;
        r.count -= part.count;
        err = set_entries(t, part, r.count > 0 ? r.first : last, link);
    }
    return err;
}

int otaml_fat_link(struct otaml_fat *t, struct otaml_fat_run r, uint32_t last)
{
    return set_run(t, r, last, true);
}

int otaml_fat_free(struct otaml_fat *t, struct otaml_fat_run r, uint32_t last)
{
    return set_run(t, r, last, false);
}

int otaml_fat_relink(struct otaml_fat *t, uint32_t cluster, uint32_t next)
{
    const int err = load_entries(t, cluster);

    if (err) {
        return err;
    }
    put_entry(t, cluster, next);
    return save_entries(t, cluster);
}

int otaml_fat_is_free(struct otaml_fat *t, struct otaml_fat_run r)
{
    int err = OTAML_OK;

    for (uint32_t i = 0; !err && i < r.count; i++) {
        uint32_t value;
        err = otaml_fat_get(t, r.first + i, &value);
        if (!err && value != 0) {
            err = OTAML_ERR_NOT_FOUND;
        }
    }
    return err;
}

/* ---- gaps ---- */

void otaml_fat_scan_begin(struct otaml_fat *t, struct otaml_fat_run *runs)
{
    memset(runs, 0, OTAML_FAT_STORE_RUNS * sizeof(*runs));
    t->scan = otaml_fat_is_cluster(t, t->hint) ? t->hint : 2;
    t->scan_left = t->clusters;
    t->gap.count = 0;
}

/* Put the gap that has ended among the largest. */
static void keep_gap(struct otaml_fat *t, struct otaml_fat_run *runs)
{
    uint32_t i = OTAML_FAT_STORE_RUNS;

    while (i > 0 && runs[i - 1].count < t->gap.count) {
        if (i < OTAML_FAT_STORE_RUNS) {
            runs[i] = runs[i - 1];
        }
        i--;
    }
    if (i < OTAML_FAT_STORE_RUNS) {
        runs[i] = t->gap;
    }
    t->gap.count = 0;
}

/* The entries from t->scan to the end of their block. */
static int scan_block(struct otaml_fat *t, struct otaml_fat_run *runs, uint32_t need,
                      uint32_t *free)
{
    const int err = load_entries(t, t->scan);

    while (!err && t->scan_left > 0 && t->gap.count < need) {
        if (get_entry(t, t->scan) != 0) {
            keep_gap(t, runs);
        } else {
            t->gap.first = t->gap.count ? t->gap.first : t->scan;
            t->gap.count++;
            (*free)++;
        }
        t->scan_left--;
        t->scan++;
        if (t->scan == t->clusters + 2) { /* around */
            keep_gap(t, runs);
            t->scan = 2;
            break;
        }
        if ((t->scan & ((1u << entries_log2(t)) - 1)) == 0) {
            break;
        }
    }
    return err;
}

int otaml_fat_scan(struct otaml_fat *t, struct otaml_fat_run *runs, uint32_t need, uint32_t blocks,
                   uint32_t *free)
{
    for (; blocks > 0; blocks--) {
        const int err = scan_block(t, runs, need, free);
        if (err) {
            return err;
        }
        if (t->scan_left == 0 || t->gap.count >= need) {
            keep_gap(t, runs);
        }
        if (t->scan_left == 0 || runs[0].count >= need) {
            return OTAML_OK;
        }
    }
    return OTAML_ERR_AGAIN;
}
