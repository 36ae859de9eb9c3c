/*
 * store_kind_flash.c - the flash store in an image. API: store_kind_priv.h
 */
#include <stdlib.h>
#include <string.h>
#include <otaml/flash_store.h>

#include "cli_priv.h"
#include "store_kind_priv.h"

enum { CHUNK = 65536 };

struct state {
    struct store_unit unit;
    struct otaml_flash_store_config config;
    struct otaml_flash_store store;
    uint8_t chunk[CHUNK];
};

static bool flash_open(struct store_image *s, struct store_request *q)
{
    static const char *const mapped[] = { "yes", "no", NULL };
    struct media_file_geometry geometry = {
        .erase_size = store_option_size(q, "erase", 4096),
        .prog_size = store_option_size(q, "prog", 4),
        .unmapped = store_option_word(q, "mapped", mapped) != 0,
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
    f->config = (struct otaml_flash_store_config){
        .media = f->unit.media,
        .chunk = f->chunk,
        .chunk_size = OTAML_FLASH_STORE_CHUNK,
    };
    err = otaml_flash_store_init(&f->store, &f->config);
    if (err) {
        store_refuse(q, CLI_FAILED, "%s; other sizes can be given as flash,erase=BYTES,prog=BYTES",
                     otaml_err_text(err));
    }
    s->store = &f->store.store;
    return !err;
}

static void flash_close(struct store_image *s)
{
    struct state *f = s->state;

    if (f) {
        store_unit_close(&f->unit);
        free(f);
    }
}

static const char *const options[] = { "size", "erase", "prog", "mapped", NULL };

const struct store_kind store_kind_flash = {
    .name = "flash",
    .options = options,
    .open = flash_open,
    .close = flash_close,
};
