/*
 * spiffs_find.c - which page holds what. API: spiffs_priv.h
 *
 * The index of an object names its data pages. Where it names one that is not there (other writers
 * delete an overwritten page before they write the index anew) the lookup is searched for the page.
 */
#include <string.h>

#include "base_priv.h"
#include "spiffs_priv.h"

/* ---- arithmetic of the index ---- */

uint32_t otaml_spiffs_place(const struct otaml_spiffs_volume *v, uint32_t span, uint32_t *at)
{
    const uint32_t n = span - v->header_entries;

    if (span < v->header_entries) {
        *at = SPIFFS_FIXED + v->cfg->meta_size + 2 * span;
        return 0;
    }
    *at = SPIFFS_INDEX_HEAD + 2 * (n % v->index_entries);
    return 1 + n / v->index_entries;
}

uint32_t otaml_spiffs_data_pages(const struct otaml_spiffs_volume *v, uint32_t size)
{
    const uint32_t data = otaml_spiffs_data_size(v);

    return size / data + (size % data > 0);
}

uint32_t otaml_spiffs_index_pages(const struct otaml_spiffs_volume *v, uint32_t data_pages)
{
    uint32_t at;

    return data_pages == 0 ? 1 : 1 + otaml_spiffs_place(v, data_pages - 1, &at);
}

int otaml_spiffs_read_index(const struct otaml_spiffs_volume *v, uint32_t page, uint32_t index,
                            uint32_t *span)
{
    uint32_t at = SPIFFS_FIXED + v->cfg->meta_size, count = v->header_entries;
    int err;

    *span = 0;
    if (index > 0) {
        at = SPIFFS_INDEX_HEAD;
        *span = count + (index - 1) * v->index_entries;
        count = v->index_entries;
    }
    err = otaml_spiffs_read(v, page, at, v->file->chunk, 2 * count);
    return err ? err : (int)count;
}

/* ---- pages ---- */

int otaml_spiffs_find(const struct otaml_spiffs_volume *v, uint32_t id, uint32_t span,
                      uint32_t start)
{
    struct spiffs_walk w;
    int got;

    otaml_spiffs_walk(v, &w, start);
    do {
        got = otaml_spiffs_next_page(v, &w, 0xffff, id);
    } while (got > 0 && w.head.span != span);
    return got > 0 ? (int)w.page : got;
}

void otaml_spiffs_forget(struct otaml_spiffs_volume *v)
{
    memset(v->indexes, 0, sizeof(v->indexes));
}

int otaml_spiffs_find_index(struct otaml_spiffs_volume *v, uint32_t id, uint32_t span)
{
    /* The header has a place of its own: it is asked for between any others. */
    struct otaml_spiffs_index *i =
        &v->indexes[span == 0 ? 0 : 1 + span % (OTAML_SPIFFS_STORE_INDEXES - 1u)];

    if (i->id != id || i->span != span) {
        const int page = otaml_spiffs_find(v, id | SPIFFS_INDEX, span,
                                           v->last_index - otaml_spiffs_in_block(v, v->last_index));
        if (page <= 0) {
            return page;
        }
        i->id = (uint16_t)id;
        i->span = (uint16_t)span;
        i->page = (uint16_t)page;
        v->last_index = (uint32_t)page;
    }
    return i->page;
}

/* Has the page this head, and is it live by that? */
static int has_head(const struct otaml_spiffs_volume *v, uint32_t page, uint32_t id, uint32_t span)
{
    struct spiffs_head h;
    int err;

    if (!otaml_spiffs_is_page(v, page)) {
        return 0;
    }
    err = otaml_spiffs_head(v, page, &h);
    return err ? err : h.id == id && h.span == span && otaml_spiffs_is_live(v, &h);
}

int otaml_spiffs_is_data(const struct otaml_spiffs_volume *v, uint32_t page, uint32_t id,
                         uint32_t span)
{
    const int has = has_head(v, page, id, span);
    const int entry = has > 0 ? otaml_spiffs_entry(v, page) : has;

    return entry < 0 ? entry : entry == (int)id;
}

/* Up to `max` entries of the index from data page `span` on, to list: how many, at least 1. */
static int names(struct otaml_spiffs_volume *v, uint32_t id, uint32_t span, uint8_t *list,
                 uint32_t max)
{
    uint32_t at;
    const uint32_t index = otaml_spiffs_place(v, span, &at);
    const uint32_t n = otaml_min_u32(max, (v->page_size - at) / 2);
    const int page = otaml_spiffs_find_index(v, id, index);
    int err = page;

    if (page > 0) {
        err = otaml_spiffs_read(v, (uint32_t)page, at, list, 2 * n);
    } else { /* its data pages may be there all the same */
        memset(list, 0xff, 2 * n);
    }
    return err ? err : (int)n;
}

int otaml_spiffs_named(struct otaml_spiffs_volume *v, uint32_t id, uint32_t span)
{
    uint8_t bytes[2];
    const int n = names(v, id, span, bytes, 1);

    return n < 0 ? n : otaml_get_le16(bytes);
}

/* ---- reading ---- */

/* Read within one data page, which the index says is `page`. Its head will do: where the lookup
 * says otherwise, mount has seen to it. */
static int read_data(const struct otaml_spiffs_volume *v, uint32_t id, uint32_t span, uint32_t page,
                     uint32_t at, void *dst, uint32_t len)
{
    int got = has_head(v, page, id, span);

    if (got == 0) {
        got = otaml_spiffs_find(v, id, span, 0);
        page = (uint32_t)got;
    }
    if (got <= 0) {
        return got ? got : OTAML_ERR_CORRUPT;
    }
    return otaml_spiffs_read(v, page, SPIFFS_HEAD + at, dst, len);
}

int otaml_spiffs_read_object(struct otaml_spiffs_volume *v, uint32_t id, uint32_t off, void *dst,
                             uint32_t len)
{
    const uint32_t size = otaml_spiffs_data_size(v);
    uint32_t span = off / size, at = off % size;
    uint8_t list[2 * SPIFFS_BATCH], *to = dst;
    int err = OTAML_OK;

    while (!err && len > 0) {
        const int named = names(v, id, span, list, SPIFFS_BATCH);
        err = named < 0 ? named : OTAML_OK;
        for (int i = 0; i < named && !err && len > 0; i++) {
            const uint32_t n = otaml_min_u32(size - at, len);
            err = read_data(v, id, span++, otaml_get_le16(list + 2 * i), at, to, n);
            at = 0;
            to += n;
            len -= n;
        }
    }
    return err;
}
