/*
 * model_metadata.c - facts that tools put beside a network. API: otaml/model.h
 */
#include <otaml/model.h>

#include <string.h>
#include "base_priv.h"
#include "model_buffer_priv.h"
#include "schema_priv.h"

int otaml_model_metadata(const struct otaml_model *m, uint32_t index, struct otaml_metadata *d)
{
    struct walk w;
    uint32_t at;

    memset(d, 0, sizeof(*d));
    otaml_walk_begin(&w, m);
    otaml_walk_follow(&w, 0);
    if (index >= otaml_walk_field_vector(&w, MODEL_METADATA, WALK_WORDS, &at)) {
        return w.err ? w.err : OTAML_ERR_NOT_FOUND;
    }
    otaml_walk_follow(&w, at + 4 * index);
    d->name_bytes = otaml_walk_field_vector(&w, METADATA_NAME, WALK_BYTES, &d->name);
    const uint32_t buffer = otaml_walk_field_u32(&w, METADATA_BUFFER);
    const int err = otaml_model_buffer(&w, buffer, &d->data, &d->bytes);
    return w.err ? w.err : err;
}

/* Is that its name? A negative number: the reader's error. */
static int is_named(const struct otaml_model *m, const struct otaml_metadata *d, const char *name)
{
    uint8_t piece[16];
    uint32_t n;

    if (strlen(name) != d->name_bytes) {
        return false;
    }
    for (uint32_t i = 0; i < d->name_bytes; i += n) {
        n = otaml_min_u32(sizeof(piece), d->name_bytes - i);
        const int err = otaml_model_read(m, d->name + i, piece, n);
        if (err) {
            return err;
        }
        if (memcmp(piece, name + i, n) != 0) {
            return false;
        }
    }
    return true;
}

int otaml_model_find_metadata(const struct otaml_model *m, const char *name,
                              struct otaml_metadata *d)
{
    int err;

    for (uint32_t i = 0; (err = otaml_model_metadata(m, i, d)) == OTAML_OK; i++) {
        const int named = is_named(m, d, name);
        if (named) {
            return named < 0 ? named : OTAML_OK;
        }
    }
    return err;
}
