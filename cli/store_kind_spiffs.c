/*
 * store_kind_spiffs.c - the SPIFFS store in an image of a NOR flash. API: store_kind_priv.h
 */
#include <stdlib.h>
#include <string.h>
#include <otaml/spiffs_store.h>

#include "cli_priv.h"
#include "store_kind_priv.h"

struct state {
    struct store_unit unit;
    struct otaml_spiffs_store_config config;
    struct otaml_spiffs_store store;
    uint8_t chunk[OTAML_SPIFFS_STORE_CHUNK];
};

/* In the order of enum otaml_spiffs_magic. */
static const char *const magics[] = { "length", "plain", "none", NULL };

static bool spiffs_open(struct store_image *s, struct store_request *q)
{
    const uint32_t block = store_option_size(q, "block", 4096);
    struct media_file_geometry geometry = {
        .erase_size = store_option_size(q, "erase", block),
        .prog_size = 1,
        .unmapped = true,
        .clears_bits = true,
    };
    const struct otaml_spiffs_store_config config = {
        .page_size = store_option_size(q, "page", OTAML_SPIFFS_STORE_PAGE),
        .block_size = block,
        .meta_size = store_option_size(q, "meta", 0),
        .magic = (enum otaml_spiffs_magic)store_option_word(q, "magic", magics),
        .format = otaml_spiffs_store_format,
    };
    struct state *f;
    int err;

    if (q->status != CLI_DONE) {
        return false;
    }
    s->state = f = cli_alloc(sizeof(*f));
    memset(f, 0, sizeof(*f));
    if (!store_unit_open(&f->unit, q, &geometry)) {
        return false;
    }
    f->config = config;
    f->config.media = f->unit.media;
    f->config.chunk = f->chunk;
    f->config.chunk_size = sizeof(f->chunk);
    err = otaml_spiffs_store_init(&f->store, &f->config);
    if (err) {
        store_refuse(q, CLI_FAILED,
                     "%s; other sizes can be given as spiffs,page=BYTES,block=BYTES,meta=BYTES",
                     otaml_err_text(err));
    }
    s->store = &f->store.file.store;
    s->files = otaml_spiffs_store_files;
    return !err;
}

static void spiffs_close(struct store_image *s)
{
    struct state *f = s->state;

    if (f) {
        store_unit_close(&f->unit);
        free(f);
    }
}

static const char *const options[] = { "size", "page", "block", "erase", "meta", "magic", NULL };

const struct store_kind store_kind_spiffs = {
    .name = "spiffs",
    .options = options,
    .open = spiffs_open,
    .close = spiffs_close,
};
