/*
 * spiffs_mend.c - whose a page is, and what is done where that is in doubt. API: spiffs_priv.h
 *
 * A page is an object's if the object has an index header that is written to its end and not being
 * deleted, and if it is that header, the index page of its span, or named by the index. Power cuts
 * leave two pages of one span, and indexes that name a page that has gone: then of two index pages
 * the one counts that names more pages that are there, and a data page whose entry names none takes
 * its place. Everything else is nobody's and can be deleted.
 */
#include <string.h>

#include "base_priv.h"
#include "spiffs_priv.h"

/* The index header of an object that is not being deleted, or is open. */
static int find_owner(struct otaml_spiffs_store *f, uint16_t id, struct spiffs_file *file)
{
    uint16_t page;
    int err = otaml_spiffs_find_index(f, id, 0, &page);

    err = err ? err : otaml_spiffs_read_file(f, page, file);
    if (!err && (file->head.flags & SPIFFS_IXDELE) == 0 && !otaml_file_is_open(&f->file, id)) {
        err = OTAML_ERR_NOT_FOUND;
    }
    return err;
}

static int judge_index(struct otaml_spiffs_store *f, uint16_t page, const struct spiffs_head *h,
                       const struct spiffs_file *owner, enum spiffs_verdict *v)
{
    const uint32_t data = otaml_spiffs_data_pages(f, owner->size);
    uint16_t found;
    int err = OTAML_OK;

    if (h->span < otaml_spiffs_index_pages(f, data)) {
        err = otaml_spiffs_find_index(f, otaml_spiffs_id(h->id), h->span, &found);
        *v = !err && found == page ? SPIFFS_KEEP : SPIFFS_DROP;
    }
    return err;
}

static int judge_data(struct otaml_spiffs_store *f, uint16_t page, const struct spiffs_head *h,
                      const struct spiffs_file *owner, enum spiffs_verdict *v)
{
    uint16_t named, index;
    uint32_t at;
    bool is;
    int err = otaml_spiffs_named(f, h->id, h->span, &named);

    if (err || named == page) {
        *v = SPIFFS_KEEP;
        return err;
    }
    if (h->id == f->unfinished || h->span >= otaml_spiffs_data_pages(f, owner->size)) {
        return OTAML_OK;
    }
    err = otaml_spiffs_is_data(f, named, h->id, h->span, &is);
    if (!err && !is) {
        err = otaml_spiffs_find_index(f, h->id, otaml_spiffs_place(f, h->span, &at), &index);
        *v = err ? SPIFFS_LONE : SPIFFS_STRAY;
    }
    return err == OTAML_ERR_NOT_FOUND ? OTAML_OK : err;
}

int otaml_spiffs_judge(struct otaml_spiffs_store *f, uint16_t page, uint16_t entry,
                       struct spiffs_head *h, enum spiffs_verdict *v)
{
    struct spiffs_file owner;
    int err = otaml_spiffs_head(f, page, h);

    *v = SPIFFS_DROP;
    /* An entry with less bits than the id is one whose deletion was cut. */
    if (err || !otaml_spiffs_is_live(f, h) || (entry != h->id && (entry & ~h->id) == 0)) {
        return err;
    }
    err = find_owner(f, otaml_spiffs_id(h->id), &owner);
    if (err) {
        return err == OTAML_ERR_NOT_FOUND ? OTAML_OK : err;
    }
    return h->id & SPIFFS_INDEX ? judge_index(f, page, h, &owner, v)
                                : judge_data(f, page, h, &owner, v);
}

/* ---- index pages ---- */

/* How many data pages that are there does an index page name? */
static int score(const struct otaml_spiffs_store *f, uint16_t page, const struct spiffs_head *h,
                 uint32_t *n)
{
    uint32_t at, count;
    const uint32_t first = otaml_spiffs_first_entry(f, h->span, &at, &count);
    int err = OTAML_OK;

    *n = 0;
    for (uint32_t i = 0; !err && i < count; i++) {
        uint8_t bytes[2];
        bool is = false;
        err = otaml_spiffs_read(f, page, at + 2 * i, bytes, sizeof(bytes));
        if (!err) {
            err = otaml_spiffs_is_data(f, otaml_get_le16(bytes), otaml_spiffs_id(h->id),
                                       (uint16_t)(first + i), &is);
        }
        *n += is;
    }
    return err;
}

/* Another live page that is the same index page, behind `page`. */
static int find_twin(const struct otaml_spiffs_store *f, uint16_t page, const struct spiffs_head *h,
                     uint16_t *twin, struct spiffs_head *t)
{
    struct spiffs_walk w;
    int err;

    otaml_spiffs_walk(f, &w, page + 1u);
    w.left -= otaml_min_u32(w.left, page + 1u);
    while ((err = otaml_spiffs_next_of(f, &w, h->id)) == OTAML_OK) {
        err = otaml_spiffs_head(f, w.page, t);
        if (err || (t->id == h->id && t->span == h->span && otaml_spiffs_is_live(f, t))) {
            *twin = w.page;
            return err;
        }
    }
    return err;
}

