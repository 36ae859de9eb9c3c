/*
 * rig_spiffs.c - the SPIFFS store for the tests of all stores. See store_rig.h
 */
#include "store_rig.h"

#include <string.h>

#define NOR(kb, erase)                                                                             \
    {                                                                                              \
        .size = (kb)*RIG_KB, .erase_size = (erase), .prog_size = 1, .unmapped = true,              \
        .clears_bits = true                                                                        \
    }

static const struct rig_geometry rows[] = {
    { "spiffs, as ESP-IDF's", &rig_spiffs, NOR(256, 4096), 4096 },
    { "spiffs, as mkspiffs's", &rig_spiffs, NOR(128, 4096), 1024 },
    { "spiffs, 64 KB blocks, no magic", &rig_spiffs, NOR(1024, 65536), 4096 },
    { "spiffs, 512-byte pages", &rig_spiffs, NOR(256, 8192), 3000 },
    { "spiffs, 1 KB blocks", &rig_spiffs, NOR(64, 1024), 512 },
    { NULL, NULL, { 0 }, 0 },
};

static const struct rig_geometry cut_rows[] = {
    { "spiffs, 4 KB blocks", &rig_spiffs, NOR(64, 4096), 1024 },
    { "spiffs, 2 KB blocks", &rig_spiffs, NOR(32, 2048), 600 },
    { "spiffs, no magic", &rig_spiffs, NOR(32, 2048), 512 },
    { NULL, NULL, { 0 }, 0 },
};

/* What rows do not tell. */
static const struct {
    const char *name;
    uint32_t page, meta;
    enum otaml_spiffs_magic magic;
} options[] = {
    { "spiffs, as ESP-IDF's", 0, 4, OTAML_SPIFFS_MAGIC_LENGTH },
    { "spiffs, 64 KB blocks, no magic", 256, 0, OTAML_SPIFFS_MAGIC_NONE },
    { "spiffs, 512-byte pages", 512, 64, OTAML_SPIFFS_MAGIC_PLAIN },
    { "spiffs, no magic", 256, 1, OTAML_SPIFFS_MAGIC_NONE },
};

static void init(struct rig *r)
{
    struct otaml_spiffs_store_config *c = &r->kind.spiffs.config;

    *c = (struct otaml_spiffs_store_config){
        .media = &r->unit.media,
        .chunk = r->chunk,
        .chunk_size = r->geometry->chunk_size,
        .format = otaml_spiffs_store_format,
    };
    for (unsigned i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
        if (strcmp(options[i].name, r->geometry->name) == 0) {
            c->page_size = options[i].page;
            c->meta_size = options[i].meta;
            c->magic = options[i].magic;
        }
    }
    assert_int_equal(otaml_spiffs_store_init(&r->kind.spiffs.store, c), OTAML_OK);
    r->store = &r->kind.spiffs.store.file.store;
}

static uint32_t lost_at_most(const struct rig_geometry *g, uint32_t size, bool torn)
{
    (void)g, (void)size, (void)torn;
    return 0;
}

static uint32_t slack(const struct rig_geometry *g)
{
    (void)g;
    return 0;
}

const struct rig_kind rig_spiffs = {
    .name = "spiffs",
    .medium = &rig_unit,
    .init = init,
    .name_max = OTAML_SPIFFS_STORE_NAME_MAX,
    .lost_at_most = lost_at_most,
    .slack = slack,
    .coarse = 11, /* many small programs */
    .rows = rows,
    .cut_rows = cut_rows,
};
