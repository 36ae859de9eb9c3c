/*
 * eefs_store.c - the EEFS store: mount, list, open, read, remove. API: otaml/eefs_store.h
 */
#include <string.h>

#include "base_priv.h"
#include "eefs_priv.h"

#define SIZE_MIN       (2u * 1024)
#define SIZE_MAX_BYTES (16u * 1024 * 1024)

static struct otaml_eefs_store *store_of(struct otaml_store *s)
{
    return (struct otaml_eefs_store *)(void *)s; /* its first member's first member */
}

static int eefs_format(struct otaml_store *s)
{
    struct otaml_eefs_store *e = store_of(s);

    if (e->file.open) {
        return OTAML_ERR_BUSY;
    }
    e->file.mounted = false;
    otaml_file_reset(&e->file);
    return otaml_eefs_table_make(e);
}

static int eefs_mount(struct otaml_store *s)
{
    struct otaml_eefs_store *e = store_of(s);
    int err;

    otaml_file_reset(&e->file);
    err = otaml_eefs_table_read(e);
    err = err ? err : otaml_eefs_settle(e);
    e->file.mounted = !err;
    return err;
}

static int eefs_list(struct otaml_store *s, uint32_t *cursor, struct otaml_store_entry *entry)
{
    struct otaml_eefs_store *e = store_of(s);
    struct eefs_slot slot;
    int err = otaml_eefs_ready(e);

    do {
        err = err ? err : otaml_eefs_find(e, NULL, *cursor, &slot);
        err = err ? err : otaml_eefs_object(e, &slot, entry);
        *cursor = err ? *cursor : slot.index + 1;
    } while (!err && entry->name[0] == '\0');
    return err;
}

/* The file of this name, which is an object. */
static int find(struct otaml_eefs_store *e, const char *name, struct eefs_slot *slot)
{
    const int err = otaml_eefs_ready(e);

    if (err) {
        return err;
    }
    if (!otaml_store_name_ok(name, OTAML_STORE_NAME_MAX + 1) || otaml_store_name_reserved(name)) {
        return OTAML_ERR_NOT_FOUND;
    }
    return otaml_eefs_find(e, name, 0, slot);
}

static int eefs_open(struct otaml_store *s, const char *name, struct otaml_store_object *o)
{
    struct otaml_eefs_store *e = store_of(s);
    struct eefs_slot slot;
    int err = find(e, name, &slot);

    err = err ? err : otaml_eefs_object(e, &slot, &o->entry);
    if (!err) {
        o->where = slot.off;
        otaml_file_opened(&e->file, o);
    }
    return err;
}

static int eefs_read(struct otaml_store *s, const struct otaml_store_object *o, uint32_t off,
                     void *dst, uint32_t len)
{
    return len > 0 ? otaml_eefs_read(store_of(s), o->where + EEFS_HEADER + off, dst, len)
                   : OTAML_OK;
}

/* May the file of this name be replaced or removed? OTAML_ERR_NOT_FOUND: there is none. */
static int may_delete(struct otaml_eefs_store *e, const char *name)
{
    struct eefs_slot slot;
    int err = find(e, name, &slot);

    return !err && (slot.attributes & EEFS_READ_ONLY) ? OTAML_ERR_READ_ONLY : err;
}

static int eefs_begin(struct otaml_store *s, const struct otaml_store_entry *entry,
                      uint32_t *resume_at)
{
    int err = may_delete(store_of(s), entry->name);

    *resume_at = 0;
    return err && err != OTAML_ERR_NOT_FOUND ? err : otaml_file_begin(s, entry, resume_at);
}

static int eefs_remove(struct otaml_store *s, const char *name)
{
    int err = may_delete(store_of(s), name);

    return err ? err : otaml_eefs_delete(store_of(s), name, 0);
}

static int eefs_space(struct otaml_store *s, struct otaml_store_space *space)
{
    struct otaml_eefs_store *e = store_of(s);
    uint32_t room = 0;
    int err = otaml_eefs_ready(e);

    err = err ? err : otaml_eefs_usage(e, &space->used, &room);
    if (!err) {
        space->total = otaml_eefs_media(e)->size;
        space->largest = room > EEFS_TAIL ? room - EEFS_TAIL : 0;
    }
    return err;
}

int otaml_eefs_store_files(struct otaml_store *s, uint32_t *cursor, struct otaml_store_file *file)
{
    struct otaml_eefs_store *e = store_of(s);
    struct eefs_slot slot;
    int err = otaml_eefs_ready(e);

    err = err ? err : otaml_eefs_find(e, NULL, *cursor, &slot);
    err = err ? err : otaml_eefs_object(e, &slot, &file->object.entry);
    if (!err) {
        *cursor = slot.index + 1;
        memcpy(file->path, slot.name, EEFS_NAME);
        file->object.map = NULL;
        file->object.next = NULL;
        file->object.where = slot.off;
    }
    return err;
}

static const struct otaml_store_ops eefs_ops = {
    "eefs",           eefs_format, eefs_mount, eefs_list,         eefs_open,
    otaml_file_close, eefs_read,   eefs_begin, otaml_file_append, otaml_file_commit,
    otaml_file_abort, eefs_remove, eefs_space,
};

int otaml_eefs_store_init(struct otaml_eefs_store *e, const struct otaml_eefs_store_config *cfg)
{
    const struct otaml_media *m = cfg->media;
    int err = otaml_media_check(m);

    if (err || !cfg->chunk || cfg->chunk_size < OTAML_EEFS_STORE_CHUNK_MIN) {
        return err ? err : OTAML_ERR_ARG;
    }
    if (m->erase_size != 0 || m->prog_size > 4 || m->size < SIZE_MIN || m->size > SIZE_MAX_BYTES) {
        return OTAML_ERR_GEOMETRY;
    }
    memset(e, 0, sizeof(*e));
    e->file.store.ops = &eefs_ops;
    e->file.files = &otaml_eefs_files;
    e->file.chunk = cfg->chunk;
    e->file.chunk_size = cfg->chunk_size / 4 * 4;
    e->cfg = cfg;
    return OTAML_OK;
}
