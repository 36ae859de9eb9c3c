/*
 * vfs_store.c - the VFS store: format, mount, list, open, read, remove. API: otaml/vfs_store.h
 */
#include <string.h>

#include "base_priv.h"
#include "vfs_priv.h"

static const struct otaml_vfs *vfs_of(struct otaml_store *s)
{
    return otaml_vfs_store_of(s)->vfs;
}

static bool mounted(struct otaml_store *s)
{
    return otaml_vfs_store_of(s)->files.mounted;
}

/* ---- format, mount ---- */

/* Does format remove it? */
static bool is_ours(const struct otaml_vfs *vfs, const char *name)
{
    return otaml_store_name_ok(name, OTAML_STORE_NAME_MAX + 1) && strlen(name) <= vfs->name_max;
}

static int vfs_format(struct otaml_store *s)
{
    struct otaml_vfs_store *v = otaml_vfs_store_of(s);
    const struct otaml_vfs *vfs = v->vfs;
    char name[OTAML_STORE_NAME_MAX + 1];
    uint32_t index = 0;
    int err = OTAML_OK;

    if (v->files.open) {
        return OTAML_ERR_BUSY;
    }
    v->files.mounted = false;
    otaml_file_reset(&v->files);
    err = otaml_vfs_unlink(vfs, VFS_GO); /* first: nothing may come back */
    while (!err && (err = vfs->list(vfs->ctx, index, name, sizeof(name))) == OTAML_OK) {
        if (is_ours(vfs, name)) {
            err = vfs->unlink(vfs->ctx, name);
            index = 0;
        } else {
            index++;
        }
    }
    return err == OTAML_ERR_NOT_FOUND ? OTAML_OK : err;
}

/* The number of an old one by its file's name; 0: it is none. */
static uint32_t old_number(const struct otaml_vfs *vfs, const char *name)
{
    for (uint32_t n = 1; n <= VFS_OLD_MAX && strlen(name) == sizeof(VFS_OLD) + 1; n++) {
        if (otaml_vfs_same_name(vfs, name, otaml_vfs_old_name(n).text)) {
            return n;
        }
    }
    return 0;
}

/* Remove the old ones that nobody has open any more. */
static int sweep(struct otaml_vfs_store *v)
{
    const struct otaml_vfs *vfs = v->vfs;
    char name[OTAML_STORE_NAME_MAX + 1];
    uint32_t index = 0;
    int err;

    while ((err = vfs->list(vfs->ctx, index, name, sizeof(name))) == OTAML_OK) {
        const uint32_t number = old_number(vfs, name);
        index++;
        if (number > 0 && !otaml_file_is_open(&v->files, number)) {
            err = vfs->unlink(vfs->ctx, name);
            if (err) {
                return err;
            }
            index = 0;
        }
    }
    return err == OTAML_ERR_NOT_FOUND ? OTAML_OK : err;
}

/* Bytes that no record tells anything about cannot be continued. */
static int drop_unknown(const struct otaml_vfs *vfs)
{
    struct otaml_store_entry e;
    int err = otaml_vfs_get_record(vfs, VFS_REC, &e);

    if (err == OTAML_ERR_CORRUPT || err == OTAML_ERR_NOT_FOUND) {
        err = otaml_vfs_unlink(vfs, VFS_NEW);
        err = err ? err : otaml_vfs_unlink(vfs, VFS_REC);
    }
    return err;
}

static int vfs_mount(struct otaml_store *s)
{
    struct otaml_vfs_store *v = otaml_vfs_store_of(s);
    int err;

    otaml_file_reset(&v->files);
    v->files.mounted = false;
    err = otaml_vfs_settle(v);
    err = err ? err : sweep(v);
    err = err ? err : drop_unknown(v->vfs);
    err = err ? err : otaml_vfs_catalogue_drop(v->vfs, NULL);
    v->files.mounted = !err;
    return err;
}

/* ---- the objects ---- */

static int vfs_list(struct otaml_store *s, uint32_t *cursor, struct otaml_store_entry *e)
{
    const struct otaml_vfs *vfs = vfs_of(s);
    char name[OTAML_STORE_NAME_MAX + 1];
    int err = mounted(s) ? OTAML_OK : OTAML_ERR_STATE;

    while (!err && (err = vfs->list(vfs->ctx, *cursor, name, sizeof(name))) == OTAML_OK) {
        ++*cursor;
        err = otaml_vfs_look_up(vfs, name, e);
        if (err != OTAML_ERR_NOT_FOUND) {
            return err;
        }
        err = OTAML_OK;
    }
    return err;
}

