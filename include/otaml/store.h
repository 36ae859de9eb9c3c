/*
 * otaml/store.h - named, power-safe objects on a memory unit: the interface of all stores.
 *
 * A store keeps whole, immutable objects (models) by name. An object is written once,
 * from its first byte to its last, and appears, or replaces the one of the same name,
 * in the single instant of its commit: after a power cut at any moment the next mount
 * finds the old object or the new one, whole. What an unfinished write had already made
 * durable is kept, so that a download goes on where it was.
 *
 * Stores on a file system (EEFS, SPIFFS, FAT, VFS) keep each object as the file of its name, which
 * other people's tools can read. A file that such a tool put there is an object too, but what it
 * should be nobody announced: its sha256 is all zeros and its sequence 0. Names that begin with
 * "otaml." are for the stores' own files.
 *
 * The functions below dispatch to the kind of store that a *_init function of its own
 * header (otaml/flash_store.h, ...) put into struct otaml_store. No heap, no globals,
 * no locks: a store belongs to one task. A call blocks for the media operations that it
 * makes; what takes many of them says OTAML_ERR_AGAIN and goes on at the next call. Besides
 * the errors named below any of them hands back what a callback of the memory unit returned.
 */
#ifndef OTAML_STORE_H
#define OTAML_STORE_H

#include <stdbool.h>
#include <stdint.h>
#include <otaml/err.h>
#include <otaml/media.h>

#define OTAML_STORE_NAME_MAX 39u  /* bytes without the NUL; a kind may allow fewer */
#define OTAML_STORE_PATH_MAX 511u /* of the path of a file that other hands put there */

/* What a store keeps beside an object's bytes. */
struct otaml_store_entry {
    char name[OTAML_STORE_NAME_MAX + 1]; /* 0x21 to 0x7e without '/', NUL-terminated */
    uint32_t size;                       /* bytes */
    uint8_t sha256[32]; /* of the object's bytes, as announced at begin; or zeros */
    uint64_t sequence;  /* SUIT sequence number of the package that brought it */
};

struct otaml_store;

/* An object opened for reading. Caller allocates, store fills; private but for entry
 * and map. While it is open its bytes stay where they are, even when it is replaced
 * or removed: a running inference keeps its weights. */
struct otaml_store_object {
    struct otaml_store_entry entry;
    const uint8_t *map; /* the bytes in place at a 16-byte boundary, or NULL: not mapped */
    uint32_t where;     /* the store's: media offset, cluster or number of the file */
    struct otaml_store_object *next; /* the store's list of open objects */
};

/* A file of the store's file system, for tools: of any name, in any folder. */
struct otaml_store_file {
    char path[OTAML_STORE_PATH_MAX + 1]; /* UTF-8; folders end in '/', no '/' at the beginning */
    /* For otaml_store_read until the store is changed; entry.name is empty where it is no name of
     * an object. Not pinned, not to be closed. */
    struct otaml_store_object object;
};

/* How full it is. Bytes; `used` counts what lies beside the objects' bytes and the unfinished
 * object too, `largest` is the biggest object that begin would take now. */
struct otaml_store_space {
    uint32_t total, used, largest;
};

/* A kind of store. Rules and errors of each are those of the function of the same name. */
struct otaml_store_ops {
    const char *kind; /* "flash", "eefs", "spiffs", "fat", "vfs" */
    int (*format)(struct otaml_store *s);
    int (*mount)(struct otaml_store *s);
    int (*list)(struct otaml_store *s, uint32_t *cursor, struct otaml_store_entry *e);
    int (*open)(struct otaml_store *s, const char *name, struct otaml_store_object *o);
    void (*close)(struct otaml_store *s, struct otaml_store_object *o);
    int (*read)(struct otaml_store *s, const struct otaml_store_object *o, uint32_t off, void *dst,
                uint32_t len);
    int (*begin)(struct otaml_store *s, const struct otaml_store_entry *e, uint32_t *resume_at);
    int (*append)(struct otaml_store *s, const void *data, uint32_t len);
    int (*commit)(struct otaml_store *s);
    int (*abort)(struct otaml_store *s);
    int (*remove)(struct otaml_store *s, const char *name);
    int (*space)(struct otaml_store *s, struct otaml_store_space *space);
};

/* otaml_store_*_files(s, cursor, file) of the kinds that have file systems: every file and folder
 * one after another, for tools, as otaml_store_list does for objects. Apart from the operations
 * above, so that a firmware that does not call it does not carry it. */
