/*
 * store_kind_flash.c - the flash store in an image. API: store_kind_priv.h
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <otaml/crc32.h>
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

/* ---- the unit's sizes, as the first object's header tells them (spec/flash-store.md) ---- */

enum { STEP = 256, HEADER = 108 }; /* the smallest erase unit; bytes of a header */

static uint32_t le32(const uint8_t *p)
{
    return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static bool is_header(const uint8_t h[STEP])
{
    return memcmp(h, "OTF1\1", 5) == 0 && h[5] >= 8 && h[5] <= 20 && h[6] <= 8
           && le32(h + HEADER - 4) == otaml_crc32(0, h, HEADER - 4);
}

/* Left as they are where there is none. */
static void learn_sizes(const char *path, struct media_file_geometry *g)
{
    uint8_t h[STEP];
    FILE *f = fopen(path, "rb");

    while (f && fread(h, 1, STEP, f) == STEP) {
        if (is_header(h)) {
            g->erase_size = 1u << h[5];
            g->prog_size = 1u << h[6];
            break;
        }
    }
    if (f) {
        fclose(f);
    }
}

/* ---- the store ---- */

static bool flash_open(struct store_image *s, struct store_request *q)
{
    static const char *const mapped[] = { "yes", "no", NULL };
    struct media_file_geometry geometry = {
        .erase_size = 4096,
        .prog_size = 4,
        .unmapped = store_option_word(q, "mapped", mapped) != 0,
    };
    struct state *f;
    int err;

    if (q->access != STORE_MAKE) {
        learn_sizes(q->path, &geometry);
    }
    geometry.erase_size = store_option_size(q, "erase", geometry.erase_size);
    geometry.prog_size = store_option_size(q, "prog", geometry.prog_size);
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
