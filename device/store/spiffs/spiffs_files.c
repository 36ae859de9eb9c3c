/*
 * spiffs_files.c - every file, for tools. API: otaml/spiffs_store.h
 */
#include <string.h>

#include "spiffs_priv.h"

int otaml_spiffs_store_files(struct otaml_store *s, uint32_t *cursor, struct otaml_store_file *file)
{
    struct otaml_spiffs_volume *v = otaml_spiffs_of(s);
    struct spiffs_file found;
    const int err = otaml_spiffs_list(v, cursor, &found);

    if (err) {
        return err;
    }
    memset(file, 0, sizeof(*file));
    memcpy(file->path, found.name + (found.name[0] == '/'), SPIFFS_NAME);
    file->object.where = otaml_spiffs_id(found.head.id);
    return otaml_spiffs_entry_of(v, &found, &file->object.entry);
}
