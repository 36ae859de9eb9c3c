/*
 * eefs_priv.h - the parts of the EEFS store to each other. Layout: spec/eefs-store.md
 *
 *   eefs_io.c      numbers in the image's byte order; bytes of the unit, verified
 *   eefs_table.c   the table of slots: read, mended, longer, shorter, boundaries moved
 *   eefs_slot.c    one slot: file header, and our record and progress behind the file
 *   eefs_room.c    which slot a new object gets
 *   eefs_write.c   struct otaml_file_ops
 *   eefs_seal.c    the checksum of factory images
 *   eefs_store.c   the rest of the interface
 */
#ifndef OTAML_EEFS_PRIV_H
#define OTAML_EEFS_PRIV_H

#include <otaml/eefs_store.h>
#include "../file_priv.h"

#define EEFS_MAGIC   0xeef51234u
#define EEFS_VERSION 1u

/* The file allocation table, at 0. */
enum {
    EEFS_AT_CRC = 0,
    EEFS_AT_MAGIC = 4,
    EEFS_AT_VERSION = 8,
    EEFS_AT_FREE = 12, /* offset, then size */
    EEFS_AT_COUNT = 20,
    EEFS_AT_ENTRIES = 24, /* offset and room of each slot */
    EEFS_ENTRY = 8,
    EEFS_FIRST = EEFS_AT_ENTRIES + EEFS_ENTRY * (int)OTAML_EEFS_STORE_SLOTS
};

/* The header of a file, in front of its room. */
enum {
    EEFS_AT_IN_USE = 4,
    EEFS_AT_ATTRIBUTES = 8,
    EEFS_AT_SIZE = 12,
    EEFS_AT_MODIFIED = 16,
    EEFS_AT_CREATED = 20,
    EEFS_AT_NAME = 24,
    EEFS_NAME = 40,
    EEFS_HEADER = EEFS_AT_NAME + EEFS_NAME
};

#define EEFS_READ_ONLY 1u /* attribute */

/* What we add at the end of a slot's room: the record, then two places of progress. */
#define EEFS_PROGRESS 8u
#define EEFS_TAIL     (OTAML_FILE_RECORD + 2 * EEFS_PROGRESS)

/* One slot as found on the unit; offset and room are within it, the name ends. */
struct eefs_slot {
    uint32_t index, off, room;
    uint32_t attributes, size, modified;
    bool in_use;
    char name[EEFS_NAME]; /* empty: the header is none of a file */
};

/* What is known of an object that is not finished. */
struct eefs_unfinished {
    struct otaml_file_record record;
    uint32_t noted; /* bytes that are on the unit */
    uint8_t noted_in;
};

static inline const struct otaml_media *otaml_eefs_media(const struct otaml_eefs_store *e)
{
    return e->cfg->media;
}

/* ---- eefs_io.c ---- */

uint32_t otaml_eefs_get32(const struct otaml_eefs_store *e, const uint8_t *p);
void otaml_eefs_put32(const struct otaml_eefs_store *e, uint8_t *p, uint32_t v);

int otaml_eefs_read(const struct otaml_eefs_store *e, uint32_t off, void *dst, uint32_t len);

/* Write what is not there already, and read it back: OTAML_ERR_IO if it was not taken. off and len
 * are multiples of 4. */
int otaml_eefs_write(const struct otaml_eefs_store *e, uint32_t off, const void *src, uint32_t len);
int otaml_eefs_write32(const struct otaml_eefs_store *e, uint32_t off, uint32_t v);
int otaml_eefs_zero(const struct otaml_eefs_store *e, uint32_t off, uint32_t len);

/* The file whose header is at off, visible or not: one bit. */
int otaml_eefs_show(const struct otaml_eefs_store *e, uint32_t off, bool in_use);

/* ---- eefs_table.c ---- */

/* An empty table. */
int otaml_eefs_table_make(struct otaml_eefs_store *e);

/* Find byte order, slots and free memory, and mend what a power cut left. */
int otaml_eefs_table_read(struct otaml_eefs_store *e);

