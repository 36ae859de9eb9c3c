/*
 * flash_priv.h - the parts of the flash store to each other. Layout: spec/flash-store.md
 *
 *   flash_io.c       bytes of the memory unit: damage told from faults, blank, verified programs
 *   flash_extent.c   headers and marks: one object's run of erase units, and the walk over all
 *   flash_room.c     gaps between objects, and which of them a new object gets
 *   flash_recover.c  how many bytes of an unfinished object can be relied on
 *   flash_write.c    begin, append, commit, abort
 *   flash_store.c    the rest of the interface
 */
#ifndef OTAML_FLASH_PRIV_H
#define OTAML_FLASH_PRIV_H

#include <otaml/flash_store.h>

#define FLASH_COMMIT_SLOTS 4u          /* a torn commit mark cannot be programmed again */
#define FLASH_SERIAL_MAX   0x7fffffffu /* highest serial number */

/* struct otaml_flash_store.phase */
enum {
    FLASH_IDLE,
    FLASH_RECLAIM, /* begin: erasing the dead objects that lie in the run */
    FLASH_BLANK,   /* begin: making the rest of the run blank, then the header */
    FLASH_REDO,    /* begin: making the erase units of a torn chunk blank again */
    FLASH_FILL,    /* append */
    FLASH_HASH,    /* commit: reading back */
    FLASH_FAILED   /* an error of the unit: begin, abort or mount finds out what stands */
};

enum flash_state { FLASH_OPEN, FLASH_LIVE, FLASH_DEAD };

/* Where the parts of an object lie, in bytes from its first erase unit's start. */
struct flash_layout {
    uint32_t commit, commit_step; /* FLASH_COMMIT_SLOTS of them */
    uint32_t dead, dead_size;
    uint32_t mark, mark_step, marks; /* the table of chunk marks */
    uint32_t mark_log2;              /* one mark for 2^mark_log2 chunks */
    uint32_t data;
    uint32_t units; /* erase units in all */
};

/* One object as found on the unit; all of it checked against the unit's geometry. */
struct flash_extent {
    uint32_t unit, units; /* its run of erase units */
    uint32_t data;        /* media offset of its first byte */
    uint32_t serial, crc; /* crc: of the header */
    uint8_t chunk_log2;
    enum flash_state state;
    struct otaml_store_entry entry;
};

struct flash_walk {
    uint32_t unit;    /* 0 to begin: next to look at */
    uint32_t strange; /* erase units passed that are neither blank nor an object's */
};

static inline const struct otaml_media *otaml_flash_media(const struct otaml_flash_store *f)
{
    return f->cfg->media;
}

static inline uint32_t otaml_flash_units(const struct otaml_flash_store *f)
{
    return f->cfg->media->size / f->cfg->media->erase_size;
}

/* ---- flash_io.c ---- */

/* Read headers and marks; what the unit calls corrupt becomes zeros: not blank, and no valid
 * header or mark. Not for an object's bytes, which may be zeros. */
int otaml_flash_read(const struct otaml_flash_store *f, uint32_t off, void *dst, uint32_t len);

int otaml_flash_is_blank(const struct otaml_flash_store *f, uint32_t off, uint32_t len,
                         bool *blank);

/* Program len bytes (0 < len <= 256), filled up with 0xff to whole program units, and read
 * them back: OTAML_ERR_IO if they are not there. */
int otaml_flash_prog_small(const struct otaml_flash_store *f, uint32_t off, const uint8_t *src,
                           uint32_t len);

/* Erase one erase unit unless it is blank already; *erased says which. Uses the chunk buffer. */
int otaml_flash_blank_unit(const struct otaml_flash_store *f, uint32_t unit, bool *erased);

/* ---- flash_extent.c ---- */

/* The layout of an object of `size` bytes; false if that is more than the unit holds. */
bool otaml_flash_layout(const struct otaml_media *m, uint32_t size, uint32_t chunk_log2,
                        struct flash_layout *l);

/* The next object at or after w->unit. OTAML_ERR_NOT_FOUND at the end; OTAML_ERR_GEOMETRY
 * or OTAML_ERR_UNSUPPORTED: a header of another geometry or of a later version. */
int otaml_flash_next(const struct otaml_flash_store *f, struct flash_walk *w,
                     struct flash_extent *x);

/* Program the header of the object that f describes (entry, unit, units, chunk_log2) and
 * fill in data and header_crc. */
int otaml_flash_put_header(struct otaml_flash_store *f, uint32_t serial);

/* Make that object visible. OTAML_ERR_IO: all its commit marks are spoilt. */
int otaml_flash_put_commit(const struct otaml_flash_store *f);

int otaml_flash_put_dead(const struct otaml_flash_store *f, uint32_t unit);

/* Kill every object of this state, name (NULL: any) and other than at erase unit `spare`
 * (UINT32_MAX: none is spared). */
int otaml_flash_kill(const struct otaml_flash_store *f, enum flash_state state, const char *name,
                     uint32_t spare);

/* The newest object of this state and name (NULL: any). OTAML_ERR_NOT_FOUND. */
int otaml_flash_find(const struct otaml_flash_store *f, enum flash_state state, const char *name,
                     struct flash_extent *x);

/* Learn the newest serial number and its place, and kill what a newer object of the same
 * name superseded when the power went before that was done. *objects: all found; *strange:
 * as in struct flash_walk. */
int otaml_flash_survey(struct otaml_flash_store *f, uint32_t *objects, uint32_t *strange);

bool otaml_flash_same_name(const struct otaml_store_entry *e, const char *name);

/* ---- flash_room.c ---- */

/* Is the extent pinned by an open object? */
bool otaml_flash_pinned(const struct otaml_flash_store *f, const struct flash_extent *x);

/* Choose the first erase unit of a run of n for an object of this name. OTAML_ERR_NOSPC. */
int otaml_flash_place(const struct otaml_flash_store *f, const char *name, uint32_t n,
                      uint32_t *unit);

/* Erase units in use, and in the longest gap that begin could use. */
int otaml_flash_usage(const struct otaml_flash_store *f, uint32_t *used, uint32_t *longest);

/* ---- flash_recover.c ---- */

/* Chunks lie on multiples of their size on the unit: the bytes from `at` (counted from the
 * object's first) to the end of its chunk or of the object. */
uint32_t otaml_flash_chunk_len(const struct otaml_flash_store *f, uint32_t at);

/* Media offset of the mark of the chunk at `at`. False: a chunk of this place has none. */
bool otaml_flash_mark_of(const struct otaml_flash_store *f, uint32_t at, uint32_t *off);
uint32_t otaml_flash_mark_value(const uint8_t *chunk, uint32_t len);

/* How far the unfinished object in f is durable, to f->durable. When the erase units from
 * there on must be made blank first, *redo is their number, otherwise 0. OTAML_ERR_CORRUPT:
 * nothing of it can be kept. */
int otaml_flash_recover(struct otaml_flash_store *f, uint32_t *redo);

/* ---- flash_write.c ---- */

int otaml_flash_begin(struct otaml_store *s, const struct otaml_store_entry *e,
                      uint32_t *resume_at);
int otaml_flash_append(struct otaml_store *s, const void *data, uint32_t len);
int otaml_flash_commit(struct otaml_store *s);
int otaml_flash_abort(struct otaml_store *s);

#endif /* OTAML_FLASH_PRIV_H */
