/*
 * spiffs_priv.h - the parts of the SPIFFS store to each other. Layout: spec/spiffs-store.md
 *
 *   spiffs_page.c     pages: lookup entries, heads, flags; the walk over all lookup entries
 *   spiffs_find.c     which page holds what: index pages, data pages, reading at an offset
 *   spiffs_file.c     index headers as files and objects, and their records
 *   spiffs_room.c     free pages, and collecting garbage to have more of them
 *   spiffs_mend.c     whose a page is, and what is done where that is in doubt
 *   spiffs_sweep.c    removing objects
 *   spiffs_survey.c   what mount learns, and whether there is anything to mend
 *   spiffs_write.c    the steps of begin, append and commit: struct otaml_file_ops
 *   spiffs_store.c    the rest of the interface
 *   spiffs_format.c, spiffs_files.c   what a firmware need not link
 *
 * A page's number counts from the unit's start; the first pages of each block are its lookup. An
 * entry of it describes one page: free, gone, or the id of the object that the page belongs to,
 * with SPIFFS_INDEX if it is an index page. Objects of ours have even ids; the next odd id is that
 * of the file with their record.
 *
 * What looks for something returns it as an int: a number, or 1 for yes; 0 for no or none (page 0
 * holds a lookup); or, below 0, an error. All else returns OTAML_OK or an error.
 */
#ifndef OTAML_SPIFFS_PRIV_H
#define OTAML_SPIFFS_PRIV_H

#include <otaml/spiffs_store.h>
#include "base_priv.h"
#include "../file_priv.h"

#define SPIFFS_FREE  0xffff /* lookup entry; page number of an index: none */
#define SPIFFS_GONE  0x0000
#define SPIFFS_INDEX 0x8000u /* in an id: of an index page */

/* Flags of a page; cleared they mean: */
#define SPIFFS_USED   0x01u /* in use */
#define SPIFFS_FINAL  0x02u /* completely written */
#define SPIFFS_IS_IX  0x04u /* an index page */
#define SPIFFS_IXDELE 0x40u /* index header: the object is being deleted */
#define SPIFFS_DELET  0x80u /* deleted */

#define SPIFFS_HEAD       5u /* bytes before a data page's */
#define SPIFFS_INDEX_HEAD 8u /* bytes before an index page's */
#define SPIFFS_NAME       32u
#define SPIFFS_ID_MAX     0x7ffeu
#define SPIFFS_FIXED      (SPIFFS_INDEX_HEAD + 5u + SPIFFS_NAME) /* index header without meta */

#define SPIFFS_STAMP_MAX 0x7fff
#define SPIFFS_NO_MAGIC  0x10000 /* a stamp that says so */
#define SPIFFS_BATCH     16u     /* entries of an index read or programmed in one go */

#define SPIFFS_SPARE        2u /* blocks that the format wants free */
#define SPIFFS_RECORD_PAGES 2u /* that a record takes */

struct spiffs_head {
    uint32_t id, span; /* id with SPIFFS_INDEX for an index page */
    uint32_t flags;
};

/* The head and the fixed part of an index header. */
struct spiffs_file {
    struct spiffs_head head;
    uint32_t page;
    uint32_t size;              /* bytes; 0 where it was never set */
    char name[SPIFFS_NAME + 1]; /* as stored, with a NUL behind */
};

/* Over the lookup entries of a block, or of the whole unit, once around. */
struct spiffs_walk {
    struct spiffs_head head; /* of the page, by otaml_spiffs_next_page */
    uint32_t page, id;       /* of the entry found */
    uint32_t next, left;     /* page of the next entry; pages not yet passed */
    uint32_t at, have;       /* entries in the buffer: passed, left */
    uint8_t buffer[64];
};

static inline struct otaml_spiffs_volume *otaml_spiffs_of(void *store)
{
    return &((struct otaml_spiffs_store *)store)->volume; /* file, and store in it, come first */
}

static inline uint32_t otaml_spiffs_pages(const struct otaml_spiffs_volume *v)
{
    return (uint32_t)v->blocks << v->block_log2;
}

