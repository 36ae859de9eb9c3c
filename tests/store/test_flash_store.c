/*
 * test_flash_store.c - what otaml/flash_store.h promises beyond otaml/store.h: costs, geometries.
 */
#include <fixture.h>
#include <stdio.h>
#include <string.h>

#include "store_rig.h"

/* The costs that otaml/flash_store.h states, counted by the memory unit. */
static void costs_body(struct rig *r)
{
    struct rig_model a = rig_model_make("a", r->geometry->unit.size / 5, 1, 1);
    const uint32_t units = r->geometry->unit.size / r->geometry->unit.erase_size;
    const uint32_t slack = r->geometry->unit.prog_size <= 128 ? 1024 : 5 * 256;

    for (uint32_t i = 0; i < 10; i++) {
        const uint64_t before = r->unit.counts.prog_bytes;
        uint64_t programmed;
        memset(r->unit.erase_counts, 0, units * sizeof(uint32_t));
        a.entry.sequence = i;
        assert_int_equal(rig_install(r, &a, 4096, NULL), OTAML_OK);
        programmed = r->unit.counts.prog_bytes - before;
        /* Header, three marks and the padding of the last chunk are five program units. */
        if (programmed > a.entry.size + a.entry.size / 100 + slack) {
            fail_msg("%llu bytes programmed for %u", (unsigned long long)programmed, a.entry.size);
        }
        for (uint32_t u = 0; u < units; u++) {
            assert_true(r->unit.erase_counts[u] <= 1);
        }
    }
    rig_model_free(&a);
}

static void costs(void **state)
{
    (void)state;
    for (const struct rig_geometry *g = rig_flash.rows; g->name; g++) {
        struct rig r;
        rig_open(&r, g);
        costs_body(&r);
        rig_close(&r);
    }
}

/* 4 MB of 4 KB sectors, filled with models of all sizes: a mount reads at most 64 KB. */
static void mount_reads_little(void **state)
{
    static const struct rig_geometry geometry = {
        "4 MB", &rig_flash, { .size = 4096 * RIG_KB, .erase_size = 4096, .prog_size = 1 }, 4096
    };
    struct rig r;
    uint32_t random = 3, n = 0;

    (void)state;
    rig_open(&r, &geometry);
    for (int err = OTAML_OK; !err; n++) {
        char name[16];
        struct rig_model m;
        snprintf(name, sizeof(name), "model-%u", n);
        m = rig_model_make(name, 10000 + rig_random(&random) % 60000, n, n);
        err = rig_install(&r, &m, 4096, NULL);
        assert_true(err == OTAML_OK || err == OTAML_ERR_NOSPC);
        rig_model_free(&m);
    }
    rig_reopen(&r);
    print_message("mount of 4 MB with %u objects: %llu bytes in %llu reads\n", n - 1,
                  (unsigned long long)r.unit.counts.read_bytes,
                  (unsigned long long)r.unit.counts.reads);
    assert_int_equal(rig_count(&r), n - 1);
    assert_true(n > 90);
    r.unit.counts.read_bytes = 0;
    assert_int_equal(otaml_store_mount(r.store), OTAML_OK);
    assert_true(r.unit.counts.read_bytes <= 65536);
    rig_close(&r);
}

/* Configurations that do not suit. */
static void refusals(void **state)
{
    struct otaml_flash_store_config bad;
    struct otaml_flash_store store;
    struct otaml_media unit;
    struct rig r;

    (void)state;
    rig_open(&r, &rig_flash.rows[0]);
    unit = r.unit.media;
    bad = r.kind.flash.config;
    bad.media = &unit;
    bad.chunk_size = 255;
    assert_int_equal(otaml_flash_store_init(&store, &bad), OTAML_ERR_ARG);
    bad.chunk_size = 4096;
    bad.chunk = NULL;
    assert_int_equal(otaml_flash_store_init(&store, &bad), OTAML_ERR_ARG);
    bad.chunk = r.chunk;
    unit.erase = NULL;
    assert_int_equal(otaml_flash_store_init(&store, &bad), OTAML_ERR_ARG);
    unit = r.unit.media;
    unit.erase_size = 0;
    assert_int_equal(otaml_flash_store_init(&store, &bad), OTAML_ERR_GEOMETRY);
    unit.erase_size = 128;
    assert_int_equal(otaml_flash_store_init(&store, &bad), OTAML_ERR_GEOMETRY);
    unit = r.unit.media;
    unit.prog_size = 3;
    assert_int_equal(otaml_flash_store_init(&store, &bad), OTAML_ERR_GEOMETRY);
    unit = r.unit.media;
    unit.size -= 1;
    assert_int_equal(otaml_flash_store_init(&store, &bad), OTAML_ERR_GEOMETRY);
    unit = r.unit.media;
    unit.base += 8;
    assert_int_equal(otaml_flash_store_init(&store, &bad), OTAML_ERR_GEOMETRY);
    rig_close(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(costs),
        cmocka_unit_test(mount_reads_little),
        cmocka_unit_test(refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
