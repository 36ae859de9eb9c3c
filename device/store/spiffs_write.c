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

static int new_index(struct otaml_spiffs_store *f, uint16_t span, uint16_t *page)
{
    uint8_t head[SPIFFS_HEAD];
    const uint16_t id = f->unfinished | SPIFFS_INDEX;
    int err = otaml_spiffs_claim(f, id, page);

    otaml_spiffs_encode_head(id, span, head);
    err = err ? err : otaml_spiffs_prog(f, *page, 0, head, sizeof(head));
    return err ? err : otaml_spiffs_put_flags(f, *page, (uint8_t)(head[4] & ~SPIFFS_FINAL));
}

/* Let the index name n data pages from `span` on, all of one index page. */
static int put_names(struct otaml_spiffs_store *f, uint32_t span, const uint8_t *list, uint32_t n)
{
    uint32_t at;
    const uint16_t index = otaml_spiffs_place(f, span, &at);
    uint16_t page;
    int err = otaml_spiffs_find_index(f, f->unfinished, index, &page);

    if (err == OTAML_ERR_NOT_FOUND) {
        err = new_index(f, index, &page);
    }
    return err || n == 0 ? err : otaml_spiffs_prog(f, page, at, list, 2 * n);
}

/* Data pages from the first on that the index names and that are there. */
static int count_durable(struct otaml_spiffs_store *f, uint32_t all, uint32_t *n)
{
    bool is = true;
    int err = OTAML_OK;

    *n = 0;
    while (!err && is && *n < all) {
        uint16_t page;
        err = otaml_spiffs_named(f, f->unfinished, (uint16_t)*n, &page);
        err = err ? err : otaml_spiffs_is_data(f, page, f->unfinished, (uint16_t)*n, &is);
        *n += !err && is;
    }
    return err;
}

/* Take back what the index page of data page n names from n on: it was torn. */
static int cut_names(struct otaml_spiffs_store *f, uint32_t n)
{
    uint8_t *image = f->file.chunk;
    uint32_t at, used = 0;
    uint16_t page;
    int err = otaml_spiffs_find_index(f, f->unfinished, otaml_spiffs_place(f, n, &at), &page);

    err = err ? err : otaml_spiffs_read(f, page, 0, image, f->page_size);
    for (; !err && at < f->page_size; at++) {
        used |= image[at] != 0xffu;
        image[at] = 0xff;
    }
    if (!err && used) {
        err = otaml_spiffs_replace(f, page);
    }
    return err == OTAML_ERR_NOT_FOUND ? OTAML_OK : err;
}

/* Delete the index pages behind that of data page n; *left: how many there are then. */
static int cut_indexes(struct otaml_spiffs_store *f, uint32_t n, uint32_t *left)
{
    struct spiffs_walk w;
    uint32_t at;
    const uint16_t last = otaml_spiffs_place(f, n, &at);
    int err;

    *left = 0;
    otaml_spiffs_walk(f, &w, 0);
    while ((err = otaml_spiffs_next_of(f, &w, f->unfinished | SPIFFS_INDEX)) == OTAML_OK) {
        struct spiffs_head h;
        err = otaml_spiffs_head(f, w.page, &h);
        if (!err && h.span > last) {
            err = otaml_spiffs_delete(f, w.page);
        } else {
            ++*left;
        }
        if (err) {
            return err;
        }
    }
    return err == OTAML_ERR_NOT_FOUND ? OTAML_OK : err;
}

/* ---- resume ---- */

static int is_unfinished(struct otaml_spiffs_store *f)
{
    struct otaml_file_record r;
    struct spiffs_file file;
    uint16_t page;
    int err =
        f->unfinished ? otaml_spiffs_find_index(f, f->unfinished, 0, &page) : OTAML_ERR_NOT_FOUND;

    err = err ? err : otaml_spiffs_read_file(f, page, &file);
    err = err ? err : otaml_spiffs_read_record(f, f->unfinished, &file, &r);
    if (!err
        && ((file.head.flags & SPIFFS_IXDELE) == 0
            || !otaml_store_same_entry(&r.entry, &f->file.entry))) {
        err = OTAML_ERR_NOT_FOUND;
    }
    return err;
}

static int resume(struct otaml_file_store *file, uint32_t *durable)
{
    struct otaml_spiffs_store *f = otaml_spiffs_of(file);
    const uint32_t all = otaml_spiffs_data_pages(f, file->entry.size);
    uint32_t n = 0, indexes = 0;
    int err = is_unfinished(f);

    err = err ? err : otaml_spiffs_mend_indexes(f, f->unfinished);
    err = err ? err : count_durable(f, all, &n);
    err = err ? err : cut_names(f, n);
    err = err ? err : cut_indexes(f, n, &indexes);
    err = err ? err : otaml_spiffs_mend_data(f, f->unfinished);
    if (!err) {
        const uint32_t want = otaml_spiffs_index_pages(f, all);
        err = otaml_spiffs_make_room(f, all - n + want - otaml_min_u32(want, indexes));
        err = err == OTAML_ERR_NOSPC ? OTAML_ERR_NOT_FOUND : err;
    }
    *durable = otaml_min_u32(n * otaml_spiffs_data_size(f), file->entry.size);
    return err;
}

/* ---- reserve, discard ---- */

