/*
 * test_store.c - what otaml/store.h promises, kept by the flash store on unlike geometries.
 */
#include <fixture.h>
#include <stdio.h>
#include <string.h>

#include "store_rig.h"

static void on_each(void (*body)(struct rig *r))
{
    for (unsigned i = 0; i < rig_geometry_count; i++) {
        struct rig r;
        print_message("%s\n", rig_geometries[i].name);
        rig_open(&r, &rig_geometries[i]);
        body(&r);
        rig_close(&r);
    }
}

/* A size that takes about a quarter of the unit. */
static uint32_t quarter(const struct rig *r)
{
    const uint32_t units = r->geometry->unit.size / 4 / r->geometry->unit.erase_size;

    return units * r->geometry->unit.erase_size * 4 / 5 - 37;
}

static void install_read_replace_remove_body(struct rig *r)
{
    struct rig_model a = rig_model_make("digits", quarter(r), 1, 10);
    struct rig_model b = rig_model_make("gestures.tflite", quarter(r) / 3, 2, 1);
    struct rig_model c = rig_model_make("digits", quarter(r) - 1000, 3, 11);
    struct rig_model empty = rig_model_make("empty", 0, 3, UINT64_MAX);

    assert_int_equal(rig_count(r), 0);
    assert_int_equal(rig_install(r, &a, 1000, NULL), OTAML_OK);
    assert_int_equal(rig_install(r, &b, 1, NULL), OTAML_OK);
    assert_true(rig_holds(r, &a) && rig_holds(r, &b));
    assert_int_equal(rig_check(r, "digits"), OTAML_OK);
    assert_int_equal(rig_install(r, &c, UINT32_MAX, NULL), OTAML_OK);
    assert_true(rig_holds(r, &c) && rig_holds(r, &b) && !rig_holds(r, &a));
    assert_int_equal(rig_count(r), 2);
    rig_reopen(r);
    assert_true(rig_holds(r, &c) && rig_holds(r, &b));
    assert_int_equal(rig_install(r, &empty, 1, NULL), OTAML_OK);
    assert_true(rig_holds(r, &empty));
    assert_int_equal(otaml_store_remove(r->store, "digits"), OTAML_OK);
    assert_int_equal(otaml_store_remove(r->store, "digits"), OTAML_ERR_NOT_FOUND);
    assert_false(rig_has_name(r, "digits"));
    rig_reopen(r);
    assert_false(rig_has_name(r, "digits"));
    assert_int_equal(rig_count(r), 2);
    rig_model_free(&a);
    rig_model_free(&b);
    rig_model_free(&c);
    rig_model_free(&empty);
}

static void install_read_replace_remove(void **state)
{
    (void)state;
    on_each(install_read_replace_remove_body);
}

static void names_and_limits(void **state)
{
    static const char *const bad[] = { "", "a/b", "a b", "\x7f", "caf\xc3\xa9", "\n" };
    struct rig_model m = rig_model_make("x", 300, 1, 1);
    uint8_t byte = 0;
    uint32_t at;
    struct rig r;
    struct otaml_store_object o;

    (void)state;
    rig_open(&r, &rig_geometries[0]);
    for (unsigned i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        snprintf(m.entry.name, sizeof(m.entry.name), "%s", bad[i]);
        assert_int_equal(otaml_store_begin(r.store, &m.entry, &at), OTAML_ERR_NAME);
    }
    memset(m.entry.name, 'n', sizeof(m.entry.name)); /* no NUL */
    assert_int_equal(otaml_store_begin(r.store, &m.entry, &at), OTAML_ERR_NAME);
    m.entry.name[OTAML_STORE_NAME_MAX] = '\0';
    assert_int_equal(rig_install(&r, &m, 100, NULL), OTAML_OK);
    assert_true(rig_holds(&r, &m));

    assert_int_equal(otaml_store_open(r.store, m.entry.name, &o), OTAML_OK);
    assert_int_equal(otaml_store_read(r.store, &o, 300, &byte, 1), OTAML_ERR_ARG);
    assert_int_equal(otaml_store_read(r.store, &o, UINT32_MAX, &byte, 2), OTAML_ERR_ARG);
    assert_int_equal(otaml_store_read(r.store, &o, 300, &byte, 0), OTAML_OK);
    assert_int_equal(otaml_store_check(r.store, &o, &byte, 0), OTAML_ERR_ARG);
    otaml_store_close(r.store, &o);
    assert_int_equal(otaml_store_open(r.store, "nobody", &o), OTAML_ERR_NOT_FOUND);

    assert_int_equal(otaml_store_append(r.store, &byte, 1), OTAML_ERR_STATE);
    assert_int_equal(otaml_store_commit(r.store), OTAML_ERR_STATE);
    snprintf(m.entry.name, sizeof(m.entry.name), "y");
    assert_int_equal(rig_begin(&r, &m, &at), OTAML_OK);
    assert_int_equal(otaml_store_append(r.store, m.bytes, 299), OTAML_OK);
    assert_int_equal(otaml_store_commit(r.store), OTAML_ERR_STATE);
    assert_int_equal(otaml_store_append(r.store, m.bytes, 2), OTAML_ERR_ARG);
    assert_int_equal(otaml_store_append(r.store, m.bytes + 299, 1), OTAML_OK);
    assert_int_equal(rig_commit(&r), OTAML_OK);
    assert_true(rig_holds(&r, &m));
    rig_close(&r);
    rig_model_free(&m);
}

