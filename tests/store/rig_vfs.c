/*
 * rig_vfs.c - the VFS store on a file system in memory. API: store_rig.h
 */
#include "store_rig.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Shorter than the store's own limit, as SPIFFS has it. */
#define NAME_MAX_BYTES 31u

/* ---- the medium: kept in a file between close and open ---- */

static void vfs_open(struct rig *r)
{
    const struct media_file_geometry *g = &r->geometry->unit;
    FILE *f = fopen(r->path, "rb");

    vfs_fake_init(&r->vfs, g->size, g->erase_size, NAME_MAX_BYTES);
    if (f) {
        size_t size;
        uint8_t *bytes = fixture_read(r->path, &size);
        vfs_fake_load(&r->vfs, bytes, (uint32_t)size);
        free(bytes);
        fclose(f);
    }
}

static void vfs_close(struct rig *r)
{
    uint32_t length;
    uint8_t *bytes = vfs_fake_save(&r->vfs, &length);
    FILE *f = fopen(r->path, "wb");

    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, length, f), length);
    fclose(f);
    free(bytes);
    if (r->vfs.violations) {
        fail_msg("%s: %s", r->geometry->name, r->vfs.violation);
    }
    vfs_fake_free(&r->vfs);
}

static void vfs_arm(struct rig *r, uint32_t n, enum media_file_cut how, uint32_t seed)
{
    r->vfs.cut = how;
    r->vfs.seed = seed;
    r->vfs.cut_in = n;
}

static bool vfs_is_off(const struct rig *r)
{
    return r->vfs.off;
}

static void vfs_power_on(struct rig *r)
{
    vfs_fake_power_on(&r->vfs);
}

static void vfs_take(struct rig *r, struct rig_picture *p)
{
    p->bytes = vfs_fake_save(&r->vfs, &p->length);
    p->units = NULL;
}

static void vfs_put_back(struct rig *r, const struct rig_picture *p)
{
    vfs_fake_load(&r->vfs, p->bytes, p->length);
}

static const struct rig_medium medium = {
    .open = vfs_open,
    .close = vfs_close,
    .arm = vfs_arm,
    .is_off = vfs_is_off,
    .power_on = vfs_power_on,
    .take = vfs_take,
    .put_back = vfs_put_back,
};

/* ---- the store ---- */

static void vfs_init(struct rig *r)
{
    const struct otaml_vfs_store_config config = {
        .vfs = &r->vfs.vfs,
        .chunk = r->chunk,
        .chunk_size = r->geometry->chunk_size,
    };

    assert_int_equal(otaml_vfs_store_init(&r->kind.vfs, &config), OTAML_OK);
    r->store = &r->kind.vfs.files.store;
}

static uint32_t vfs_lost_at_most(const struct rig_geometry *g, uint32_t size, bool torn)
{
    (void)g;
    (void)size;
    (void)torn;
    return 0;
}

/* A catalogue that a cut made a record longer. */
static uint32_t vfs_slack(const struct rig_geometry *g)
{
    return g->unit.erase_size;
}

/* erase_size: what a file's size is rounded up to */
static const struct rig_geometry rows[] = {
    { "vfs, 512 B", &rig_vfs, { .size = 256 * RIG_KB, .erase_size = 512 }, 4096 },
    { "vfs, 1 B", &rig_vfs, { .size = 64 * RIG_KB, .erase_size = 1 }, 1000 },
    { "vfs, 4 KB", &rig_vfs, { .size = 512 * RIG_KB, .erase_size = 4096 }, 256 },
    { .name = NULL },
};

static const struct rig_geometry cut_rows[] = {
    { "vfs, 512 B", &rig_vfs, { .size = 128 * RIG_KB, .erase_size = 512 }, 1024 },
    { "vfs, 1 B", &rig_vfs, { .size = 64 * RIG_KB, .erase_size = 1 }, 4096 },
    { .name = NULL },
};

const struct rig_kind rig_vfs = {
    .name = "vfs",
    .medium = &medium,
    .init = vfs_init,
    .blank_is_empty = true,
    .maps = false,
    .name_max = NAME_MAX_BYTES,
    .lost_at_most = vfs_lost_at_most,
    .slack = vfs_slack,
    .rows = rows,
    .cut_rows = cut_rows,
};