/* OTAML_ERR_AGAIN. */
static int give_up(struct otaml_spiffs_store *f)
{
    struct spiffs_file file;
    uint16_t page;
    int err;

    if (!f->unfinished) {
        return OTAML_OK;
    }
    err = otaml_spiffs_find_index(f, f->unfinished, 0, &page);
    err = err ? err : otaml_spiffs_read_file(f, page, &file);
    err = err ? err : otaml_spiffs_condemn(f, &file);
    err = err && err != OTAML_ERR_NOT_FOUND ? err : otaml_spiffs_sweep(f, f->unfinished);
    err = err ? err : otaml_spiffs_sweep(f, f->unfinished | 1u);
    if (!err) {
        f->unfinished = 0;
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

/* An even id that is free as the next one is. Uses the chunk: a bit for each pair. */
static int new_id(struct otaml_spiffs_store *f, uint16_t *id)
{
    const uint32_t pairs = otaml_min_u32(f->file.chunk_size * 8, SPIFFS_ID_MAX / 2);
    struct spiffs_walk w;
    int err;

    memset(f->file.chunk, 0, f->file.chunk_size);
    f->file.chunk[0] = 1; /* 0 is no id */
    otaml_spiffs_walk(f, &w, 0);
    while ((err = otaml_spiffs_next(f, &w)) == OTAML_OK) {
        const uint32_t pair = otaml_spiffs_id(w.id) / 2u;
        if (pair < pairs) {
            f->file.chunk[pair / 8] |= (uint8_t)(1u << (pair % 8));
        }
    }
    if (err != OTAML_ERR_NOT_FOUND) {
        return err;
    }
    for (uint32_t pair = 0; pair < pairs; pair++) {
        if ((f->file.chunk[pair / 8] >> (pair % 8) & 1) == 0) {
            *id = (uint16_t)(2 * pair);
            return OTAML_OK;
        }
    }
    return OTAML_ERR_NOSPC;
}

static int reserve(struct otaml_file_store *file)
{
    struct otaml_spiffs_store *f = otaml_spiffs_of(file);
    const uint32_t data = otaml_spiffs_data_pages(f, file->entry.size);
    const uint32_t pages = data + otaml_spiffs_index_pages(f, data) + SPIFFS_RECORD_PAGES;
    char name[SPIFFS_NAME] = "/";
    uint16_t id = 0, page;
    int err = data > otaml_spiffs_pages(f) ? OTAML_ERR_NOSPC : otaml_spiffs_settle(f);

    err = err ? err : give_up(f);
    err = err ? err : otaml_spiffs_make_room(f, pages);
    err = err ? err : new_id(f, &id);
    if (err) {
        return err;
    }
    f->unfinished = id;
    memcpy(name + 1, file->entry.name, strlen(file->entry.name));
    err = otaml_spiffs_put_record(f, id);
    return err ? err : otaml_spiffs_put_header(f, id, name, file->entry.size, SPIFFS_FREE, &page);
}

/* ---- write, read back ---- */

static int put_data(struct otaml_spiffs_store *f, uint16_t span, const uint8_t *data, uint32_t len,
                    uint16_t *page)
{
    uint8_t head[SPIFFS_HEAD];
    int err = otaml_spiffs_claim(f, f->unfinished, page);

    otaml_spiffs_encode_head(f->unfinished, span, head);
    err = err ? err : otaml_spiffs_prog(f, *page, 0, head, sizeof(head));
    err = err ? err : otaml_spiffs_prog(f, *page, SPIFFS_HEAD, data, len);
    return err ? err : otaml_spiffs_put_flags(f, *page, (uint8_t)(head[4] & ~SPIFFS_FINAL));
}

static int write_data(struct otaml_file_store *file, uint32_t at, uint8_t *data, uint32_t len)
{
    struct otaml_spiffs_store *f = otaml_spiffs_of(file);
    const uint32_t size = otaml_spiffs_data_size(f);
    uint32_t span = at / size, n = 0, place;
    uint8_t list[2 * BATCH];
    int err = OTAML_OK;

    while (!err && len > 0) {
        const uint32_t piece = otaml_min_u32(len, size);
        uint16_t page;
        err = put_data(f, (uint16_t)(span + n), data, piece, &page);
        otaml_put_le16(list + 2 * n++, page);
        data += piece;
        len -= piece;
        (void)otaml_spiffs_place(f, span + n, &place);
        if (!err && (len == 0 || n == BATCH || place <= SPIFFS_INDEX_HEAD)) {
            err = put_names(f, span, list, n);
            span += n;
            n = 0;
        }
    }
    return err;
}

static int read_back(struct otaml_file_store *file, uint32_t at, uint8_t *dst, uint32_t len)
{
    struct otaml_spiffs_store *f = otaml_spiffs_of(file);

    return otaml_spiffs_read_object(f, f->unfinished, at, dst, len);
}

/* ---- publish ---- */

static int commit(struct otaml_spiffs_store *f)
{
    struct spiffs_head h;
    uint16_t page;
    int err = otaml_spiffs_find_index(f, f->unfinished, 0, &page);

    err = err ? err : otaml_spiffs_head(f, page, &h);
    err = err ? err : otaml_spiffs_put_flags(f, page, (uint8_t)(h.flags & ~SPIFFS_FINAL));
    err = err ? err : otaml_spiffs_head(f, page, &h);
    if (err == OTAML_ERR_NOT_FOUND || (!err && (h.flags & SPIFFS_FINAL))) {
        return OTAML_ERR_IO;
    }
    if (!err) {
        f->newest = f->unfinished;
        f->unfinished = 0;
    }
    return err;
}

static int publish(struct otaml_file_store *file)
{
    struct otaml_spiffs_store *f = otaml_spiffs_of(file);
    const int err = f->unfinished ? commit(f) : OTAML_OK;

    return err ? err : otaml_spiffs_settle(f);
}

const struct otaml_file_ops otaml_spiffs_file_ops = {
    .resume = resume,
    .reserve = reserve,
    .write = write_data,
    .read_back = read_back,
    .publish = publish,
    .discard = discard,
};
