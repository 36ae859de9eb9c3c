/*
 * spiffs_sweep.c - removing objects. API: spiffs_priv.h
 *
 * First IXDELE in the index header, which makes the file vanish and tells the next mount; then the
 * pages, the header last. While the object is open only the first is done.
 */
#include <string.h>

#include "base_priv.h"
#include "spiffs_priv.h"

#define STEP 128u /* pages deleted in one go */

static int mark(const struct otaml_spiffs_volume *v, uint32_t page, uint32_t flags)
{
    return otaml_spiffs_put_flags(v, page, flags & ~SPIFFS_IXDELE);
}

int otaml_spiffs_condemn(struct otaml_spiffs_volume *v, const struct spiffs_file *file)
{
    const uint32_t id = otaml_spiffs_id(file->head.id);
    struct spiffs_file record;
    uint32_t page;
    int err = mark(v, file->page, file->head.flags);

    if (!err && id % 2 == 0) {
        err = otaml_spiffs_find_index(v, id | 1u, 0, &page);
        err = err ? err : otaml_spiffs_read_file(v, page, &record);
        if (!err && otaml_spiffs_is_record(&record)) {
            err = mark(v, page, record.head.flags);
        }
    }
    return otaml_spiffs_end(err);
}

int otaml_spiffs_next_condemned(const struct otaml_spiffs_volume *v, struct spiffs_walk *w,
                                uint32_t *id)
{
    int err;

    while ((err = otaml_spiffs_next_page(v, w, SPIFFS_INDEX, SPIFFS_INDEX)) == OTAML_OK) {
        *id = otaml_spiffs_id(w->id);
        if (w->head.span == 0 && (w->head.flags & SPIFFS_IXDELE) == 0
            && !otaml_file_is_open(v->file, *id)) {
            break;
        }
    }
    return err;
}

int otaml_spiffs_sweep(struct otaml_spiffs_volume *v, uint32_t id)
{
    struct spiffs_walk w;
    uint32_t n = 0, header = 0;
    int err;

    otaml_spiffs_walk(v, &w, 0);
    while ((err = otaml_spiffs_next(v, &w)) == OTAML_OK) {
        struct spiffs_head h;
        if (otaml_spiffs_id(w.id) != id) {
            continue;
        }
        err = otaml_spiffs_head(v, w.page, &h);
        if (!err && header == 0 && h.id == (id | SPIFFS_INDEX) && h.span == 0) {
            header = w.page;
        } else if (!err) {
            err = otaml_spiffs_delete(v, w.page);
            n++;
        }
        if (err || n == STEP) {
            return err ? err : OTAML_ERR_AGAIN;
        }
    }
    err = otaml_spiffs_end(err);
    return err || header == 0 ? err : otaml_spiffs_delete(v, header);
}

/* Condemn the older files of the newest object's name. */
static int supersede(struct otaml_spiffs_volume *v)
{
    struct spiffs_file newest, file;
    struct spiffs_walk w;
    uint32_t page;
    int err = otaml_spiffs_find_index(v, v->newest, 0, &page);

    err = err ? err : otaml_spiffs_read_file(v, page, &newest);
    otaml_spiffs_walk(v, &w, 0);
    while (!err && (err = otaml_spiffs_next_file(v, &w, &file)) == OTAML_OK) {
        if (file.head.id != newest.head.id && strcmp(file.name, newest.name) == 0) {
            err = otaml_spiffs_condemn(v, &file);
        }
    }
    return otaml_spiffs_end(err);
}

int otaml_spiffs_settle(struct otaml_spiffs_volume *v)
{
    struct spiffs_walk w;
    uint32_t id;
    int err = v->newest ? supersede(v) : OTAML_OK;

    if (err) {
        return err;
    }
    v->newest = 0;
    otaml_spiffs_walk(v, &w, 0);
    while (!err && (err = otaml_spiffs_next_condemned(v, &w, &id)) == OTAML_OK) {
        err = otaml_spiffs_sweep(v, id);
    }
    return otaml_spiffs_end(err);
}