static int vfs_open(struct otaml_store *s, const char *name, struct otaml_store_object *o)
{
    int err = mounted(s) ? otaml_vfs_look_up(vfs_of(s), name, &o->entry) : OTAML_ERR_STATE;

    if (!err) {
        o->where = 0;
        otaml_file_opened(&otaml_vfs_store_of(s)->files, o);
    }
    return err;
}

static void vfs_close(struct otaml_store *s, struct otaml_store_object *o)
{
    struct otaml_vfs_store *v = otaml_vfs_store_of(s);

    otaml_file_close(s, o);
    if (o->where > 0 && !otaml_file_is_open(&v->files, o->where)) {
        (void)v->vfs->unlink(v->vfs->ctx, otaml_vfs_old_name(o->where).text); /* or mount does */
    }
}

/* A file for tools, by its number. */
static OTAML_OWN_FRAME int read_number(const struct otaml_vfs *vfs, uint32_t number, uint32_t off,
                                       void *dst, uint32_t len)
{
    char name[OTAML_VFS_NAME_MAX + 1];
    const int err = vfs->list(vfs->ctx, number, name, sizeof(name));

    return err ? err : vfs->read(vfs->ctx, name, off, dst, len);
}

static int vfs_read(struct otaml_store *s, const struct otaml_store_object *o, uint32_t off,
                    void *dst, uint32_t len)
{
    const struct otaml_vfs *vfs = vfs_of(s);

    if (len == 0) {
        return OTAML_OK;
    }
    if (o->where & VFS_FILE) {
        return read_number(vfs, o->where & ~VFS_FILE, off, dst, len);
    }
    if (o->where > 0) {
        return vfs->read(vfs->ctx, otaml_vfs_old_name(o->where).text, off, dst, len);
    }
    return vfs->read(vfs->ctx, o->entry.name, off, dst, len);
}

static int vfs_begin(struct otaml_store *s, const struct otaml_store_entry *e, uint32_t *resume_at)
{
    const struct otaml_vfs *vfs = vfs_of(s);
    uint32_t size;
    int err;

    *resume_at = 0;
    if (!mounted(s)) {
        return OTAML_ERR_STATE;
    }
    if (!otaml_vfs_name_ok(vfs, e->name)) {
        return OTAML_ERR_NAME;
    }
    err = vfs->size(vfs->ctx, e->name, &size);
    if (err && err != OTAML_ERR_NOT_FOUND) { /* better now than in the midst of a commit */
        return err;
    }
    return otaml_file_begin(s, e, resume_at);
}

/* The name goes first: a record without its file is dropped by the next mount. */
static int vfs_remove(struct otaml_store *s, const char *name)
{
    struct otaml_vfs_store *v = otaml_vfs_store_of(s);
    int err = v->files.mounted ? OTAML_OK : OTAML_ERR_STATE;

    if (!err && !otaml_vfs_name_ok(v->vfs, name)) {
        err = OTAML_ERR_NOT_FOUND;
    }
    if (!err && v->committing) {
        err = otaml_vfs_settle(v);
    }
    err = err ? err : otaml_vfs_retire(v, name);
    return err ? err : otaml_vfs_catalogue_drop(v->vfs, name);
}

static int vfs_space(struct otaml_store *s, struct otaml_store_space *space)
{
    struct otaml_vfs_space there;
    int err = OTAML_ERR_STATE;

    if (mounted(s)) {
        memset(&there, 0, sizeof(there));
        err = otaml_vfs_room(vfs_of(s), &there, &space->largest);
    }
    if (!err) {
        space->total = there.total;
        space->used = there.total - otaml_min_u32(there.free, there.total);
    }
    return err;
}

static const struct otaml_store_ops vfs_ops = {
    "vfs",     vfs_format, vfs_mount,         vfs_list,          vfs_open,         vfs_close,
    vfs_read,  vfs_begin,  otaml_file_append, otaml_file_commit, otaml_file_abort, vfs_remove,
    vfs_space,
};

int otaml_vfs_store_init(struct otaml_vfs_store *v, const struct otaml_vfs_store_config *cfg)
{
    const struct otaml_vfs *vfs = cfg->vfs;

    if (!vfs || !vfs->size || !vfs->read || !vfs->write || !vfs->rename || !vfs->unlink
        || !vfs->list || !vfs->space || vfs->name_max < OTAML_VFS_NAME_MIN || !cfg->chunk
        || cfg->chunk_size < OTAML_VFS_STORE_CHUNK_MIN) {
        return OTAML_ERR_ARG;
    }
    memset(v, 0, sizeof(*v));
    v->files.store.ops = &vfs_ops;
    v->files.files = &otaml_vfs_file_ops;
    v->files.chunk = cfg->chunk;
    v->files.chunk_size = cfg->chunk_size;
    v->vfs = vfs;
    return OTAML_OK;
}
