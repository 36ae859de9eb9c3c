/*
 * file_priv.h - from the common part of the stores on file systems to each of them, and back.
 *
 *   begin:  IDLE -> (resume) -> FILL            what an earlier boot left unfinished
 *           IDLE -> RESERVE  -> FILL            a new object
 *   append: FILL, (write) for each chunk
 *   commit: FILL -> HASH -> (publish) -> IDLE   or (discard) -> IDLE
 */
#ifndef OTAML_FILE_PRIV_H
#define OTAML_FILE_PRIV_H

#include <otaml/file_store.h>
#include "store_priv.h"

/* struct otaml_file_store.phase */
enum {
    FILE_IDLE,
    FILE_RESERVE, /* begin: making room */
    FILE_FILL,    /* append */
    FILE_HASH,    /* commit: reading back */
    FILE_PUBLISH, /* commit: the object is good, it is being made visible */
    FILE_FAILED   /* an error of the unit: begin, abort or mount finds out what stands */
};

/*
 * What a file system does. f->entry is the object that is being written. Those that may say
 * OTAML_ERR_AGAIN are called again, each call making no more operations of the unit than suit a
 * device that has other things to do (an erasure, or some dozens of reads and programs).
 */
struct otaml_file_ops {
    /* Is f->entry on the unit, unfinished? Then the number of its bytes that are durable, to
     * *durable; any later write begins there. OTAML_ERR_NOT_FOUND: no, or nothing of it can be
     * kept. Where bytes may have been torn they are not counted. */
    int (*resume)(struct otaml_file_store *f, uint32_t *durable);
    /* Give up what else is unfinished, find room for f->entry, and note on the unit what is to
     * come, so that resume knows it after a power cut. OTAML_ERR_AGAIN; OTAML_ERR_NOSPC. */
    int (*reserve)(struct otaml_file_store *f);
    /* Make len bytes at `at` durable: f->durable is `at`, what follows on it is len bytes up to the
     * end of a chunk (a multiple of f->chunk_size) or of the object. data is f->chunk, and its room
     * up to f->chunk_size may be used for padding. */
    int (*write)(struct otaml_file_store *f, uint32_t at, uint8_t *data, uint32_t len);
    /* Read of the object that is being written, all of which was written. */
    int (*read_back)(struct otaml_file_store *f, uint32_t at, uint8_t *dst, uint32_t len);
    /* Make it the object of its name, with its digest and sequence. At a power cut in it the next
     * mount finds the old or the new one. The old one's room can be used again, unless the old one
     * is open. OTAML_ERR_AGAIN; OTAML_ERR_IO: the unit did not take it, and the old one stands. */
    int (*publish)(struct otaml_file_store *f);
    /* Give up what is unfinished, if anything is. */
    int (*discard)(struct otaml_file_store *f);
};

/* ---- file_store.c: begin, append, commit, abort, close of struct otaml_store_ops ---- */

int otaml_file_begin(struct otaml_store *s, const struct otaml_store_entry *e, uint32_t *resume_at);
int otaml_file_append(struct otaml_store *s, const void *data, uint32_t len);
int otaml_file_commit(struct otaml_store *s);
int otaml_file_abort(struct otaml_store *s);
void otaml_file_close(struct otaml_store *s, struct otaml_store_object *o);

/* Link an object that the kind's open has filled in (entry, where; map is set to NULL). */
void otaml_file_opened(struct otaml_file_store *f, struct otaml_store_object *o);

/* Is an object of this `where` open? */
bool otaml_file_is_open(const struct otaml_file_store *f, uint32_t where);

/* As a mount begins: nothing is being written. Pins stay. */
void otaml_file_reset(struct otaml_file_store *f);

/* ---- file_record.c: an entry as bytes on a unit, where a file system cannot keep all of it ----
 */

#define OTAML_FILE_RECORD 128u /* bytes; the layout is in spec/file-record.md */

void otaml_file_record_encode(const struct otaml_file_record *r, uint8_t bytes[OTAML_FILE_RECORD]);

/* False: not a record, or torn: its CRC does not agree, or its name is none. */
bool otaml_file_record_decode(struct otaml_file_record *r, const uint8_t bytes[OTAML_FILE_RECORD]);

/* Is a the newer of two records? */
static inline bool otaml_file_record_newer(const struct otaml_file_record *a,
                                           const struct otaml_file_record *b)
{
    return a->serial - b->serial - 1u < UINT32_MAX / 2u;
}

#endif /* OTAML_FILE_PRIV_H */
