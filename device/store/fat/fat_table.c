/*
 * fat_table.c - blocks, the FATs, chains of clusters, gaps. API: fat_priv.h
 */
#include <string.h>

#include "fat_priv.h"

#define MASK_16     0xffffu /* of an entry; all of it: the last cluster of a chain, */
#define MASK_32     0x0fffffffu
#define LASTS       7u  /* ... and so many values below it */
#define WRITES_ONCE 16u /* blocks of a FAT set in one call */

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
    if (!err) {
        t->in_sector = block;
    }
    return err;
}

int otaml_fat_save(struct otaml_fat *t)
{
    const struct otaml_block *d = t->cfg->block;
    const int err = d->write(d->ctx, t->in_sector, t->sector, 1);

    if (err) {
        t->in_sector = FAT_NONE;
    }
    return err;
}

void otaml_fat_blank(struct otaml_fat *t, uint32_t block)
{
    memset(t->sector, 0, OTAML_BLOCK_SIZE);
    t->in_sector = block;
}

int otaml_fat_zero(struct otaml_fat *t, uint32_t from, uint32_t count)
{
    int err = OTAML_OK;

    for (; !err && count > 0; count--) {
        otaml_fat_blank(t, from++);
        err = otaml_fat_save(t);
    }
    return err;
}

/* ---- entries ---- */

static uint32_t mask(const struct otaml_fat *t)
{
    return otaml_fat_is_32(t) ? MASK_32 : MASK_16;
}

/* The block of a FAT that a cluster's entry is in. */
static uint32_t entry_block(const struct otaml_fat *t, uint32_t cluster)
{
    return t->fat + (cluster >> (otaml_fat_is_32(t) ? 7 : 8));
}

/* Load the block of an entry, *p points to it; where the first FAT's cannot be read, what the
 * second one has in its place. */
static int load_entry(struct otaml_fat *t, uint32_t cluster, uint8_t **p)
{
    const uint32_t block = entry_block(t, cluster);
    int err;

    if (cluster >= t->clusters + 2) { /* as no more than clusters have entries */
        return OTAML_ERR_CORRUPT;
    }
    err = otaml_fat_load(t, block);
    if (err == OTAML_ERR_CORRUPT && t->fats > 1) {
        err = otaml_fat_load(t, block + t->fat_blocks);
        t->in_sector = err ? FAT_NONE : block;
    }
    *p = t->sector + (cluster << (otaml_fat_is_32(t) ? 2 : 1)) % OTAML_BLOCK_SIZE;
    return err;
}

static uint32_t get_entry(const struct otaml_fat *t, const uint8_t *p)
{
    return otaml_fat_is_32(t) ? otaml_get_le32(p) & MASK_32 : otaml_get_le16(p);
}

static void put_entry(const struct otaml_fat *t, uint8_t *p, uint32_t value)
{
    otaml_put_le16(p, (uint16_t)value);
    if (otaml_fat_is_32(t)) { /* the upper four bits are not ours */
        p[2] = (uint8_t)(value >> 16);
        p[3] = (uint8_t)((p[3] & 0xf0) | value >> 24);
    }
}

int otaml_fat_get(struct otaml_fat *t, uint32_t cluster, uint32_t *value)
{
    uint8_t *p;
    const int err = load_entry(t, cluster, &p);

    *value = err ? 0 : get_entry(t, p);
    return err;
}

/* ---- chains ---- */

int otaml_fat_next(struct otaml_fat *t, uint32_t cluster, uint32_t *next)
{
    int err = otaml_fat_get(t, cluster, next);

    if (!err && !otaml_fat_is_cluster(t, *next)) {
        err = *next >= mask(t) - LASTS ? OTAML_ERR_NOT_FOUND : OTAML_ERR_CORRUPT;
    }
    return err;
}

int otaml_fat_seek(struct otaml_fat *t, struct otaml_fat_cursor *c, uint32_t index)
{
    const uint32_t known = otaml_min_u32(index, c->straight);
    int err;

    if (c->cluster == 0 || index < c->index || c->index < known) {
        c->index = known;
        c->cluster = c->first + known;
    }
    err = otaml_fat_is_cluster(t, c->cluster) ? OTAML_OK : OTAML_ERR_CORRUPT;
    while (!err && c->index < index) {
        uint32_t next;
        err = otaml_fat_next(t, c->cluster, &next);
        if (!err) {
            if (c->index == c->straight && next == c->cluster + 1) {
                c->straight++;
            }
            c->cluster = next;
            c->index++;
        }
    }
    return err;
}

