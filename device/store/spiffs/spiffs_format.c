/*
 * spiffs_format.c - making an empty file system. API: otaml/spiffs_store.h
 */
#include "spiffs_priv.h"

int otaml_spiffs_store_format(struct otaml_store *s)
{
    struct otaml_spiffs_volume *v = otaml_spiffs_of(s);
    int err = OTAML_OK;

    if (v->file->open) {
        return OTAML_ERR_BUSY;
    }
    v->file->mounted = false;
    otaml_file_reset(v->file);
    for (uint32_t block = 0; !err && block < v->blocks; block++) {
        err = otaml_spiffs_erase(v, block);
    }
    return err;
}
