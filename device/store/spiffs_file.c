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

    file->page = page;
    file->head.id = otaml_get_le16(bytes);
    file->head.span = otaml_get_le16(bytes + 2);
    file->head.flags = bytes[4];
    file->size = otaml_get_le32(bytes + AT_SIZE);
    if (file->size == UINT32_MAX) {
        file->size = 0;
    }
    memcpy(file->name, bytes + AT_NAME, SPIFFS_NAME);
    file->name[SPIFFS_NAME] = '\0';
    return err;
}

int otaml_spiffs_next_file(const struct otaml_spiffs_volume *v, struct spiffs_walk *w,
                           struct spiffs_file *file)
{
    int err;

    while ((err = otaml_spiffs_next_page(v, w, SPIFFS_INDEX, SPIFFS_INDEX)) == OTAML_OK) {
        const uint32_t seen = w->head.flags & (SPIFFS_FINAL | SPIFFS_IXDELE);
        if (w->head.span == 0 && seen == SPIFFS_IXDELE) {
            return otaml_spiffs_read_file(v, w->page, file);
        }
    }
    return err;
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

    memcpy(name, RECORD_NAME, n);
    for (uint32_t i = 0; i < 4; i++) {
        name[n + i] = "0123456789abcdef"[(id >> (12 - 4 * i)) & 15];
    }
    name[n + 4] = '\0';
}

bool otaml_spiffs_is_record(const struct spiffs_file *file)
{
    const uint32_t id = otaml_spiffs_id(file->head.id);
    char name[SPIFFS_NAME];

    record_name(name, (uint32_t)(id - id % 2));
    return id % 2 == 1 && strcmp(file->name, name) == 0;
}

int otaml_spiffs_read_record(struct otaml_spiffs_volume *v, uint32_t id,
                             const struct spiffs_file *file, struct otaml_file_record *r)
{
    uint8_t bytes[OTAML_FILE_RECORD];
    const char *name = otaml_spiffs_object_name(file->name);
    struct spiffs_file of;
    uint32_t page;
    int err =
        name && id % 2 == 0 ? otaml_spiffs_find_index(v, id | 1u, 0, &page) : OTAML_ERR_NOT_FOUND;

    err = err ? err : otaml_spiffs_read_file(v, page, &of);
    if (!err && !otaml_spiffs_is_record(&of)) {
        err = OTAML_ERR_NOT_FOUND;
    }
    err = err ? err : otaml_spiffs_read_object(v, id | 1u, 0, bytes, sizeof(bytes));
    if (!err
        && (!otaml_file_record_decode(r, bytes) || r->place[0] != id || r->entry.size != file->size
            || strcmp(r->entry.name, name) != 0)) {
        err = OTAML_ERR_NOT_FOUND;
    }
    return err == OTAML_ERR_CORRUPT ? OTAML_ERR_NOT_FOUND : err;
}

int otaml_spiffs_entry_of(struct otaml_spiffs_volume *v, const struct spiffs_file *file,
                          struct otaml_store_entry *e)
{
    const char *name = otaml_spiffs_object_name(file->name);
    struct otaml_file_record r;
    const int err = otaml_spiffs_read_record(v, otaml_spiffs_id(file->head.id), file, &r);

    if (!err) {
        *e = r.entry;
        return err;
    }
    memset(e, 0, sizeof(*e));
    e->size = file->size;
    if (name) {
        memcpy(e->name, name, strlen(name));
    }
    return err == OTAML_ERR_NOT_FOUND ? OTAML_OK : err;
}

int otaml_spiffs_put_header(struct otaml_spiffs_volume *v, uint32_t id, const char *name,
                            uint32_t size, uint32_t first, uint32_t *page)
{
    uint8_t bytes[SPIFFS_FIXED + OTAML_SPIFFS_STORE_META_MAX + 2];
    const uint32_t index = id | SPIFFS_INDEX;
    int err = otaml_spiffs_claim(v, index, page);

    memset(bytes, 0xff, sizeof(bytes));
    otaml_spiffs_encode_head(index, 0, bytes);
    otaml_put_le32(bytes + AT_SIZE, size);
    bytes[AT_TYPE] = TYPE_FILE;
    memset(bytes + AT_NAME, 0, SPIFFS_NAME);
    memcpy(bytes + AT_NAME, name, strlen(name) + 1);
    otaml_spiffs_put16(bytes + SPIFFS_FIXED + v->cfg->meta_size, first);
    return err ? err : otaml_spiffs_prog(v, *page, 0, bytes, SPIFFS_FIXED + v->cfg->meta_size + 2);
}

int otaml_spiffs_put_record(struct otaml_spiffs_volume *v, uint32_t id)
{
    struct otaml_file_record r;
    uint8_t bytes[OTAML_FILE_RECORD];
    char name[SPIFFS_NAME];
    uint32_t page;
    int err;

    memset(&r, 0, sizeof(r));
    r.entry = v->file->entry;
    r.serial = ++v->serial;
    r.place[0] = id;
    otaml_file_record_encode(&r, bytes);
    record_name(name, id);
    id |= 1;
    err = otaml_spiffs_put_page(v, id, 0, bytes, sizeof(bytes), &page);
    err = err ? err : otaml_spiffs_put_header(v, id, name, OTAML_FILE_RECORD, page, &page);
    return err ? err : otaml_spiffs_finish(v, page, SPIFFS_INDEX);
}
