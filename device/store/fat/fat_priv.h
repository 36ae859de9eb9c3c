/*
 * fat_priv.h - the parts of the FAT store to each other. Layout: spec/fat-store.md
 *
 *   fat_volume.c   find a volume and believe its boot sector
 *   fat_table.c    blocks, the FATs, chains of clusters, gaps
 *   fat_dir.c      the root folder: entries, their names, free slots
 *   fat_name.c     names as FAT has them
 *   fat_log.c      what is being done, kept in OTAML.CTL
 *   fat_apply.c    ... and how it is carried out, again after a power cut
 *   fat_control.c  OTAML.CTL itself, and the digests in it
 *   fat_write.c    what file_store.c asks for; remove
 *   fat_format.c   an empty volume
 *   fat_store.c    the rest of the interface
 *   fat_files.c    all files in all folders, for tools
 */
#ifndef OTAML_FAT_PRIV_H
#define OTAML_FAT_PRIV_H

#include <otaml/fat_store.h>
#include "base_priv.h"
#include "../file_priv.h"

#define FAT_NONE  UINT32_MAX /* no block, no slot */
#define FAT_DRAFT UINT32_MAX /* in place of a first cluster: the object that is being written */

#define FAT_SLOT         32u      /* bytes of a folder's slot */
#define FAT_SLOTS        16u      /* of them in a block */
#define FAT_SLOTS_MAX    0x10000u /* in a folder */
#define FAT_RECORDS_MAX  200u     /* the byte that names one counts 10 ms, 0 to 199 */
#define FAT_CLUSTERS_16  4085u    /* from so many on it is FAT16 */
#define FAT_CLUSTERS_32  65525u   /* ... FAT32 */
#define FAT_CLUSTERS_MAX 0x0ffffff5u

/* Where things are in a slot. */
enum {
    SLOT_ATTRIBUTES = 11,
    SLOT_CASE = 12,
    SLOT_CREATED_10MS = 13, /* ours: the number of the record */
    SLOT_SUM = 13,          /* of a long name: checksum of the short one */
    SLOT_CREATED = 14,
    SLOT_CREATED_DATE = 16,
    SLOT_READ_DATE = 18,
    SLOT_CLUSTER_HIGH = 20,
    SLOT_WRITTEN = 22,
    SLOT_WRITTEN_DATE = 24,
    SLOT_CLUSTER = 26,
    SLOT_SIZE = 28
};

enum {
    FAT_READ_ONLY = 0x01,
    FAT_HIDDEN_SYSTEM = 0x06,
    FAT_LABEL = 0x08,
    FAT_FOLDER = 0x10,
    FAT_ARCHIVE = 0x20,
    FAT_LONG = 0x0f,
    FAT_ATTRIBUTES = 0x3f
};

#define FAT_CONTROL_BLOCKS 64u /* of OTAML.CTL */

#define FAT_CONTROL "OTAML.CTL"
#define FAT_DEAD    "OTAML   OLD" /* an old file that is open */

#define FAT_DELETED 0xe5u
#define FAT_DATE    0x21u /* 1 January 1980, 16 bits: we have no clock */

/* The log: head.state, and what is in head.place */
enum { FAT_OP_NONE, FAT_OP_APPLY, FAT_OP_FREE };
enum {
    FAT_LOG_VOLUME,
    FAT_LOG_BLOCK,   /* where it is itself */
    FAT_LOG_DURABLE, /* bytes of the draft */
    FAT_LOG_DRAFT    /* 1: there is one, head.entry */
};

/* One entry of a folder. */
struct fat_item {
    uint32_t first, slot;   /* slots of its set; the last one is the short entry's */
    uint32_t cluster, size; /* cluster 0: none */
    uint8_t attributes;
    const uint8_t *raw; /* the short entry in the sector: until another block is loaded */
};

struct fat_long;

/* Put a unit of UTF-16 before what is known of a long name. */
typedef void fat_unit(struct fat_long *l, uint16_t unit);

/* Going through a folder. */
struct fat_walk {
    struct otaml_fat_cursor cursor; /* first 0: FAT16's root folder */
    uint32_t slot;                  /* the next one */
    char *name;                     /* of the item: UTF-8, or empty where it is none or too long */
    uint32_t room;                  /* bytes of name, at least 13 */
    fat_unit *unit;                 /* otaml_fat_ascii, where only objects are of interest */
};

