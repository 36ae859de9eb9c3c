/*
 * spiffs_room.c - free pages, and collecting garbage to have more of them. API: spiffs_priv.h
 *
 * Pages are taken where a block is partly free before a wholly free one is begun, so that what is
 * free in the end is whole blocks. A block is collected by moving what is somebody's: data pages
 * are copied, then the index page that names them is written anew, then the old ones are deleted.
 * So at every instant each index names pages that are there.
 */
#include <string.h>

#include "base_priv.h"
#include "spiffs_priv.h"

#define PIECE  64u
#define BEHIND 16u /* erasures of each other block */
#define TRIES  4u  /* collections of each block for one object, before it is given up */

/* ---- free pages ---- */

static int is_blank(const struct otaml_spiffs_volume *v, uint32_t page)
{
    uint8_t bytes[PIECE];

    for (uint32_t at = 0; at < v->page_size; at += PIECE) {
        const int err = otaml_spiffs_read(v, page, at, bytes, PIECE);
        for (uint32_t i = 0; i < PIECE; i++) {
            if (err || bytes[i] != 0xffu) {
                return err;
            }
        }
    }
    return 1;
}

struct block {
    uint32_t first; /* page of its first free entry */
    uint32_t free, gone, used;
    uint32_t runs; /* of data pages of one object */
};

static int look(const struct otaml_spiffs_volume *v, uint32_t block, struct block *b)
{
    struct spiffs_walk w;
    uint32_t last = 0;
    int got;

    memset(b, 0, sizeof(*b));
    otaml_spiffs_walk_block(v, &w, block << v->block_log2);
    while ((got = otaml_spiffs_next(v, &w)) > 0) {
        if (w.id == SPIFFS_FREE) {
            b->first = b->free == 0 ? w.page : b->first;
            b->free++;
        } else if (w.id == SPIFFS_GONE) {
            b->gone++;
        } else {
            b->used++;
            if ((w.id & SPIFFS_INDEX) == 0 && w.id != last) {
                last = w.id;
                b->runs++;
            }
        }
    }
    return got;
}

/* Choose the block to take pages from: v->next_page becomes its first free one. */
static int choose_block(struct otaml_spiffs_volume *v)
{
    uint32_t block = v->next_page >> v->block_log2, empty = 0;

    for (uint32_t i = 0; i < v->blocks && !(v->packed && empty > 0); i++) {
        struct block b;
        int err;
        block = block + 1 < v->blocks ? block + 1 : 0;
        err = look(v, block, &b);
        if (err) {
            return err;
        }
        if (block == v->avoid || b.free == 0) {
            continue;
        }
        if (b.free < otaml_spiffs_block_room(v)) {
            v->next_page = b.first;
            return OTAML_OK;
        }
        empty = empty == 0 ? b.first : empty;
    }
    v->packed = empty > 0;
    v->next_page = empty;
    return empty > 0 ? OTAML_OK : OTAML_ERR_NOSPC;
}

/* The next free entry of the block at v->next_page, or of another one, to v->next_page. */
static int next_free(struct otaml_spiffs_volume *v)
{
    struct spiffs_walk w;
    int got = 0;

    otaml_spiffs_walk_block(v, &w, v->next_page);
    if (v->next_page >> v->block_log2 != v->avoid) {
        do {
            got = otaml_spiffs_next(v, &w);
        } while (got > 0 && w.id != SPIFFS_FREE);
    }
    if (got <= 0) {
        return got ? got : choose_block(v);
    }
    v->next_page = w.page;
    return OTAML_OK;
}

int otaml_spiffs_claim(struct otaml_spiffs_volume *v, uint32_t id)
{
    for (;;) {
        int err = next_free(v);
        const int blank = err ? err : is_blank(v, v->next_page);
        if (blank > 0) {
            v->free--;
            v->used++;
            err = otaml_spiffs_put_entry(v, v->next_page, id);
            return err ? err : (int)v->next_page;
        }
        /* else programmed when the power went, or by a torn erasure */
        err = blank ? blank : otaml_spiffs_delete(v, v->next_page);
        if (err) {
            return err;
        }
    }
}

