/*
 * rig_flash.c - the flash store on flash of many kinds. API: store_rig.h
 */
#include "store_rig.h"

static void flash_init(struct rig *r)
{
    r->kind.flash.config = (struct otaml_flash_store_config){
        .media = &r->unit.media,
        .chunk = r->chunk,
        .chunk_size = r->geometry->chunk_size,
    };
    assert_int_equal(otaml_flash_store_init(&r->kind.flash.store, &r->kind.flash.config), OTAML_OK);
    r->store = &r->kind.flash.store.store;
}

/* With program units above 32 bytes not each chunk has a mark: an erase unit may be lost, and a
 * run of 0xff, a quarter of the models here. */
static uint32_t flash_lost_at_most(const struct rig_geometry *g, uint32_t size, bool torn)
{
    uint32_t bytes = 0;

    if (torn || g->unit.prog_size > 32) {
        bytes += g->unit.erase_size;
    }
    if (g->unit.prog_size > 32) {
        bytes += size / 4;
    }
    return bytes;
}

/* An erase unit more for each of the two objects, and what stands in front of their bytes. */
static uint32_t flash_slack(const struct rig_geometry *g)
{
    return 2 * (g->unit.erase_size + 3000);
}

static const struct rig_geometry rows[] = {
    { "flash, 4 KB / 1",
      &rig_flash,
      { .size = 256 * RIG_KB, .erase_size = 4 * RIG_KB, .prog_size = 1 },
      4096 },
    { "flash, 4 KB / 1, unmapped",
      &rig_flash,
      { .size = 128 * RIG_KB, .erase_size = 4 * RIG_KB, .prog_size = 1, .unmapped = true },
      1024 },
    { "flash, 128 KB / 32",
      &rig_flash,
      { .size = 1024 * RIG_KB, .erase_size = 128 * RIG_KB, .prog_size = 32 },
      4096 },
    { "flash, 128 KB / 32, ecc",
      &rig_flash,
      { .size = 1024 * RIG_KB, .erase_size = 128 * RIG_KB, .prog_size = 32, .ecc = true },
      4096 },
    { "flash, 256 B / 1",
      &rig_flash,
      { .size = 32 * RIG_KB, .erase_size = 256, .prog_size = 1 },
      1024 },
    { "flash, 256 B / 1, odd chunk",
      &rig_flash,
      { .size = 32 * RIG_KB, .erase_size = 256, .prog_size = 1, .unmapped = true },
      300 },
    { "flash, 4 KB / 256",
      &rig_flash,
      { .size = 256 * RIG_KB, .erase_size = 4 * RIG_KB, .prog_size = 256 },
      4096 },
    { "flash, 4 KB / 256, ecc",
      &rig_flash,
      { .size = 256 * RIG_KB, .erase_size = 4 * RIG_KB, .prog_size = 256, .ecc = true },
      4096 },
    { "flash, 2 KB / 8, ecc",
      &rig_flash,
      { .size = 64 * RIG_KB, .erase_size = 2 * RIG_KB, .prog_size = 8, .ecc = true },
      512 },
    { "flash, 512 B / 256",
      &rig_flash,
      { .size = 64 * RIG_KB, .erase_size = 512, .prog_size = 256 },
      8192 },
    { .name = NULL },
};

static const struct rig_geometry cut_rows[] = {
    { "flash, 4 KB / 1",
      &rig_flash,
      { .size = 64 * RIG_KB, .erase_size = 4 * RIG_KB, .prog_size = 1 },
      1024 },
    { "flash, 4 KB / 1, 4 KB chunks",
      &rig_flash,
      { .size = 64 * RIG_KB, .erase_size = 4 * RIG_KB, .prog_size = 1, .unmapped = true },
      4096 },
    { "flash, 128 KB / 32",
      &rig_flash,
      { .size = 1024 * RIG_KB, .erase_size = 128 * RIG_KB, .prog_size = 32 },
      8192 },
    { "flash, 128 KB / 32, ecc",
      &rig_flash,
      { .size = 1024 * RIG_KB, .erase_size = 128 * RIG_KB, .prog_size = 32, .ecc = true },
      8192 },
    { "flash, 256 B / 1",
      &rig_flash,
      { .size = 16 * RIG_KB, .erase_size = 256, .prog_size = 1 },
      512 },
    { "flash, 4 KB / 256, ecc",
      &rig_flash,
      { .size = 64 * RIG_KB, .erase_size = 4 * RIG_KB, .prog_size = 256, .ecc = true },
      4096 },
    { "flash, 2 KB / 8, ecc",
      &rig_flash,
      { .size = 64 * RIG_KB, .erase_size = 2 * RIG_KB, .prog_size = 8, .ecc = true },
      1024 },
    { .name = NULL },
};

const struct rig_kind rig_flash = {
    .name = "flash",
    .medium = &rig_unit,
    .init = flash_init,
    .blank_is_empty = true,
    .maps = true,
    .name_max = OTAML_STORE_NAME_MAX,
    .lost_at_most = flash_lost_at_most,
    .slack = flash_slack,
    .rows = rows,
    .cut_rows = cut_rows,
};