/* What is in the root folder, with a name in mind. */
struct fat_survey {
    bool taken;        /* its short name is another one's */
    bool found, exact; /* the name is there; in the same letters */
    uint8_t alias[11]; /* its short name */
    const char *name;
    uint32_t need;                        /* slots of its entry */
    struct fat_item item;                 /* it */
    uint32_t one, place;                  /* the first free slot, the first `need`; FAT_NONE */
    struct fat_item dead;                 /* an old file that was open; slot FAT_NONE: none */
    uint8_t records[FAT_RECORDS_MAX / 8]; /* bits: in use by other entries */
};

/* Is it a cluster of the volume? */
static inline bool otaml_fat_is_cluster(const struct otaml_fat *t, uint32_t cluster)
{
    return cluster - 2 < t->clusters;
}

static inline bool otaml_fat_is_32(const struct otaml_fat *t)
{
    return t->root_cluster != 0;
}

/* ---- fat_volume.c ---- */

/* Find the volume and fill in where its parts are. */
int otaml_fat_find_volume(struct otaml_fat *t);

/* ---- fat_table.c ---- */

/* Clusters for so many bytes. */
uint32_t otaml_fat_clusters(const struct otaml_fat *t, uint32_t size);

/* The first block of a cluster. */
uint32_t otaml_fat_block(const struct otaml_fat *t, uint32_t cluster);

/* Have a block in cfg->sector; write what is there back. */
int otaml_fat_load(struct otaml_fat *t, uint32_t block);
int otaml_fat_save(struct otaml_fat *t);

/* A block of zeros in the sector, in the place of `block`; nothing is written. */
void otaml_fat_blank(struct otaml_fat *t, uint32_t block);

/* Write zeros over so many blocks. */
int otaml_fat_zero(struct otaml_fat *t, uint32_t from, uint32_t count);

/* What the FAT says of a cluster. */
int otaml_fat_get(struct otaml_fat *t, uint32_t cluster, uint32_t *value);

/* The cluster behind this one. OTAML_ERR_NOT_FOUND: it is the last; OTAML_ERR_CORRUPT. */
int otaml_fat_next(struct otaml_fat *t, uint32_t cluster, uint32_t *next);

/* Go to the index-th cluster of the chain; errors as otaml_fat_next. */
int otaml_fat_seek(struct otaml_fat *t, struct otaml_fat_cursor *c, uint32_t index);

/* Is the chain of a file of this size as it should be? OTAML_ERR_CORRUPT. */
int otaml_fat_check_chain(struct otaml_fat *t, uint32_t first, uint32_t size);

/* The n-th cluster of the runs together; 0: there is none. */
uint32_t otaml_fat_nth(const struct otaml_fat_run *r, uint32_t runs, uint32_t n);

/* Link the clusters of the plan's runs in all FATs, from the t->step-th one on; or free those of
 * its batch. OTAML_ERR_AGAIN. Where an entry is neither free nor what it would be linked to others
 * came in between: OTAML_ERR_CORRUPT, or it is left as it is. */
int otaml_fat_set(struct otaml_fat *t, bool link);

/* Look for gaps from t->hint on, once around the volume: begin; go on for so many clusters at most,
 * keeping the OTAML_FAT_STORE_RUNS largest in runs, largest first, t->free counting what is free.
 * OTAML_ERR_AGAIN: not yet around; OTAML_OK: around, or runs[0] has `need` clusters. */
void otaml_fat_scan_begin(struct otaml_fat *t, struct otaml_fat_run *runs);
int otaml_fat_scan(struct otaml_fat *t, struct otaml_fat_run *runs, uint32_t need, uint32_t most);

/* ---- fat_name.c ---- */

/* Equal but for the case of letters. */
bool otaml_fat_same_name(const char *a, const char *b);

/* May an object be called so here? */
bool otaml_fat_name_ok(const char *name);

/* Does it begin with OTAML_STORE_RESERVED in whatever case? */
bool otaml_fat_name_reserved(const char *name);

/* The short name for a name, and how many slots an entry of it takes; 1: it is the name itself, no
 * long one is needed beside it. */
uint32_t otaml_fat_alias(const char *name, uint8_t alias[11]);

/* The index-th slot of a set of `count` for this name, the short entry last; without its numbers.
 */
void otaml_fat_put_name(uint8_t *slot, const char *name, uint32_t index, uint32_t count);

/* The short name in a slot as text: at most 12 bytes and a NUL. */
void otaml_fat_short_name(const uint8_t *slot, char *name);

uint8_t otaml_fat_sum(const uint8_t short_name[11]);

