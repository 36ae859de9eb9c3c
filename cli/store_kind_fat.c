/*
 * store_kind_fat.c - the FAT store in an image of an SD card. API: store_kind_priv.h
 */
#include <stdlib.h>
#include <string.h>
#include <otaml/fat_store.h>

#include "cli_priv.h"
#include "store_kind_priv.h"

#define VOLUME_ID 0x4f54414du /* of new ones: an image is the same each time it is made */

struct state {
    struct store_unit unit;
    struct otaml_block block;
    struct otaml_fat_store_config config;
    struct otaml_fat_store store;
    uint8_t sector[OTAML_BLOCK_SIZE], chunk[65536];
};

static bool fat_open(struct store_image *s, struct store_request *q)
{
    static const char *const types[] = { "", "16", "32", NULL };
    static const uint8_t bits[] = { 0, 16, 32 };
    const uint8_t format_bits = bits[store_option_word(q, "type", types)];
    struct media_file_geometry geometry = { .prog_size = OTAML_BLOCK_SIZE, .unmapped = true };
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
    f->config = (struct otaml_fat_store_config){
        .block = &f->block,
        .sector = f->sector,
        .chunk = f->chunk,
        .chunk_size = sizeof(f->chunk),
        .format = otaml_fat_store_format,
        .format_bits = format_bits,
        .volume_id = VOLUME_ID,
    };
    err = otaml_block_of_media(&f->block, f->unit.media);
    err = err ? err : otaml_fat_store_init(&f->store, &f->config);
    if (err) {
        store_refuse(q, CLI_FAILED, "%s", otaml_err_text(err));
    }
    s->store = &f->store.file.store;
    s->files = otaml_fat_store_files;
    return !err;
}

static void fat_close(struct store_image *s)
{
    struct state *f = s->state;

    if (f) {
        store_unit_close(&f->unit);
        free(f);
    }
}

static const char *const options[] = { "size", "type", NULL };

const struct store_kind store_kind_fat = {
    .name = "fat",
    .options = options,
    .open = fat_open,
    .close = fat_close,
};
