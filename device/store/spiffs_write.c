/*
 * spiffs_write.c - the steps of begin, append and commit. API: file_priv.h
 *
 *   reserve  room; the record; an index header that is not written to its end
 *   write    data pages, then their numbers into the index page (bits that are still set)
 *   publish  the index header's FINAL bit: the commit; then the older file goes
 *
 * Data pages that the index names one after another are what is durable.
 */
#include <string.h>

#include "base_priv.h"
#include "spiffs_priv.h"

#define BATCH 16u /* entries of an index page written or read in one go */

/* ---- the index of the unfinished object ---- */

/* Let the index name n data pages from `span` on, all of one index page. */
static int put_names(struct otaml_spiffs_volume *v, uint32_t span, const uint8_t *list, uint32_t n)
{
    uint32_t at;
    const uint32_t index = otaml_spiffs_place(v, span, &at);
    uint32_t page;
    int err = otaml_spiffs_find_index(v, v->unfinished, index, &page);

    if (err == OTAML_ERR_NOT_FOUND) {
        err = otaml_spiffs_put_page(v, v->unfinished | SPIFFS_INDEX, index, NULL, 0, &page);
    }
    return err ? err : otaml_spiffs_prog(v, page, at, list, 2 * n);
}

/* Data pages from the first on that the index names and that are there. */
static int count_durable(struct otaml_spiffs_volume *v, uint32_t all, uint32_t *n)
{
    bool is = true;
    int err = OTAML_OK;

    *n = 0;
    while (!err && is && *n < all) {
        uint32_t page;
        err = otaml_spiffs_named(v, v->unfinished, *n, &page);
        err = err ? err : otaml_spiffs_is_data(v, page, v->unfinished, *n, &is);
        *n += !err && is;
    }
    return err;
}

/* Take back what the index page of data page n names from n on: it was torn. OTAML_ERR_NOT_FOUND:
 * there are index pages behind it, so more is missing than a power cut takes. */
static int cut_names(struct otaml_spiffs_volume *v, uint32_t n)
{
    uint8_t *image = v->file->chunk;
    uint32_t at, page, used = 0;
    const uint32_t index = otaml_spiffs_place(v, n, &at);
    int err = otaml_spiffs_find_index(v, v->unfinished, index + 1, &page);

    if (err != OTAML_ERR_NOT_FOUND) {
        return err ? err : OTAML_ERR_NOT_FOUND;
    }
    err = otaml_spiffs_find_index(v, v->unfinished, index, &page);
    err = err ? err : otaml_spiffs_read(v, page, 0, image, v->page_size);
    for (; !err && at < v->page_size; at++) {
        used |= image[at] != 0xffu;
        image[at] = 0xff;
    }
    if (!err && used) {
        err = otaml_spiffs_replace(v, page);
    }
    return otaml_spiffs_end(err);
}

/* ---- resume ---- */

static int is_unfinished(struct otaml_spiffs_volume *v)
{
    struct otaml_file_record r;
    struct spiffs_file file;
    uint32_t page;
    int err =
        v->unfinished ? otaml_spiffs_find_index(v, v->unfinished, 0, &page) : OTAML_ERR_NOT_FOUND;

    err = err ? err : otaml_spiffs_read_file(v, page, &file);
    err = err ? err : otaml_spiffs_read_record(v, v->unfinished, &file, &r);
    if (!err
        && ((file.head.flags & SPIFFS_IXDELE) == 0
            || !otaml_store_same_entry(&r.entry, &v->file->entry))) {
        err = OTAML_ERR_NOT_FOUND;
    }
    return err;
}

static int resume(struct otaml_file_store *file, uint32_t *durable)
{
    struct otaml_spiffs_volume *v = otaml_spiffs_of(file);
    const uint32_t all = otaml_spiffs_data_pages(v, file->entry.size);
    uint32_t n = 0;
    int err = is_unfinished(v);

    err = err ? err : otaml_spiffs_settle(v);
    err = err ? err : otaml_spiffs_mend(v, v->unfinished, SPIFFS_INDEX);
    err = err ? err : count_durable(v, all, &n);
    err = err ? err : cut_names(v, n);
    err = err ? err : otaml_spiffs_mend(v, v->unfinished, 0);
    if (!err) {
        const uint32_t more = otaml_spiffs_index_pages(v, all) - otaml_spiffs_index_pages(v, n);
        err = otaml_spiffs_make_room(v, all - n + more);
        err = err == OTAML_ERR_NOSPC ? OTAML_ERR_NOT_FOUND : err;
    }
    *durable = otaml_min_u32(n * otaml_spiffs_data_size(v), file->entry.size);
    return err;
}

/* ---- reserve, discard ---- */

