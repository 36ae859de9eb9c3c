/*
 * spiffs_page.c - pages, their lookup entries and heads. API: spiffs_priv.h
 */
#include <string.h>

#include "base_priv.h"
#include "spiffs_priv.h"

#define MAGIC 0x20140529u

int otaml_spiffs_read(const struct otaml_spiffs_volume *v, uint32_t page, uint32_t at, void *dst,
                      uint32_t len)
{
    const struct otaml_media *m = v->cfg->media;

    return m->read(m->ctx, page * v->page_size + at, dst, len);
}

int otaml_spiffs_prog(const struct otaml_spiffs_volume *v, uint32_t page, uint32_t at,
                      const void *src, uint32_t len)
{
    const struct otaml_media *m = v->cfg->media;

    return m->prog(m->ctx, page * v->page_size + at, src, len);
}

/* ---- heads ---- */

void otaml_spiffs_decode_head(const uint8_t bytes[SPIFFS_HEAD], struct spiffs_head *h)
{
    h->id = otaml_get_le16(bytes);
    h->span = otaml_get_le16(bytes + 2);
    h->flags = bytes[4];
}

int otaml_spiffs_head(const struct otaml_spiffs_volume *v, uint32_t page, struct spiffs_head *h)
{
    uint8_t bytes[SPIFFS_HEAD];
    const int err = otaml_spiffs_read(v, page, 0, bytes, sizeof(bytes));

    otaml_spiffs_decode_head(bytes, h);
    return err;
}

static uint8_t new_flags(uint32_t id)
{
    return (uint8_t)(0xffu & ~(SPIFFS_USED | (id & SPIFFS_INDEX ? SPIFFS_IS_IX : 0u)));
}

void otaml_spiffs_encode_head(uint32_t id, uint32_t span, uint8_t bytes[SPIFFS_HEAD])
{
    otaml_spiffs_put16(bytes, id);
    otaml_spiffs_put16(bytes + 2, span);
    bytes[4] = new_flags(id);
}

int otaml_spiffs_put_flags(const struct otaml_spiffs_volume *v, uint32_t page, uint32_t flags)
{
    const uint8_t byte = (uint8_t)flags;

    return otaml_spiffs_prog(v, page, 4, &byte, 1);
}

int otaml_spiffs_finish(const struct otaml_spiffs_volume *v, uint32_t page, uint32_t id)
{
    return otaml_spiffs_put_flags(v, page, new_flags(id) & ~SPIFFS_FINAL);
}

bool otaml_spiffs_is_live(const struct otaml_spiffs_volume *v, const struct spiffs_head *h)
{
    const uint8_t want = (uint8_t)(SPIFFS_DELET | (h->id & SPIFFS_INDEX ? 0 : SPIFFS_IS_IX));
    const uint8_t mask = SPIFFS_USED | SPIFFS_IS_IX | SPIFFS_DELET;

    return otaml_spiffs_id(h->id) - 1u < SPIFFS_ID_MAX && (h->flags & mask) == want
           && ((h->flags & SPIFFS_FINAL) == 0
               || (h->id == (v->unfinished | SPIFFS_INDEX) && h->span == 0));
}

/* ---- lookup entries ---- */

/* Where a page's entry is, from the start of its block's lookup. */
static uint32_t entry_at(const struct otaml_spiffs_volume *v, uint32_t page)
{
    return 2 * (otaml_spiffs_in_block(v, page) - v->lookup_pages);
}

static int read_entries(const struct otaml_spiffs_volume *v, uint32_t page, uint8_t *dst,
                        uint32_t n)
{
    return otaml_spiffs_read(v, page - otaml_spiffs_in_block(v, page), entry_at(v, page), dst,
                             2 * n);
}

int otaml_spiffs_entry(const struct otaml_spiffs_volume *v, uint32_t page)
{
    uint8_t bytes[2];
    const int err = read_entries(v, page, bytes, 1);

    return err ? err : otaml_get_le16(bytes);
}

int otaml_spiffs_put_entry(const struct otaml_spiffs_volume *v, uint32_t page, uint32_t id)
{
    uint8_t bytes[2];

    otaml_spiffs_put16(bytes, id);
    return otaml_spiffs_prog(v, page - otaml_spiffs_in_block(v, page), entry_at(v, page), bytes,
                             sizeof(bytes));
}

int otaml_spiffs_delete(struct otaml_spiffs_volume *v, uint32_t page)
{
    struct spiffs_head h;
    const int entry = otaml_spiffs_entry(v, page);
    int err = entry < 0 ? entry : otaml_spiffs_head(v, page, &h);

    if (!err && entry != SPIFFS_GONE) {
        err = otaml_spiffs_put_entry(v, page, SPIFFS_GONE);
        if (entry == SPIFFS_FREE) {
            v->free--;
        } else {
            v->used--;
        }
    }
    if (!err && (h.id & SPIFFS_INDEX)) {
        otaml_spiffs_forget(v);
    }
    return err ? err : otaml_spiffs_put_flags(v, page, h.flags & ~(SPIFFS_DELET | SPIFFS_USED));
}

