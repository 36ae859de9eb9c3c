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

/* ---- the index of the unfinished object ---- */

/* Let the index name n data pages from `span` on, all of one index page. */
static int put_names(struct otaml_spiffs_volume *v, uint32_t span, const uint8_t *list, uint32_t n)
{
    uint32_t at;
    const uint32_t index = otaml_spiffs_place(v, span, &at);
    int page = otaml_spiffs_find_index(v, v->unfinished, index);

    if (page == 0) {
        page = otaml_spiffs_put_page(v, v->unfinished | SPIFFS_INDEX, index, NULL, 0);
    }
    return page < 0 ? page : otaml_spiffs_prog(v, (uint32_t)page, at, list, 2 * n);
}

/* Data pages from the first on that the index names and that are there. */
static int count_durable(struct otaml_spiffs_volume *v, uint32_t all)
{
    uint32_t n = 0;
    int is = 1;

    while (is > 0 && n < all) {
        is = otaml_spiffs_named(v, v->unfinished, n);
        if (is > 0) {
            is = otaml_spiffs_is_data(v, (uint32_t)is, v->unfinished, n);
        }
        n += is > 0;
    }
    return is < 0 ? is : (int)n;
}

/* Take back what the index page of data page n names from n on: it was torn. OTAML_ERR_NOT_FOUND:
 * there are index pages behind it, so more is missing than a power cut takes. */
static int cut_names(struct otaml_spiffs_volume *v, uint32_t n)
{
    uint8_t *image = v->file->chunk;
    uint32_t at, used = 0;
    const uint32_t index = otaml_spiffs_place(v, n, &at);
    int page = otaml_spiffs_find_index(v, v->unfinished, index + 1);
    int err;

    if (page) {
        return page < 0 ? page : OTAML_ERR_NOT_FOUND;
    }
    page = otaml_spiffs_find_index(v, v->unfinished, index);
    if (page <= 0) {
        return page;
    }
    err = otaml_spiffs_read(v, (uint32_t)page, 0, image, v->page_size);
    for (; !err && at < v->page_size; at++) {
        used |= image[at] != 0xffu;
        image[at] = 0xff;
    }
    return err || !used ? err : otaml_spiffs_replace(v, (uint32_t)page);
}

/* ---- resume ---- */

static int is_unfinished(struct otaml_spiffs_volume *v)
{
    struct otaml_file_record r;
    struct spiffs_file file;
    int got = v->unfinished ? otaml_spiffs_find_file(v, v->unfinished, &file) : 0;

    if (got > 0) {
        got = otaml_spiffs_read_record(v, &file, &r);
    }
    return got <= 0 ? got : otaml_store_same_entry(&r.entry, &v->file->entry);
}

/* All that stands of the object is found, and what was torn taken back: its data pages. */
static int find_durable(struct otaml_spiffs_volume *v, uint32_t all)
{
    int n;
    int err = otaml_spiffs_settle(v);

    err = err ? err : otaml_spiffs_mend(v, v->unfinished, SPIFFS_INDEX);
    n = err ? err : count_durable(v, all);
    err = n < 0 ? n : cut_names(v, (uint32_t)n);
    err = err ? err : otaml_spiffs_mend(v, v->unfinished, 0);
    return err ? err : n;
}

static int resume(struct otaml_file_store *file, uint32_t *durable)
{
    struct otaml_spiffs_volume *v = otaml_spiffs_of(file);
    const uint32_t all = otaml_spiffs_data_pages(v, file->entry.size);
    const int is = is_unfinished(v);
    const int n = is > 0 ? find_durable(v, all) : is;
    uint32_t have = (uint32_t)n;
    int err;

    if (is <= 0 || n < 0) {
        return n < 0 ? n : OTAML_ERR_NOT_FOUND;
    }
    *durable = otaml_min_u32(have * otaml_spiffs_data_size(v), file->entry.size);
    have += otaml_spiffs_index_pages(v, have);
    err = otaml_spiffs_make_room(v, all + otaml_spiffs_index_pages(v, all) - have);
    return err == OTAML_ERR_NOSPC ? OTAML_ERR_NOT_FOUND : err;
}

/* ---- reserve, discard ---- */

static int discard(struct otaml_file_store *file)
{
    struct otaml_spiffs_volume *v = otaml_spiffs_of(file);
    struct spiffs_file header;
    int got = v->unfinished ? otaml_spiffs_find_file(v, v->unfinished, &header) : 0;

    if (got > 0) {
        got = otaml_spiffs_condemn(v, &header);
    }
    if (!got) {
        v->unfinished = 0;
    }
    return got;
}

/* An even id that is free as the next one is. Those that were used lately come last. */
static int new_id(const struct otaml_spiffs_volume *v)
{
    const uint32_t pairs = otaml_min_u32(otaml_spiffs_pages(v) / 2, SPIFFS_ID_MAX / 2) - 1;

    for (uint32_t i = 0; i < pairs; i++) {
        const uint32_t id = 2 + 2 * ((v->serial + i) % pairs);
        const int pages = otaml_spiffs_count(v, id, 1);
        if (pages <= 0) {
            return pages < 0 ? pages : (int)id;
        }
    }
    return OTAML_ERR_NOSPC;
}

static int reserve(struct otaml_file_store *file)
{
    struct otaml_spiffs_volume *v = otaml_spiffs_of(file);
    const uint32_t data = otaml_spiffs_data_pages(v, file->entry.size);
    char name[SPIFFS_NAME] = "/";
    int id, err = discard(file);

    err = err ? err : otaml_spiffs_settle(v);
    err = err ? err
              : otaml_spiffs_make_room(v, data + otaml_spiffs_index_pages(v, data)
                                              + SPIFFS_RECORD_PAGES);
    id = err ? err : new_id(v);
    if (id < 0) {
        return id;
    }
    v->unfinished = (uint32_t)id;
    err = otaml_spiffs_put_record(v, v->unfinished);
    if (!err) {
        memcpy(name + 1, file->entry.name, strlen(file->entry.name));
        err = otaml_spiffs_put_header(v, v->unfinished, name, file->entry.size, SPIFFS_FREE);
    }
    return err < 0 ? err : OTAML_OK;
}

/* ---- write, read back ---- */

static int write_data(struct otaml_file_store *file, uint32_t at, uint8_t *data, uint32_t len)
{
    struct otaml_spiffs_volume *v = otaml_spiffs_of(file);
    const uint32_t size = otaml_spiffs_data_size(v);
    uint32_t span = at / size, n = 0, place;
    uint8_t list[2 * SPIFFS_BATCH];
    int err = OTAML_OK;

    while (!err && len > 0) {
        const uint32_t piece = otaml_min_u32(len, size);
        const int page = otaml_spiffs_put_page(v, v->unfinished, span + n, data, piece);
        if (page < 0) {
            return page;
        }
        otaml_spiffs_put16(list + 2 * n++, (uint32_t)page);
        data += piece;
        len -= piece;
        (void)otaml_spiffs_place(v, span + n, &place);
        if (len == 0 || n == SPIFFS_BATCH || place <= SPIFFS_INDEX_HEAD) {
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
    struct spiffs_file file;
    const int got = otaml_spiffs_find_file(v, v->unfinished, &file);
    int err = got;

    if (got > 0) {
        err = otaml_spiffs_put_flags(v, file.page, file.head.flags & ~SPIFFS_FINAL);
        err = err ? err : otaml_spiffs_head(v, file.page, &file.head);
    }
    if (got == 0 || (!err && (file.head.flags & SPIFFS_FINAL))) {
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
