/*
 * spiffs_page.c - pages, their lookup entries and heads. API: spiffs_priv.h
 */
#include <string.h>

#include "base_priv.h"
#include "spiffs_priv.h"

#define MAGIC     0x20140529u
#define STAMP_MAX 0x7fffu

int otaml_spiffs_read(const struct otaml_spiffs_store *f, uint32_t page, uint32_t at, void *dst,
                      uint32_t len)
{
    const struct otaml_media *m = f->cfg->media;

    return m->read(m->ctx, page * f->page_size + at, dst, len);
}

int otaml_spiffs_prog(const struct otaml_spiffs_store *f, uint32_t page, uint32_t at,
                      const void *src, uint32_t len)
{
    const struct otaml_media *m = f->cfg->media;

    return m->prog(m->ctx, page * f->page_size + at, src, len);
}

/* ---- heads ---- */

int otaml_spiffs_head(const struct otaml_spiffs_store *f, uint32_t page, struct spiffs_head *h)
{
    uint8_t bytes[SPIFFS_HEAD];
    const int err = otaml_spiffs_read(f, page, 0, bytes, sizeof(bytes));

    if (!err) {
        h->id = otaml_get_le16(bytes);
        h->span = otaml_get_le16(bytes + 2);
        h->flags = bytes[4];
    }
    return err;
}

void otaml_spiffs_encode_head(uint16_t id, uint16_t span, uint8_t bytes[SPIFFS_HEAD])
{
    otaml_put_le16(bytes, id);
    otaml_put_le16(bytes + 2, span);
    bytes[4] = (uint8_t)(0xffu & ~(SPIFFS_USED | (id & SPIFFS_INDEX ? SPIFFS_IS_IX : 0u)));
}

int otaml_spiffs_put_flags(const struct otaml_spiffs_store *f, uint32_t page, uint8_t flags)
{
    return otaml_spiffs_prog(f, page, 4, &flags, 1);
}

bool otaml_spiffs_is_live(const struct otaml_spiffs_store *f, const struct spiffs_head *h)
{
    const uint8_t want = (uint8_t)(SPIFFS_DELET | (h->id & SPIFFS_INDEX ? 0 : SPIFFS_IS_IX));
    const uint8_t mask = SPIFFS_USED | SPIFFS_IS_IX | SPIFFS_DELET;

    return otaml_spiffs_id(h->id) != 0 && (h->flags & mask) == want
           && ((h->flags & SPIFFS_FINAL) == 0
               || (h->id == (f->unfinished | SPIFFS_INDEX) && h->span == 0));
}

/* ---- lookup entries ---- */

/* The lookup page of a page's entry, and where the entry is from its start. */
static uint32_t entry_of(const struct otaml_spiffs_store *f, uint32_t page, uint32_t *at)
{
    const uint32_t in_block = page % f->block_pages;

    *at = 2 * (in_block - f->lookup_pages);
    return page - in_block;
}

int otaml_spiffs_entry(const struct otaml_spiffs_store *f, uint32_t page, uint16_t *id)
{
    uint32_t at;
    const uint32_t lookup = entry_of(f, page, &at);
    uint8_t bytes[2];
    const int err = otaml_spiffs_read(f, lookup, at, bytes, sizeof(bytes));

    *id = otaml_get_le16(bytes);
    return err;
}

int otaml_spiffs_put_entry(const struct otaml_spiffs_store *f, uint32_t page, uint16_t id)
{
    uint32_t at;
    const uint32_t lookup = entry_of(f, page, &at);
    uint8_t bytes[2];

    otaml_put_le16(bytes, id);
    return otaml_spiffs_prog(f, lookup, at, bytes, sizeof(bytes));
}

int otaml_spiffs_delete(struct otaml_spiffs_store *f, uint32_t page)
{
    struct spiffs_head h;
    uint16_t entry;
    int err = otaml_spiffs_entry(f, page, &entry);

    err = err ? err : otaml_spiffs_head(f, page, &h);
    if (!err && entry != SPIFFS_GONE) {
        err = otaml_spiffs_put_entry(f, page, SPIFFS_GONE);
        if (entry == SPIFFS_FREE) {
            f->free--;
        } else {
            f->used--;
        }
    }
    if (!err) {
        err = otaml_spiffs_put_flags(f, page, (uint8_t)(h.flags & ~(SPIFFS_DELET | SPIFFS_USED)));
    }
    if (!err && (h.id & SPIFFS_INDEX)) {
        otaml_spiffs_forget(f);
    }
    return err;
}

