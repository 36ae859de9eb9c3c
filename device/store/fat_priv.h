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
#include "file_priv.h"

#define FAT_NONE UINT32_MAX /* no block, no slot, no record */
#define FAT_KEEP UINT32_MAX /* plan.tries: the entry has its names already */

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

#define FAT_DEAD_MAX 26u /* old files that are open: OTAML.DA to OTAML.DZ */
#define FAT_DELETED  0xe5u
#define FAT_DATE     0x0021u /* 1 January 1980: we have no clock */

/* struct otaml_fat_log.op */
enum { FAT_OP_NONE, FAT_OP_APPLY, FAT_OP_FREE };

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
    const char *name;
    uint32_t need;             /* slots of its entry */
    uint8_t alias[11];         /* its short name */
    bool taken;                /* ... is another one's */
    bool folder;               /* the name is a folder's */
    bool found, exact;         /* the name is there; in the same letters */
    struct fat_item item;      /* it */
    uint32_t one, place;       /* the first free slot, the first `need` of them; FAT_NONE */
    uint32_t end, end_cluster; /* slot behind the last entry; the folder's last cluster */
    struct fat_item dead;      /* one that is not open any more; slot FAT_NONE: none */
    uint32_t dead_numbers;     /* bits */
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

/* Write zeros over blocks, through the chunk buffer: not while it holds an object's bytes. */
int otaml_fat_zero(struct otaml_fat *t, uint32_t from, uint32_t end);

/* What the FAT says of a cluster. */
int otaml_fat_get(struct otaml_fat *t, uint32_t cluster, uint32_t *value);

/* The cluster behind this one. OTAML_ERR_NOT_FOUND: it is the last; OTAML_ERR_CORRUPT. */
int otaml_fat_next(struct otaml_fat *t, uint32_t cluster, uint32_t *next);

/* Go to the index-th cluster of the chain; errors as otaml_fat_next. */
int otaml_fat_seek(struct otaml_fat *t, struct otaml_fat_cursor *c, uint32_t index);

/* Is the chain of a file of this size as it should be? OTAML_ERR_CORRUPT. */
int otaml_fat_check_chain(struct otaml_fat *t, uint32_t first, uint32_t size);

/* Link a run of clusters, the last one to `last` (0: it is the last of all), in all FATs; or free
 * it. Where an entry is neither free nor what it would be linked to, others came in between:
 * OTAML_ERR_CORRUPT, or it is left as it is. */
int otaml_fat_link(struct otaml_fat *t, struct otaml_fat_run r, uint32_t last);
int otaml_fat_free(struct otaml_fat *t, struct otaml_fat_run r, uint32_t last);

/* Link one cluster to another, whatever it was linked to. */
int otaml_fat_relink(struct otaml_fat *t, uint32_t cluster, uint32_t next);

/* Are all clusters of a run free? OTAML_ERR_NOT_FOUND: no. */
int otaml_fat_is_free(struct otaml_fat *t, struct otaml_fat_run r);

/* Look for gaps from t->hint on, once around the volume: begin; go on for at most so many FAT
 * blocks, keeping the OTAML_FAT_STORE_RUNS largest in runs, largest first. OTAML_ERR_AGAIN: not yet
 * around; OTAML_OK: around, or runs[0] has `need` clusters. *free: counts free clusters. */
void otaml_fat_scan_begin(struct otaml_fat *t, struct otaml_fat_run *runs);
int otaml_fat_scan(struct otaml_fat *t, struct otaml_fat_run *runs, uint32_t need, uint32_t blocks,
                   uint32_t *free);

/* ---- fat_name.c ---- */

/* Equal but for the case of letters. */
bool otaml_fat_same_name(const char *a, const char *b);

/* May an object be called so here? */
bool otaml_fat_name_ok(const char *name);

/* Does it begin with OTAML_STORE_RESERVED in whatever case? */
bool otaml_fat_name_reserved(const char *name);

/* The short name for a name at the tries-th attempt; true: it is the name itself, no long one is
 * needed beside it. */
bool otaml_fat_alias(const char *name, uint32_t tries, uint8_t alias[11]);

/* Slots that an entry of this name takes. */
uint32_t otaml_fat_slots(const char *name, uint32_t tries);

/* The index-th slot of a set of `count` for this name, the short entry last; without its numbers.
 */
void otaml_fat_put_name(uint8_t *slot, const char *name, uint32_t tries, uint32_t index,
                        uint32_t count);

/* The short name in a slot as text: at most 12 bytes and a NUL. */
void otaml_fat_short_name(const uint8_t *slot, char *name);

uint8_t otaml_fat_sum(const uint8_t short_name[11]);

/* A long name being put together from its slots, the last piece first. */
struct fat_long {
    char *name;
    uint32_t at, room; /* what is known of it lies from name[at] to name[room - 1] */
    uint32_t first;    /* slot where it began */
    uint16_t low;      /* of a surrogate pair whose other half is to come */
    uint8_t left, sum; /* pieces to come; left FAT_NO_LONG: no long name */
    bool too_long;     /* for the room, or for what `unit` knows */
    fat_unit *unit;
};

#define FAT_NO_LONG 0xffu

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

int otaml_fat_survey(struct otaml_fat *t, struct fat_survey *y, const char *name, uint32_t tries);

/* ---- fat_log.c ---- */

/* Read the log; one without anything in it where OTAML.CTL holds none. */
int otaml_fat_log_load(struct otaml_fat *t);
int otaml_fat_log_write(struct otaml_fat *t);

/* Forget plan and draft, but keep the entry. */
void otaml_fat_log_clear(struct otaml_fat *t);

/* ---- fat_apply.c ---- */

/* Make the plan last: from here on it will be carried out. */
int otaml_fat_start(struct otaml_fat *t);

/* Write the new entry of the plan, as step by step as it can be without a log: nothing of it is to
 * be seen until its first letter is there. */
int otaml_fat_put_unlogged(struct otaml_fat *t);

/* Where to look for room, if we do not know it and FSInfo does. */
void otaml_fat_hint(struct otaml_fat *t);

/* Carry out a piece of it. OTAML_ERR_AGAIN; OTAML_ERR_CORRUPT: others came in between, it was
 * given up. */
int otaml_fat_apply(struct otaml_fat *t);

/* Carry out all that is left to do. */
int otaml_fat_settle(struct otaml_fat *t);

/* ---- fat_control.c ---- */

/* Look for OTAML.CTL, finish what its log says. t->control 0: there is none. */
int otaml_fat_find_control(struct otaml_fat *t);
int otaml_fat_make_control(struct otaml_fat *t);

/* Size, digest and sequence of an entry to e, which has the name; zeros where there is no record.
 */
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

/* Read of an object; o NULL: of the one that is being written. */
int otaml_fat_read(struct otaml_fat *t, const struct otaml_store_object *o, uint32_t off,
                   uint8_t *dst, uint32_t len);

/* Where byte `at` of the object that is being written lies, and how many blocks from there on lie
 * one behind another. */
int otaml_fat_locate(const struct otaml_fat *t, uint32_t at, uint32_t *block, uint32_t *blocks);

#endif /* OTAML_FAT_PRIV_H */