int otaml_spiffs_put_page(struct otaml_spiffs_volume *v, uint32_t id, uint32_t span,
                          const uint8_t *data, uint32_t len)
{
    uint8_t head[SPIFFS_HEAD];
    const int page = otaml_spiffs_claim(v, id);
    int err = page < 0 ? page : OTAML_OK;

    otaml_spiffs_encode_head(id, span, head);
    err = err ? err : otaml_spiffs_prog(v, (uint32_t)page, 0, head, sizeof(head));
    if (!err && len > 0) {
        err = otaml_spiffs_prog(v, (uint32_t)page, SPIFFS_HEAD, data, len);
    }
    err = err ? err : otaml_spiffs_finish(v, (uint32_t)page, id);
    return err ? err : page;
}

/* ---- moving ---- */

/* Write a page that has the flags in its image that it is to have in the end. Its number. */
static int put_image(struct otaml_spiffs_volume *v, uint8_t *image)
{
    const uint8_t flags = image[4];
    const int page = otaml_spiffs_claim(v, otaml_get_le16(image));
    int err = page < 0 ? page : OTAML_OK;

    image[4] |= SPIFFS_FINAL;
    err = err ? err : otaml_spiffs_prog(v, (uint32_t)page, 0, image, v->page_size);
    if (!err && flags != image[4]) {
        err = otaml_spiffs_put_flags(v, (uint32_t)page, flags);
    }
    return err ? err : page;
}

static int copy_page(struct otaml_spiffs_volume *v, uint32_t page, uint8_t *image)
{
    const int err = otaml_spiffs_read(v, page, 0, image, v->page_size);

    return err ? err : put_image(v, image);
}

int otaml_spiffs_replace(struct otaml_spiffs_volume *v, uint32_t old)
{
    const int page = put_image(v, v->file->chunk);

    return page < 0 ? page : otaml_spiffs_delete(v, old);
}

/* Is it one of the data pages that an index page is to name? One in another block than `page` is
 * only worth it if that leaves less to move there. */
static int is_in_group(struct otaml_spiffs_volume *v, const struct spiffs_walk *w, uint32_t page,
                       const struct spiffs_head *of, struct spiffs_head *h)
{
    struct block b;
    int got = otaml_spiffs_is_used(w->id) ? otaml_spiffs_judge(v, w->page, w->id, h) : SPIFFS_DROP;
    uint32_t at;

    if (got <= 0 || h->id != of->id
        || otaml_spiffs_place(v, h->span, &at) != otaml_spiffs_place(v, of->span, &at)) {
        return got < 0 ? got : 0;
    }
    if ((w->page ^ page) < v->block_pages) {
        return 1;
    }
    got = look(v, w->page >> v->block_log2, &b);
    return got ? got : b.gone > 0 && v->free > otaml_spiffs_block_room(v);
}

/* Let the index page in the chunk name those of its data pages that are in the block, from `page`
 * on; or copies of them that are made. */
static int name_group(struct otaml_spiffs_volume *v, uint32_t page, const struct spiffs_head *of,
                      enum spiffs_how how)
{
    uint8_t *image = v->file->chunk;
    struct spiffs_walk w;
    int got;

    if (how == SPIFFS_MOVE_WIDE) {
        otaml_spiffs_walk(v, &w, page);
    } else {
        otaml_spiffs_walk_block(v, &w, page);
    }
    while ((got = otaml_spiffs_next(v, &w)) > 0) {
        struct spiffs_head h;
        uint32_t at;
        int named = is_in_group(v, &w, page, of, &h);
        if (named > 0) {
            named = how == SPIFFS_STAY ? (int)w.page : copy_page(v, w.page, image + v->page_size);
            (void)otaml_spiffs_place(v, h.span, &at);
            otaml_spiffs_put16(image + at, (uint32_t)named);
        }
        if (named < 0) {
            return named;
        }
    }
    return got;
}

int otaml_spiffs_rename_group(struct otaml_spiffs_volume *v, uint32_t page,
                              const struct spiffs_head *h, enum spiffs_how how)
{
    uint32_t at;
    const int old = otaml_spiffs_find_index(v, h->id, otaml_spiffs_place(v, h->span, &at));
    int err;

    if (old == 0) { /* nothing names it: readers search */
        err = how == SPIFFS_STAY ? OTAML_OK : copy_page(v, page, v->file->chunk);
        return err < 0 ? err : OTAML_OK;
    }
    err = old < 0 ? old : otaml_spiffs_read(v, (uint32_t)old, 0, v->file->chunk, v->page_size);
    err = err ? err : name_group(v, page, h, how);
    return err ? err : otaml_spiffs_replace(v, (uint32_t)old);
}

