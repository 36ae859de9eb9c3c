/*
 * spiffs_survey.c - what mount learns. API: spiffs_priv.h
 *
 * One walk over the lookups counts pages. If there are just as many as the files' sizes ask for,
 * and the indexes name pages whose lookup entries agree, no power cut left anything behind and
 * nothing need be mended.
 */
#include <string.h>

#include "base_priv.h"
#include "spiffs_priv.h"

#define BATCH 16u

struct survey {
    bool clean;
    uint32_t data, index;           /* pages there are */
    uint32_t want_data, want_index; /* pages that files have by their sizes */
    uint32_t serial;                /* of the unfinished object */
    bool any;                       /* a record was seen */
    uint32_t newest;                /* serial of the newest object */
    struct spiffs_walk near;        /* the lookup entries read last */
};

static bool newer(uint32_t a, uint32_t b)
{
    return a - b - 1u < UINT32_MAX / 2u;
}

/* What a record says: which object is unfinished, which one is the newest. */
static int learn(struct otaml_spiffs_store *f, struct survey *s, const struct spiffs_file *file)
{
    const uint16_t before = f->unfinished,
                   id = (uint16_t)(otaml_spiffs_id(file->head.id) - 1); /* a record: odd */
    struct otaml_file_record r;
    struct spiffs_file model;
    uint16_t page;
    int err;

    f->unfinished = id; /* so that its header counts, written to its end or not */
    err = otaml_spiffs_find_index(f, id, 0, &page);
    err = err ? err : otaml_spiffs_read_file(f, page, &model);
    err = err ? err : otaml_spiffs_read_record(f, id, &model, &r);
    f->unfinished = before;
    if (err == OTAML_ERR_NOT_FOUND || (!err && (model.head.flags & SPIFFS_IXDELE) == 0)) {
        s->clean = false; /* nobody's record */
        return otaml_spiffs_put_flags(f, file->page, (uint8_t)(file->head.flags & ~SPIFFS_IXDELE));
    }
    if (err) {
        return err;
    }
    if (!s->any || newer(r.serial, f->serial)) {
        f->serial = r.serial;
    }
    s->any = true;
    if (model.head.flags & SPIFFS_FINAL) {
        if (before == 0 || newer(r.serial, s->serial)) {
            f->unfinished = id;
            s->serial = r.serial;
        }
    } else if (f->newest == 0 || newer(r.serial, s->newest)) {
        f->newest = id;
        s->newest = r.serial;
    }
    return OTAML_OK;
}

/* Is this the lookup entry of the page? */
static int has_entry(const struct otaml_spiffs_store *f, struct spiffs_walk *near, uint32_t page,
                     uint16_t id, bool *has)
{
    int err = OTAML_OK;

    *has = otaml_spiffs_is_page(f, page);
    if (*has && (page < near->page || page >= near->page + (uint32_t)near->at + near->have)) {
        otaml_spiffs_walk(f, near, page);
        err = otaml_spiffs_next(f, near);
    }
    if (*has && !err) {
        *has = otaml_get_le16(near->buffer + 2 * (page - near->page)) == id;
    }
    return err;
}

/* Do all entries of an index page name pages of its object? */
static int check_names(struct otaml_spiffs_store *f, struct survey *s, uint16_t page,
                       const struct spiffs_head *h)
{
    uint32_t at, count;
    int err = OTAML_OK;

    (void)otaml_spiffs_first_entry(f, h->span, &at, &count);
    for (uint32_t i = 0; !err && i < count; i += BATCH) {
        uint8_t list[2 * BATCH];
        const uint32_t n = otaml_min_u32(BATCH, count - i);
        err = otaml_spiffs_read(f, page, at + 2 * i, list, 2 * n);
        for (uint32_t k = 0; !err && k < n; k++) {
            const uint16_t data = otaml_get_le16(list + 2 * k);
            bool has = true;
            if (data != SPIFFS_FREE) {
                err = has_entry(f, &s->near, data, otaml_spiffs_id(h->id), &has);
            }
            s->clean = s->clean && has;
        }
    }
    return err;
}

static int see_index(struct otaml_spiffs_store *f, struct survey *s, uint16_t page, uint16_t entry)
{
    struct spiffs_file file;
    int err = otaml_spiffs_read_file(f, page, &file);

    s->index++;
    if (err || file.head.id != entry || !otaml_spiffs_is_live(f, &file.head)
        || (file.head.flags & SPIFFS_FINAL)) {
        return err; /* of what is unfinished, or one too many */
    }
    if (file.head.span == 0) {
        const uint32_t data = otaml_spiffs_data_pages(f, file.size);
        s->want_data += data;
        s->want_index += otaml_spiffs_index_pages(f, data);
        if ((file.head.flags & SPIFFS_IXDELE) == 0) {
            s->clean = false;
        } else if (otaml_spiffs_is_record(&file)) {
            err = learn(f, s, &file);
        }
    }
    return err ? err : check_names(f, s, page, &file.head);
}

static int see_all(struct otaml_spiffs_store *f, struct survey *s)
{
    struct spiffs_walk w;
    int err;

    otaml_spiffs_walk(f, &w, 0);
    while ((err = otaml_spiffs_next(f, &w)) == OTAML_OK) {
        if (w.id == SPIFFS_FREE) {
            f->free++;
        } else if (w.id != SPIFFS_GONE) {
            f->used++;
            if (w.id & SPIFFS_INDEX) {
                err = see_index(f, s, w.page, w.id);
            } else {
                s->data++;
            }
        }
        if (err) {
            return err;
        }
    }
    return err == OTAML_ERR_NOT_FOUND ? OTAML_OK : err;
}

/* The unfinished object's pages are looked at by resume. */
static int leave_out(const struct otaml_spiffs_store *f, struct survey *s, uint16_t id)
{
    struct spiffs_walk w;
    int err;

    otaml_spiffs_walk(f, &w, 0);
    while ((err = otaml_spiffs_next(f, &w)) == OTAML_OK) {
        s->data -= w.id == id;
        s->index -= w.id == (id | SPIFFS_INDEX);
    }
    return err == OTAML_ERR_NOT_FOUND ? OTAML_OK : err;
}

int otaml_spiffs_survey(struct otaml_spiffs_store *f)
{
    struct survey s;
    int err;

    memset(&s, 0, sizeof(s));
    s.clean = true;
    f->free = 0;
    f->used = 0;
    f->serial = 0;
    f->unfinished = 0;
    f->newest = 0;
    err = see_all(f, &s);
    if (!err && f->unfinished) {
        err = leave_out(f, &s, f->unfinished);
    }
    otaml_spiffs_forget(f); /* index headers that counted for a while */
    if (err || (s.clean && s.data == s.want_data && s.index == s.want_index && f->newest == 0)) {
        return err;
    }
    if (!s.clean || s.data != s.want_data || s.index != s.want_index) {
        err = otaml_spiffs_mend_indexes(f, 0);
        err = err ? err : otaml_spiffs_mend_data(f, 0);
    }
    while (!err && (err = otaml_spiffs_settle(f)) == OTAML_ERR_AGAIN) {
        err = OTAML_OK;
    }
    return err;
}
