/*
 * rig_eefs.c - the EEFS store on EEPROM and FRAM. API: store_rig.h
 */
#include "store_rig.h"

static void eefs_init(struct rig *r)
{
    r->kind.eefs.config = (struct otaml_eefs_store_config){
        .media = &r->unit.media,
        .chunk = r->chunk,
        .chunk_size = r->geometry->chunk_size,
        .big_endian = r->geometry->unit.prog_size == 2, /* the one as well as the other */
        .date = 1700000000,
    };
    assert_int_equal(otaml_eefs_store_init(&r->kind.eefs.store, &r->kind.eefs.config), OTAML_OK);
    r->store = &r->kind.eefs.store.file.store;
}

/* Progress is noted for each chunk, but not more often than for each KB. */
static uint32_t eefs_lost_at_most(const struct rig_geometry *g, uint32_t size, bool torn)
{
    (void)size;
    (void)torn;
    return g->chunk_size < 1024 ? 1024 : 0;
}

static uint32_t eefs_slack(const struct rig_geometry *g)
{
    (void)g;
    return 0;
}

static const struct rig_geometry rows[] = {
    { "eefs, 256 KB / 1",
      &rig_eefs,
      { .size = 256 * RIG_KB, .prog_size = 1, .unmapped = true },
      1024 },
    { "eefs, 32 KB / 1",
      &rig_eefs,
      { .size = 32 * RIG_KB, .prog_size = 1, .unmapped = true },
      512 },
    { "eefs, 32 KB / 2, big-endian, odd chunk",
      &rig_eefs,
      { .size = 32 * RIG_KB, .prog_size = 2, .unmapped = true },
      301 },
    { "eefs, 512 KB / 4",
      &rig_eefs,
      { .size = 512 * RIG_KB, .prog_size = 4, .unmapped = true },
      8192 },
    { .name = NULL },
};

static const struct rig_geometry cut_rows[] = {
    { "eefs, 32 KB / 1",
      &rig_eefs,
      { .size = 32 * RIG_KB, .prog_size = 1, .unmapped = true },
      512 },
    { "eefs, 32 KB / 1, 4 KB chunks",
      &rig_eefs,
      { .size = 32 * RIG_KB, .prog_size = 1, .unmapped = true },
      4096 },
    { "eefs, 64 KB / 2, big-endian",
      &rig_eefs,
      { .size = 64 * RIG_KB, .prog_size = 2, .unmapped = true },
      1024 },
    { "eefs, 256 KB / 4",
      &rig_eefs,
      { .size = 256 * RIG_KB, .prog_size = 4, .unmapped = true },
      1024 },
    { .name = NULL },
};

const struct rig_kind rig_eefs = {
    .name = "eefs",
    .medium = &rig_unit,
    .init = eefs_init,
    .blank_is_empty = false,
    .maps = false,
    .name_max = OTAML_STORE_NAME_MAX,
    .lost_at_most = eefs_lost_at_most,
    .slack = eefs_slack,
    .rows = rows,
    .cut_rows = cut_rows,
};
