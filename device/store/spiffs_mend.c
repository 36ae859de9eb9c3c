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
static int find_owner(struct otaml_spiffs_volume *v, uint32_t id, struct spiffs_file *file)
{
    uint32_t page;
    int err = otaml_spiffs_find_index(v, id, 0, &page);

    err = err ? err : otaml_spiffs_read_file(v, page, file);
    if (!err && (file->head.flags & SPIFFS_IXDELE) == 0 && !otaml_file_is_open(v->file, id)) {
        err = OTAML_ERR_NOT_FOUND;
    }
    return err;
}

static int judge_index(struct otaml_spiffs_volume *v, uint32_t page, const struct spiffs_head *h,
                       const struct spiffs_file *owner, enum spiffs_verdict *whose)
{
    const uint32_t data = otaml_spiffs_data_pages(v, owner->size);
    uint32_t found;
    int err = OTAML_OK;

    if (h->span < otaml_spiffs_index_pages(v, data)) {
        err = otaml_spiffs_find_index(v, otaml_spiffs_id(h->id), h->span, &found);
        *whose = !err && found == page ? SPIFFS_KEEP : SPIFFS_DROP;
    }
    return err;
}

static int judge_data(struct otaml_spiffs_volume *v, uint32_t page, const struct spiffs_head *h,
                      const struct spiffs_file *owner, enum spiffs_verdict *whose)
{
    uint32_t named;
    bool is = true;
    int err = otaml_spiffs_named(v, h->id, h->span, &named);

    if (!err && named == page) {
        *whose = SPIFFS_KEEP;
    } else if (!err && h->id != v->unfinished
               && h->span < otaml_spiffs_data_pages(v, owner->size)) {
        err = otaml_spiffs_is_data(v, named, h->id, h->span, &is);
        *whose = is ? SPIFFS_DROP : SPIFFS_STRAY;
    }
    return err;
}

int otaml_spiffs_judge(struct otaml_spiffs_volume *v, uint32_t page, uint32_t entry,
                       struct spiffs_head *h, enum spiffs_verdict *whose)
{
    struct spiffs_file owner;
    int err = otaml_spiffs_head(v, page, h);

    *whose = SPIFFS_DROP;
    /* An entry with less bits than the id is one whose deletion was cut. */
    if (err || !otaml_spiffs_is_live(v, h) || (entry != h->id && (entry & ~h->id) == 0)) {
        return err;
    }
    err = find_owner(v, otaml_spiffs_id(h->id), &owner);
    if (err) {
        return otaml_spiffs_end(err);
    }
    return h->id & SPIFFS_INDEX ? judge_index(v, page, h, &owner, whose)
                                : judge_data(v, page, h, &owner, whose);
}

/* ---- index pages ---- */

/* How many data pages that are there does an index page name? */
static int score(const struct otaml_spiffs_volume *v, uint32_t page, const struct spiffs_head *h,
                 uint32_t *n)
{
    uint32_t at, count;
    const uint32_t first = otaml_spiffs_first_entry(v, h->span, &at, &count);
    int err = OTAML_OK;

    *n = 0;
    for (uint32_t i = 0; !err && i < count; i++) {
        uint8_t bytes[2];
        bool is = false;
        err = otaml_spiffs_read(v, page, at + 2 * i, bytes, sizeof(bytes));
        if (!err) {
            err = otaml_spiffs_is_data(v, otaml_get_le16(bytes), otaml_spiffs_id(h->id), first + i,
                                       &is);
        }
        *n += is;
    }
    return err;
}

/* Which of two is better: one that is not being deleted, then one that names more. */
static int is_better(const struct otaml_spiffs_volume *v, uint32_t page,
                     const struct spiffs_head *h, uint32_t twin, bool *better)
{
    struct spiffs_head t;
    uint32_t n, m = 0;
    int err = otaml_spiffs_head(v, twin, &t);

    *better = (h->flags & SPIFFS_IXDELE) != 0;
    if (!err && ((h->flags ^ t.flags) & SPIFFS_IXDELE) == 0) {
        err = score(v, page, h, &n);
        err = err ? err : score(v, twin, h, &m);
        *better = n >= m;
    }
    return err;
}

/* Leave one live page of this index page; *gone: it is not this one. */
static int settle_twins(struct otaml_spiffs_volume *v, uint32_t page, const struct spiffs_head *h,
                        bool *gone)
{
    int err = OTAML_OK;

    while (!err && !*gone) {
        uint32_t twin;
        bool better;
        err = otaml_spiffs_find(v, h->id, h->span, page + 1, &twin);
        if (err || twin == page) { /* once around: there is no other */
            break;
        }
        err = is_better(v, page, h, twin, &better);
        err = err ? err : otaml_spiffs_delete(v, better ? twin : page);
        *gone = !better;
    }
    return otaml_spiffs_end(err);
}

/* ---- all pages ---- */

static int mend_page(struct otaml_spiffs_volume *v, uint32_t page, uint32_t entry)
{
    enum spiffs_verdict whose;
    struct spiffs_head h;
    bool gone = false;
    int err = otaml_spiffs_head(v, page, &h);

    if (!err && (entry & SPIFFS_INDEX) && h.id == entry && otaml_spiffs_is_live(v, &h)) {
        err = settle_twins(v, page, &h, &gone);
    }
    if (err || gone) {
        return err;
    }
    err = otaml_spiffs_judge(v, page, entry, &h, &whose);
    if (!err && whose == SPIFFS_DROP) {
        err = otaml_spiffs_delete(v, page);
    } else if (!err && whose == SPIFFS_STRAY) {
        err = otaml_spiffs_rename_group(v, page, &h, SPIFFS_STAY);
    }
    return err == OTAML_ERR_NOSPC ? OTAML_OK : err; /* readers search, as they did */
}

int otaml_spiffs_mend(struct otaml_spiffs_volume *v, uint32_t id, uint32_t kind)
{
    struct spiffs_walk w;
    int err;

    otaml_spiffs_walk(v, &w, 0);
    while ((err = otaml_spiffs_next(v, &w)) == OTAML_OK) {
        if (otaml_spiffs_is_used(w.id) && (w.id & SPIFFS_INDEX) == kind
            && (id == 0 || id == otaml_spiffs_id(w.id))) {
            err = mend_page(v, w.page, w.id);
            if (err) {
                return err;
            }
        }
    }
    return otaml_spiffs_end(err);
}
