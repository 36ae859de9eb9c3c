/*
 * rig_fat.c - the FAT store on memory units of 512-byte blocks. API: store_rig.h
 */
#include "store_rig.h"

#define FAT32_FROM (34u * 1024 * RIG_KB) /* fewer bytes cannot be FAT32 */

static void fat_init(struct rig *r)
{
    struct rig_fat *k = &r->kind.fat;

    assert_int_equal(otaml_block_of_media(&k->block, &r->unit.media), OTAML_OK);
    k->config = (struct otaml_fat_store_config){
        .block = &k->block,
        .sector = k->sector,
        .chunk = r->chunk,
        .chunk_size = r->geometry->chunk_size,
        .format = otaml_fat_store_format,
        .format_bits = r->geometry->unit.size >= FAT32_FROM ? 32 : 16,
        .volume_id = 0x1234abcd,
    };
    assert_int_equal(otaml_fat_store_init(&k->store, &k->config), OTAML_OK);
    r->store = &k->store.file.store;
}

/* What is durable is noted every 4 KB. */
static uint32_t fat_lost_at_most(const struct rig_geometry *g, uint32_t size, bool torn)
{
    (void)g, (void)size, (void)torn;
    return 4096;
}

static uint32_t fat_slack(const struct rig_geometry *g)
{
    (void)g;
    return 0;
}

#define UNIT(bytes)                                                                                \
    {                                                                                              \
        .size = (bytes), .prog_size = 512, .unmapped = true                                        \
    }

static const struct rig_geometry rows[] = {
    { "FAT16, 512 B clusters", &rig_fat, UNIT(2300 * RIG_KB), 4096 },
    { "FAT16, 1 KB clusters, odd chunk", &rig_fat, UNIT(17000 * RIG_KB), 2900 },
    { "FAT32, 512 B clusters", &rig_fat, UNIT(36000 * RIG_KB), 8192 },
    { .name = NULL },
};

static const struct rig_geometry cut_rows[] = {
    { "FAT16", &rig_fat, UNIT(2300 * RIG_KB), 4096 },
    { "FAT16, small chunk", &rig_fat, UNIT(2300 * RIG_KB), 512 },
    { .name = NULL },
};

const struct rig_kind rig_fat = {
    .name = "fat",
    .medium = &rig_unit,
    .init = fat_init,
    .name_max = OTAML_STORE_NAME_MAX,
    .lost_at_most = fat_lost_at_most,
    .slack = fat_slack,
    .rows = rows,
    .cut_rows = cut_rows,
};
