/*
 * vfs_write.c - an object from its first byte to its commit. API: vfs_priv.h, file_priv.h
 *
 *   reserve   otaml.new is made, empty; otaml.rec says what it will be
 *   write     otaml.new grows
 *   publish   otaml.go says the same as otaml.rec: from here on the object is committed, and all
 *             that follows is done again by settle until it is done:
 *               NAME is retired, otaml.new renamed to NAME, its record put into the catalogue,
 *               otaml.rec and otaml.go removed
 *
 * As long as otaml.go stands, otaml.new is the committed object or is not there: settle comes
 * before anything that would make another one.
 */
#include <string.h>

#include "base_priv.h"
#include "vfs_priv.h"

/* Files of one cluster beside the object: its record, twice, and the catalogue's growth. */
#define SMALL_FILES 3u

static struct otaml_vfs_store *store_of(struct otaml_file_store *f)
{
    return (struct otaml_vfs_store *)(void *)f; /* its first member */
}

int otaml_vfs_unlink(const struct otaml_vfs *vfs, const char *name)
{
    const int err = vfs->unlink(vfs->ctx, name);

    return err == OTAML_ERR_NOT_FOUND ? OTAML_OK : err;
}

/* ---- open objects keep their bytes ---- */

struct vfs_old_name otaml_vfs_old_name(uint32_t number)
{
    struct vfs_old_name n = { VFS_OLD };

    n.text[sizeof(VFS_OLD) - 1] = (char)('0' + number / 10 % 10);
    n.text[sizeof(VFS_OLD)] = (char)('0' + number % 10);
    return n;
}

/* Objects that are read from file `from` of this name are read from `to`. True: there are some. */
static bool move_pins(struct otaml_vfs_store *v, const char *name, uint32_t from, uint32_t to)
{
    bool any = false;

    for (struct otaml_store_object *o = v->files.open; o; o = o->next) {
        if (o->where == from && otaml_vfs_same_name(v->vfs, o->entry.name, name)) {
            o->where = to;
            any = true;
        }
    }
    return any;
}

/* Call it an old one, for which its open objects were told to look already. */
static int make_old(struct otaml_vfs_store *v, const char *name, uint32_t number)
{
    const struct otaml_vfs *vfs = v->vfs;
    const struct vfs_old_name old = otaml_vfs_old_name(number);
    uint32_t size;
    int err = otaml_vfs_unlink(vfs, old.text);

    err = err ? err : vfs->rename(vfs->ctx, name, old.text);
    if (err && vfs->size(vfs->ctx, old.text, &size) == OTAML_ERR_NOT_FOUND) {
        (void)move_pins(v, name, number, 0);
    }
    return err;
}

int otaml_vfs_retire(struct otaml_vfs_store *v, const char *name)
{
    uint32_t number = 1;

    while (number <= VFS_OLD_MAX && otaml_file_is_open(&v->files, number)) {
        number++;
    }
    if (move_pins(v, name, 0, number)) {
        if (number <= VFS_OLD_MAX) {
            return make_old(v, name, number);
        }
        (void)move_pins(v, name, number, 0);
        return OTAML_ERR_BUSY;
    }
    return v->vfs->unlink(v->vfs->ctx, name);
}

/* ---- a commit ---- */

/* otaml.new becomes the file of its name. OTAML_ERR_CORRUPT: it is not what was committed. */
static int rename_new(struct otaml_vfs_store *v, const struct otaml_store_entry *e)
{
    const struct otaml_vfs *vfs = v->vfs;
    uint32_t size;
    int err = vfs->size(vfs->ctx, VFS_NEW, &size);

    if (err) {
        return err == OTAML_ERR_NOT_FOUND ? OTAML_OK : err; /* that was done before */
    }
    if (size != e->size || vfs->size(vfs->ctx, e->name, &size) == OTAML_ERR_NAME) {
        return OTAML_ERR_CORRUPT;
    }
    err = otaml_vfs_retire(v, e->name);
    if (err && err != OTAML_ERR_NOT_FOUND) {
        return err;
    }
    return vfs->rename(vfs->ctx, VFS_NEW, e->name);
}

static int carry_out(struct otaml_vfs_store *v, const struct otaml_store_entry *e)
{
    struct otaml_store_entry there;
    int err = rename_new(v, e);

    if (!err) {
        err = otaml_vfs_look_up(v->vfs, e->name, &there);
        if (!err && there.size == e->size) {
            err = otaml_vfs_catalogue_put(v->vfs, e);
        }
    }
    return err == OTAML_ERR_NOT_FOUND || err == OTAML_ERR_CORRUPT ? OTAML_OK : err;
}

int otaml_vfs_settle(struct otaml_vfs_store *v)
{
    struct otaml_store_entry e;
    int err = otaml_vfs_get_record(v->vfs, VFS_GO, &e);

    if (err == OTAML_ERR_NOT_FOUND) {
        v->committing = false;
        return OTAML_OK;
    }
    if (!err) {
        err = carry_out(v, &e);
        err = err ? err : otaml_vfs_unlink(v->vfs, VFS_REC);
    } else if (err == OTAML_ERR_CORRUPT) { /* torn: not committed, and can be again */
        err = OTAML_OK;
    }
    err = err ? err : otaml_vfs_unlink(v->vfs, VFS_GO);
    v->committing = err != OTAML_OK;
    return err;
}

