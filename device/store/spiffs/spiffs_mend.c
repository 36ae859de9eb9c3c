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

/* The size that an object has by its index header, if it is not being deleted, or open. */
static int find_owner(struct otaml_spiffs_volume *v, uint32_t id, struct spiffs_file *file)
{
    const int got = otaml_spiffs_find_file(v, id, file);

    return got > 0 && otaml_spiffs_is_condemned(file) && !otaml_file_is_open(v->file, id) ? 0 : got;
}

static int judge_index(struct otaml_spiffs_volume *v, uint32_t page, const struct spiffs_head *h,
                       uint32_t data_pages)
{
    int found;

    if (h->span >= otaml_spiffs_index_pages(v, data_pages)) {
        return SPIFFS_DROP;
    }
    found = otaml_spiffs_find_index(v, otaml_spiffs_id(h->id), h->span);
    if (found < 0) {
        return found;
    }
    return found == (int)page ? SPIFFS_KEEP : SPIFFS_DROP;
}

static int judge_data(struct otaml_spiffs_volume *v, uint32_t page, const struct spiffs_head *h,
                      uint32_t data_pages)
{
    int named = otaml_spiffs_named(v, h->id, h->span);

    if (named == (int)page) {
        return SPIFFS_KEEP;
    }
    if (named < 0 || h->id == v->unfinished || h->span >= data_pages) {
        return named < 0 ? named : SPIFFS_DROP;
    }
    named = otaml_spiffs_is_data(v, (uint32_t)named, h->id, h->span);
    return named == 0 ? SPIFFS_STRAY : named < 0 ? named : SPIFFS_DROP;
}

int otaml_spiffs_judge(struct otaml_spiffs_volume *v, uint32_t page, uint32_t entry,
                       struct spiffs_head *h)
{
    struct spiffs_file owner;
    uint32_t data_pages;
    int got = otaml_spiffs_head(v, page, h);

    /* An entry with less bits than the id is one whose deletion was cut. */
    if (got || !otaml_spiffs_is_live(v, h) || (entry != h->id && (entry & ~h->id) == 0)) {
        return got;
    }
    got = find_owner(v, otaml_spiffs_id(h->id), &owner);
    if (got <= 0) {
        return got;
    }
    data_pages = otaml_spiffs_data_pages(v, owner.size);
    return h->id & SPIFFS_INDEX ? judge_index(v, page, h, data_pages)
                                : judge_data(v, page, h, data_pages);
}

/* ---- index pages ---- */

/* How many data pages that are there does an index page name? */
static int score(const struct otaml_spiffs_volume *v, uint32_t page, const struct spiffs_head *h)
{
    uint32_t span;
    const int count = otaml_spiffs_read_index(v, page, h->span, &span);
    int n = 0;

    for (int i = 0; i < count; i++) {
        const int is = otaml_spiffs_is_data(v, otaml_get_le16(v->file->chunk + 2 * i),
                                            otaml_spiffs_id(h->id), span++);
        if (is < 0) {
            return is;
        }
        n += is;
    }
    return count < 0 ? count : n;
}

/* Is it better than its twin? One that is not being deleted is, then one that names more. */
static int is_better(const struct otaml_spiffs_volume *v, uint32_t page,
                     const struct spiffs_head *h, uint32_t twin)
{
    struct spiffs_head t;
    const int err = otaml_spiffs_head(v, twin, &t);
    int n, m;

    if (err || ((h->flags ^ t.flags) & SPIFFS_IXDELE)) {
        return err ? err : (h->flags & SPIFFS_IXDELE) != 0;
    }
    n = score(v, page, h);
    m = n < 0 ? n : score(v, twin, h);
    return m < 0 ? m : n >= m;
}

/* Leave one live page of this index page. 1: it is this one. */
static int settle_twins(struct otaml_spiffs_volume *v, uint32_t page, const struct spiffs_head *h)
{
    for (;;) {
        const int twin = otaml_spiffs_find(v, h->id, h->span, page + 1);
        int better, err;
        if (twin <= 0 || twin == (int)page) { /* once around: there is no other */
            return twin < 0 ? twin : 1;
        }
        better = is_better(v, page, h, (uint32_t)twin);
        if (better < 0) {
            return better;
        }
        err = otaml_spiffs_delete(v, better ? (uint32_t)twin : page);
        if (err || !better) {
            return err;
        }
    }
}

/* ---- all pages ---- */

static int mend_page(struct otaml_spiffs_volume *v, uint32_t page, uint32_t entry)
{
    struct spiffs_head h;
    int got = otaml_spiffs_head(v, page, &h);

    if (!got && (entry & SPIFFS_INDEX) && h.id == entry && otaml_spiffs_is_live(v, &h)) {
        got = settle_twins(v, page, &h);
        if (got <= 0) {
            return got;
        }
    }
    got = got < 0 ? got : otaml_spiffs_judge(v, page, entry, &h);
    if (got == SPIFFS_DROP) {
        return otaml_spiffs_delete(v, page);
    }
    if (got == SPIFFS_STRAY) {
        got = otaml_spiffs_rename_group(v, page, &h, SPIFFS_STAY);
    }
    return got == OTAML_ERR_NOSPC || got > 0 ? OTAML_OK : got; /* readers search, as they did */
}

int otaml_spiffs_mend(struct otaml_spiffs_volume *v, uint32_t id, uint32_t kind)
{
    struct spiffs_walk w;
    int got;

    otaml_spiffs_walk(v, &w, 0);
    while ((got = otaml_spiffs_next(v, &w)) > 0) {
        if (otaml_spiffs_is_used(w.id) && (w.id & SPIFFS_INDEX) == kind
            && (id == 0 || id == otaml_spiffs_id(w.id))) {
            const int err = mend_page(v, w.page, w.id);
            if (err) {
                return err;
            }
        }
    }
    return got;
}
