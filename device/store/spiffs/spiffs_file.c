/*
 * spiffs_file.c - index headers as files and objects, and their records. API: spiffs_priv.h
 */
#include <string.h>

#include "base_priv.h"
#include "spiffs_priv.h"

#define TYPE_FILE   1u
#define RECORD_NAME "/" OTAML_STORE_RESERVED /* and the object's id in four hex digits */

enum { AT_SIZE = 8, AT_TYPE = 12, AT_NAME = 13 };

OTAML_STATIC_ASSERT(OTAML_SPIFFS_STORE_NAME_MAX + 2 == SPIFFS_NAME, slash_name_and_nul_fit);

int otaml_spiffs_read_file(const struct otaml_spiffs_volume *v, uint32_t page,
                           struct spiffs_file *file)
{
    uint8_t bytes[SPIFFS_FIXED];
    const int err = otaml_spiffs_read(v, page, 0, bytes, sizeof(bytes));

    otaml_spiffs_decode_head(bytes, &file->head);
    file->page = page;
    file->size = otaml_get_le32(bytes + AT_SIZE);
    if (file->size == UINT32_MAX) {
        file->size = 0;
    }
    memcpy(file->name, bytes + AT_NAME, SPIFFS_NAME);
    file->name[SPIFFS_NAME] = '\0';
    return err;
}

int otaml_spiffs_find_file(struct otaml_spiffs_volume *v, uint32_t id, struct spiffs_file *file)
{
    const int page = otaml_spiffs_find_index(v, id, 0);
    const int err = page > 0 ? otaml_spiffs_read_file(v, (uint32_t)page, file) : OTAML_OK;

    return err ? err : page;
}

int otaml_spiffs_next_file(const struct otaml_spiffs_volume *v, struct spiffs_walk *w,
                           struct spiffs_file *file)
{
    int got;

    while ((got = otaml_spiffs_next_page(v, w, SPIFFS_INDEX, SPIFFS_INDEX)) > 0) {
        const uint32_t seen = w->head.flags & (SPIFFS_FINAL | SPIFFS_IXDELE);
        if (w->head.span == 0 && seen == SPIFFS_IXDELE) {
            const int err = otaml_spiffs_read_file(v, w->page, file);
            return err ? err : 1;
        }
    }
    return got;
}

int otaml_spiffs_list(const struct otaml_spiffs_volume *v, uint32_t *cursor,
                      struct spiffs_file *file)
{
    struct spiffs_walk w;
    int got;

    if (!v->file->mounted) {
        return OTAML_ERR_STATE;
    }
    otaml_spiffs_walk(v, &w, *cursor);
    w.left -= otaml_min_u32(*cursor, w.left);
    got = otaml_spiffs_next_file(v, &w, file);
    *cursor = got > 0 ? w.next : *cursor;
    return got > 0 ? OTAML_OK : got < 0 ? got : OTAML_ERR_NOT_FOUND;
}

const char *otaml_spiffs_object_name(const char *name)
{
    return name[0] == '/' && otaml_store_name_ok(name + 1, SPIFFS_NAME - 1)
                   && !otaml_store_name_reserved(name + 1)
               ? name + 1
               : NULL;
}

/* ---- records ---- */

static void record_name(char name[SPIFFS_NAME], uint32_t id)
{
    const uint32_t n = sizeof(RECORD_NAME) - 1;

    memset(name, 0, SPIFFS_NAME);
    memcpy(name, RECORD_NAME, n);
    for (uint32_t i = 0; i < 4; i++) {
        name[n + i] = "0123456789abcdef"[(id >> (12 - 4 * i)) & 15];
    }
}

bool otaml_spiffs_is_record(const struct spiffs_file *file)
{
    const uint32_t id = otaml_spiffs_id(file->head.id);
    char name[SPIFFS_NAME];

    record_name(name, id - id % 2);
    return id % 2 == 1 && strcmp(file->name, name) == 0;
}

int otaml_spiffs_read_record(struct otaml_spiffs_volume *v, const struct spiffs_file *file,
                             struct otaml_file_record *r)
{
    const uint32_t id = otaml_spiffs_id(file->head.id);
    const char *name = otaml_spiffs_object_name(file->name);
    uint8_t bytes[OTAML_FILE_RECORD];
    int err;

    if (!name || id % 2 == 1) {
        return 0;
    }
    err = otaml_spiffs_read_object(v, id | 1u, 0, bytes, sizeof(bytes));
    if (err) {
        return err == OTAML_ERR_CORRUPT ? 0 : err; /* it is not there, or not whole */
    }
    return otaml_file_record_decode(r, bytes) && r->place[0] == id && r->entry.size == file->size
           && strcmp(r->entry.name, name) == 0;
}

int otaml_spiffs_entry_of(struct otaml_spiffs_volume *v, const struct spiffs_file *file,
                          struct otaml_store_entry *e)
{
    const char *name = otaml_spiffs_object_name(file->name);
    struct otaml_file_record r;
    const int got = otaml_spiffs_read_record(v, file, &r);

    if (got > 0) {
        *e = r.entry;
        return OTAML_OK;
    }
    memset(e, 0, sizeof(*e));
    e->size = file->size;
    if (name) {
        memcpy(e->name, name, strlen(name));
    }
    return got;
}

int otaml_spiffs_put_header(struct otaml_spiffs_volume *v, uint32_t id, const char *name,
                            uint32_t size, uint32_t first)
{
    uint8_t bytes[SPIFFS_FIXED + OTAML_SPIFFS_STORE_META_MAX + 2];
    const uint32_t end = SPIFFS_FIXED + v->cfg->meta_size;
    const int page = otaml_spiffs_claim(v, id | SPIFFS_INDEX);
    int err;

    if (page < 0) {
        return page;
    }
    memset(bytes, 0xff, sizeof(bytes));
    otaml_spiffs_encode_head(id | SPIFFS_INDEX, 0, bytes);
    otaml_put_le32(bytes + AT_SIZE, size);
    bytes[AT_TYPE] = TYPE_FILE;
    memcpy(bytes + AT_NAME, name, SPIFFS_NAME);
    otaml_spiffs_put16(bytes + end, first);
    err = otaml_spiffs_prog(v, (uint32_t)page, 0, bytes, end + 2);
    return err ? err : page;
}

int otaml_spiffs_put_record(struct otaml_spiffs_volume *v, uint32_t id)
{
    struct otaml_file_record r;
    uint8_t bytes[OTAML_FILE_RECORD];
    char name[SPIFFS_NAME];
    int page;

    memset(&r, 0, sizeof(r));
    r.entry = v->file->entry;
    r.serial = ++v->serial;
    r.place[0] = id;
    otaml_file_record_encode(&r, bytes);
    record_name(name, id);
    id |= 1;
    page = otaml_spiffs_put_page(v, id, 0, bytes, sizeof(bytes));
    if (page >= 0) {
        page = otaml_spiffs_put_header(v, id, name, OTAML_FILE_RECORD, (uint32_t)page);
    }
    return page < 0 ? page : otaml_spiffs_finish(v, (uint32_t)page, SPIFFS_INDEX);
}