/* What is announced is what is stored, or nothing is. */
static void wrong_digest_is_refused(void **state)
{
    struct rig_model a = rig_model_make("m", 5000, 1, 1);
    struct rig_model b = rig_model_make("m", 5000, 2, 2);
    struct rig r;

    (void)state;
    rig_open(&r, &rig_geometries[0]);
    assert_int_equal(rig_install(&r, &a, 512, NULL), OTAML_OK);
    b.bytes[4999] ^= 1;
    assert_int_equal(rig_install(&r, &b, 512, NULL), OTAML_ERR_IMAGE_DIGEST);
    assert_true(rig_holds(&r, &a));
    b.bytes[4999] ^= 1;
    assert_int_equal(rig_install(&r, &b, 512, NULL), OTAML_OK); /* from 0, not resumed */
    assert_true(rig_holds(&r, &b));
    rig_close(&r);
    rig_model_free(&a);
    rig_model_free(&b);
}

/* An open object keeps its bytes in its place through replacement, removal and whatever
 * the freed space would be needed for; once closed the space comes back. */
static void open_objects_are_pinned_body(struct rig *r)
{
    struct rig_model a = rig_model_make("a", quarter(r), 1, 1);
    struct rig_model b = rig_model_make("a", quarter(r), 2, 2);
    struct rig_model c = rig_model_make("c", quarter(r) / 2, 3, 3);
    struct otaml_store_object o;
    struct otaml_store_space before, after;
    uint8_t scratch[512];

    assert_int_equal(rig_install(r, &a, 4096, NULL), OTAML_OK);
    assert_int_equal(otaml_store_open(r->store, "a", &o), OTAML_OK);
    assert_int_equal(rig_install(r, &b, 4096, NULL), OTAML_OK);
    assert_int_equal(otaml_store_remove(r->store, "a"), OTAML_OK);
    assert_int_equal(otaml_store_format(r->store), OTAML_ERR_BUSY);
    for (unsigned i = 0; i < 12; i++) { /* three times around */
        c.entry.sequence = i;
        assert_int_equal(rig_install(r, &c, 4096, NULL), OTAML_OK);
        assert_int_equal(otaml_store_check(r->store, &o, scratch, sizeof(scratch)), OTAML_OK);
        assert_true(!o.map || memcmp(o.map, a.bytes, a.entry.size) == 0);
    }
    assert_int_equal(otaml_store_mount(r->store), OTAML_OK); /* pins stay */
    assert_int_equal(rig_install(r, &b, 4096, NULL), OTAML_OK);
    assert_int_equal(otaml_store_check(r->store, &o, scratch, sizeof(scratch)), OTAML_OK);
    assert_int_equal(otaml_store_space(r->store, &before), OTAML_OK);
    otaml_store_close(r->store, &o);
    assert_int_equal(otaml_store_space(r->store, &after), OTAML_OK);
    assert_true(after.used < before.used && after.largest >= before.largest);
    rig_model_free(&a);
    rig_model_free(&b);
    rig_model_free(&c);
}

static void open_objects_are_pinned(void **state)
{
    (void)state;
    on_each(open_objects_are_pinned_body);
}

