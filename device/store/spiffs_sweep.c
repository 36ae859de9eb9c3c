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

static int mark(const struct otaml_spiffs_store *f, uint16_t page, uint8_t flags)
{
    return otaml_spiffs_put_flags(f, page, (uint8_t)(flags & ~SPIFFS_IXDELE));
}

int otaml_spiffs_condemn(struct otaml_spiffs_store *f, const struct spiffs_file *file)
{
    const uint16_t id = otaml_spiffs_id(file->head.id);
    struct spiffs_file record;
    uint16_t page;
    int err = mark(f, file->page, file->head.flags);

    if (!err && id % 2 == 0) {
        err = otaml_spiffs_find_index(f, id | 1u, 0, &page);
        err = err ? err : otaml_spiffs_read_file(f, page, &record);
        if (!err && otaml_spiffs_is_record(&record)) {
            err = mark(f, page, record.head.flags);
        }
    }
    return err == OTAML_ERR_NOT_FOUND ? OTAML_OK : err;
}

int otaml_spiffs_next_condemned(const struct otaml_spiffs_store *f, struct spiffs_walk *w,
                                uint16_t *id)
{
    int err;

    while ((err = otaml_spiffs_next(f, w)) == OTAML_OK) {
        struct spiffs_head h;
        *id = otaml_spiffs_id(w->id);
        if (*id == 0 || (w->id & SPIFFS_INDEX) == 0) {
            continue;
        }
        err = otaml_spiffs_head(f, w->page, &h);
        if (err
            || (h.id == w->id && h.span == 0 && otaml_spiffs_is_live(f, &h)
                && (h.flags & SPIFFS_IXDELE) == 0 && !otaml_file_is_open(&f->file, *id))) {
            return err;
        }
    }
    return err;
}

/* Delete pages of the object: its index headers, or all others. */
static int sweep(struct otaml_spiffs_store *f, uint16_t id, bool headers)
{
    struct spiffs_walk w;
    uint32_t n = 0;
    int err;

    otaml_spiffs_walk(f, &w, 0);
    while ((err = otaml_spiffs_next(f, &w)) == OTAML_OK) {
        struct spiffs_head h;
        if (otaml_spiffs_id(w.id) != id) {
            continue;
        }
        err = otaml_spiffs_head(f, w.page, &h);
        if (!err && (h.id == (id | SPIFFS_INDEX) && h.span == 0) == headers) {
            err = otaml_spiffs_delete(f, w.page);
            n++;
        }
        if (err || n == STEP) {
            return err ? err : OTAML_ERR_AGAIN;
        }
    }
    return err == OTAML_ERR_NOT_FOUND ? OTAML_OK : err;
}

int otaml_spiffs_sweep(struct otaml_spiffs_store *f, uint16_t id)
{
    const int err = sweep(f, id, false);

    return err ? err : sweep(f, id, true);
}

/* Condemn the older files of the newest object's name. */
static int supersede(struct otaml_spiffs_store *f)
{
    struct spiffs_file newest, file;
    struct spiffs_walk w;
    uint16_t page;
    int err = otaml_spiffs_find_index(f, f->newest, 0, &page);

    err = err ? err : otaml_spiffs_read_file(f, page, &newest);
    otaml_spiffs_walk(f, &w, 0);
    while (!err && (err = otaml_spiffs_next_file(f, &w, &file)) == OTAML_OK) {
        if (file.head.id != newest.head.id && strcmp(file.name, newest.name) == 0) {
            err = otaml_spiffs_condemn(f, &file);
        }
    }
    return err == OTAML_ERR_NOT_FOUND ? OTAML_OK : err;
}

int otaml_spiffs_settle(struct otaml_spiffs_store *f)
{
    struct spiffs_walk w;
    uint16_t id;
    int err = f->newest ? supersede(f) : OTAML_OK;

    if (err) {
        return err;
    }
    f->newest = 0;
    otaml_spiffs_walk(f, &w, 0);
    while (!err && (err = otaml_spiffs_next_condemned(f, &w, &id)) == OTAML_OK) {
        err = otaml_spiffs_sweep(f, id);
    }
    return err == OTAML_ERR_NOT_FOUND ? OTAML_OK : err;
}