void otaml_spiffs_walk(const struct otaml_spiffs_store *f, struct spiffs_walk *w, uint32_t start)
{
    w->next = start;
    w->left = otaml_spiffs_pages(f);
    w->have = 0;
}

/* Read as many entries as the buffer holds, to the end of the block at most. */
static int fill(const struct otaml_spiffs_store *f, struct spiffs_walk *w)
{
    const uint32_t in_block = f->block_pages - w->next % f->block_pages;
    const uint32_t n = otaml_min_u32(in_block, sizeof(w->buffer) / 2);
    uint32_t at;
    const uint32_t lookup = entry_of(f, w->next, &at);

    w->at = 0;
    w->have = (uint8_t)n;
    return otaml_spiffs_read(f, lookup, at, w->buffer, 2 * n);
}

int otaml_spiffs_next(const struct otaml_spiffs_store *f, struct spiffs_walk *w)
{
    while (w->left > 0) {
        if (w->next >= otaml_spiffs_pages(f)) {
            w->next = 0;
        }
        if (otaml_spiffs_is_page(f, w->next)) {
            const int err = w->have == 0 ? fill(f, w) : OTAML_OK;
            if (err) {
                return err;
            }
            w->id = otaml_get_le16(w->buffer + 2 * w->at++);
            w->have--;
            w->left--;
            w->page = (uint16_t)w->next++;
            return OTAML_OK;
        }
        w->next++;
        w->left--;
    }
    return OTAML_ERR_NOT_FOUND;
}

int otaml_spiffs_next_of(const struct otaml_spiffs_store *f, struct spiffs_walk *w, uint16_t id)
{
    int err;

    do {
        err = otaml_spiffs_next(f, w);
    } while (!err && w->id != id);
    return err;
}

/* ---- blocks ---- */

static uint16_t magic_of(const struct otaml_spiffs_store *f, uint32_t block)
{
    uint32_t magic = MAGIC ^ f->page_size;

    if (f->cfg->magic == OTAML_SPIFFS_MAGIC_LENGTH) {
        magic ^= f->blocks - block;
    }
    return (uint16_t)magic;
}

int otaml_spiffs_stamp(const struct otaml_spiffs_store *f, uint32_t block, bool *magic,
                       uint16_t *stamp)
{
    uint8_t bytes[4];
    const int err = otaml_spiffs_read(f, block * f->block_pages + f->lookup_pages - 1,
                                      f->page_size - 4u, bytes, sizeof(bytes));

    *magic = f->cfg->magic == OTAML_SPIFFS_MAGIC_NONE
             || (!err && otaml_get_le16(bytes) == magic_of(f, block));
    *stamp = otaml_get_le16(bytes + 2);
    return err;
}

int otaml_spiffs_erase(struct otaml_spiffs_store *f, uint32_t block)
{
    const struct otaml_media *m = f->cfg->media;
    const uint32_t size = (uint32_t)f->block_pages * f->page_size;
    const uint32_t last = block * f->block_pages + f->lookup_pages - 1u;
    uint8_t bytes[2];
    int err = m->erase(m->ctx, block * size, size);

    otaml_spiffs_forget(f);
    otaml_put_le16(bytes, f->stamp);
    err = err ? err : otaml_spiffs_prog(f, last, f->page_size - 2u, bytes, sizeof(bytes));
    if (!err && f->cfg->magic != OTAML_SPIFFS_MAGIC_NONE) {
        otaml_put_le16(bytes, magic_of(f, block));
        err = otaml_spiffs_prog(f, last, f->page_size - 4u, bytes, sizeof(bytes));
    }
    if (!err) {
        f->stamp = f->stamp >= STAMP_MAX ? 0 : (uint16_t)(f->stamp + 1);
    }
    return err;
}
