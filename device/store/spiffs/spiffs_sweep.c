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

static int mark(const struct otaml_spiffs_volume *v, const struct spiffs_file *file)
{
    const uint32_t flags = file->head.flags & ~SPIFFS_IXDELE;
    int err = otaml_spiffs_put_flags(v, file->page, flags);

    if (!err && (flags & SPIFFS_FINAL)) { /* so that it is found again: not before it is marked */
        err = otaml_spiffs_put_flags(v, file->page, flags & ~SPIFFS_FINAL);
    }
    return err;
}

int otaml_spiffs_condemn(struct otaml_spiffs_volume *v, const struct spiffs_file *file)
{
    const uint32_t id = otaml_spiffs_id(file->head.id);
    struct spiffs_file record;
    int err = mark(v, file);

    if (!err && id % 2 == 0) {
        const int got = otaml_spiffs_find_file(v, id | 1u, &record);
        err = got > 0 && otaml_spiffs_is_record(&record) ? mark(v, &record) : got;
    }
    return err < 0 ? err : OTAML_OK;
}

int otaml_spiffs_next_condemned(const struct otaml_spiffs_volume *v, struct spiffs_walk *w)
{
    int got;

    do {
        got = otaml_spiffs_next_page(v, w, SPIFFS_INDEX, SPIFFS_INDEX);
    } while (got > 0
             && (w->head.span > 0 || (w->head.flags & SPIFFS_IXDELE)
                 || otaml_file_is_open(v->file, otaml_spiffs_id(w->id))));
    return got;
}

/* Delete all pages of an object, the index header last. OTAML_ERR_AGAIN: it has many. */
static int sweep(struct otaml_spiffs_volume *v, uint32_t id, uint32_t header)
{
    struct spiffs_walk w;
    uint32_t n = 0;
    int got;

    otaml_spiffs_walk(v, &w, 0);
    while ((got = otaml_spiffs_next(v, &w)) > 0) {
        if (otaml_spiffs_id(w.id) == id && w.page != header) {
            const int err = otaml_spiffs_delete(v, w.page);
            if (err || ++n == STEP) {
                return err ? err : OTAML_ERR_AGAIN;
            }
        }
    }
    return got ? got : otaml_spiffs_delete(v, header);
}

/* Condemn the older files of the newest object's name. */
static int supersede(struct otaml_spiffs_volume *v)
{
    struct spiffs_file newest, file;
    struct spiffs_walk w;
    int got = v->newest ? otaml_spiffs_find_file(v, v->newest, &newest) : 0;

    otaml_spiffs_walk(v, &w, 0);
    while (got > 0 && (got = otaml_spiffs_next_file(v, &w, &file)) > 0) {
        if (file.head.id != newest.head.id && strcmp(file.name, newest.name) == 0) {
            const int err = otaml_spiffs_condemn(v, &file);
            if (err) {
                return err;
            }
        }
    }
    v->newest = got ? v->newest : 0;
    return got;
}

int otaml_spiffs_settle(struct otaml_spiffs_volume *v)
{
    struct spiffs_walk w;
    int got = supersede(v);

    otaml_spiffs_walk(v, &w, 0);
    while (!got && (got = otaml_spiffs_next_condemned(v, &w)) > 0) {
        got = sweep(v, otaml_spiffs_id(w.id), w.page);
    }
    return got;
}
