/*
 * otaml/vfs_store.h - the VFS store: models as files in a directory of an SDK's file system.
 *
 * A kind of store (otaml/store.h) over whatever files the firmware has already: a POSIX directory,
 * ESP-IDF's VFS, littlefs, FatFs. Each object is the file of its name; files that begin with
 * "otaml." are the store's own: what is unfinished, what is being committed, and a catalogue of
 * digests and sequence numbers. Nothing is asked of the file system but what struct otaml_vfs
 * says; above all, renaming onto a name that is there is not. Spec: spec/vfs-store.md.
 *
 * RAM: struct otaml_vfs_store and the caller's chunk buffer; no heap, no globals. A write for each
 * chunk of an object, some ten operations more for a commit. To look an object up reads 128 bytes
 * for each object up to its place in the catalogue.
 */
#ifndef OTAML_VFS_STORE_H
#define OTAML_VFS_STORE_H

#include <stdbool.h>
#include <stdint.h>
#include <otaml/err.h>
#include <otaml/file_store.h>
#include <otaml/store.h>

#define OTAML_VFS_STORE_CHUNK     4096u /* bytes of chunk buffer that suit most boards */
#define OTAML_VFS_STORE_CHUNK_MIN 256u
#define OTAML_VFS_STORE_OBJECTS   1024u /* at most, with digests */
#define OTAML_VFS_NAME_MIN        12u   /* of the store's own names; they are of the form 8.3 */
#define OTAML_VFS_NAME_MAX        255u  /* of files that other hands put there; longer: not seen */

struct otaml_vfs_space {
    uint32_t total, free; /* bytes; UINT32_MAX where it is more */
    uint32_t unit; /* bytes that a file of one byte takes: a cluster, a page; 0 is taken for 1 */
};

/*
 * One directory. Zero it, then fill it in: fields added later read 0 as "behave as before". It
 * must outlive the store.
 *
 * Callbacks block and return 0, what is named with them, or a code at or below
 * OTAML_ERR_PORT_BASE. Files are named, not opened: a callback opens the file, does its one thing
 * and closes it, so no file is open when it is renamed or removed. A port may leave the file open
 * that it read last, if it closes it before it changes anything. What changes the directory or a
 * file is durable when it returns OTAML_OK (fsync of the file and of its directory, f_sync,
 * lfs_file_sync); if power fails in it, what it would have left alone is as it was.
 */
struct otaml_vfs {
    void *ctx; /* passed to every callback, never read by the store */
    /* The file's length; UINT32_MAX if it is longer. OTAML_ERR_NOT_FOUND: no such file.
     * OTAML_ERR_NAME: there can be none: it is a folder, the name is too long, has a character
     * that is forbidden here, or would not come back from list as it is (but for case). */
    int (*size)(void *ctx, const char *name, uint32_t *size);
    /* Read len > 0 bytes at off. OTAML_ERR_CORRUPT: the file is shorter or damaged;
     * OTAML_ERR_NOT_FOUND. */
    int (*read)(void *ctx, const char *name, uint32_t off, void *dst, uint32_t len);
    /* Write len bytes at off, at most the file's length: over what is there, then behind its end.
     * Makes the file if there is none, also with len 0. OTAML_ERR_NOSPC: no room. If power fails,
     * bytes that were overwritten hold anything; those behind the end are there, or the file's
     * length does not count all of them; the file itself may be there or not. */
    int (*write)(void *ctx, const char *name, uint32_t off, const void *src, uint32_t len);
    /* `to` is not there. If power fails, the file has one of the names. (FatFs: it may have both,
     * in two sectors of the directory. A card to which that must not happen is one for the FAT
     * store.) OTAML_ERR_NOT_FOUND. */
    int (*rename)(void *ctx, const char *from, const char *to);
    int (*unlink)(void *ctx, const char *name); /* OTAML_ERR_NOT_FOUND */
    /* The name of the directory's file number index, 0 the first; folders are left out. Any order
     * that stays while no file is made, renamed or removed. In UTF-8, and "" where it has more than
     * cap - 1 bytes. Mostly called with one index after another. OTAML_ERR_NOT_FOUND: no more. */
    int (*list)(void *ctx, uint32_t index, char *name, uint32_t cap);
    int (*space)(void *ctx, struct otaml_vfs_space *space);
    uint32_t name_max; /* bytes of the longest name, from OTAML_VFS_NAME_MIN on */
    bool folds_case;   /* names that differ in the case of letters a to z are one (FAT) */
};

/*
 * What the store works with. Zero it, then fill it in; it, the vfs and the buffer must outlive the
 * store. An unfinished object is continued at a chunk's boundary.
 */
struct otaml_vfs_store_config {
    const struct otaml_vfs *vfs;
    uint8_t *chunk;      /* the store's from init on */
    uint32_t chunk_size; /* bytes, >= OTAML_VFS_STORE_CHUNK_MIN */
};

/* Caller allocates, library fills. Private; `files.store` is what otaml_store_* take. */
struct otaml_vfs_store {
    struct otaml_file_store files;
    const struct otaml_vfs *vfs;
    bool committing; /* a commit is on the file system, perhaps not yet carried out */
};

#ifdef __cplusplus
extern "C" {
#endif

/* Tie v to its configuration; touches no file. Then use the otaml_store_* functions on
 * &v->files.store, otaml_store_mount first. OTAML_ERR_ARG: something is missing, or the buffer or
 * name_max too small.
 *
 * A directory without files is an empty store: a new one needs no format. What otaml/store.h leaves
 * to the kind: format removes the store's own files and every file with an object's name, and
 * refuses with OTAML_ERR_BUSY while objects are open; mount keeps the open objects; a file that
 * other hands replaced by one of another length is theirs (sha256 zeros), by one of the same
 * length is found by otaml_store_check; begin says OTAML_ERR_NAME also for what the file system
 * cannot have; 99 objects that were replaced or removed can be open, then OTAML_ERR_BUSY. */
OTAML_MUST_CHECK int otaml_vfs_store_init(struct otaml_vfs_store *v,
                                          const struct otaml_vfs_store_config *cfg);

/* Every file of the directory, the store's own too. */
OTAML_MUST_CHECK int otaml_vfs_store_files(struct otaml_store *s, uint32_t *cursor,
                                           struct otaml_store_file *file);

#ifdef __cplusplus
}
#endif
#endif /* OTAML_VFS_STORE_H */
