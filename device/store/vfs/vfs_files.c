/*
 * vfs_files.c - every file of the VFS store's directory, for tools. API: otaml/vfs_store.h
 */
#include <string.h>

#include "vfs_priv.h"

int otaml_vfs_store_files(struct otaml_store *s, uint32_t *cursor, struct otaml_store_file *file)
{
    const struct otaml_vfs *vfs = otaml_vfs_store_of(s)->vfs;
    struct otaml_store_object *o = &file->object;
    int err = otaml_vfs_store_of(s)->files.mounted ? OTAML_OK : OTAML_ERR_STATE;

    memset(file, 0, sizeof(*file));
    while (!err && file->path[0] == '\0') { /* longer names: not seen */
        err = vfs->list(vfs->ctx, *cursor, file->path, OTAML_VFS_NAME_MAX + 1);
        o->where = VFS_FILE | (*cursor)++;
    }
    if (!err) {
        err = otaml_vfs_look_up(vfs, file->path, &o->entry);
        if (err == OTAML_ERR_NOT_FOUND) { /* no object's name */
            err = vfs->size(vfs->ctx, file->path, &o->entry.size);
        }
    }
    return err;
}