static int move_page(struct otaml_spiffs_volume *v, uint32_t page, uint32_t entry,
                     enum spiffs_how how)
{
    struct spiffs_head h;
    int err = otaml_spiffs_judge(v, page, entry, &h);

    if (err <= 0) {
        return err; /* of nobody */
    }
    if ((h.id & SPIFFS_INDEX) == 0) {
        err = otaml_spiffs_rename_group(v, page, &h, how);
        return err || how == SPIFFS_MOVE ? err : otaml_spiffs_mend(v, h.id, 0);
    }
    err = otaml_spiffs_read(v, page, 0, v->file->chunk, v->page_size);
    return err ? err : otaml_spiffs_replace(v, page);
}

static int move_block(struct otaml_spiffs_volume *v, uint32_t block, enum spiffs_how how)
{
    int err = OTAML_OK;

    for (uint32_t i = 0; !err && i < 2 * v->block_pages; i++) { /* move, then delete what is left */
        const uint32_t in_block = otaml_spiffs_in_block(v, i);
        const uint32_t page = (block << v->block_log2) + in_block;
        const int entry = in_block < v->lookup_pages ? SPIFFS_GONE : otaml_spiffs_entry(v, page);
        if (entry < 0) {
            err = entry;
        } else if (otaml_spiffs_is_used((uint32_t)entry)) {
            err = i == in_block ? move_page(v, page, (uint32_t)entry, how)
                                : otaml_spiffs_delete(v, page);
        }
    }
    return err;
}

/* ---- collecting ---- */

/* The block to collect; of one page that comes free it is worth as much as of each other block
 * having been erased once since this one was; index pages that must be written anew for what is
 * moved count against it. Where nothing is deleted only a block that is far behind is moved. */
static int choose_victim(const struct otaml_spiffs_volume *v)
{
    int32_t best = INT32_MIN;
    int victim = OTAML_ERR_NOSPC;

    for (uint32_t i = 0; i < v->blocks; i++) {
        const int stamp = otaml_spiffs_stamp(v, i);
        struct block b;
        const int err = stamp < 0 ? stamp : look(v, i, &b);
        uint32_t age = 0;
        int32_t worth;
        if (err) {
            return err;
        }
        if (stamp <= (int)SPIFFS_STAMP_MAX) {
            age = (v->stamp - (uint32_t)stamp) & SPIFFS_STAMP_MAX;
        }
        worth = (int32_t)((b.gone - b.runs) * v->blocks + age);
        if ((b.gone > 0 || (b.used > 0 && age > BEHIND * v->blocks))
            && b.used + b.runs + b.free <= v->free && worth > best) {
            best = worth;
            victim = (int)i;
        }
    }
    return victim;
}

static int collect(struct otaml_spiffs_volume *v)
{
    const uint32_t before = v->free;
    const int victim = choose_victim(v);
    struct block b;
    int err = victim < 0 ? victim : look(v, (uint32_t)victim, &b);

    if (err) {
        return err;
    }
    v->avoid = (uint32_t)victim;
    err = move_block(v, v->avoid, v->stuck ? SPIFFS_MOVE_WIDE : SPIFFS_MOVE);
    err = err ? err : otaml_spiffs_erase(v, v->avoid);
    v->avoid = v->blocks;
    if (!err) {
        v->free += otaml_spiffs_block_room(v) - b.free;
        v->stuck = !v->stuck && b.gone > 0 && v->free <= before;
    }
    return err;
}

int otaml_spiffs_make_room(struct otaml_spiffs_volume *v, uint32_t pages)
{
    const uint32_t room = otaml_spiffs_room(v);
    int err = OTAML_OK;

    if (pages > room || v->used > room - pages) {
        err = OTAML_ERR_NOSPC;
    } else if (v->free < pages + SPIFFS_SPARE * otaml_spiffs_block_room(v)) {
        err = v->collected < TRIES * v->blocks ? collect(v) : OTAML_ERR_NOSPC;
        v->collected++;
        err = err ? err : OTAML_ERR_AGAIN;
    }
    if (err != OTAML_ERR_AGAIN) {
        v->collected = 0;
    }
    return err;
}