/* `largest` is exact: that much goes in, a byte more does not. */
static void space_is_exact_body(struct rig *r)
{
    struct otaml_store_space space;
    struct rig_model a, b;
    uint32_t at;

    for (unsigned i = 0; i < 3; i++) {
        assert_int_equal(otaml_store_space(r->store, &space), OTAML_OK);
        assert_int_equal(space.total, r->geometry->unit.size);
        assert_true(space.used <= space.total && space.largest < space.total - space.used);
        b = rig_model_make("more", space.largest + 1, 9, 1);
        assert_int_equal(rig_begin(r, &b, &at), OTAML_ERR_NOSPC);
        rig_model_free(&b);
        a = rig_model_make(i == 0 ? "x" : "y", i < 2 ? space.largest / 3 : space.largest, i, i);
        assert_int_equal(rig_install(r, &a, 8192, NULL), OTAML_OK);
        assert_true(rig_holds(r, &a));
        rig_model_free(&a);
    }
    a = rig_model_make("x", UINT32_MAX % 1000, 1, 1);
    a.entry.size = UINT32_MAX;
    assert_int_equal(rig_begin(r, &a, &at), OTAML_ERR_NOSPC);
    rig_model_free(&a);
}

static void space_is_exact(void **state)
{
    (void)state;
    on_each(space_is_exact_body);
}

/* A process that is killed between media operations loses what waited in the chunk buffer,
 * less than a chunk; a broken connection in a living one loses nothing. */
static void resume_after_kill_body(struct rig *r)
{
    const struct media_file_geometry *g = &r->geometry->unit;
    struct rig_model m = rig_model_make("m", quarter(r), 5, 1);
    uint32_t lost_most = 0, lost = 0, kills = 0, at, random = 7;
    /* Above 32 bytes a program unit not each chunk has a mark: an erase unit may be lost, and
     * a run of 0xff, a quarter of the model here. */
    const uint32_t bound =
        r->geometry->chunk_size + (g->prog_size > 32 ? g->erase_size + m.entry.size / 4 : 0);

    for (uint32_t sent = 0; sent < m.entry.size;) {
        uint32_t n = 1 + rig_random(&random) % (3 * r->geometry->chunk_size);
        assert_int_equal(rig_begin(r, &m, &at), OTAML_OK);
        assert_true(at <= sent);
        lost = sent - at;
        lost_most = lost > lost_most ? lost : lost_most;
        n = n < m.entry.size - at ? n : m.entry.size - at;
        assert_int_equal(otaml_store_append(r->store, m.bytes + at, n), OTAML_OK);
        sent = at + n;
        assert_int_equal(rig_begin(r, &m, &at), OTAML_OK);
        assert_int_equal(at, sent);
        if (n % 4 != 0) {
            kills++;
            rig_reopen(r);
        }
    }
    assert_int_equal(rig_install(r, &m, 1, NULL), OTAML_OK);
    assert_true(rig_holds(r, &m));
    print_message("  %u kills, at most %u bytes fetched again\n", kills, lost_most);
    assert_true(lost_most < bound);
    rig_model_free(&m);
}

static void resume_after_kill(void **state)
{
    (void)state;
    on_each(resume_after_kill_body);
}

/* Only the same object is continued; any other gives the unfinished one up. */
static void resume_only_the_same(void **state)
{
    struct rig_model a = rig_model_make("m", 60000, 1, 1);
    struct rig_model b = rig_model_make("m", 60000, 1, 2);
    uint32_t at;
    struct rig r;

    (void)state;
    rig_open(&r, &rig_geometries[0]);
    assert_int_equal(rig_begin(&r, &a, &at), OTAML_OK);
    assert_int_equal(otaml_store_append(r.store, a.bytes, 30000), OTAML_OK);
    rig_reopen(&r);
    assert_int_equal(rig_begin(&r, &b, &at), OTAML_OK); /* another sequence number */
    assert_int_equal(at, 0);
    assert_int_equal(otaml_store_append(r.store, b.bytes, 30000), OTAML_OK);
    rig_reopen(&r);
    assert_int_equal(rig_begin(&r, &a, &at), OTAML_OK);
    assert_int_equal(at, 0);
    assert_int_equal(otaml_store_append(r.store, a.bytes, 30000), OTAML_OK);
    assert_int_equal(otaml_store_abort(r.store), OTAML_OK);
    assert_int_equal(otaml_store_append(r.store, a.bytes, 1), OTAML_ERR_STATE);
    rig_reopen(&r);
    assert_int_equal(rig_begin(&r, &a, &at), OTAML_OK);
    assert_int_equal(at, 0);
    assert_int_equal(rig_count(&r), 0);
    rig_close(&r);
    rig_model_free(&a);
    rig_model_free(&b);
}