/* A page's number in its block. */
static inline uint32_t otaml_spiffs_in_block(const struct otaml_spiffs_volume *v, uint32_t page)
{
    return page & (v->block_pages - 1u);
}

/* Pages of a block that hold something. */
static inline uint32_t otaml_spiffs_block_room(const struct otaml_spiffs_volume *v)
{
    return (uint32_t)v->block_pages - v->lookup_pages;
}

/* Pages that may be in use. Besides the spare blocks some stay deleted: collecting a block costs an
 * index page for each object in it, so the last of them would be collected for ever. */
static inline uint32_t otaml_spiffs_room(const struct otaml_spiffs_volume *v)
{
    const uint32_t in_block = otaml_spiffs_block_room(v);

    return (v->blocks - SPIFFS_SPARE) * in_block - v->blocks / 2 - in_block / 8;
}

/* Is it the number of a page that holds something? */
static inline bool otaml_spiffs_is_page(const struct otaml_spiffs_volume *v, uint32_t page)
{
    return page < otaml_spiffs_pages(v) && otaml_spiffs_in_block(v, page) >= v->lookup_pages;
}

/* The object of a lookup entry or head, 1 to SPIFFS_ID_MAX if there is one. */
static inline uint32_t otaml_spiffs_id(uint32_t entry)
{
    return entry & (SPIFFS_INDEX - 1u);
}

static inline bool otaml_spiffs_is_used(uint32_t entry)
{
    return entry != SPIFFS_FREE && entry != SPIFFS_GONE;
}

static inline uint32_t otaml_spiffs_data_size(const struct otaml_spiffs_volume *v)
{
    return v->page_size - SPIFFS_HEAD;
}

static inline void otaml_spiffs_put16(uint8_t *p, uint32_t value)
{
    otaml_put_le16(p, (uint16_t)value);
}

/* ---- spiffs_page.c ---- */

int otaml_spiffs_read(const struct otaml_spiffs_volume *v, uint32_t page, uint32_t at, void *dst,
                      uint32_t len);
int otaml_spiffs_prog(const struct otaml_spiffs_volume *v, uint32_t page, uint32_t at,
                      const void *src, uint32_t len);
int otaml_spiffs_head(const struct otaml_spiffs_volume *v, uint32_t page, struct spiffs_head *h);
int otaml_spiffs_put_flags(const struct otaml_spiffs_volume *v, uint32_t page, uint32_t flags);

void otaml_spiffs_decode_head(const uint8_t bytes[SPIFFS_HEAD], struct spiffs_head *h);

/* Put the head into bytes, FINAL not yet cleared; clear FINAL. */
void otaml_spiffs_encode_head(uint32_t id, uint32_t span, uint8_t bytes[SPIFFS_HEAD]);
int otaml_spiffs_finish(const struct otaml_spiffs_volume *v, uint32_t page, uint32_t id);

/* A page's lookup entry. */
int otaml_spiffs_entry(const struct otaml_spiffs_volume *v, uint32_t page);
int otaml_spiffs_put_entry(const struct otaml_spiffs_volume *v, uint32_t page, uint32_t id);

/* Delete a page: entry, then flags. Places of index pages are forgotten if it was one. */
int otaml_spiffs_delete(struct otaml_spiffs_volume *v, uint32_t page);

/* Written to its end, used, not deleted. Of the unfinished object the index header counts too. */
bool otaml_spiffs_is_live(const struct otaml_spiffs_volume *v, const struct spiffs_head *h);

/* Walk from page `start` once around the unit, or to the end of its block. */
void otaml_spiffs_walk(const struct otaml_spiffs_volume *v, struct spiffs_walk *w, uint32_t start);
void otaml_spiffs_walk_block(const struct otaml_spiffs_volume *v, struct spiffs_walk *w,
                             uint32_t start);

/* Is there another entry, whatever it is? */
int otaml_spiffs_next(const struct otaml_spiffs_volume *v, struct spiffs_walk *w);

