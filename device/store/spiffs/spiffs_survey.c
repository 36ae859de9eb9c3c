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
                                 const struct spiffs_file *record)
{
    const uint32_t id = otaml_spiffs_id(record->head.id) - 1u; /* a record's is odd */
    struct otaml_file_record r;
    struct spiffs_file model;
    struct newest *last;
    int got = otaml_spiffs_find_file(v, id, &model);

    v->unfinished = id; /* so that its header counts even if it is not final, where none is */
    if (got == 0) {
        got = otaml_spiffs_find_file(v, id, &model);
    }
    if (got > 0) {
        got = otaml_spiffs_read_record(v, &model, &r);
    }
    v->unfinished = 0;
    if (got < 0) {
        return got;
    }
    if (got == 0 || otaml_spiffs_is_condemned(&model)) {
        s->clean = false; /* nobody's record */
        return otaml_spiffs_put_flags(v, record->page, record->head.flags & ~SPIFFS_IXDELE);
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
                     uint32_t id)
{
    if (!otaml_spiffs_is_page(v, page)) {
        return 0;
    }
    if (page < near->page || page >= near->page + near->at + near->have) {
        int got;
        otaml_spiffs_walk(v, near, page);
        got = otaml_spiffs_next(v, near);
        if (got <= 0) {
            return got;
        }
    }
    return otaml_get_le16(near->buffer + 2 * (page - near->page)) == id;
}

/* Do all entries of an index page name pages of its object? */
static int check_names(const struct otaml_spiffs_volume *v, struct survey *s, uint32_t page,
                       const struct spiffs_head *h)
{
    uint32_t span;
    const int count = otaml_spiffs_read_index(v, page, h->span, &span);

    for (int i = 0; i < count; i++) {
        const uint32_t data = otaml_get_le16(v->file->chunk + 2 * i);
        const int has =
            data == SPIFFS_FREE ? 1 : has_entry(v, &s->near, data, otaml_spiffs_id(h->id));
        if (has <= 0) {
            s->clean = false;
            return has;
        }
    }
    return count < 0 ? count : OTAML_OK;
}

static int see_index(struct otaml_spiffs_volume *v, struct survey *s, uint32_t page, uint32_t entry)
{
    struct spiffs_file file;
    int err = otaml_spiffs_read_file(v, page, &file);

    if (err || file.head.id != entry || !otaml_spiffs_is_live(v, &file.head)) {
        return err; /* of what is unfinished, or one too many */
    }
    if (file.head.span == 0) {
        const uint32_t data = otaml_spiffs_data_pages(v, file.size);
        s->wanted += data + otaml_spiffs_index_pages(v, data);
        if (!otaml_spiffs_is_condemned(&file) && otaml_spiffs_is_record(&file)) {
            err = learn(v, s, &file);
        }
    }
    return err ? err : check_names(v, s, page, &file.head);
}

static int see_all(struct otaml_spiffs_volume *v, struct survey *s)
{
    struct spiffs_walk w;
    int got;

    otaml_spiffs_walk(v, &w, 0);
    while ((got = otaml_spiffs_next(v, &w)) > 0) {
        if (w.id == SPIFFS_FREE) {
            v->free++;
        } else if (w.id != SPIFFS_GONE) {
            const int err = w.id & SPIFFS_INDEX ? see_index(v, s, w.page, w.id) : OTAML_OK;
            v->used++;
            if (err) {
                return err;
            }
        }
    }
    return got;
}

/* Learn what there is; *clean: no power cut left anything behind. */
OTAML_OWN_FRAME static int learn_all(struct otaml_spiffs_volume *v, bool *clean)
{
    struct survey s;
    int got;

    memset(&s, 0, sizeof(s));
    s.clean = true;
    got = see_all(v, &s);
    v->newest = s.last[0].id;
    v->unfinished = s.last[1].id;
    v->serial = newer(s.last[1].serial, s.last[0].serial) ? s.last[1].serial : s.last[0].serial;
    if (!got && v->unfinished) { /* its pages are looked at by resume */
        got = otaml_spiffs_count(v, v->unfinished, 0);
        s.wanted += (uint32_t)got;
    }
    otaml_spiffs_forget(v); /* index headers that counted for a while */
    *clean = s.clean && v->used == s.wanted;
    return got < 0 ? got : OTAML_OK;
}

int otaml_spiffs_survey(struct otaml_spiffs_volume *v)
{
    bool clean = true;
    int err;

    v->free = 0;
    v->used = 0;
    v->unfinished = 0;
    err = learn_all(v, &clean);
    if (!err && !clean) {
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