/* Is the store mounted, and its table known? OTAML_ERR_STATE; reads it anew after an error. */
int otaml_eefs_ready(struct otaml_eefs_store *e);

/* Offset and room of a slot. OTAML_ERR_CORRUPT: not within the unit. */
int otaml_eefs_entry(const struct otaml_eefs_store *e, uint32_t index, uint32_t *off,
                     uint32_t *room);

/* One more slot, deleted, of this room at the beginning of the free memory; there is enough. */
int otaml_eefs_table_append(struct otaml_eefs_store *e, uint32_t room);

/* The last slot, which is deleted, to the free memory. */
int otaml_eefs_table_shorten(struct otaml_eefs_store *e);

/* Of two neighbouring deleted slots the first is to have this room of what both have. */
int otaml_eefs_table_move(struct otaml_eefs_store *e, const struct eefs_slot *first,
                          const struct eefs_slot *second, uint32_t room);

/* ---- eefs_slot.c ---- */

int otaml_eefs_slot(const struct otaml_eefs_store *e, uint32_t index, struct eefs_slot *s);

/* The next file in use at or after *index that satisfies the name (NULL: any). OTAML_ERR_NOT_FOUND
 */
int otaml_eefs_find(const struct otaml_eefs_store *e, const char *name, uint32_t index,
                    struct eefs_slot *s);

/* May it be written? Not while it is in use or open. */
bool otaml_eefs_is_free(const struct otaml_eefs_store *e, const struct eefs_slot *s);

/* Bytes of room that an object takes. Its size is within the unit's. */
uint32_t otaml_eefs_need(uint32_t size);

/* Our record of the slot. OTAML_ERR_NOT_FOUND: none. */
int otaml_eefs_record(const struct otaml_eefs_store *e, const struct eefs_slot *s,
                      struct otaml_file_record *r);

/* Does the record describe the slot's file as it is now? Not one that other hands changed. */
bool otaml_eefs_describes(const struct otaml_file_record *r, const struct eefs_slot *s);

/* The file as an object: a foreign one where no record describes it. */
int otaml_eefs_object(const struct otaml_eefs_store *e, const struct eefs_slot *s,
                      struct otaml_store_entry *entry);

/* Is the slot an unfinished object? OTAML_ERR_NOT_FOUND: no. */
int otaml_eefs_unfinished(const struct otaml_eefs_store *e, const struct eefs_slot *s,
                          struct eefs_unfinished *u);

/* Make the free slot the unfinished object e->file.entry of no bytes. */
int otaml_eefs_prepare(struct otaml_eefs_store *e, const struct eefs_slot *s);

/* So many bytes of it are on the unit. */
int otaml_eefs_note(struct otaml_eefs_store *e, uint32_t bytes);

/* No longer unfinished. */
int otaml_eefs_forget(const struct otaml_eefs_store *e, const struct eefs_slot *s);

/* Delete all files of this name but the one at `spare` (0: none is spared). */
int otaml_eefs_delete(const struct otaml_eefs_store *e, const char *name, uint32_t spare);

/* The file at off in place of all others of its name. OTAML_ERR_IO: one cannot be deleted, and the
 * new one was hidden. */
int otaml_eefs_supersede(const struct otaml_eefs_store *e, const char *name, uint32_t off);

/* Learn the highest serial number, and delete what the newest object superseded when the power
 * went before that was done. */
int otaml_eefs_settle(struct otaml_eefs_store *e);

/* ---- eefs_room.c ---- */

/* Bytes in use, and the largest room that a new object can get. */
int otaml_eefs_usage(const struct otaml_eefs_store *e, uint32_t *used, uint32_t *largest);

/* Find or make a free slot with so much room. OTAML_ERR_AGAIN: the table was changed, there is more
 * to be done; OTAML_ERR_NOSPC. */
int otaml_eefs_place(struct otaml_eefs_store *e, uint32_t need, struct eefs_slot *s);

/* ---- eefs_write.c ---- */

extern const struct otaml_file_ops otaml_eefs_files;

#endif /* OTAML_EEFS_PRIV_H */
