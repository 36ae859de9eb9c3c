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

struct newest {
    uint32_t id, serial;
};

struct survey {
    bool clean;
    uint32_t wanted;         /* pages that files have by their sizes */
    struct newest last[2];   /* the newest object, the unfinished one */
    struct spiffs_walk near; /* the lookup entries read last */
};

static bool newer(uint32_t a, uint32_t b)
{
    return a - b - 1u < UINT32_MAX / 2u;
}

/* What a record says: which object is unfinished, which one is the newest. */
OTAML_OWN_FRAME static int learn(struct otaml_spiffs_volume *v, struct survey *s,
                                 const struct spiffs_file *file)
{
    const uint32_t id = otaml_spiffs_id(file->head.id) - 1u; /* a record's is odd */
    struct otaml_file_record r;
    struct spiffs_file model;
    struct newest *last;
    uint32_t page;
    int err;

    err = otaml_spiffs_find_index(v, id, 0, &page);
    v->unfinished = id; /* so that its header counts even if it is not final, where none is */
    if (err == OTAML_ERR_NOT_FOUND) {
        err = otaml_spiffs_find_index(v, id, 0, &page);
    }
    err = err ? err : otaml_spiffs_read_file(v, page, &model);
    err = err ? err : otaml_spiffs_read_record(v, id, &model, &r);
    v->unfinished = 0;
    if (err == OTAML_ERR_NOT_FOUND || (!err && (model.head.flags & SPIFFS_IXDELE) == 0)) {
        s->clean = false; /* nobody's record */
        return otaml_spiffs_put_flags(v, file->page, file->head.flags & ~SPIFFS_IXDELE);
    }
    if (err) {
        return err;
    }
    last = &s->last[(model.head.flags & SPIFFS_FINAL) != 0];
    if (last->id == 0 || newer(r.serial, last->serial)) {
        last->id = id;
        last->serial = r.serial;
    }
    return OTAML_OK;
}

/* Is this the lookup entry of the page? */
static int has_entry(const struct otaml_spiffs_volume *v, struct spiffs_walk *near, uint32_t page,
                     uint32_t id, bool *has)
{
    int err = OTAML_OK;

    *has = otaml_spiffs_is_page(v, page);
    if (*has && (page < near->page || page >= near->page + (uint32_t)near->at + near->have)) {
        otaml_spiffs_walk(v, near, page);
        err = otaml_spiffs_next(v, near);
    }
    if (*has && !err) {
        *has = otaml_get_le16(near->buffer + 2 * (page - near->page)) == id;
    }
    return err;
}

/* Do all entries of an index page name pages of its object? */
static int check_names(struct otaml_spiffs_volume *v, struct survey *s, uint32_t page,
                       const struct spiffs_head *h)
{
    uint32_t at, count;
    int err = OTAML_OK;

    (void)otaml_spiffs_first_entry(v, h->span, &at, &count);
    for (uint32_t i = 0; !err && i < count; i += BATCH) {
        uint8_t list[2 * BATCH];
        const uint32_t n = otaml_min_u32(BATCH, count - i);
        err = otaml_spiffs_read(v, page, at + 2 * i, list, 2 * n);
        for (uint32_t k = 0; !err && k < n; k++) {
            const uint32_t data = otaml_get_le16(list + 2 * k);
            bool has = true;
            if (data != SPIFFS_FREE) {
                err = has_entry(v, &s->near, data, otaml_spiffs_id(h->id), &has);
            }
            s->clean = s->clean && has;
        }
    }
    return err;
}

static int see_index(struct otaml_spiffs_volume *v, struct survey *s, uint32_t page, uint32_t entry)
{
    struct spiffs_file file;
    int err = otaml_spiffs_read_file(v, page, &file);

    if (err || file.head.id != entry || !otaml_spiffs_is_live(v, &file.head)
        || (file.head.flags & SPIFFS_FINAL)) {
        return err; /* of what is unfinished, or one too many */
    }
    if (file.head.span == 0) {
        const uint32_t data = otaml_spiffs_data_pages(v, file.size);
        s->wanted += data + otaml_spiffs_index_pages(v, data);
        if ((file.head.flags & SPIFFS_IXDELE) == 0) {
            s->clean = false;
        } else if (otaml_spiffs_is_record(&file)) {
            err = learn(v, s, &file);
        }
    }
    return err ? err : check_names(v, s, page, &file.head);
}

static int see_all(struct otaml_spiffs_volume *v, struct survey *s)
{
    struct spiffs_walk w;
    int err;

    otaml_spiffs_walk(v, &w, 0);
    while ((err = otaml_spiffs_next(v, &w)) == OTAML_OK) {
        if (w.id == SPIFFS_FREE) {
            v->free++;
        } else if (otaml_spiffs_is_used(w.id)) {
            v->used++;
            err = w.id & SPIFFS_INDEX ? see_index(v, s, w.page, w.id) : OTAML_OK;
        }
        if (err) {
            return err;
        }
    }
    return otaml_spiffs_end(err);
}

int otaml_spiffs_survey(struct otaml_spiffs_volume *v)
{
    struct survey s;
    int err;

    memset(&s, 0, sizeof(s));
    s.clean = true;
    v->free = 0;
    v->used = 0;
    v->unfinished = 0;
    err = see_all(v, &s);
    v->newest = s.last[0].id;
    v->unfinished = s.last[1].id;
    v->serial = newer(s.last[1].serial, s.last[0].serial) ? s.last[1].serial : s.last[0].serial;
    if (!err && v->unfinished) { /* its pages are looked at by resume */
        err = otaml_spiffs_count(v, v->unfinished, &s.wanted);
    }
    otaml_spiffs_forget(v); /* index headers that counted for a while */
    if (!err && !(s.clean && v->used == s.wanted)) {
        err = otaml_spiffs_mend(v, 0, SPIFFS_INDEX);
        err = err ? err : otaml_spiffs_mend(v, 0, 0);
    }
    if (!err) {
        do {
            err = otaml_spiffs_settle(v);
        } while (err == OTAML_ERR_AGAIN);
    }
    return err;
}