/* Is there another live page whose entry says so and is `id` under the mask (0xffff: the id;
 * SPIFFS_INDEX: any index page)? Its head is in w. */
int otaml_spiffs_next_page(const struct otaml_spiffs_volume *v, struct spiffs_walk *w,
                           uint32_t mask, uint32_t id);

/* The number of entries that are of an object; with bits of its id that do not matter in `either`
 * (1: an object and its record). */
int otaml_spiffs_count(const struct otaml_spiffs_volume *v, uint32_t id, uint32_t either);

/* Erase a block, give it the next stamp and the magic. Its pages count as free from then on. */
int otaml_spiffs_erase(struct otaml_spiffs_volume *v, uint32_t block);

/* The stamp of a block; above SPIFFS_STAMP_MAX it has none, SPIFFS_NO_MAGIC: nor the magic. */
int otaml_spiffs_stamp(const struct otaml_spiffs_volume *v, uint32_t block);

/* ---- spiffs_find.c ---- */

/* Where in the index is data page `span`: the index page's span, and the offset of its entry. */
uint32_t otaml_spiffs_place(const struct otaml_spiffs_volume *v, uint32_t span, uint32_t *at);

/* Data pages, index pages of an object of this size. */
uint32_t otaml_spiffs_data_pages(const struct otaml_spiffs_volume *v, uint32_t size);
uint32_t otaml_spiffs_index_pages(const struct otaml_spiffs_volume *v, uint32_t data_pages);

/* Read all entries of an index page to the chunk: how many, and the data page of the first. */
int otaml_spiffs_read_index(const struct otaml_spiffs_volume *v, uint32_t page, uint32_t index,
                            uint32_t *span);

/* The live page of (id, span), by the lookup, from page `start` on. */
int otaml_spiffs_find(const struct otaml_spiffs_volume *v, uint32_t id, uint32_t span,
                      uint32_t start);

/* The same for an index page; id without SPIFFS_INDEX. Remembers its place. */
int otaml_spiffs_find_index(struct otaml_spiffs_volume *v, uint32_t id, uint32_t span);
void otaml_spiffs_forget(struct otaml_spiffs_volume *v);

/* Is `page` the live data page of (id, span), by its head and by its lookup entry? */
int otaml_spiffs_is_data(const struct otaml_spiffs_volume *v, uint32_t page, uint32_t id,
                         uint32_t span);

/* What the index of the object names for data page `span`; SPIFFS_FREE if nothing. */
int otaml_spiffs_named(struct otaml_spiffs_volume *v, uint32_t id, uint32_t span);

/* Read of an object, whose size bounds off + len. OTAML_ERR_CORRUPT: a page is missing. */
int otaml_spiffs_read_object(struct otaml_spiffs_volume *v, uint32_t id, uint32_t off, void *dst,
                             uint32_t len);

/* ---- spiffs_file.c ---- */

int otaml_spiffs_read_file(const struct otaml_spiffs_volume *v, uint32_t page,
                           struct spiffs_file *file);

/* The index header of object id. */
int otaml_spiffs_find_file(struct otaml_spiffs_volume *v, uint32_t id, struct spiffs_file *file);

/* Is there another index header that readers see? */
int otaml_spiffs_next_file(const struct otaml_spiffs_volume *v, struct spiffs_walk *w,
                           struct spiffs_file *file);

/* The next of them from *cursor on, as otaml_store_list has it: OTAML_ERR_STATE, _NOT_FOUND. */
int otaml_spiffs_list(const struct otaml_spiffs_volume *v, uint32_t *cursor,
                      struct spiffs_file *file);

/* The object's name in a file's name, or NULL: it is none, or of the stores' own. */
const char *otaml_spiffs_object_name(const char *name);

/* The record of a file, if there is one of it. */
int otaml_spiffs_read_record(struct otaml_spiffs_volume *v, const struct spiffs_file *file,
                             struct otaml_file_record *r);

/* Fill in an entry: from the record, or as that of a file of others. */
int otaml_spiffs_entry_of(struct otaml_spiffs_volume *v, const struct spiffs_file *file,
                          struct otaml_store_entry *e);

