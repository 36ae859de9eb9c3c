/*
 * vfs_catalogue.c - what a file system has no room for: digests and sequence numbers. API:
 * vfs_priv.h
 */
#include <string.h>

#include "base_priv.h"
#include "vfs_priv.h"

static char folded(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool otaml_vfs_same_name(const struct otaml_vfs *vfs, const char *a, const char *b)
{
    while (*a != '\0' && (*a == *b || (vfs->folds_case && folded(*a) == folded(*b)))) {
        a++;
        b++;
    }
    return *a == *b;
}

static bool reserved(const struct otaml_vfs *vfs, const char *name)
{
    char head[sizeof(OTAML_STORE_RESERVED)];

    strncpy(head, name, sizeof(head) - 1);
    head[sizeof(head) - 1] = '\0';
    return otaml_vfs_same_name(vfs, head, OTAML_STORE_RESERVED);
}

bool otaml_vfs_name_ok(const struct otaml_vfs *vfs, const char *name)
{
    return otaml_store_name_ok(name, OTAML_STORE_NAME_MAX + 1) && !reserved(vfs, name)
           && strlen(name) <= vfs->name_max;
}

/* ---- one record ---- */

/* The record at `at` of a file. OTAML_ERR_CORRUPT: there is none. */
static int get_at(const struct otaml_vfs *vfs, const char *file, uint32_t at,
                  struct otaml_store_entry *e)
{
    uint8_t bytes[OTAML_FILE_RECORD];
    struct otaml_file_record r;
    const int err = vfs->read(vfs->ctx, file, at, bytes, sizeof(bytes));

    if (err) {
        return err;
    }
    if (!otaml_file_record_decode(&r, bytes) || !otaml_vfs_name_ok(vfs, r.entry.name)) {
        return OTAML_ERR_CORRUPT;
    }
    *e = r.entry;
    return OTAML_OK;
}

static int put_at(const struct otaml_vfs *vfs, const char *file, uint32_t at,
                  const struct otaml_store_entry *e)
{
    uint8_t bytes[OTAML_FILE_RECORD] = { 0 };
    struct otaml_file_record r;

    if (e) {
        memset(&r, 0, sizeof(r));
        r.entry = *e;
        otaml_file_record_encode(&r, bytes);
    }
    return vfs->write(vfs->ctx, file, at, bytes, sizeof(bytes));
}

int otaml_vfs_get_record(const struct otaml_vfs *vfs, const char *file, struct otaml_store_entry *e)
{
    uint32_t size = 0;
    const int err = vfs->size(vfs->ctx, file, &size);

    if (err) {
        return err;
    }
    return size < OTAML_FILE_RECORD ? OTAML_ERR_CORRUPT : get_at(vfs, file, 0, e);
}

int otaml_vfs_put_record(const struct otaml_vfs *vfs, const char *file,
                         const struct otaml_store_entry *e)
{
    return put_at(vfs, file, 0, e);
}

/* ---- the catalogue: records one behind the other, dropped ones zeros ---- */

static int count(const struct otaml_vfs *vfs, uint32_t *slots)
{
    uint32_t size = 0;
    const int err = vfs->size(vfs->ctx, VFS_CATALOGUE, &size);

    *slots = otaml_min_u32(size / OTAML_FILE_RECORD, OTAML_VFS_STORE_OBJECTS);
    return err == OTAML_ERR_NOT_FOUND ? OTAML_OK : err;
}

/* OTAML_OK: a record of this name is at *slot. OTAML_ERR_NOT_FOUND: none, and a new one would go
 * to *slot. */
static int find(const struct otaml_vfs *vfs, const char *name, uint32_t *slot,
                struct otaml_store_entry *e)
{
    uint32_t slots;
    int err = count(vfs, &slots);

    *slot = slots;
    for (uint32_t i = 0; !err && i < slots; i++) {
        err = get_at(vfs, VFS_CATALOGUE, i * OTAML_FILE_RECORD, e);
        if (!err && otaml_vfs_same_name(vfs, e->name, name)) {
            *slot = i;
            return OTAML_OK;
        }
        if (err == OTAML_ERR_CORRUPT) {
            *slot = otaml_min_u32(*slot, i);
            err = OTAML_OK;
        }
    }
    return err ? err : OTAML_ERR_NOT_FOUND;
}

int otaml_vfs_look_up(const struct otaml_vfs *vfs, const char *name, struct otaml_store_entry *e)
{
    struct otaml_store_entry r;
    uint32_t slot;
    int err;

    memset(e, 0, sizeof(*e));
    if (!otaml_vfs_name_ok(vfs, name)) {
        return OTAML_ERR_NOT_FOUND;
    }
    err = vfs->size(vfs->ctx, name, &e->size);
    if (err) {
        return err == OTAML_ERR_NAME ? OTAML_ERR_NOT_FOUND : err;
    }
    memcpy(e->name, name, strlen(name));
    err = find(vfs, name, &slot, &r);
    if (!err && r.size == e->size) {
        *e = r;
    }
    return err == OTAML_ERR_NOT_FOUND ? OTAML_OK : err;
}

int otaml_vfs_catalogue_room(const struct otaml_vfs *vfs, const char *name)
{
    struct otaml_store_entry e;
    uint32_t slot;
    const int err = find(vfs, name, &slot, &e);

    if (err && err != OTAML_ERR_NOT_FOUND) {
        return err;
    }
    return slot < OTAML_VFS_STORE_OBJECTS ? OTAML_OK : OTAML_ERR_NOSPC;
}

int otaml_vfs_catalogue_put(const struct otaml_vfs *vfs, const struct otaml_store_entry *e)
{
    struct otaml_store_entry old;
    uint32_t slot;
    const int err = find(vfs, e->name, &slot, &old);

    if (err && err != OTAML_ERR_NOT_FOUND) {
        return err;
    }
    if (slot >= OTAML_VFS_STORE_OBJECTS) { /* begin saw to it; other hands filled it */
        return OTAML_OK;
    }
    return put_at(vfs, VFS_CATALOGUE, slot * OTAML_FILE_RECORD, e);
}

/* Is there a file that the record is about? */
static int agrees(const struct otaml_vfs *vfs, const struct otaml_store_entry *e, bool *yes)
{
    uint32_t size;
    const int err = vfs->size(vfs->ctx, e->name, &size);

    *yes = !err && size == e->size;
    return err == OTAML_ERR_NOT_FOUND || err == OTAML_ERR_NAME ? OTAML_OK : err;
}

int otaml_vfs_catalogue_drop(const struct otaml_vfs *vfs, const char *name)
{
    struct otaml_store_entry e;
    uint32_t slots;
    int err = count(vfs, &slots);

    for (uint32_t i = 0; !err && i < slots; i++) {
        const uint32_t at = i * OTAML_FILE_RECORD;
        bool keep = true;
        err = get_at(vfs, VFS_CATALOGUE, at, &e);
        if (err == OTAML_ERR_CORRUPT) {
            err = OTAML_OK;
        } else if (!err && name) {
            keep = !otaml_vfs_same_name(vfs, e.name, name);
        } else if (!err) {
            err = agrees(vfs, &e, &keep);
        }
        if (!err && !keep) {
            err = put_at(vfs, VFS_CATALOGUE, at, NULL);
        }
    }
    return err;
}
