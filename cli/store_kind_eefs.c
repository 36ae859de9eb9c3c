/*
 * store_kind_eefs.c - the EEFS store in an image of an EEPROM. API: store_kind_priv.h
 */
#include <stdlib.h>
#include <string.h>
#include <otaml/eefs_store.h>

#include "cli_priv.h"
#include "store_kind_priv.h"

struct state {
    struct store_unit unit;
    struct otaml_eefs_store_config config;
    struct otaml_eefs_store store;
    uint8_t chunk[65536];
};

static bool eefs_open(struct store_image *s, struct store_request *q)
{
    static const char *const orders[] = { "little", "big", NULL };
    const bool big_endian = store_option_word(q, "order", orders) != 0;
    const uint32_t spare = store_option_size(q, "spare", 0);
    struct media_file_geometry geometry = { .prog_size = 1, .unmapped = true };
    struct state *e;
    int err;

    if (q->status != CLI_DONE) {
        return false;
    }
    s->state = e = cli_alloc(sizeof(*e));
    memset(e, 0, sizeof(*e));
    if (!store_unit_open(&e->unit, q, &geometry)) {
        return false;
    }
    e->config = (struct otaml_eefs_store_config){
        .media = e->unit.media,
        .chunk = e->chunk,
        .chunk_size = sizeof(e->chunk),
        .big_endian = big_endian,
        .spare = spare,
    };
    err = otaml_eefs_store_init(&e->store, &e->config);
    if (err) {
        store_refuse(q, CLI_FAILED, "%s", otaml_err_text(err));
    }
    s->store = &e->store.file.store;
    s->files = otaml_eefs_store_files;
    return !err;
}

static int eefs_finish(struct store_image *s)
{
    struct state *e = s->state;

    return otaml_eefs_store_seal(&e->store);
}

static void eefs_close(struct store_image *s)
{
    struct state *e = s->state;

    if (e) {
        store_unit_close(&e->unit);
        free(e);
    }
}

static const char *const options[] = { "size", "order", "spare", NULL };

const struct store_kind store_kind_eefs = {
    .name = "eefs",
    .options = options,
    .open = eefs_open,
    .close = eefs_close,
    .finish = eefs_finish,
};