/* A long name being put together from its slots, the last piece first. */
struct fat_long {
    char *name;
    uint32_t at, room; /* what is known of it lies from name[at] to name[room - 1] */
    uint32_t first;    /* slot where it began */
    uint16_t low;      /* of a surrogate pair whose other half is to come */
    uint8_t left, sum; /* number of the next piece, 0: the short entry; or FAT_NO_LONG */
    bool too_long;     /* for the room, or for what `unit` knows */
    fat_unit *unit;
};

#define FAT_NO_LONG 0xffu /* 0 - 1 */

/* A unit that is ASCII, before the others; anything else makes the name too long. */
void otaml_fat_ascii(struct fat_long *l, uint16_t unit);

void otaml_fat_long_piece(struct fat_long *l, const uint8_t *slot, uint32_t number);
/* The short entry's slot ends it; the name is empty if it does not fit. False: there is none. */
bool otaml_fat_long_end(struct fat_long *l, const uint8_t *slot);

/* ---- fat_dir.c ---- */

void otaml_fat_walk_begin(struct fat_walk *w, uint32_t folder, char *name, uint32_t room);

/* The next entry, label and folders among them. OTAML_ERR_NOT_FOUND: no more. */
int otaml_fat_walk(struct otaml_fat *t, struct fat_walk *w, struct fat_item *item);

/* The next object of the root folder. */
int otaml_fat_walk_objects(struct otaml_fat *t, struct fat_walk *w, struct fat_item *item);

/* Load the block of a slot; *slot points into the sector. OTAML_ERR_NOT_FOUND: behind the end. */
int otaml_fat_slot(struct otaml_fat *t, struct otaml_fat_cursor *c, uint32_t number,
                   uint8_t **slot);

int otaml_fat_survey(struct otaml_fat *t, struct fat_survey *y, const char *name);

/* ---- fat_log.c ---- */

/* Read the log; one without anything in it where OTAML.CTL holds none. */
int otaml_fat_log_load(struct otaml_fat *t);
int otaml_fat_log_write(struct otaml_fat *t);

/* Forget plan and draft; and write that. */
void otaml_fat_log_clear(struct otaml_fat *t);
int otaml_fat_log_forget(struct otaml_fat *t);

/* ---- fat_apply.c ---- */

/* Make the plan last: from here on it will be carried out. */
int otaml_fat_start(struct otaml_fat *t);

/* Write the new entry of the plan, as step by step as it can be without a log: nothing of it is to
 * be seen until its first letter is there. */
int otaml_fat_put_unlogged(struct otaml_fat *t);

/* Carry out a piece of it. OTAML_ERR_AGAIN; OTAML_ERR_CORRUPT: others came in between, it was
 * given up. */
int otaml_fat_apply(struct otaml_fat *t);

/* Carry out all that is left to do. OTAML_ERR_STATE: not mounted. */
int otaml_fat_settle(struct otaml_fat *t);

/* ---- fat_control.c ---- */

/* Look for OTAML.CTL, finish what its log says. t->control 0: there is none. */
int otaml_fat_find_control(struct otaml_fat *t);
int otaml_fat_make_control(struct otaml_fat *t);

/* Size, digest and sequence of an entry to e, which has the name and zeros: they stay where there
 * is no record. */
int otaml_fat_recall(struct otaml_fat *t, const struct fat_item *item, struct otaml_store_entry *e);
int otaml_fat_put_record(struct otaml_fat *t);

/* Does an entry look as ours do? Then the number of its record; 0: no. */
uint32_t otaml_fat_record_of(const struct otaml_fat *t, const struct fat_item *item);

/* ---- fat_write.c ---- */

extern const struct otaml_file_ops otaml_fat_file_ops;
int otaml_fat_remove(struct otaml_store *s, const char *name);
int otaml_fat_space(struct otaml_store *s, struct otaml_store_space *space);

/* ---- fat_store.c ---- */

/* Of a struct otaml_store or otaml_file_store. */
struct otaml_fat *otaml_fat_of(void *store);

/* Where the index-th block of the object that begins in this cluster lies (or of FAT_DRAFT), and
 * how many from there on lie one behind another; no more than `want` are asked for. */
int otaml_fat_locate(struct otaml_fat *t, uint32_t first, uint32_t index, uint32_t want,
                     uint32_t *block, uint32_t *blocks);

int otaml_fat_read(struct otaml_fat *t, uint32_t first, uint32_t off, uint8_t *dst, uint32_t len);

/* Write whole blocks of the draft. */
int otaml_fat_write(struct otaml_fat *t, uint32_t off, uint8_t *src, uint32_t len);

#endif /* OTAML_FAT_PRIV_H */