typedef int otaml_store_files(struct otaml_store *s, uint32_t *cursor,
                              struct otaml_store_file *file);

/* First member of every kind's own struct. */
struct otaml_store {
    const struct otaml_store_ops *ops;
};

#ifdef __cplusplus
extern "C" {
#endif

/* Make an empty store; whatever the unit held is lost. Blocks for all of it. Mount after it.
 * OTAML_ERR_BUSY: objects are open. */
OTAML_MUST_CHECK int otaml_store_format(struct otaml_store *s);

/* Find what is there and mend what a power cut left. OTAML_ERR_UNFORMATTED: no such
 * store here, format it. OTAML_ERR_GEOMETRY: the unit does not suit. Must precede all
 * calls below, which are OTAML_ERR_STATE else. */
OTAML_MUST_CHECK int otaml_store_mount(struct otaml_store *s);

/* Committed objects one after another: *cursor is 0 at first, the store's own after.
 * OTAML_ERR_NOT_FOUND: no more. */
OTAML_MUST_CHECK int otaml_store_list(struct otaml_store *s, uint32_t *cursor,
                                      struct otaml_store_entry *e);

/* Open the committed object of this name. OTAML_ERR_NOT_FOUND. The object stays linked
 * into the store until close. */
OTAML_MUST_CHECK int otaml_store_open(struct otaml_store *s, const char *name,
                                      struct otaml_store_object *o);
void otaml_store_close(struct otaml_store *s, struct otaml_store_object *o);

/* Read len bytes at off of an open object; off + len <= entry.size, else OTAML_ERR_ARG. */
OTAML_MUST_CHECK int otaml_store_read(struct otaml_store *s, const struct otaml_store_object *o,
                                      uint32_t off, void *dst, uint32_t len);

/*
 * Begin, or resume, writing an object. If an unfinished one with equal name, size,
 * digest and sequence is there, *resume_at is the number of its bytes that are durable
 * and the next append goes there; otherwise 0, and any other unfinished object is
 * given up. One object is written at a time. Call again while it returns OTAML_ERR_AGAIN:
 * each call erases at most one erase unit. OTAML_ERR_NOSPC: no room even after reclaiming;
 * OTAML_ERR_NAME.
 */
OTAML_MUST_CHECK int otaml_store_begin(struct otaml_store *s, const struct otaml_store_entry *e,
                                       uint32_t *resume_at);

/* Add bytes at the end; copied. More than entry.size in all: OTAML_ERR_ARG. Whole chunks
 * become durable as they fill. OTAML_ERR_STATE: begin has not said OTAML_OK, or an error of
 * the unit came since; then begin again (what is durable stays), abort or mount. */
OTAML_MUST_CHECK int otaml_store_append(struct otaml_store *s, const void *data, uint32_t len);

/*
 * All bytes are there: make the object visible in place of the older one of its name.
 * Before that the store reads the object back and compares its SHA-256 with the announced
 * one, so what is visible is what was signed, as the memory unit holds it. Call again while
 * it returns OTAML_ERR_AGAIN: each call reads at most one chunk. OTAML_ERR_IMAGE_DIGEST, and
 * OTAML_ERR_IO when the unit did not keep the bytes or the mark: the object is given up, the
 * old one stands. OTAML_ERR_STATE: bytes lack.
 */
OTAML_MUST_CHECK int otaml_store_commit(struct otaml_store *s);

/* Give the unfinished object up; its space can be used again. */
OTAML_MUST_CHECK int otaml_store_abort(struct otaml_store *s);

/* Remove an object; open ones stay readable until closed. OTAML_ERR_NOT_FOUND. */
OTAML_MUST_CHECK int otaml_store_remove(struct otaml_store *s, const char *name);

OTAML_MUST_CHECK int otaml_store_space(struct otaml_store *s, struct otaml_store_space *space);

/* Read a whole open object and compare its SHA-256 with entry.sha256, using scratch of
 * the caller's (any size > 0). OTAML_ERR_CORRUPT: bit rot. OTAML_ERR_UNSUPPORTED: nobody announced
 * what it should be. */
OTAML_MUST_CHECK int otaml_store_check(struct otaml_store *s, const struct otaml_store_object *o,
                                       void *scratch, uint32_t scratch_size);

#ifdef __cplusplus
}
#endif
#endif /* OTAML_STORE_H */
