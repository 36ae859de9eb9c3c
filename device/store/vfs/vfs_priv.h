/*
 * vfs_priv.h - the parts of the VFS store to each other. Files: spec/vfs-store.md
 *
 *   vfs_catalogue.c  records: one in a file of its own, and many in the catalogue
 *   vfs_write.c      struct otaml_file_ops; a commit, carried out or made up for
 *   vfs_store.c      the rest of the interface
 *   vfs_files.c      every file, for tools
 */
#ifndef OTAML_VFS_PRIV_H
#define OTAML_VFS_PRIV_H

#include <otaml/vfs_store.h>
#include "../file_priv.h"

#define VFS_NEW       "otaml.new" /* the unfinished object's bytes */
#define VFS_REC       "otaml.rec" /* its record, from its beginning on */
#define VFS_GO        "otaml.go"  /* its record again: it is committed */
#define VFS_CATALOGUE "otaml.cat"
#define VFS_OLD       "otaml.o" /* and two digits: replaced or removed, but open */
#define VFS_OLD_MAX   99u

#define VFS_FILE 0x80000000u /* in struct otaml_store_object.where: number of a file for tools */

/* Otherwise `where` is 0, the file of its name, or the number of an old one. */

static inline struct otaml_vfs_store *otaml_vfs_store_of(struct otaml_store *s)
{
    return (struct otaml_vfs_store *)(void *)s; /* its first member's first member */
}

/* ---- vfs_catalogue.c ---- */

bool otaml_vfs_same_name(const struct otaml_vfs *vfs, const char *a, const char *b);

/* Can an object have this name? (The file system may say no all the same, with size.) */
bool otaml_vfs_name_ok(const struct otaml_vfs *vfs, const char *name);

/* The record in a file of its own. OTAML_ERR_NOT_FOUND; OTAML_ERR_CORRUPT: it holds none. */
int otaml_vfs_get_record(const struct otaml_vfs *vfs, const char *file,
                         struct otaml_store_entry *e);
int otaml_vfs_put_record(const struct otaml_vfs *vfs, const char *file,
                         const struct otaml_store_entry *e);

/* Fill in *e for the object of this name, as it is in the directory: with its digest and sequence
 * if a record agrees with it. OTAML_ERR_NOT_FOUND, also for a name that is none. */
int otaml_vfs_look_up(const struct otaml_vfs *vfs, const char *name, struct otaml_store_entry *e);

/* Is there room for a record of this name? OTAML_ERR_NOSPC. */
int otaml_vfs_catalogue_room(const struct otaml_vfs *vfs, const char *name);

/* Add the record or replace the one of its name. */
int otaml_vfs_catalogue_put(const struct otaml_vfs *vfs, const struct otaml_store_entry *e);

/* Drop the record of this name; NULL: those that do not agree with a file. */
int otaml_vfs_catalogue_drop(const struct otaml_vfs *vfs, const char *name);

/* ---- vfs_write.c ---- */

extern const struct otaml_file_ops otaml_vfs_file_ops;

/* Carry out the commit that stands on the file system, if one does. */
int otaml_vfs_settle(struct otaml_vfs_store *v);

/* Take a file's name from it: remove it, or, while it is open, call it an old one. */
int otaml_vfs_retire(struct otaml_vfs_store *v, const char *name);

/* As vfs->unlink, but a file that is not there is as good. */
int otaml_vfs_unlink(const struct otaml_vfs *vfs, const char *name);

/* The old one's file name; number up to VFS_OLD_MAX. */
struct vfs_old_name {
    char text[sizeof(VFS_OLD) + 2];
};
struct vfs_old_name otaml_vfs_old_name(uint32_t number);

/* The biggest object that there is room for, where what is unfinished is given up. */
int otaml_vfs_room(const struct otaml_vfs *vfs, struct otaml_vfs_space *space, uint32_t *largest);

#endif /* OTAML_VFS_PRIV_H */
