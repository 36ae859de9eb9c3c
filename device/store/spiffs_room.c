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

#define SPARE 2u /* blocks */
#define PIECE 64u
#define TRIES 4u /* collections of each block for one object, before it is given up */

/* ---- free pages ---- */

static int is_blank(const struct otaml_spiffs_store *f, uint32_t page, bool *blank)
{
    uint8_t bytes[PIECE], all = 0xff;
    int err = OTAML_OK;

    for (uint32_t at = 0; !err && all == 0xff && at < f->page_size; at += PIECE) {
        err = otaml_spiffs_read(f, page, at, bytes, PIECE);
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

static int look(const struct otaml_spiffs_store *f, uint32_t block, struct block *b)
{
    const uint32_t end = (block + 1) * f->block_pages;
    struct spiffs_walk w;
    uint16_t last = 0;
    int err = OTAML_OK;

    memset(b, 0, sizeof(*b));
    otaml_spiffs_walk(f, &w, block * f->block_pages);
    while (!err && w.next < end) {
        err = otaml_spiffs_next(f, &w);
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

/* Choose the block to take pages from: f->next_page becomes its first free one. */
static int choose_block(struct otaml_spiffs_store *f)
{
    const uint32_t now = f->next_page / f->block_pages;
    uint32_t empty = 0;
    bool found = false;

    for (uint32_t i = 1; i <= f->blocks; i++) {
        const uint32_t block = (now + i) % f->blocks;
        struct block b;
        int err = block == f->avoid ? OTAML_OK : look(f, block, &b);
        if (err) {
            return err;
        }
        if (block == f->avoid || b.free == 0) {
            continue;
        }
        if (b.free < otaml_spiffs_block_room(f)) {
            f->next_page = (uint16_t)b.first;
            return OTAML_OK;
        }
        empty = found ? empty : b.first;
        found = true;
        if (f->packed) {
            break;
        }
    }
    f->packed = found;
    f->next_page = found ? (uint16_t)empty : f->next_page;
    return found ? OTAML_OK : OTAML_ERR_NOSPC;
}

/* The next free entry of the block at f->next_page, to f->next_page. */
static int next_free(struct otaml_spiffs_store *f)
{
    const uint32_t end = (f->next_page / f->block_pages + 1u) * f->block_pages;
    struct spiffs_walk w;
    int err = OTAML_OK;

    otaml_spiffs_walk(f, &w, f->next_page);
    while (w.next < end && f->next_page / f->block_pages != f->avoid) {
        err = otaml_spiffs_next(f, &w);
        if (err || w.id == SPIFFS_FREE) {
            f->next_page = w.page;
            return err;
        }
    }
    return choose_block(f);
}

int otaml_spiffs_claim(struct otaml_spiffs_store *f, uint16_t id, uint16_t *page)
{
    for (;;) {
        bool blank;
        int err = next_free(f);
        err = err ? err : is_blank(f, f->next_page, &blank);
        if (!err && !blank) { /* programmed when the power went, or by a torn erasure */
            err = otaml_spiffs_delete(f, f->next_page);
        } else if (!err) {
            *page = f->next_page;
            f->free--;
            f->used++;
            return otaml_spiffs_put_entry(f, *page, id);
        }
        if (err) {
            return err;
        }
    }
}

/* ---- moving ---- */

/* Program a whole page whose image has the flags that it is to have in the end. */
static int put_page(const struct otaml_spiffs_store *f, uint16_t page, uint8_t *image)
{
    const uint8_t flags = image[4];
    int err;

    image[4] |= SPIFFS_FINAL;
    err = otaml_spiffs_prog(f, page, 0, image, f->page_size);
    if (!err && flags != image[4]) {
        err = otaml_spiffs_put_flags(f, page, flags);
    }
    image[4] = flags;
    return err;
}

static int copy_page(struct otaml_spiffs_store *f, uint16_t page, uint16_t *copy, uint8_t *image)
{
    int err = otaml_spiffs_read(f, page, 0, image, f->page_size);

    err = err ? err : otaml_spiffs_claim(f, otaml_get_le16(image), copy);
    return err ? err : put_page(f, *copy, image);
}

int otaml_spiffs_replace(struct otaml_spiffs_store *f, uint16_t old)
{
    uint16_t page;
    int err = otaml_spiffs_claim(f, otaml_get_le16(f->file.chunk), &page);

    err = err ? err : put_page(f, page, f->file.chunk);
    return err ? err : otaml_spiffs_delete(f, old);
}

static int move_page(struct otaml_spiffs_store *f, uint16_t page)
{
    uint16_t copy;
    const int err = copy_page(f, page, &copy, f->file.chunk);

    return err ? err : otaml_spiffs_delete(f, page);
}

/* Is the page one of those that this index page names, by its head? */
static bool in_group(const struct otaml_spiffs_store *f, const struct spiffs_head *h, uint16_t id,
                     uint16_t index, uint32_t *at)
{
    return h->id == id && otaml_spiffs_place(f, h->span, at) == index;
}

/* Copy the pages of the block, from `page` on, that the index page in the chunk names. */
static int copy_group(struct otaml_spiffs_store *f, uint16_t page, uint16_t id, uint16_t index)
{
    uint8_t *image = f->file.chunk;
    int err = OTAML_OK;

    do {
        enum spiffs_verdict v;
        struct spiffs_head h;
        uint16_t entry, copy;
        uint32_t at;
        err = otaml_spiffs_entry(f, page, &entry);
        if (!err && (entry == SPIFFS_GONE || entry == SPIFFS_FREE)) {
            continue;
        }
        err = err ? err : otaml_spiffs_judge(f, page, entry, &h, &v);
        if (!err && v != SPIFFS_DROP && in_group(f, &h, id, index, &at)) {
            err = copy_page(f, page, &copy, image + f->page_size);
            otaml_put_le16(image + at, copy);
        }
    } while (!err && ++page % f->block_pages != 0);
    return err;
}

static int delete_group(struct otaml_spiffs_store *f, uint16_t page, uint16_t id, uint16_t index)
{
    int err = OTAML_OK;

    do {
        struct spiffs_head h;
        uint16_t entry;
        uint32_t at;
        err = otaml_spiffs_entry(f, page, &entry);
        err = err ? err : otaml_spiffs_head(f, page, &h);
        if (!err && entry != SPIFFS_GONE && entry != SPIFFS_FREE
            && in_group(f, &h, id, index, &at)) {
            err = otaml_spiffs_delete(f, page);
        }
    } while (!err && ++page % f->block_pages != 0);
    return err;
}

/* Move all data pages in the block, from `page` on, that share its index page. */
static int move_group(struct otaml_spiffs_store *f, uint16_t page, const struct spiffs_head *h)
{
    uint32_t at;
    const uint16_t index = otaml_spiffs_place(f, h->span, &at);
    uint16_t old;
    int err = otaml_spiffs_find_index(f, h->id, index, &old);

    err = err ? err : otaml_spiffs_read(f, old, 0, f->file.chunk, f->page_size);
    err = err ? err : copy_group(f, page, h->id, index);
    err = err ? err : otaml_spiffs_replace(f, old);
    return err ? err : delete_group(f, page, h->id, index);
}

static int move_block(struct otaml_spiffs_store *f, uint32_t block)
{
    const uint32_t end = (block + 1) * f->block_pages;
    int err = OTAML_OK;

    for (uint32_t page = block * f->block_pages + f->lookup_pages; !err && page < end; page++) {
        enum spiffs_verdict v;
        struct spiffs_head h;
        uint16_t entry;
        err = otaml_spiffs_entry(f, page, &entry);
        if (err || entry == SPIFFS_GONE || entry == SPIFFS_FREE) {
            continue;
        }
        err = otaml_spiffs_judge(f, (uint16_t)page, entry, &h, &v);
        if (!err && v == SPIFFS_DROP) {
            err = otaml_spiffs_delete(f, page);
        } else if (!err && (v == SPIFFS_LONE || (h.id & SPIFFS_INDEX))) {
            err = move_page(f, (uint16_t)page);
        } else if (!err) {
            err = move_group(f, (uint16_t)page, &h);
        }
    }
    return err;
}

/* ---- collecting ---- */

/* The more pages come free the better, and the longer ago a block was erased; index pages that
 * must be written anew for what is moved count against it. */
static int32_t worth(const struct otaml_spiffs_store *f, const struct block *b, uint16_t stamp)
{
    const uint32_t age = stamp > 0x7fff ? 0 : (f->stamp - stamp) & 0x7fffu;
    const uint32_t bonus = otaml_min_u32(age / f->blocks, 64);

    return 4 * ((int32_t)b->gone - (int32_t)b->runs) + (int32_t)bonus;
}

static int choose_victim(const struct otaml_spiffs_store *f, uint32_t *victim, uint32_t *gone)
{
    int32_t best = 0;

    *gone = 0;
    for (uint32_t i = 0; i < f->blocks; i++) {
        struct block b;
        uint16_t stamp;
        bool magic;
        int err = look(f, i, &b);
        err = err ? err : otaml_spiffs_stamp(f, i, &magic, &stamp);
        if (err) {
            return err;
        }
        if (b.gone > 0 && b.used + b.runs <= f->free - otaml_min_u32(f->free, b.free)
            && (*gone == 0 || worth(f, &b, stamp) > best)) {
            best = worth(f, &b, stamp);
            *victim = i;
            *gone = b.gone;
        }
    }
    return *gone > 0 ? OTAML_OK : OTAML_ERR_NOSPC;
}

static int collect(struct otaml_spiffs_store *f)
{
    uint32_t victim = 0, gone;
    struct block b;
    int err = choose_victim(f, &victim, &gone);

    if (err) {
        return err;
    }
    f->avoid = (uint16_t)victim;
    err = move_block(f, victim);
    f->avoid = f->blocks;
    err = err ? err : look(f, victim, &b);
    err = err ? err : otaml_spiffs_erase(f, victim);
    if (!err) {
        f->free += otaml_spiffs_block_room(f) - b.free;
    }
    return err;
}

int otaml_spiffs_make_room(struct otaml_spiffs_store *f, uint32_t pages)
{
    const uint32_t room = (f->blocks - SPARE) * otaml_spiffs_block_room(f);
    int err = OTAML_OK;

    if (pages > room || f->used > room - pages) {
        err = OTAML_ERR_NOSPC;
    } else if (f->free < pages + SPARE * otaml_spiffs_block_room(f)) {
        err = f->collected < TRIES * f->blocks ? collect(f) : OTAML_ERR_NOSPC;
        f->collected++;
        err = err ? err : OTAML_ERR_AGAIN;
    }
    if (err != OTAML_ERR_AGAIN) {
        f->collected = 0;
    }
    return err;
}