/* Which of two is better: one that is not being deleted, then one that names more. */
static int is_better(const struct otaml_spiffs_store *f, uint16_t page, const struct spiffs_head *h,
                     uint16_t twin, const struct spiffs_head *t, bool *better)
{
    uint32_t n, m = 0;
    int err;

    *better = (t->flags & SPIFFS_IXDELE) == 0;
    if ((h->flags & SPIFFS_IXDELE) != (t->flags & SPIFFS_IXDELE)) {
        return OTAML_OK;
    }
    err = score(f, page, h, &n);
    err = err ? err : score(f, twin, t, &m);
    *better = n >= m;
    return err;
}

/* Leave one live page of this index page; *gone: it is not this one. */
static int settle_twins(struct otaml_spiffs_store *f, uint16_t page, const struct spiffs_head *h,
                        bool *gone)
{
    struct spiffs_head t;
    uint16_t twin;
    bool better;
    int err;

    *gone = false;
    while (!*gone && (err = find_twin(f, page, h, &twin, &t)) == OTAML_OK) {
        err = is_better(f, page, h, twin, &t, &better);
        err = err ? err : otaml_spiffs_delete(f, better ? twin : page);
        if (err) {
            return err;
        }
        *gone = !better;
    }
    return OTAML_OK;
}

static int mend_index(struct otaml_spiffs_store *f, uint16_t page, uint16_t entry)
{
    struct spiffs_head h;
    enum spiffs_verdict v;
    bool gone = false;
    int err = otaml_spiffs_head(f, page, &h);

    if (!err && otaml_spiffs_is_live(f, &h) && h.id == entry) {
        err = settle_twins(f, page, &h, &gone);
    }
    if (err || gone) {
        return err;
    }
    err = otaml_spiffs_judge(f, page, entry, &h, &v);
    return err || v != SPIFFS_DROP ? err : otaml_spiffs_delete(f, page);
}

int otaml_spiffs_mend_indexes(struct otaml_spiffs_store *f, uint16_t id)
{
    struct spiffs_walk w;
    int err;

    otaml_spiffs_walk(f, &w, 0);
    while ((err = otaml_spiffs_next(f, &w)) == OTAML_OK) {
        if ((w.id & SPIFFS_INDEX) && w.id != SPIFFS_FREE
            && (id == 0 || otaml_spiffs_id(w.id) == id)) {
            err = mend_index(f, w.page, w.id);
            if (err) {
                return err;
            }
        }
    }
    return err == OTAML_ERR_NOT_FOUND ? OTAML_OK : err;
}

/* ---- data pages ---- */

/* Let the index page name for each of its spans a page that is there, if one is. */
static int mend_names(struct otaml_spiffs_store *f, uint16_t id, uint32_t span)
{
    uint8_t *image = f->file.chunk;
    struct spiffs_file owner;
    uint32_t at, count, first, all;
    uint16_t page, index = otaml_spiffs_place(f, span, &at);
    int err = find_owner(f, id, &owner);

    err = err ? err : otaml_spiffs_find_index(f, id, index, &page);
    err = err ? err : otaml_spiffs_read(f, page, 0, image, f->page_size);
    if (err) {
        return err;
    }
    all = otaml_spiffs_data_pages(f, owner.size);
    first = otaml_spiffs_first_entry(f, index, &at, &count);
    for (uint32_t i = 0; !err && i < count && first + i < all; i++) {
        uint8_t *entry = image + at + 2 * i;
        uint16_t data;
        bool is;
        err = otaml_spiffs_is_data(f, otaml_get_le16(entry), id, (uint16_t)(first + i), &is);
        if (!err && !is) {
            err = otaml_spiffs_find(f, id, (uint16_t)(first + i), 0, &data);
            if (!err) {
                otaml_put_le16(entry, data);
            }
            err = err == OTAML_ERR_NOT_FOUND ? OTAML_OK : err;
        }
    }
    err = err ? err : otaml_spiffs_replace(f, page);
    return err == OTAML_ERR_NOSPC ? OTAML_OK : err; /* readers search, as they did */
}

int otaml_spiffs_mend_data(struct otaml_spiffs_store *f, uint16_t id)
{
    struct spiffs_walk w;
    int err;

    otaml_spiffs_walk(f, &w, 0);
    while ((err = otaml_spiffs_next(f, &w)) == OTAML_OK) {
        enum spiffs_verdict v;
        struct spiffs_head h;
        if ((w.id & SPIFFS_INDEX) || w.id == SPIFFS_GONE || (id != 0 && w.id != id)) {
            continue;
        }
        err = otaml_spiffs_judge(f, w.page, w.id, &h, &v);
        if (!err && v == SPIFFS_DROP) {
            err = otaml_spiffs_delete(f, w.page);
        } else if (!err && v == SPIFFS_STRAY) {
            err = mend_names(f, h.id, h.span);
        }
        if (err) {
            return err;
        }
    }
    return err == OTAML_ERR_NOT_FOUND ? OTAML_OK : err;
}