/* Write the record of object id for v->file->entry, whole. Needs two free pages. */
int otaml_spiffs_put_record(struct otaml_spiffs_volume *v, uint32_t id);

/* Write an index header without clearing FINAL: its page. `name` is SPIFFS_NAME bytes, with its
 * slash; `first` the data page that it names. */
int otaml_spiffs_put_header(struct otaml_spiffs_volume *v, uint32_t id, const char *name,
                            uint32_t size, uint32_t first);

/* Is it the file of an object's record? */
bool otaml_spiffs_is_record(const struct spiffs_file *file);

/* ---- spiffs_room.c ---- */

/* Take a blank page for id: its lookup entry is programmed. OTAML_ERR_NOSPC. */
int otaml_spiffs_claim(struct otaml_spiffs_volume *v, uint32_t id);

/* Claim a page, program its head, len bytes behind that, and clear FINAL. */
int otaml_spiffs_put_page(struct otaml_spiffs_volume *v, uint32_t id, uint32_t span,
                          const uint8_t *data, uint32_t len);

/* Write the index page that is in v->file->chunk, head and all, anew, then delete the old one. */
int otaml_spiffs_replace(struct otaml_spiffs_volume *v, uint32_t old);

enum spiffs_how {
    SPIFFS_STAY,     /* name the pages where they are */
    SPIFFS_MOVE,     /* name copies of them that are made: the old ones are nobody's then */
    SPIFFS_MOVE_WIDE /* the same, also of those in other blocks where something is deleted */
};

/* Write the index page of a data page anew so that it names this one and, of those behind it in the
 * block, those that are its object's. Uses the chunk. */
int otaml_spiffs_rename_group(struct otaml_spiffs_volume *v, uint32_t page,
                              const struct spiffs_head *h, enum spiffs_how how);

/* Is there room for so many pages, with two blocks to spare? OTAML_ERR_AGAIN: a block was
 * collected; OTAML_ERR_NOSPC. Uses the chunk. */
int otaml_spiffs_make_room(struct otaml_spiffs_volume *v, uint32_t pages);

/* ---- spiffs_mend.c ---- */

/* Whose is a page? */
enum {
    SPIFFS_DROP = 0, /* nobody's */
    SPIFFS_KEEP,     /* an object's */
    SPIFFS_STRAY     /* an object's data page, but its index names none that is there */
};

/* One of these, for the page with this lookup entry. */
int otaml_spiffs_judge(struct otaml_spiffs_volume *v, uint32_t page, uint32_t entry,
                       struct spiffs_head *h);

/* Mend the index pages (kind SPIFFS_INDEX), or the data pages (0), of one object (id 0: of all):
 * delete what is nobody's, make the index name what it should. Index pages come first. Uses the
 * chunk. */
int otaml_spiffs_mend(struct otaml_spiffs_volume *v, uint32_t id, uint32_t kind);

/* ---- spiffs_sweep.c ---- */

/* Make a file, and its record, vanish for readers. Their pages are deleted by settle. */
int otaml_spiffs_condemn(struct otaml_spiffs_volume *v, const struct spiffs_file *file);

static inline bool otaml_spiffs_is_condemned(const struct spiffs_file *file)
{
    return (file->head.flags & SPIFFS_IXDELE) == 0;
}

/* Is there another file that is being deleted and not open? */
int otaml_spiffs_next_condemned(const struct otaml_spiffs_volume *v, struct spiffs_walk *w);

/* Condemn what v->newest superseded, delete the pages of what is condemned and not open.
 * OTAML_ERR_AGAIN: there is more. */
int otaml_spiffs_settle(struct otaml_spiffs_volume *v);

/* ---- spiffs_survey.c ---- */

/* Count pages, learn what is unfinished and newest, and mend what power cuts left. */
int otaml_spiffs_survey(struct otaml_spiffs_volume *v);

/* ---- spiffs_write.c ---- */

extern const struct otaml_file_ops otaml_spiffs_file_ops;

#endif /* OTAML_SPIFFS_PRIV_H */
