/*
 * fat_files.c - all files in all folders. API: otaml/fat_store.h
 *
 * No stack of folders: the way up is each folder's own "..", the way on is behind the entry that
 * leads to it. A folder is entered only from the first entry of the folder that its ".." names, so
 * each at most once, whatever the links are: the walk ends.
 */
#include <string.h>

#include "fat_priv.h"

#define DEPTH_MAX 16u
#define NAME_MIN  13u /* room of a short name */

#define REPLACED 0xfffdu /* for what is no character of a name */

/* ---- names as UTF-8 ---- */

static void prepend_byte(struct fat_long *l, uint32_t byte)
{
    if (l->at == 0) {
        l->too_long = true;
    } else {
        l->name[--l->at] = (char)byte;
    }
}

/* As UTF-8, from its last byte to its first. */
static void prepend(struct fat_long *l, uint32_t c)
{
    uint32_t mask = 0x3f; /* what the first byte has room for */

    if (c < 0x20 || c == '/') {
        c = REPLACED;
    }
    if (c >= 0x80) {
        do {
            prepend_byte(l, 0x80 | (c & 0x3f));
            c >>= 6;
            mask >>= 1;
        } while (c > mask);
        c |= ~mask << 1;
    }
    prepend_byte(l, c & 0xff);
}

static void utf_8(struct fat_long *l, uint16_t u)
{
    if (l->low && (u & 0xfc00) == 0xd800) {
        prepend(l, 0x10000 + ((u & 0x3ffu) << 10) + (l->low & 0x3ffu));
        l->low = 0;
        return;
    }
    if (l->low) {
        prepend(l, REPLACED);
        l->low = 0;
    }
    if ((u & 0xfc00) == 0xdc00) {
        l->low = u;
    } else {
        prepend(l, (u & 0xfc00) == 0xd800 ? REPLACED : u);
    }
}

/* ---- folders ---- */

/* FAT32's root folder has a number of its own here, for others it is 0. */
static uint32_t folder_of(const struct otaml_fat *t, uint32_t cluster)
{
    return cluster == 0 ? t->root_cluster : cluster;
}

/* The folder above. */
static int parent_of(struct otaml_fat *t, uint32_t folder, uint32_t *parent)
{
    char name[NAME_MIN];
    struct fat_walk w;
    struct fat_item item;
    int err;

    otaml_fat_walk_begin(&w, folder, name, sizeof(name));
    w.slot = 1;
    err = otaml_fat_walk(t, &w, &item);
    if (!err && memcmp(item.raw, "..         ", 11) != 0) {
        err = OTAML_ERR_CORRUPT;
    }
    *parent = err ? 0 : folder_of(t, item.cluster);
    return err;
}

static bool is_folder(const struct fat_item *item)
{
    return (item->attributes & (FAT_FOLDER | FAT_LABEL)) == FAT_FOLDER && item->raw[0] != '.';
}

/* The first entry that leads to this folder, and its name. */
static int find_entry(struct otaml_fat *t, struct fat_walk *w, uint32_t folder,
                      struct fat_item *item)
{
    int err;

    do {
        err = otaml_fat_walk(t, w, item);
    } while (!err && !(is_folder(item) && item->cluster == folder));
    if (!err && w->name[0] == '\0') {
        otaml_fat_short_name(item->raw, w->name);
    }
    return err;
}

/* The path of a folder, ending in '/', its length to *len. OTAML_ERR_CORRUPT: it is too deep. */
static OTAML_OWN_FRAME int folder_path(struct otaml_fat *t, uint32_t folder, char *path,
                                       uint32_t *len)
{
    uint32_t up[DEPTH_MAX], depth = 0, at = folder;
    int err = OTAML_OK;

    while (!err && at != t->root_cluster) {
        if (depth == DEPTH_MAX) {
            return OTAML_ERR_CORRUPT;
        }
        up[depth++] = at;
        err = parent_of(t, at, &at);
    }
    for (*len = 0; !err && depth > 0; depth--) {
        struct fat_walk w;
        struct fat_item item;
        if (OTAML_STORE_PATH_MAX - *len < 2 * NAME_MIN) {
            return OTAML_ERR_CORRUPT;
        }
        otaml_fat_walk_begin(&w, at, path + *len, OTAML_STORE_PATH_MAX - NAME_MIN - *len);
        w.unit = utf_8;
        err = find_entry(t, &w, up[depth - 1], &item);
        *len += (uint32_t)strlen(path + *len);
        path[(*len)++] = '/';
        at = up[depth - 1];
    }
    path[*len] = '\0';
    return err;
}

