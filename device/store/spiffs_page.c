/*
 * spiffs_page.c - pages, their lookup entries and heads. API: spiffs_priv.h
 */
#include <string.h>

#include "base_priv.h"
#include "spiffs_priv.h"

#define MAGIC     0x20140529u
#define STAMP_MAX 0x7fffu

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

int otaml_spiffs_head(const struct otaml_spiffs_volume *v, uint32_t page, struct spiffs_head *h)
{
    uint8_t bytes[SPIFFS_HEAD];
    const int err = otaml_spiffs_read(v, page, 0, bytes, sizeof(bytes));

    if (!err) {
        h->id = otaml_get_le16(bytes);
        h->span = otaml_get_le16(bytes + 2);
        h->flags = bytes[4];
    }
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

    return otaml_spiffs_id(h->id) != 0 && (h->flags & mask) == want
           && ((h->flags & SPIFFS_FINAL) == 0
               || (h->id == (v->unfinished | SPIFFS_INDEX) && h->span == 0));
}

/* ---- lookup entries ---- */

/* The lookup page of a page's entry, and where the entry is from its start. */
static uint32_t entry_of(const struct otaml_spiffs_volume *v, uint32_t page, uint32_t *at)
{
    const uint32_t in_block = otaml_spiffs_in_block(v, page);

    *at = 2 * (in_block - v->lookup_pages);
    return page - in_block;
}

int otaml_spiffs_entry(const struct otaml_spiffs_volume *v, uint32_t page, uint32_t *id)
{
    uint32_t at;
    const uint32_t lookup = entry_of(v, page, &at);
    uint8_t bytes[2];
    const int err = otaml_spiffs_read(v, lookup, at, bytes, sizeof(bytes));

    *id = otaml_get_le16(bytes);
    return err;
}

int otaml_spiffs_put_entry(const struct otaml_spiffs_volume *v, uint32_t page, uint32_t id)
{
    uint32_t at;
    const uint32_t lookup = entry_of(v, page, &at);
    uint8_t bytes[2];

    otaml_spiffs_put16(bytes, id);
    return otaml_spiffs_prog(v, lookup, at, bytes, sizeof(bytes));
}

int otaml_spiffs_delete(struct otaml_spiffs_volume *v, uint32_t page)
{
    struct spiffs_head h;
    uint32_t entry;
    int err = otaml_spiffs_entry(v, page, &entry);

    err = err ? err : otaml_spiffs_head(v, page, &h);
    if (!err && entry != SPIFFS_GONE) {
        err = otaml_spiffs_put_entry(v, page, SPIFFS_GONE);
        if (entry == SPIFFS_FREE) {
            v->free--;
        } else {
            v->used--;
        }
    }
    if (!err) {
        err = otaml_spiffs_put_flags(v, page, h.flags & ~(SPIFFS_DELET | SPIFFS_USED));
    }
    if (!err && (h.id & SPIFFS_INDEX)) {
        otaml_spiffs_forget(v);
    }
    return err;
}

void otaml_spiffs_walk(const struct otaml_spiffs_volume *v, struct spiffs_walk *w, uint32_t start)
{
    w->next = start;
    w->left = otaml_spiffs_pages(v);
    w->have = 0;
}

/* Read as many entries as the buffer holds, to the end of the block at most. */
static int fill(const struct otaml_spiffs_volume *v, struct spiffs_walk *w)
{
    const uint32_t in_block = v->block_pages - otaml_spiffs_in_block(v, w->next);
    const uint32_t n = otaml_min_u32(in_block, sizeof(w->buffer) / 2);
    uint32_t at;
    const uint32_t lookup = entry_of(v, w->next, &at);

    w->at = 0;
    w->have = (uint8_t)n;
    return otaml_spiffs_read(v, lookup, at, w->buffer, 2 * n);
}

int otaml_spiffs_next(const struct otaml_spiffs_volume *v, struct spiffs_walk *w)
{
    while (w->left > 0) {
        if (w->next >= otaml_spiffs_pages(v)) {
            w->next = 0;
        }
        if (otaml_spiffs_is_page(v, w->next)) {
            const int err = w->have == 0 ? fill(v, w) : OTAML_OK;
            if (err) {
                return err;
            }
            w->id = otaml_get_le16(w->buffer + 2 * w->at++);
            w->have--;
            w->left--;
            w->page = (uint32_t)w->next++;
            return OTAML_OK;
        }
        w->next++;
        w->left--;
    }
    return OTAML_ERR_NOT_FOUND;
}

int otaml_spiffs_next_page(const struct otaml_spiffs_volume *v, struct spiffs_walk *w,
                           uint32_t mask, uint32_t id)
{
    int err;

    while ((err = otaml_spiffs_next(v, w)) == OTAML_OK) {
        if (otaml_spiffs_is_used(w->id) && (w->id & mask) == id) {
            err = otaml_spiffs_head(v, w->page, &w->head);
            if (err || (w->head.id == w->id && otaml_spiffs_is_live(v, &w->head))) {
                return err;
            }
        }
    }
    return err;
}

int otaml_spiffs_count(const struct otaml_spiffs_volume *v, uint32_t id, uint32_t *pages)
{
    struct spiffs_walk w;
    int err;

    otaml_spiffs_walk(v, &w, 0);
    while ((err = otaml_spiffs_next(v, &w)) == OTAML_OK) {
        *pages += otaml_spiffs_id(w.id) == id;
    }
    return otaml_spiffs_end(err);
}

/* ---- blocks ---- */

static uint32_t magic_of(const struct otaml_spiffs_volume *v, uint32_t block)
{
    uint32_t magic = MAGIC ^ v->page_size;

    if (v->cfg->magic == OTAML_SPIFFS_MAGIC_LENGTH) {
        magic ^= v->blocks - block;
    }
    return magic & 0xffffu;
}

int otaml_spiffs_stamp(const struct otaml_spiffs_volume *v, uint32_t block, bool *magic,
                       uint32_t *stamp)
{
    uint8_t bytes[4];
    const int err = otaml_spiffs_read(v, (block << v->block_log2) + v->lookup_pages - 1,
                                      v->page_size - 4u, bytes, sizeof(bytes));

    *magic = v->cfg->magic == OTAML_SPIFFS_MAGIC_NONE
             || (!err && otaml_get_le16(bytes) == magic_of(v, block));
    *stamp = otaml_get_le16(bytes + 2);
    return err;
}

int otaml_spiffs_erase(struct otaml_spiffs_volume *v, uint32_t block)
{
    const struct otaml_media *m = v->cfg->media;
    const uint32_t size = (uint32_t)v->block_pages * v->page_size;
    const uint32_t last = (block << v->block_log2) + v->lookup_pages - 1u;
    uint8_t bytes[2];
    int err = m->erase(m->ctx, block * size, size);

    otaml_spiffs_forget(v);
    otaml_spiffs_put16(bytes, v->stamp);
    err = err ? err : otaml_spiffs_prog(v, last, v->page_size - 2u, bytes, sizeof(bytes));
    if (!err && v->cfg->magic != OTAML_SPIFFS_MAGIC_NONE) {
        otaml_spiffs_put16(bytes, magic_of(v, block));
        err = otaml_spiffs_prog(v, last, v->page_size - 4u, bytes, sizeof(bytes));
    }
    if (!err) {
        v->stamp = (v->stamp + 1) & STAMP_MAX;
    }
    return err;
}
