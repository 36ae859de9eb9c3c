/*
 * fat_store.c - the FAT store: mount, list, open, read. API: otaml/fat_store.h
 */
#include <string.h>

#include "fat_priv.h"

OTAML_OWN_FRAME struct otaml_fat *otaml_fat_of(void *store)
{
    return &((struct otaml_fat_store *)store)->fat; /* file, and store in it, are first members */
}

static int fat_format(struct otaml_store *s)
{
    int (*format)(struct otaml_store * s) = otaml_fat_of(s)->cfg->format;

    return format ? format(s) : OTAML_ERR_UNSUPPORTED;
}

static int fat_mount(struct otaml_store *s)
{
    struct otaml_fat *t = otaml_fat_of(s);
    int err;

    otaml_file_reset(t->file);
    t->file->mounted = true; /* for what is to be settled */
    t->hint = 0;
    t->cursor.first = 0; /* of no object: nothing is known of its chain */
    err = otaml_fat_find_volume(t);
    err = err ? err : otaml_fat_find_control(t);
    t->file->mounted = !err;
    return err;
}

/* Begin to go through the objects, their names and digests to e. */
static int enter(struct otaml_fat *t, struct fat_walk *w, struct otaml_store_entry *e)
{
    memset(e, 0, sizeof(*e));
    otaml_fat_walk_begin(w, t->root_cluster, e->name, sizeof(e->name));
    return otaml_fat_settle(t);
}

static int fat_list(struct otaml_store *s, uint32_t *cursor, struct otaml_store_entry *e)
{
    struct otaml_fat *t = otaml_fat_of(s);
    struct fat_item item;
    struct fat_walk w;
    int err = enter(t, &w, e);

    w.slot = *cursor;
    err = err ? err : otaml_fat_walk_objects(t, &w, &item);
    *cursor = w.slot;
    return err ? err : otaml_fat_recall(t, &item, e);
}

static int fat_open(struct otaml_store *s, const char *name, struct otaml_store_object *o)
{
    struct otaml_fat *t = otaml_fat_of(s);
    struct fat_item item;
    struct fat_walk w;
    int err = enter(t, &w, &o->entry);

    do {
        err = err ? err : otaml_fat_walk_objects(t, &w, &item);
    } while (!err && !otaml_fat_same_name(w.name, name));
    err = err ? err : otaml_fat_recall(t, &item, &o->entry);
    err = err ? err : otaml_fat_check_chain(t, item.cluster, item.size);
    if (!err) {
        o->where = item.cluster;
        otaml_file_opened(t->file, o);
    }
    return err;
}

/* ---- reading ---- */

/* The index-th cluster of an object; 0: there is none. */
static int cluster_of(struct otaml_fat *t, uint32_t first, uint32_t index, uint32_t *cluster)
{
    struct otaml_fat_cursor *c = &t->cursor;
    int err;

    if (first == FAT_DRAFT) {
        *cluster = otaml_fat_nth(t->log.u.plan.run, t->log.u.plan.runs, index);
        return OTAML_OK;
    }
    if (c->first != first) {
        c->first = first;
        c->cluster = 0;
        c->straight = 0;
    }
    err = otaml_fat_seek(t, c, index);
    *cluster = err ? 0 : c->cluster;
    return err == OTAML_ERR_NOT_FOUND ? OTAML_OK : err;
}

int otaml_fat_locate(struct otaml_fat *t, uint32_t first, uint32_t index, uint32_t want,
                     uint32_t *block, uint32_t *blocks)
{
    const uint32_t per_cluster = 1u << t->cluster_log2;
    const uint32_t in_cluster = index & (per_cluster - 1);
    uint32_t cluster, next;
    int err;

    index >>= t->cluster_log2;
    err = cluster_of(t, first, index, &cluster);
    if (err || cluster == 0) {
        return err ? err : OTAML_ERR_CORRUPT;
    }
    *block = otaml_fat_block(t, cluster) + in_cluster;
    *blocks = per_cluster - in_cluster;
    while (*blocks < want) {
        err = cluster_of(t, first, ++index, &next);
        if (next != ++cluster) {
            break;
        }
        *blocks += per_cluster;
    }
    return err;
}

/* Whole blocks go straight from or to their place, parts of one come through the sector. */
static int transfer(struct otaml_fat *t, uint32_t first, uint32_t off, uint8_t *data, uint32_t len,
                    bool writing)
{
    const struct otaml_block *d = t->cfg->block;
    int err = OTAML_OK;

    while (!err && len > 0) {
        const uint32_t skip = off % OTAML_BLOCK_SIZE, want = len / OTAML_BLOCK_SIZE;
        uint32_t block, blocks, n;
        err = otaml_fat_locate(t, first, off / OTAML_BLOCK_SIZE, want, &block, &blocks);
        if (err) {
            return err;
        }
        blocks = otaml_min_u32(blocks, want);
        n = blocks * OTAML_BLOCK_SIZE;
        if (skip > 0 || blocks == 0) {
            n = otaml_min_u32(len, OTAML_BLOCK_SIZE - skip);
            err = otaml_fat_load(t, block);
            memcpy(data, t->sector + skip, n);
        } else if (writing) {
            err = d->write(d->ctx, block, data, blocks);
        } else {
            err = d->read(d->ctx, block, data, blocks);
        }
        off += n;
        data += n;
        len -= n;
    }
    return err;
}

int otaml_fat_read(struct otaml_fat *t, uint32_t first, uint32_t off, uint8_t *dst, uint32_t len)
{
    return transfer(t, first, off, dst, len, false);
}

int otaml_fat_write(struct otaml_fat *t, uint32_t off, uint8_t *src, uint32_t len)
{
    return transfer(t, FAT_DRAFT, off, src, len, true);
}

static int fat_read(struct otaml_store *s, const struct otaml_store_object *o, uint32_t off,
                    void *dst, uint32_t len)
{
    return otaml_fat_read(otaml_fat_of(s), o->where, off, dst, len);
}

static const struct otaml_store_ops fat_ops = {
    "fat",
    fat_format,
    fat_mount,
    fat_list,
    fat_open,
    otaml_file_close,
    fat_read,
    otaml_file_begin,
    otaml_file_append,
    otaml_file_commit,
    otaml_file_abort,
    otaml_fat_remove,
    otaml_fat_space,
};

int otaml_fat_store_init(struct otaml_fat_store *f, const struct otaml_fat_store_config *cfg)
{
    const struct otaml_block *b = cfg->block;

    if (!b || !b->read || !b->write || !cfg->sector || !cfg->chunk
        || cfg->chunk_size < OTAML_BLOCK_SIZE) {
        return OTAML_ERR_ARG;
    }
    if (b->count == 0) {
        return OTAML_ERR_GEOMETRY;
    }
    memset(f, 0, sizeof(*f));
    f->file.store.ops = &fat_ops;
    f->file.files = &otaml_fat_file_ops;
    f->file.chunk = cfg->chunk;
    f->file.chunk_size = cfg->chunk_size / OTAML_BLOCK_SIZE * OTAML_BLOCK_SIZE;
    f->fat.cfg = cfg;
    f->fat.sector = cfg->sector;
    f->fat.file = &f->file;
    return OTAML_OK;
}
