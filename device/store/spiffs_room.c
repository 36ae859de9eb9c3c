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

static int is_blank(const struct otaml_spiffs_volume *v, uint32_t page, bool *blank)
{
    uint8_t bytes[PIECE], all = 0xff;
    int err = OTAML_OK;

    for (uint32_t at = 0; !err && all == 0xff && at < v->page_size; at += PIECE) {
        err = otaml_spiffs_read(v, page, at, bytes, PIECE);
        for (uint32_t i = 0; i < PIECE; i++) {
            all &= bytes[i];
        }
    }
    *blank = all == 0xff;
    return err;
}

struct block {
    uint32_t first; /* page of its first free entry */
    uint32_t free, gone, used;
    uint32_t runs; /* of data pages of one object */
};

static int look(const struct otaml_spiffs_volume *v, uint32_t block, struct block *b)
{
    const uint32_t end = (block + 1) << v->block_log2;
    struct spiffs_walk w;
    uint32_t last = 0;
    int err = OTAML_OK;

    memset(b, 0, sizeof(*b));
    otaml_spiffs_walk(v, &w, block << v->block_log2);
    while (!err && w.next < end) {
        err = otaml_spiffs_next(v, &w);
        if (err) {
            break;
        }
        if (w.id == SPIFFS_FREE) {
            b->first = b->free == 0 ? w.page : b->first;
            b->free++;
        } else if (w.id == SPIFFS_GONE) {
            b->gone++;
        } else {
            b->used++;
            b->runs += (w.id & SPIFFS_INDEX) == 0 && w.id != last;
            last = w.id & SPIFFS_INDEX ? last : w.id;
        }
    }
    return err;
}

/* Choose the block to take pages from: v->next_page becomes its first free one. */
static int choose_block(struct otaml_spiffs_volume *v)
{
    const uint32_t now = v->next_page >> v->block_log2;
    uint32_t empty = 0;
    bool found = false;

    for (uint32_t i = 1; i <= v->blocks; i++) {
        const uint32_t block = (now + i) % v->blocks;
        struct block b;
        int err = block == v->avoid ? OTAML_OK : look(v, block, &b);
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
        empty = found ? empty : b.first;
        found = true;
        if (v->packed) {
            break;
        }
    }
    v->packed = found;
    v->next_page = found ? empty : v->next_page;
    return found ? OTAML_OK : OTAML_ERR_NOSPC;
}

/* The next free entry of the block at v->next_page, to v->next_page. */
static int next_free(struct otaml_spiffs_volume *v)
{
    const uint32_t end = ((v->next_page >> v->block_log2) + 1) << v->block_log2;
    struct spiffs_walk w;
    int err = OTAML_OK;

    otaml_spiffs_walk(v, &w, v->next_page);
    while (w.next < end && v->next_page >> v->block_log2 != v->avoid) {
        err = otaml_spiffs_next(v, &w);
        if (err || w.id == SPIFFS_FREE) {
            v->next_page = w.page;
            return err;
        }
    }
    return choose_block(v);
}

int otaml_spiffs_claim(struct otaml_spiffs_volume *v, uint32_t id, uint32_t *page)
{
    for (;;) {
        bool blank;
        int err = next_free(v);
        err = err ? err : is_blank(v, v->next_page, &blank);
        if (!err && !blank) { /* programmed when the power went, or by a torn erasure */
            err = otaml_spiffs_delete(v, v->next_page);
        } else if (!err) {
            *page = v->next_page;
            v->free--;
            v->used++;
            return otaml_spiffs_put_entry(v, *page, id);
        }
        if (err) {
            return err;
        }
    }
}

int otaml_spiffs_put_page(struct otaml_spiffs_volume *v, uint32_t id, uint32_t span,
                          const uint8_t *data, uint32_t len, uint32_t *page)
{
    uint8_t head[SPIFFS_HEAD];
    int err = otaml_spiffs_claim(v, id, page);

    otaml_spiffs_encode_head(id, span, head);
    err = err ? err : otaml_spiffs_prog(v, *page, 0, head, sizeof(head));
    if (!err && len > 0) {
        err = otaml_spiffs_prog(v, *page, SPIFFS_HEAD, data, len);
    }
    return err ? err : otaml_spiffs_finish(v, *page, id);
}

/* ---- moving ---- */

/* Program a whole page whose image has the flags that it is to have in the end. */
static int put_page(const struct otaml_spiffs_volume *v, uint32_t page, uint8_t *image)
{
    const uint8_t flags = image[4];
    int err;

    image[4] |= SPIFFS_FINAL;
    err = otaml_spiffs_prog(v, page, 0, image, v->page_size);
    if (!err && flags != image[4]) {
        err = otaml_spiffs_put_flags(v, page, flags);
    }
    image[4] = flags;
    return err;
}

static int copy_page(struct otaml_spiffs_volume *v, uint32_t page, uint32_t *copy, uint8_t *image)
{
    int err = otaml_spiffs_read(v, page, 0, image, v->page_size);

    err = err ? err : otaml_spiffs_claim(v, otaml_get_le16(image), copy);
    return err ? err : put_page(v, *copy, image);
}

int otaml_spiffs_replace(struct otaml_spiffs_volume *v, uint32_t old)
{
    uint32_t page;
    int err = otaml_spiffs_claim(v, otaml_get_le16(v->file->chunk), &page);

    err = err ? err : put_page(v, page, v->file->chunk);
    return err ? err : otaml_spiffs_delete(v, old);
}