/* Is this entry the one through which its folder is entered? */
static OTAML_OWN_FRAME bool leads_down(struct otaml_fat *t, const struct fat_item *item,
                                       struct otaml_store_file *file)
{
    struct fat_walk w;
    struct fat_item first;
    uint32_t parent, len;
    char name[NAME_MIN];

    if (!is_folder(item) || !otaml_fat_is_cluster(t, item->cluster)
        || parent_of(t, item->cluster, &parent) != OTAML_OK || parent != t->files_folder) {
        return false;
    }
    otaml_fat_walk_begin(&w, parent, name, sizeof(name));
    if (find_entry(t, &w, item->cluster, &first) != OTAML_OK || first.slot != item->slot) {
        return false;
    }
    /* Deep folders are named, but not entered; the path stays what it is. */
    return folder_path(t, item->cluster, file->path, &len) == OTAML_OK
           && OTAML_STORE_PATH_MAX - len > 2 * NAME_MIN;
}

/* From the end of a folder to behind its entry in the folder above. */
static OTAML_OWN_FRAME int go_up(struct otaml_fat *t)
{
    struct fat_walk w;
    struct fat_item item;
    char name[NAME_MIN];
    uint32_t parent;
    int err;

    if (t->files_folder == t->root_cluster) {
        return OTAML_ERR_NOT_FOUND; /* all of it */
    }
    err = parent_of(t, t->files_folder, &parent);
    otaml_fat_walk_begin(&w, parent, name, sizeof(name));
    err = err ? err : find_entry(t, &w, t->files_folder, &item);
    t->files_folder = parent;
    t->files_slot = w.slot;
    return err == OTAML_ERR_NOT_FOUND ? OTAML_ERR_CORRUPT : err;
}

/* Neither label nor "." nor "..". */
static bool is_file_or_folder(const struct fat_item *item)
{
    return (item->attributes & FAT_LABEL) == 0 && item->raw[0] != '.';
}

/* The next entry of the folder that the walk is in, its path in `file`. */
static OTAML_OWN_FRAME int next_here(struct otaml_fat *t, struct fat_item *item,
                                     struct otaml_store_file *file, uint32_t *len)
{
    struct fat_walk w;
    int err = folder_path(t, t->files_folder, file->path, len);

    otaml_fat_walk_begin(&w, t->files_folder, file->path + *len,
                         OTAML_STORE_PATH_MAX - NAME_MIN - *len);
    w.slot = t->files_slot;
    w.unit = utf_8;
    do {
        err = err ? err : otaml_fat_walk(t, &w, item);
    } while (!err && !is_file_or_folder(item));
    if (!err && w.name[0] == '\0') {
        otaml_fat_short_name(item->raw, w.name);
    }
    t->files_slot = w.slot;
    return err;
}

/* What of it is an object. */
static OTAML_OWN_FRAME int fill_object(struct otaml_fat *t, const struct fat_item *item,
                                       struct otaml_store_file *file)
{
    struct otaml_store_object *o = &file->object;
    const size_t len = strlen(file->path);
    int err;

    o->entry.size = item->size;
    o->where = item->cluster;
    if (t->files_folder == t->root_cluster && otaml_store_name_ok(file->path, (uint32_t)len + 1)
        && !otaml_fat_name_reserved(file->path)) {
        memcpy(o->entry.name, file->path, len);
        err = otaml_fat_recall(t, item, &o->entry);
        if (err) {
            return err;
        }
    }
    err = otaml_fat_check_chain(t, item->cluster, item->size);
    if (err == OTAML_ERR_CORRUPT) {
        o->where = 0; /* no cluster: to read it is OTAML_ERR_CORRUPT */
        err = OTAML_OK;
    }
    return err;
}

int otaml_fat_store_files(struct otaml_store *s, uint32_t *cursor, struct otaml_store_file *file)
{
    struct otaml_fat *t = otaml_fat_of(s);
    struct fat_item item;
    uint32_t len = 0;
    int err = otaml_fat_settle(t);

    if (!err && *cursor == 0) {
        t->files_folder = t->root_cluster;
        t->files_slot = t->files_given = 0;
    }
    if (!err && *cursor != t->files_given) {
        err = OTAML_ERR_ARG; /* another walk has begun since */
    }
    while (!err && (err = next_here(t, &item, file, &len)) == OTAML_ERR_NOT_FOUND) {
        err = go_up(t);
    }
    if (err) {
        return err;
    }
    memset(&file->object, 0, sizeof(file->object));
    *cursor = ++t->files_given;
    if (!is_folder(&item)) {
        return fill_object(t, &item, file);
    }
    strcat(file->path, "/");
    if (leads_down(t, &item, file)) {
        t->files_folder = item.cluster;
        t->files_slot = 0;
    }
    return OTAML_OK;
}