/* OTAML_ERR_AGAIN. */
static int give_up(struct otaml_spiffs_volume *v)
{
    struct spiffs_file file;
    uint32_t page;
    int err;

    if (!v->unfinished) {
        return OTAML_OK;
    }
    err = otaml_spiffs_find_index(v, v->unfinished, 0, &page);
    err = err ? err : otaml_spiffs_read_file(v, page, &file);
    err = err ? err : otaml_spiffs_condemn(v, &file);
    err = err && err != OTAML_ERR_NOT_FOUND ? err : otaml_spiffs_sweep(v, v->unfinished);
    err = err ? err : otaml_spiffs_sweep(v, v->unfinished | 1u);
    if (!err) {
        v->unfinished = 0;
    }
    return err;
}

static int discard(struct otaml_file_store *file)
{
    int err;

    do {
        err = give_up(otaml_spiffs_of(file));
    } while (err == OTAML_ERR_AGAIN);
    return err;
}

/* An even id that is free as the next one is. Those that were used lately come last. */
static int new_id(struct otaml_spiffs_volume *v, uint32_t *id)
{
    const uint32_t pairs = otaml_min_u32(otaml_spiffs_pages(v) / 2, SPIFFS_ID_MAX / 2) - 1;
    uint32_t pages = 1;
    int err = OTAML_OK;

    for (uint32_t i = 0; !err && pages > 0 && i < pairs; i++) {
        pages = 0;
        *id = 2 + 2 * ((v->serial + i) % pairs);
        err = otaml_spiffs_count(v, *id, &pages);
        err = err ? err : otaml_spiffs_count(v, *id + 1, &pages);
    }
    return err || pages == 0 ? err : OTAML_ERR_NOSPC;
}

static int reserve(struct otaml_file_store *file)
{
    struct otaml_spiffs_volume *v = otaml_spiffs_of(file);
    const uint32_t data = otaml_spiffs_data_pages(v, file->entry.size);
    const uint32_t pages = data + otaml_spiffs_index_pages(v, data) + SPIFFS_RECORD_PAGES;
    char name[SPIFFS_NAME] = "/";
    uint32_t id = 0, page;
    int err = data > otaml_spiffs_pages(v) ? OTAML_ERR_NOSPC : otaml_spiffs_settle(v);

    err = err ? err : give_up(v);
    err = err ? err : otaml_spiffs_make_room(v, pages);
    err = err ? err : new_id(v, &id);
    if (err) {
        return err;
    }
    v->unfinished = id;
    memcpy(name + 1, file->entry.name, strlen(file->entry.name));
    err = otaml_spiffs_put_record(v, id);
    return err ? err : otaml_spiffs_put_header(v, id, name, file->entry.size, SPIFFS_FREE, &page);
}

/* ---- write, read back ---- */

static int write_data(struct otaml_file_store *file, uint32_t at, uint8_t *data, uint32_t len)
{
    struct otaml_spiffs_volume *v = otaml_spiffs_of(file);
    const uint32_t size = otaml_spiffs_data_size(v);
    uint32_t span = at / size, n = 0, place;
    uint8_t list[2 * BATCH];
    int err = OTAML_OK;

    while (!err && len > 0) {
        const uint32_t piece = otaml_min_u32(len, size);
        uint32_t page;
        err = otaml_spiffs_put_page(v, v->unfinished, span + n, data, piece, &page);
        otaml_spiffs_put16(list + 2 * n++, page);
        data += piece;
        len -= piece;
        (void)otaml_spiffs_place(v, span + n, &place);
        if (!err && (len == 0 || n == BATCH || place <= SPIFFS_INDEX_HEAD)) {
            err = put_names(v, span, list, n);
            span += n;
            n = 0;
        }
    }
    return err;
}

static int read_back(struct otaml_file_store *file, uint32_t at, uint8_t *dst, uint32_t len)
{
    struct otaml_spiffs_volume *v = otaml_spiffs_of(file);

    return otaml_spiffs_read_object(v, v->unfinished, at, dst, len);
}

/* ---- publish ---- */

static int commit(struct otaml_spiffs_volume *v)
{
    struct spiffs_head h;
    uint32_t page;
    int err = otaml_spiffs_find_index(v, v->unfinished, 0, &page);

    err = err ? err : otaml_spiffs_head(v, page, &h);
    err = err ? err : otaml_spiffs_put_flags(v, page, h.flags & ~SPIFFS_FINAL);
    err = err ? err : otaml_spiffs_head(v, page, &h);
    if (err == OTAML_ERR_NOT_FOUND || (!err && (h.flags & SPIFFS_FINAL))) {
        return OTAML_ERR_IO;
    }
    if (!err) {
        v->newest = v->unfinished;
        v->unfinished = 0;
    }
    return err;
}

static int publish(struct otaml_file_store *file)
{
    struct otaml_spiffs_volume *v = otaml_spiffs_of(file);
    const int err = v->unfinished ? commit(v) : OTAML_OK;

    return err ? err : otaml_spiffs_settle(v);
}

const struct otaml_file_ops otaml_spiffs_file_ops = {
    .resume = resume,
    .reserve = reserve,
    .write = write_data,
    .read_back = read_back,
    .publish = publish,
    .discard = discard,
};