/* May a page in another block be moved too, so that there is less to move there? */
static int is_worth_it(const struct otaml_spiffs_volume *v, uint32_t block, bool *worth_it)
{
    struct block b;
    const int err = look(v, block, &b);

    *worth_it = b.gone > 0 && v->free > otaml_spiffs_block_room(v);
    return err;
}

/* Let the index page in the chunk name those of its data pages that are in the block, from `page`
 * on; or copies of them that are made. */
static int name_group(struct otaml_spiffs_volume *v, uint32_t page, uint32_t id, uint32_t index,
                      enum spiffs_how how)
{
    uint8_t *image = v->file->chunk;
    struct spiffs_walk w;
    int err;

    otaml_spiffs_walk(v, &w, page);
    if (how != SPIFFS_MOVE_WIDE) {
        w.left = v->block_pages - otaml_spiffs_in_block(v, page);
    }
    while ((err = otaml_spiffs_next(v, &w)) == OTAML_OK) {
        enum spiffs_verdict whose = SPIFFS_DROP;
        uint32_t named = w.page, at;
        struct spiffs_head h;
        bool wanted = true;
        if (otaml_spiffs_is_used(w.id)) {
            err = otaml_spiffs_judge(v, w.page, w.id, &h, &whose);
        }
        if (!err && whose != SPIFFS_DROP && (w.page ^ page) >= v->block_pages) {
            err = is_worth_it(v, w.page >> v->block_log2, &wanted);
        }
        if (!err && wanted && whose != SPIFFS_DROP && h.id == id
            && otaml_spiffs_place(v, h.span, &at) == index) {
            if (how != SPIFFS_STAY) {
                err = copy_page(v, w.page, &named, image + v->page_size);
            }
            otaml_spiffs_put16(image + at, named);
        }
        if (err) {
            return err;
        }
    }
    return otaml_spiffs_end(err);
}

int otaml_spiffs_rename_group(struct otaml_spiffs_volume *v, uint32_t page,
                              const struct spiffs_head *h, enum spiffs_how how)
{
    uint32_t at, old;
    const uint32_t index = otaml_spiffs_place(v, h->span, &at);
    int err = otaml_spiffs_find_index(v, h->id, index, &old);

    if (err == OTAML_ERR_NOT_FOUND) { /* nothing names it: readers search */
        return how == SPIFFS_STAY ? OTAML_OK : copy_page(v, page, &at, v->file->chunk);
    }
    err = err ? err : otaml_spiffs_read(v, old, 0, v->file->chunk, v->page_size);
    err = err ? err : name_group(v, page, h->id, index, how);
    return err ? err : otaml_spiffs_replace(v, old);
}

static int move_page(struct otaml_spiffs_volume *v, uint32_t page, uint32_t entry,
                     enum spiffs_how how)
{
    enum spiffs_verdict whose;
    struct spiffs_head h;
    int err = otaml_spiffs_judge(v, page, entry, &h, &whose);

    if (err || whose == SPIFFS_DROP) {
        return err;
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
        uint32_t entry = SPIFFS_FREE;
        err = in_block < v->lookup_pages ? OTAML_OK : otaml_spiffs_entry(v, page, &entry);
        if (!err && otaml_spiffs_is_used(entry)) {
            err = i == in_block ? move_page(v, page, entry, how) : otaml_spiffs_delete(v, page);
        }
    }
    return err;
}

/* ---- collecting ---- */

/* May the block be collected, and what is it worth? One page that comes free as much as each other
 * block having been erased once since this one was; index pages that must be written anew for what
 * is moved count against it. Where nothing is deleted only a block that is far behind is moved. */
static bool is_victim(const struct otaml_spiffs_volume *v, const struct block *b, uint32_t stamp,
                      int32_t *worth)
{
    const uint32_t age = stamp > 0x7fff ? 0 : (v->stamp - stamp) & 0x7fffu;

    *worth = ((int32_t)b->gone - (int32_t)b->runs) * (int32_t)v->blocks + (int32_t)age;
    return (b->gone > 0 || (b->used > 0 && age > BEHIND * v->blocks))
           && b->used + b->runs <= v->free - otaml_min_u32(v->free, b->free);
}

static int choose_victim(const struct otaml_spiffs_volume *v, uint32_t *victim, uint32_t *gone)
{
    int32_t worth, best = INT32_MIN;

    for (uint32_t i = 0; i < v->blocks; i++) {
        struct block b;
        uint32_t stamp;
        bool magic;
        int err = look(v, i, &b);
        err = err ? err : otaml_spiffs_stamp(v, i, &magic, &stamp);
        if (err) {
            return err;
        }
        if (is_victim(v, &b, stamp, &worth) && worth > best) {
            best = worth;
            *victim = i;
            *gone = b.gone;
        }
    }
    return best > INT32_MIN ? OTAML_OK : OTAML_ERR_NOSPC;
}

static int collect(struct otaml_spiffs_volume *v)
{
    const uint32_t before = v->free;
    uint32_t victim = 0, gone = 0;
    struct block b;
    int err = choose_victim(v, &victim, &gone);

    if (err) {
        return err;
    }
    v->avoid = victim;
    err = move_block(v, victim, v->stuck ? SPIFFS_MOVE_WIDE : SPIFFS_MOVE);
    v->avoid = v->blocks;
    err = err ? err : look(v, victim, &b);
    err = err ? err : otaml_spiffs_erase(v, victim);
    if (!err) {
        v->free += otaml_spiffs_block_room(v) - b.free;
        v->stuck = !v->stuck && gone > 0 && v->free <= before;
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