/* Did the file system take it? */
static int put_go(struct otaml_vfs_store *v)
{
    struct otaml_store_entry there;
    int err = otaml_vfs_put_record(v->vfs, VFS_GO, &v->files.entry);

    err = err ? err : otaml_vfs_get_record(v->vfs, VFS_GO, &there);
    if (!err && !otaml_store_same_entry(&there, &v->files.entry)) {
        err = OTAML_ERR_CORRUPT;
    }
    return err;
}

static int publish(struct otaml_file_store *f)
{
    struct otaml_vfs_store *v = store_of(f);
    int err;

    v->committing = true;
    err = put_go(v);
    if (err == OTAML_ERR_CORRUPT || err == OTAML_ERR_NOT_FOUND || err == OTAML_ERR_NOSPC) {
        err = otaml_vfs_unlink(v->vfs, VFS_GO);
        v->committing = err != OTAML_OK;
        return err ? err : OTAML_ERR_IO;
    }
    return err ? err : otaml_vfs_settle(v);
}

/* ---- what is unfinished ---- */

static int resume(struct otaml_file_store *f, uint32_t *durable)
{
    struct otaml_vfs_store *v = store_of(f);
    struct otaml_store_entry e;
    uint32_t size = 0;
    int err = v->committing ? otaml_vfs_settle(v) : OTAML_OK;

    err = err ? err : otaml_vfs_get_record(v->vfs, VFS_REC, &e);
    if (!err && !otaml_store_same_entry(&e, &f->entry)) {
        err = OTAML_ERR_NOT_FOUND;
    }
    err = err ? err : v->vfs->size(v->vfs->ctx, VFS_NEW, &size);
    if (err || size > f->entry.size) {
        return err && err != OTAML_ERR_CORRUPT ? err : OTAML_ERR_NOT_FOUND;
    }
    *durable = size == f->entry.size ? size : size - size % f->chunk_size;
    return OTAML_OK;
}

static int discard(struct otaml_file_store *f)
{
    struct otaml_vfs_store *v = store_of(f);
    int err = v->committing ? otaml_vfs_settle(v) : OTAML_OK;

    err = err ? err : otaml_vfs_unlink(v->vfs, VFS_REC);
    return err ? err : otaml_vfs_unlink(v->vfs, VFS_NEW);
}

/* What giving a file up brings. */
static int reclaimable(const struct otaml_vfs *vfs, const char *name, uint32_t unit,
                       uint32_t *bytes)
{
    uint32_t size = 0;
    const int err = vfs->size(vfs->ctx, name, &size);

    *bytes = size > UINT32_MAX - unit ? size : otaml_round_up(size, unit);
    return err == OTAML_ERR_NOT_FOUND ? OTAML_OK : err;
}

int otaml_vfs_room(const struct otaml_vfs *vfs, struct otaml_vfs_space *space, uint32_t *largest)
{
    static const char *const given_up[] = { VFS_NEW, VFS_REC };
    int err = vfs->space(vfs->ctx, space);
    const uint32_t unit = space->unit > 0 ? space->unit : 1;
    uint32_t room = space->free;

    for (uint32_t i = 0; !err && i < OTAML_ARRAY_LEN(given_up); i++) {
        uint32_t bytes;
        err = reclaimable(vfs, given_up[i], unit, &bytes);
        room += otaml_min_u32(bytes, space->total - otaml_min_u32(room, space->total));
    }
    /* unit 1: the records' bytes; 3 * OTAML_FILE_RECORD are not free of charge there either */
    const uint32_t small = unit < OTAML_FILE_RECORD ? OTAML_FILE_RECORD : unit;
    *largest = room / SMALL_FILES < small ? 0 : (room - SMALL_FILES * small) / unit * unit;
    return err;
}

static int reserve(struct otaml_file_store *f)
{
    const struct otaml_vfs *vfs = store_of(f)->vfs;
    struct otaml_vfs_space space;
    uint32_t largest;
    int err = discard(f);

    err = err ? err : otaml_vfs_room(vfs, &space, &largest);
    if (!err && f->entry.size > largest) {
        err = OTAML_ERR_NOSPC;
    }
    err = err ? err : otaml_vfs_catalogue_room(vfs, f->entry.name);
    err = err ? err : vfs->write(vfs->ctx, VFS_NEW, 0, "", 0);
    return err ? err : otaml_vfs_put_record(vfs, VFS_REC, &f->entry);
}

static int write(struct otaml_file_store *f, uint32_t at, uint8_t *data, uint32_t len)
{
    const struct otaml_vfs *vfs = store_of(f)->vfs;

    return vfs->write(vfs->ctx, VFS_NEW, at, data, len);
}

static int read_back(struct otaml_file_store *f, uint32_t at, uint8_t *dst, uint32_t len)
{
    const struct otaml_vfs *vfs = store_of(f)->vfs;

    return vfs->read(vfs->ctx, VFS_NEW, at, dst, len);
}

const struct otaml_file_ops otaml_vfs_file_ops = {
    resume, reserve, write, read_back, publish, discard,
};