void otaml_spiffs_walk(const struct otaml_spiffs_volume *v, struct spiffs_walk *w, uint32_t start)
{
    w->next = start;
    w->left = otaml_spiffs_pages(v);
    w->have = 0;
}

void otaml_spiffs_walk_block(const struct otaml_spiffs_volume *v, struct spiffs_walk *w,
                             uint32_t start)
{
    otaml_spiffs_walk(v, w, start);
    w->left = v->block_pages - otaml_spiffs_in_block(v, start);
}

/* Read as many entries as the buffer holds, to the end of the block at most. */
static int fill(const struct otaml_spiffs_volume *v, struct spiffs_walk *w)
{
    const uint32_t in_block = v->block_pages - otaml_spiffs_in_block(v, w->page);

    w->at = 0;
    w->have = otaml_min_u32(in_block, sizeof(w->buffer) / 2);
    return read_entries(v, w->page, w->buffer, w->have);
}

int otaml_spiffs_next(const struct otaml_spiffs_volume *v, struct spiffs_walk *w)
{
    do {
        if (w->left == 0) {
            return 0;
        }
        w->left--;
        w->page = w->next < otaml_spiffs_pages(v) ? w->next : 0;
        w->next = w->page + 1;
    } while (otaml_spiffs_in_block(v, w->page) < v->lookup_pages);
    if (w->have == 0) {
        const int err = fill(v, w);
        if (err) {
            return err;
        }
    }
    w->have--;
    w->id = otaml_get_le16(w->buffer + 2 * w->at++);
    return 1;
}

int otaml_spiffs_next_page(const struct otaml_spiffs_volume *v, struct spiffs_walk *w,
                           uint32_t mask, uint32_t id)
{
    int got;

    while ((got = otaml_spiffs_next(v, w)) > 0) {
        if (otaml_spiffs_is_used(w->id) && (w->id & mask) == id) {
            const int err = otaml_spiffs_head(v, w->page, &w->head);
            if (err) {
                return err;
            }
            if (w->head.id == w->id && otaml_spiffs_is_live(v, &w->head)) {
                break;
            }
        }
    }
    return got;
}

int otaml_spiffs_count(const struct otaml_spiffs_volume *v, uint32_t id, uint32_t either)
{
    struct spiffs_walk w;
    int pages = 0, got;

    otaml_spiffs_walk(v, &w, 0);
    while ((got = otaml_spiffs_next(v, &w)) > 0) {
        pages += otaml_spiffs_is_used(w.id) && (otaml_spiffs_id(w.id) | either) == (id | either);
    }
    return got < 0 ? got : pages;
}

/* ---- blocks ---- */

/* The last bytes of a block's lookup: magic and stamp. */
static uint32_t tail_page(const struct otaml_spiffs_volume *v, uint32_t block)
{
    return (block << v->block_log2) + v->lookup_pages - 1u;
}

static uint32_t magic_of(const struct otaml_spiffs_volume *v, uint32_t block)
{
    uint32_t magic = MAGIC ^ v->page_size;

    if (v->cfg->magic == OTAML_SPIFFS_MAGIC_LENGTH) {
        magic ^= v->blocks - block;
    }
    return magic & 0xffffu;
}

int otaml_spiffs_stamp(const struct otaml_spiffs_volume *v, uint32_t block)
{
    uint8_t tail[4];
    const int err = otaml_spiffs_read(v, tail_page(v, block), v->page_size - 4u, tail, 4);

    if (!err && v->cfg->magic != OTAML_SPIFFS_MAGIC_NONE
        && otaml_get_le16(tail) != magic_of(v, block)) {
        return SPIFFS_NO_MAGIC;
    }
    return err ? err : otaml_get_le16(tail + 2);
}

int otaml_spiffs_erase(struct otaml_spiffs_volume *v, uint32_t block)
{
    const struct otaml_media *m = v->cfg->media;
    const uint32_t size = v->page_size << v->block_log2;
    const bool magic = v->cfg->magic != OTAML_SPIFFS_MAGIC_NONE;
    uint8_t tail[4];
    int err = m->erase(m->ctx, block * size, size);

    otaml_spiffs_forget(v);
    otaml_spiffs_put16(tail, magic ? magic_of(v, block) : SPIFFS_FREE);
    otaml_spiffs_put16(tail + 2, v->stamp);
    v->stamp = (v->stamp + 1) & SPIFFS_STAMP_MAX;
    return err ? err : otaml_spiffs_prog(v, tail_page(v, block), v->page_size - 4u, tail, 4);
}
