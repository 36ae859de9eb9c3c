/*
 * test_parts_store.c - the flash store on drivers on chips: a model is replaced while the power is
 * cut at each program and erase that the part gets, in each manner, unstable bits among them.
 */
#include "part_rig.h"

#include <stdlib.h>
#include <string.h>
#include <chip_flash.h>
#include <chip_nor.h>
#include <otaml/flash_store.h>
#include <otaml/nor.h>

#define KB 1024u

struct rig;

/* A part of 256 KB or so, to have few of its operations. */
struct kind {
    uint32_t size, model_size;
    int versions; /* that were installed before, around the part and more */
    void (*open)(struct rig *r);
    struct chip_power *(*power)(struct rig *r);
    int (*boot)(struct rig *r); /* power on, driver anew */
    void (*close)(struct rig *r);
};

struct rig {
    const struct kind *kind;
    struct chip_nor nor_chip;
    struct chip_nor_part nor_part;
    struct chip_flash flash_chip;
    struct chip_flash_part flash_part;
    struct otaml_nor nor;
    struct otaml_onchip_flash flash;
    struct otaml_flash_store store;
    struct otaml_flash_store_config cfg;
    const struct otaml_media *media;
    uint8_t chunk[1024];
    uint8_t *bytes, *picture, *model;
    uint64_t now_ns;
};

/* ---- SPI NOR ---- */

static void nor_open(struct rig *r)
{
    r->nor_part = chip_nor_w25q32jv;
    r->nor_part.size = r->kind->size;
    for (unsigned i = 0; i < 4; i++) { /* bits - 1 */
        r->nor_part.sfdp_table[4 + i] = (uint8_t)((r->kind->size * 8 - 1) >> (8 * i));
    }
    assert_true(chip_nor_init(&r->nor_chip, &r->nor_part, r->bytes, &r->now_ns));
}

static struct chip_power *nor_power(struct rig *r)
{
    return &r->nor_chip.spi.power;
}

static int nor_boot(struct rig *r)
{
    const struct otaml_nor_config cfg = { .spi = &r->nor_chip.spi.bus };

    chip_nor_power_on(&r->nor_chip);
    r->media = &r->nor.media;
    return otaml_nor_init(&r->nor, &cfg);
}

static void nor_close(struct rig *r)
{
    chip_nor_close(&r->nor_chip);
}

/* ---- on-chip flash ---- */

static void flash_open(struct rig *r)
{
    r->flash_part = chip_stm32h743;
    r->flash_part.size = r->kind->size;
    r->flash_part.sector_size = 8 * KB;
    assert_true(chip_flash_init(&r->flash_chip, &r->flash_part, r->bytes, &r->now_ns));
}

static struct chip_power *flash_power(struct rig *r)
{
    return &r->flash_chip.power;
}

static int flash_boot(struct rig *r)
{
    chip_flash_power_on(&r->flash_chip);
    r->media = &r->flash.media;
    return otaml_onchip_flash_init(&r->flash, &r->flash_chip.cfg);
}

static void flash_close(struct rig *r)
{
    chip_flash_close(&r->flash_chip);
}

static const struct kind kinds[] = {
    { 128 * KB, 18000, 9, nor_open, nor_power, nor_boot, nor_close },
    { 128 * KB, 18000, 9, flash_open, flash_power, flash_boot, flash_close },
};

/* ---- the store ---- */

static int boot(struct rig *r)
{
    int err = r->kind->boot(r);

    r->cfg = (struct otaml_flash_store_config){ .media = r->media,
                                                .chunk = r->chunk,
                                                .chunk_size = sizeof(r->chunk) };
    err = err ? err : otaml_flash_store_init(&r->store, &r->cfg);
    return err ? err : otaml_store_mount(&r->store.store);
}

static void describe(struct rig *r, struct otaml_store_entry *e, int version)
{
    memset(e, 0, sizeof(*e));
    strcpy(e->name, "model");
    e->size = r->kind->model_size;
    e->sequence = (uint64_t)version;
    rig_fill(r->model, e->size, (uint32_t)version);
    assert_int_equal(otaml_sha256(r->model, e->size, e->sha256), OTAML_OK);
}