/* A loop meets the mark, which is set at ever longer distances, before three times its length;
 * what lies behind the file's end beyond that does not matter. */
int otaml_fat_check_chain(struct otaml_fat *t, uint32_t first, uint32_t size)
{
    const uint32_t count = otaml_fat_clusters(t, size);
    uint32_t mark = first, at = first;

    if (count > 0 && (count > t->clusters || !otaml_fat_is_cluster(t, first))) {
        return OTAML_ERR_CORRUPT;
    }
    for (uint32_t i = 1; i < 3 * count; i++) { /* count < 2^28 */
        const int err = otaml_fat_next(t, at, &at);
        if (err == OTAML_ERR_NOT_FOUND && i >= count) {
            return OTAML_OK;
        }
        if (err == OTAML_ERR_NOT_FOUND || at == mark) {
            return OTAML_ERR_CORRUPT;
        }
        if (err) {
            return err;
        }
        mark = (i & (i - 1)) == 0 ? at : mark;
    }
    return OTAML_OK;
}

uint32_t otaml_fat_nth(const struct otaml_fat_run *r, uint32_t runs, uint32_t n)
{
    for (; runs > 0; r++, runs--) {
        if (n < r->count) {
            return r->first + n;
        }
        n -= r->count;
    }
    return 0;
}

/* ---- links ---- */

/* The block in the sector, which is the first FAT's, to all FATs; the first one last. */
static int save_entries(struct otaml_fat *t)
{
    const uint32_t block = t->in_sector;
    int err = OTAML_OK;

    for (uint32_t i = t->fats; !err && i-- > 0;) {
        t->in_sector = block + i * t->fat_blocks;
        err = otaml_fat_save(t);
    }
    return err;
}

/* What a torn write left is a part of the link's bits: anything more is somebody else's. */
int otaml_fat_set(struct otaml_fat *t, bool link)
{
    const struct otaml_fat_plan *p = &t->log.u.plan;
    const struct otaml_fat_run *r = link ? p->run : p->batch;
    const uint32_t runs = link ? p->runs : OTAML_FAT_STORE_BATCH;
    uint32_t cluster = otaml_fat_nth(r, runs, t->step), writes = 0;
    int err = OTAML_OK;

    while (!err && cluster != 0) {
        const uint32_t next = otaml_fat_nth(r, runs, ++t->step);
        const uint32_t value = next ? next : !link && p->next ? p->next : mask(t);
        uint8_t *entry;
        err = load_entry(t, cluster, &entry);
        if (!err && (get_entry(t, entry) & ~value) == 0) {
            put_entry(t, entry, link ? value : 0);
        } else if (!err && link) {
            err = OTAML_ERR_CORRUPT;
        }
        if (!err && (next == 0 || entry_block(t, next) != t->in_sector)) {
            err = save_entries(t);
            err = !err && ++writes == WRITES_ONCE ? OTAML_ERR_AGAIN : err;
        }
        cluster = next;
    }
    return err;
}

/* ---- gaps ---- */

void otaml_fat_scan_begin(struct otaml_fat *t, struct otaml_fat_run *runs)
{
    memset(runs, 0, OTAML_FAT_STORE_RUNS * sizeof(*runs));
    t->scan = otaml_fat_is_cluster(t, t->hint) ? t->hint : 2;
    t->scan_left = t->clusters;
    t->free = t->gap.count = 0;
}

/* Put the gap that has ended among the largest. */
static void keep_gap(struct otaml_fat *t, struct otaml_fat_run *runs)
{
    for (uint32_t i = 0; i < OTAML_FAT_STORE_RUNS; i++) {
        if (runs[i].count < t->gap.count) {
            const struct otaml_fat_run smaller = runs[i];
            runs[i] = t->gap;
            t->gap = smaller;
        }
    }
    t->gap.count = 0;
}

int otaml_fat_scan(struct otaml_fat *t, struct otaml_fat_run *runs, uint32_t need, uint32_t most)
{
    for (; t->scan_left > 0 && t->gap.count < need; most--) {
        uint32_t value;
        const int err = most > 0 ? otaml_fat_get(t, t->scan, &value) : OTAML_ERR_AGAIN;
        if (err) {
            return err;
        }
        if (value == 0) {
            t->free++;
            t->gap.count++;
        } else {
            keep_gap(t, runs);
        }
        t->scan++;
        t->gap.first = t->scan - t->gap.count;
        t->scan_left--;
        if (t->scan == t->clusters + 2) { /* around */
            keep_gap(t, runs);
            t->scan = 2;
        }
    }
    keep_gap(t, runs);
    return OTAML_OK;
}