/* The costs that otaml/flash_store.h states, counted by the memory unit. */
static void costs_body(struct rig *r)
{
    struct rig_model a = rig_model_make("a", quarter(r), 1, 1);
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
    on_each(costs_body);
}

/* 4 MB of 4 KB sectors, filled with models of all sizes: a mount reads at most 64 KB. */
static void mount_reads_little(void **state)
{
    static const struct rig_geometry geometry = {
        "4 MB", { .size = 4096 * RIG_KB, .erase_size = 4096, .prog_size = 1 }, 4096
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

/* Every call before a mount, and configurations that do not suit. */
static void refusals(void **state)
{
    struct rig_model m = rig_model_make("m", 100, 1, 1);
    struct otaml_store_object o;
    struct otaml_store_space space;
    struct otaml_store_entry e;
    struct otaml_flash_store_config bad;
    struct otaml_media unit;
    uint32_t at = 0;
    struct rig r;

    (void)state;
    rig_open(&r, &rig_geometries[0]);
    unit = r.unit.media;
    bad = r.config;
    bad.media = &unit;
    assert_int_equal(otaml_flash_store_init(&r.flash, &bad), OTAML_OK);
    assert_int_equal(otaml_store_begin(r.store, &m.entry, &at), OTAML_ERR_STATE);
    assert_int_equal(otaml_store_append(r.store, m.bytes, 1), OTAML_ERR_STATE);
    assert_int_equal(otaml_store_commit(r.store), OTAML_ERR_STATE);
    assert_int_equal(otaml_store_abort(r.store), OTAML_ERR_STATE);
    assert_int_equal(otaml_store_remove(r.store, "m"), OTAML_ERR_STATE);
    assert_int_equal(otaml_store_open(r.store, "m", &o), OTAML_ERR_STATE);
    assert_int_equal(otaml_store_list(r.store, &at, &e), OTAML_ERR_STATE);
    assert_int_equal(otaml_store_space(r.store, &space), OTAML_ERR_STATE);

    bad.chunk_size = 255;
    assert_int_equal(otaml_flash_store_init(&r.flash, &bad), OTAML_ERR_ARG);
    bad.chunk_size = 4096;
    bad.chunk = NULL;
    assert_int_equal(otaml_flash_store_init(&r.flash, &bad), OTAML_ERR_ARG);
    bad.chunk = r.chunk;
    unit.erase = NULL;
    assert_int_equal(otaml_flash_store_init(&r.flash, &bad), OTAML_ERR_ARG);
    unit = r.unit.media;
    unit.erase_size = 0;
    assert_int_equal(otaml_flash_store_init(&r.flash, &bad), OTAML_ERR_GEOMETRY);
    unit.erase_size = 128;
    assert_int_equal(otaml_flash_store_init(&r.flash, &bad), OTAML_ERR_GEOMETRY);
    unit = r.unit.media;
    unit.prog_size = 3;
    assert_int_equal(otaml_flash_store_init(&r.flash, &bad), OTAML_ERR_GEOMETRY);
    unit = r.unit.media;
    unit.size -= 1;
    assert_int_equal(otaml_flash_store_init(&r.flash, &bad), OTAML_ERR_GEOMETRY);
    unit = r.unit.media;
    unit.base += 8;
    assert_int_equal(otaml_flash_store_init(&r.flash, &bad), OTAML_ERR_GEOMETRY);
    rig_close(&r);
    rig_model_free(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(install_read_replace_remove),
        cmocka_unit_test(names_and_limits),
        cmocka_unit_test(wrong_digest_is_refused),
        cmocka_unit_test(open_objects_are_pinned),
        cmocka_unit_test(space_is_exact),
        cmocka_unit_test(resume_after_kill),
        cmocka_unit_test(resume_only_the_same),
        cmocka_unit_test(costs),
        cmocka_unit_test(mount_reads_little),
        cmocka_unit_test(refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