static int install(struct rig *r, int version)
{
    struct otaml_store *s = &r->store.store;
    struct otaml_store_entry e;
    uint32_t at = 0;
    int err;

    describe(r, &e, version);
    while ((err = otaml_store_begin(s, &e, &at)) == OTAML_ERR_AGAIN) {}
    while (!err && at < e.size) {
        const uint32_t n = e.size - at < 700 ? e.size - at : 700;
        err = otaml_store_append(s, r->model + at, n);
        at += n;
    }
    if (!err) {
        while ((err = otaml_store_commit(s)) == OTAML_ERR_AGAIN) {}
    }
    return err;
}

/* The version that is there, whole. */
static int version_of(struct rig *r)
{
    struct otaml_store *s = &r->store.store;
    struct otaml_store_object o;
    uint8_t scratch[512];
    int version;

    assert_int_equal(otaml_store_open(s, "model", &o), OTAML_OK);
    version = (int)o.entry.sequence;
    assert_int_equal(o.entry.size, r->kind->model_size);
    assert_int_equal(otaml_store_check(s, &o, scratch, sizeof(scratch)), OTAML_OK);
    otaml_store_close(s, &o);
    return version;
}

static void rig_open(struct rig *r, const struct kind *k)
{
    memset(r, 0, sizeof(*r));
    r->kind = k;
    r->bytes = aligned_alloc(16, k->size);
    r->picture = malloc(k->size);
    r->model = malloc(k->model_size);
    assert_true(r->bytes && r->picture && r->model);
    memset(r->bytes, 0xff, k->size);
    k->open(r);
    assert_int_equal(boot(r), OTAML_OK);
    for (int v = 1; v <= k->versions; v++) {
        assert_int_equal(install(r, v), OTAML_OK);
    }
    assert_int_equal(version_of(r), k->versions);
    memcpy(r->picture, r->bytes, k->size);
}

static void rig_close(struct rig *r)
{
    rig_no_violation(r->kind->power(r));
    r->kind->close(r);
    free(r->bytes);
    free(r->picture);
    free(r->model);
}

/* As it was before the update, in a new part. */
static void put_back(struct rig *r)
{
    rig_no_violation(r->kind->power(r));
    r->kind->close(r);
    memcpy(r->bytes, r->picture, r->kind->size);
    r->kind->open(r);
    assert_int_equal(boot(r), OTAML_OK);
}

/* false: the update was through before the n-th operation. */
static bool one_cut(struct rig *r, enum chip_cut cut, uint32_t n)
{
    const int old = r->kind->versions;
    struct chip_power *p = r->kind->power(r);
    int err;

    put_back(r);
    p->cut = cut;
    p->seed = n;
    p->cut_in = n;
    err = install(r, old + 1);
    if (!p->off) {
        assert_int_equal(err, OTAML_OK);
        return false;
    }
    for (int boots = 0; boots < 3; boots++) {
        assert_int_equal(boot(r), OTAML_OK);
        assert_in_range(version_of(r), old, old + 1);
    }
    assert_int_equal(install(r, old + 1), OTAML_OK);
    assert_int_equal(version_of(r), old + 1);
    assert_int_equal(boot(r), OTAML_OK);
    assert_int_equal(version_of(r), old + 1);
    return true;
}

static void updates_survive_cuts(void **state)
{
    struct rig r;

    (void)state;
    for (unsigned i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        rig_open(&r, &kinds[i]);
        for (int cut = 0; cut < CHIP_CUTS; cut++) {
            uint32_t n = 1;
            while (one_cut(&r, (enum chip_cut)cut, n)) {
                n++;
            }
            assert_true(n > 50);
        }
        rig_close(&r);
    }
}

/* One bit of a model that flips in the flash is found by who asks. */
static void bit_rot_is_found(void **state)
{
    struct otaml_store_object o;
    uint8_t scratch[512];
    struct rig r;

    (void)state;
    rig_open(&r, &kinds[1]); /* mapped, so that it is known where the model lies */
    assert_int_equal(otaml_store_open(&r.store.store, "model", &o), OTAML_OK);
    assert_non_null(o.map);
    chip_rot(r.bytes + (o.map - r.bytes), o.entry.size, 1, 5);
    assert_int_equal(otaml_store_check(&r.store.store, &o, scratch, sizeof(scratch)),
                     OTAML_ERR_CORRUPT);
    otaml_store_close(&r.store.store, &o);
    rig_close(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(updates_survive_cuts),
                                        cmocka_unit_test(bit_rot_is_found) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
