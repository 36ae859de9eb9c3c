/*
 * spiffs_find.c - which page holds what. API: spiffs_priv.h
 *
 * The index of an object names its data pages. Where it names one that is not there (other writers
 * delete an overwritten page before they write the index anew) the lookup is searched for the page.
 */
#include <string.h>

#include "base_priv.h"
#include "spiffs_priv.h"

#define BATCH 16u /* entries of an index page read in one go */

/* ---- arithmetic of the index ---- */

static uint32_t header_entries(const struct otaml_spiffs_volume *v)
{
    return (v->page_size - SPIFFS_FIXED - v->cfg->meta_size) / 2;
}

static uint32_t page_entries(const struct otaml_spiffs_volume *v)
{
    return (v->page_size - SPIFFS_INDEX_HEAD) / 2;
}

uint32_t otaml_spiffs_first_entry(const struct otaml_spiffs_volume *v, uint32_t span, uint32_t *at,
                                  uint32_t *count)
{
    *at = span == 0 ? SPIFFS_FIXED + v->cfg->meta_size : SPIFFS_INDEX_HEAD;
    *count = span == 0 ? header_entries(v) : page_entries(v);
    return span == 0 ? 0 : header_entries(v) + (span - 1u) * page_entries(v);
}

uint32_t otaml_spiffs_place(const struct otaml_spiffs_volume *v, uint32_t span, uint32_t *at)
{
    const uint32_t header = header_entries(v), page = page_entries(v);

    if (span < header) {
        *at = SPIFFS_FIXED + v->cfg->meta_size + 2 * span;
        return 0;
    }
    *at = SPIFFS_INDEX_HEAD + 2 * ((span - header) % page);
    return (uint32_t)(1 + (span - header) / page);
}

uint32_t otaml_spiffs_data_pages(const struct otaml_spiffs_volume *v, uint32_t size)
{
    const uint32_t data = otaml_spiffs_data_size(v);

    return size / data + (size % data > 0);
}

uint32_t otaml_spiffs_index_pages(const struct otaml_spiffs_volume *v, uint32_t data_pages)
{
    const uint32_t header = header_entries(v), page = page_entries(v);

    return data_pages <= header ? 1 : 1 + (data_pages - header + page - 1) / page;
}

/* ---- pages ---- */

int otaml_spiffs_find(const struct otaml_spiffs_volume *v, uint32_t id, uint32_t span,
                      uint32_t start, uint32_t *page)
{
    struct spiffs_walk w;
    int err;

    otaml_spiffs_walk(v, &w, start);
    do {
        err = otaml_spiffs_next_page(v, &w, 0xffff, id);
    } while (!err && w.head.span != span);
    *page = w.page;
    return err;
}

void otaml_spiffs_forget(struct otaml_spiffs_volume *v)
{
    memset(v->indexes, 0, sizeof(v->indexes));
}

int otaml_spiffs_find_index(struct otaml_spiffs_volume *v, uint32_t id, uint32_t span,
                            uint32_t *page)
{
    /* The header has a place of its own: it is asked for between any others. */
    const uint32_t slot = span == 0 ? 0 : 1 + span % (OTAML_SPIFFS_STORE_INDEXES - 1u);
    int err;

    if (v->indexes[slot].id == id && v->indexes[slot].span == span) {
        *page = v->indexes[slot].page;
        return OTAML_OK;
    }
    err = otaml_spiffs_find(v, (uint32_t)(id | SPIFFS_INDEX), span,
                            v->last_index - otaml_spiffs_in_block(v, v->last_index), page);
    if (!err) {
        v->indexes[slot].id = (uint16_t)id;
        v->indexes[slot].span = (uint16_t)span;
        v->indexes[slot].page = (uint16_t)*page;
        v->last_index = *page;
    }
    return err;
}

/* Has the page this head, and is it live by that? */
static int has_head(const struct otaml_spiffs_volume *v, uint32_t page, uint32_t id, uint32_t span,
                    bool *has)
{
    struct spiffs_head h;
    int err = OTAML_OK;

    *has = otaml_spiffs_is_page(v, page);
    if (*has) {
        err = otaml_spiffs_head(v, page, &h);
        *has = !err && h.id == id && h.span == span && otaml_spiffs_is_live(v, &h);
    }
    return err;
}

int otaml_spiffs_is_data(const struct otaml_spiffs_volume *v, uint32_t page, uint32_t id,
                         uint32_t span, bool *is)
{
    uint32_t entry;
    int err = has_head(v, page, id, span, is);

    if (*is) {
        err = otaml_spiffs_entry(v, page, &entry);
        *is = entry == id;
    }
    return err;
}

/* Up to `max` entries of the index from data page `span` on, to list; *count of them, at least 1.
 */
static int names(struct otaml_spiffs_volume *v, uint32_t id, uint32_t span, uint32_t max,
                 uint8_t *list, uint32_t *count)
{
    uint32_t at;
    const uint32_t index = otaml_spiffs_place(v, span, &at);
    uint32_t page;
    int err = otaml_spiffs_find_index(v, id, index, &page);

    *count = otaml_min_u32(max, (v->page_size - at) / 2);
    if (err == OTAML_ERR_NOT_FOUND) { /* its data pages may be there all the same */
        memset(list, 0xff, 2 * *count);
        return OTAML_OK;
    }
    return err ? err : otaml_spiffs_read(v, page, at, list, 2 * *count);
}

int otaml_spiffs_named(struct otaml_spiffs_volume *v, uint32_t id, uint32_t span, uint32_t *page)
{
    uint8_t list[2] = { 0 };
    uint32_t count;
    const int err = names(v, id, span, 1, list, &count);

    *page = otaml_get_le16(list);
    return err;
}

/* ---- reading ---- */

/* Read within one data page, which the index says is `page`. Its head will do: where the lookup
 * says otherwise, mount has seen to it. */
static int read_data(const struct otaml_spiffs_volume *v, uint32_t id, uint32_t span, uint32_t page,
                     uint32_t at, void *dst, uint32_t len)
{
    bool has;
    int err = has_head(v, page, id, span, &has);

    if (!err && !has) {
        err = otaml_spiffs_find(v, id, span, 0, &page);
    }
    if (err == OTAML_ERR_NOT_FOUND) {
        return OTAML_ERR_CORRUPT;
    }
    return err ? err : otaml_spiffs_read(v, page, SPIFFS_HEAD + at, dst, len);
}

int otaml_spiffs_read_object(struct otaml_spiffs_volume *v, uint32_t id, uint32_t off, void *dst,
                             uint32_t len)
{
    const uint32_t size = otaml_spiffs_data_size(v);
    uint8_t list[2 * BATCH], *to = dst;
    uint32_t count = 0, i = 0;
    int err = OTAML_OK;

    while (!err && len > 0) {
        const uint32_t span = off / size, at = off % size;
        const uint32_t n = otaml_min_u32(size - at, len);
        if (span >= otaml_spiffs_pages(v)) { /* no unit holds that */
            return OTAML_ERR_CORRUPT;
        }
        if (i == count) {
            i = 0;
            err = names(v, id, span, otaml_min_u32(BATCH, 1 + (at + len - 1) / size), list, &count);
        }
        if (!err) {
            err = read_data(v, id, span, otaml_get_le16(list + 2 * i++), at, to, n);
        }
        to += n;
        off += n;
        len -= n;
    }
    return err;
}
