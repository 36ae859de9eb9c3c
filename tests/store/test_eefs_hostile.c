/*
 * test_eefs_hostile.c - units that hold something else, tables and headers that lie, names that are
 * none, files that other hands changed, units that do not take what is written.
 */
#include <fixture.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store_rig.h"

enum { FREE = 12, COUNT = 20, ENTRIES = 24, FIRST = 536, ROOM = 1000 };

/* A unit of 32 KB, little-endian, with three foreign files of one room: "one", "two", "three". */
static uint8_t *scene(struct rig *r)
{
    static const char *const names[] = { "one", "two", "three" };
    uint8_t *m;

    rig_open(r, &rig_eefs.rows[1]);
    assert_int_equal(r->unit.media.prog(&r->unit, 32 * RIG_KB - 4, "\0\0\0", 4), OTAML_OK);
    m = r->unit.memory; /* all of it in the file now */
    for (uint32_t i = 0; i < 3; i++) {
        const uint32_t off = FIRST + i * (64 + ROOM);
        memset(m + off, 0, 64 + ROOM);
        m[ENTRIES + 8 * i] = (uint8_t)off;
        m[ENTRIES + 8 * i + 1] = (uint8_t)(off >> 8);
        m[ENTRIES + 8 * i + 4] = (uint8_t)(ROOM & 0xff);
        m[ENTRIES + 8 * i + 5] = (uint8_t)(ROOM >> 8);
        m[off + 4] = 1;
        m[off + 12] = (uint8_t)(100 + i);
        strcpy((char *)m + off + 24, names[i]);
    }
    m[FREE] = (uint8_t)(FIRST + 3 * (64 + ROOM));
    m[FREE + 1] = (FIRST + 3 * (64 + ROOM)) >> 8;
    m[FREE + 4] = (uint8_t)(32 * RIG_KB - (FIRST + 3 * (64 + ROOM)));
    m[FREE + 5] = (32 * RIG_KB - (FIRST + 3 * (64 + ROOM))) >> 8;
    m[COUNT] = 3;
    return m;
}

static void put32(uint8_t *p, uint32_t v)
{
    for (int i = 0; i < 4; i++) {
        p[i] = (uint8_t)(v >> (8 * i));
    }
}

static uint8_t *header(uint8_t *m, uint32_t i)
{
    return m + FIRST + i * (64 + ROOM);
}

static unsigned files_of(struct rig *r)
{
    struct otaml_store_file file;
    uint32_t cursor = 0;
    unsigned n = 0;
    int err;

    while ((err = otaml_eefs_store_files(r->store, &cursor, &file)) == OTAML_OK) {
        uint8_t byte;
        n++;
        if (file.object.entry.size > 0) {
            assert_int_equal(otaml_store_read(r->store, &file.object, 0, &byte, 1), OTAML_OK);
        }
        assert_true(n <= 64);
    }
    assert_int_equal(err, OTAML_ERR_NOT_FOUND);
    return n;
}

static void other_content_is_unformatted(void **state)
{
    uint32_t random = 5;
    struct rig r;
    uint8_t *m;

    (void)state;
    m = scene(&r);
    assert_int_equal(rig_boot(&r), OTAML_OK);
    assert_int_equal(rig_count(&r), 3);
    assert_true(r.unit.counts.progs > 0);
    memset(m, 0xff, 32 * RIG_KB);
    assert_int_equal(rig_boot(&r), OTAML_ERR_UNFORMATTED);
    memset(m, 0, 32 * RIG_KB);
    assert_int_equal(rig_boot(&r), OTAML_ERR_UNFORMATTED);
    for (uint32_t i = 0; i < 32 * RIG_KB; i++) {
        m[i] = (uint8_t)rig_random(&random);
    }
    assert_int_equal(rig_boot(&r), OTAML_ERR_UNFORMATTED);
    assert_int_equal(otaml_store_format(r.store), OTAML_OK);
    assert_int_equal(otaml_store_mount(r.store), OTAML_OK);
    assert_int_equal(rig_count(&r), 0);
    put32(m + 8, 2);
    assert_int_equal(rig_boot(&r), OTAML_ERR_UNSUPPORTED);
    rig_close(&r);
}

static void lying_tables(void **state)
{
    static const struct {
        uint32_t at, value;
        int err;
        unsigned files;
    } rows[] = {
        { COUNT, UINT32_MAX, OTAML_ERR_CORRUPT, 0 },
        { COUNT, 0x80000003u, OTAML_ERR_CORRUPT, 0 },
        { COUNT, 128, OTAML_ERR_CORRUPT, 0 },
        { COUNT, 65, OTAML_ERR_CORRUPT, 0 },
        { COUNT, 0, OTAML_OK, 3 }, /* 3 was becoming 4, perhaps; the free memory tells 3 */
        { COUNT, 64, OTAML_ERR_CORRUPT, 0 },
        { FREE, 0, OTAML_ERR_CORRUPT, 0 },
        { FREE, UINT32_MAX, OTAML_ERR_CORRUPT, 0 },
        { FREE + 4, UINT32_MAX, OTAML_OK, 3 },        /* never believed */
        { ENTRIES, 0, OTAML_ERR_CORRUPT, 0 },         /* offsets: in the table, */
        { ENTRIES, 535, OTAML_ERR_CORRUPT, 0 },       /* not a multiple of 4, */
        { ENTRIES + 8, FIRST, OTAML_ERR_CORRUPT, 0 }, /* the same twice, */
        { ENTRIES + 8, FIRST + 100, OTAML_ERR_CORRUPT, 0 },
        { ENTRIES + 8, 32 * RIG_KB, OTAML_ERR_CORRUPT, 0 }, /* outside */
        { ENTRIES + 16, 0xfffffffcu, OTAML_ERR_CORRUPT, 0 },
        { ENTRIES + 4, 0xffffffffu, OTAML_ERR_CORRUPT, 0 }, /* rooms that wrap */
        { ENTRIES + 4, 0xffffffc0u, OTAML_ERR_CORRUPT, 0 },
        { ENTRIES + 12, 0xfffffc00u, OTAML_ERR_CORRUPT, 0 },
        { ENTRIES + 12, ROOM + 4, OTAML_ERR_CORRUPT, 0 },
        { ENTRIES + 20, 32 * RIG_KB, OTAML_ERR_CORRUPT, 0 },
    };
    struct rig r;
    uint8_t *m;

    (void)state;
    for (unsigned i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        int err;
        m = scene(&r);
        put32(m + rows[i].at, rows[i].value);
        err = rig_boot(&r);
        if (err != rows[i].err) {
            fail_msg("row %u: %d", i, err);
        }
        if (!err) {
            assert_int_equal(files_of(&r), rows[i].files);
            assert_int_equal(rig_boot(&r), OTAML_OK); /* mended */
            assert_int_equal(files_of(&r), rows[i].files);
        }
        rig_close(&r);
    }
}

static void lying_headers(void **state)
{
    struct otaml_store_object o;
    struct rig r;
    uint8_t *m;

    (void)state;
    m = scene(&r);
    put32(header(m, 0) + 12, ROOM + 1); /* longer than its room */
    memset(header(m, 1) + 24, 'n', 40); /* a name that does not end */
    assert_int_equal(rig_boot(&r), OTAML_OK);
    assert_int_equal(rig_count(&r), 1);
    assert_int_equal(files_of(&r), 1);
    assert_int_equal(otaml_store_open(r.store, "one", &o), OTAML_ERR_NOT_FOUND);
    put32(header(m, 2) + 4, 7); /* neither in use nor deleted: as NASA's library sees it */
    assert_int_equal(files_of(&r), 0);
    rig_close(&r);
}

static void names_that_are_none(void **state)
{
    struct otaml_store_file file;
    struct otaml_store_object o;
    uint32_t cursor = 0;
    struct rig r;
    uint8_t *m;

    (void)state;
    m = scene(&r);
    strcpy((char *)header(m, 0) + 24, "a b");
    strcpy((char *)header(m, 1) + 24, "otaml.x");
    assert_int_equal(rig_boot(&r), OTAML_OK);
    assert_int_equal(rig_count(&r), 1);
    assert_int_equal(otaml_store_open(r.store, "a b", &o), OTAML_ERR_NOT_FOUND);
    assert_int_equal(otaml_store_remove(r.store, "otaml.x"), OTAML_ERR_NOT_FOUND);
    assert_int_equal(otaml_eefs_store_files(r.store, &cursor, &file), OTAML_OK);
    assert_string_equal(file.path, "a b");
    assert_string_equal(file.object.entry.name, "");
    assert_int_equal(file.object.entry.size, 100);
    assert_int_equal(otaml_eefs_store_files(r.store, &cursor, &file), OTAML_OK);
    assert_string_equal(file.path, "otaml.x");
    assert_int_equal(otaml_eefs_store_files(r.store, &cursor, &file), OTAML_OK);
    assert_string_equal(file.object.entry.name, "three");
    assert_int_equal(otaml_eefs_store_files(r.store, &cursor, &file), OTAML_ERR_NOT_FOUND);
    rig_close(&r);
}

/* One name twice, by other hands: neither is judged, and a new version replaces both. */
static void one_name_twice(void **state)
{
    struct rig_model a = rig_model_make("two", 800, 1, 1);
    struct rig r;
    uint8_t *m;

    (void)state;
    m = scene(&r);
    strcpy((char *)header(m, 2) + 24, "two");
    assert_int_equal(rig_boot(&r), OTAML_OK);
    assert_int_equal(rig_count(&r), 3);
    assert_int_equal(rig_install(&r, &a, 100, NULL), OTAML_OK);
    assert_int_equal(rig_count(&r), 2);
    assert_true(rig_holds(&r, &a) && rig_has_name(&r, "one"));
    rig_close(&r);
    rig_model_free(&a);
}

/* NASA's library wrote over our file in place: it is a foreign one then. */
static void changed_by_other_hands(void **state)
{
    struct rig_model a = rig_model_make("a", 800, 1, 7);
    struct otaml_store_object o;
    struct rig r;
    uint8_t *m;

    (void)state;
    rig_open(&r, &rig_eefs.rows[1]);
    assert_int_equal(rig_install(&r, &a, 100, NULL), OTAML_OK);
    assert_int_equal(rig_check(&r, "a"), OTAML_OK);
    m = r.unit.memory;
    m[FIRST + 64] ^= 1;
    assert_int_equal(rig_check(&r, "a"), OTAML_ERR_CORRUPT);
    m[FIRST + 16] ^= 1; /* modification date */
    assert_int_equal(rig_boot(&r), OTAML_OK);
    assert_int_equal(rig_check(&r, "a"), OTAML_ERR_UNSUPPORTED);
    assert_int_equal(otaml_store_open(r.store, "a", &o), OTAML_OK);
    assert_true(o.entry.sequence == 0);
    otaml_store_close(r.store, &o);
    assert_int_equal(rig_install(&r, &a, 100, NULL), OTAML_OK);
    assert_int_equal(rig_check(&r, "a"), OTAML_OK);
    assert_int_equal(rig_count(&r), 1);
    rig_close(&r);
    rig_model_free(&a);
}

/* Every byte of the table and the headers changed to many values: no file is read outside of its
 * slot, nothing outside of the unit, and the store works or says why not. */
static void any_byte_changed(void **state)
{
    static const uint8_t flips[] = { 0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80, 0xff };
    struct rig_model a = rig_model_make("a", 2900, 1, 7);
    struct rig_picture picture;
    unsigned mounted = 0;
    struct rig r;
    uint8_t *m;

    (void)state;
    (void)scene(&r);
    assert_int_equal(rig_boot(&r), OTAML_OK);
    assert_int_equal(otaml_store_remove(r.store, "two"), OTAML_OK);
    rig_take(&r, &picture);
    m = r.unit.memory;
    for (uint32_t at = 0; at < FIRST + 3 * (64 + ROOM); at++) {
        if (at >= FIRST + 64 && (at - FIRST) % (64 + ROOM) >= 64) {
            continue; /* in a room */
        }
        for (unsigned f = 0; f < sizeof(flips); f++) {
            int err;
            rig_put_back(&r, &picture);
            m[at] ^= flips[f];
            err = rig_boot(&r);
            if (err) {
                assert_true(err == OTAML_ERR_CORRUPT || err == OTAML_ERR_UNFORMATTED
                            || err == OTAML_ERR_UNSUPPORTED);
                continue;
            }
            mounted++;
            assert_true(files_of(&r) >= 1 && rig_count(&r) <= 3);
            err = rig_install(&r, &a, 3000, NULL);
            assert_true(err == OTAML_OK || err == OTAML_ERR_NOSPC);
            assert_true(err || rig_holds(&r, &a));
        }
    }
    print_message("  %u of them mounted\n", mounted);
    rig_picture_free(&picture);
    rig_close(&r);
    rig_model_free(&a);
}

/* ---- units that do not take what is written ---- */

struct stuck {
    const struct otaml_media *media;
    uint32_t at; /* this byte keeps its value */
};

static int stuck_read(void *ctx, uint32_t off, void *dst, uint32_t len)
{
    const struct stuck *s = ctx;

    return s->media->read(s->media->ctx, off, dst, len);
}

static int stuck_prog(void *ctx, uint32_t off, const void *src, uint32_t len)
{
    const struct stuck *s = ctx;
    uint8_t copy[8192];

    assert_true(len <= sizeof(copy));
    memcpy(copy, src, len);
    if (s->at >= off && s->at - off < len) {
        assert_int_equal(s->media->read(s->media->ctx, s->at, copy + (s->at - off), 1), OTAML_OK);
    }
    return s->media->prog(s->media->ctx, off, copy, len);
}

/* Whichever byte is stuck, an update fails with the old one standing, or it is not needed. */
static void stuck_bytes(void **state)
{
    struct rig_model a = rig_model_make("a", 300, 1, 1), b = rig_model_make("a", 300, 2, 2);
    struct rig_picture picture;
    struct otaml_media media;
    struct stuck stuck;
    unsigned refused = 0;
    struct rig r;

    (void)state;
    rig_open(&r, &rig_eefs.rows[1]);
    assert_int_equal(rig_install(&r, &a, 300, NULL), OTAML_OK);
    rig_take(&r, &picture);
    stuck.media = &r.unit.media;
    media = r.unit.media;
    media.ctx = &stuck;
    media.read = stuck_read;
    media.prog = stuck_prog;
    for (stuck.at = 0; stuck.at < FIRST + 2 * (64 + 444); stuck.at++) {
        int err;
        rig_put_back(&r, &picture);
        assert_int_equal(rig_boot(&r), OTAML_OK);
        r.kind.eefs.config.media = &media;
        assert_int_equal(otaml_store_mount(r.store), OTAML_OK);
        err = rig_install(&r, &b, 300, NULL);
        assert_true(err == OTAML_OK || err == OTAML_ERR_IO || err == OTAML_ERR_IMAGE_DIGEST);
        refused += err != OTAML_OK;
        assert_true(err ? rig_holds(&r, &a) : rig_holds(&r, &b));
        assert_int_equal(rig_count(&r), 1);
        assert_int_equal(otaml_store_mount(r.store), OTAML_OK);
        assert_true(err ? rig_holds(&r, &a) : rig_holds(&r, &b));
    }
    print_message("  %u updates refused\n", refused);
    assert_true(refused > 400);
    rig_picture_free(&picture);
    rig_close(&r);
    rig_model_free(&a);
    rig_model_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(other_content_is_unformatted),
        cmocka_unit_test(lying_tables),
        cmocka_unit_test(lying_headers),
        cmocka_unit_test(names_that_are_none),
        cmocka_unit_test(one_name_twice),
        cmocka_unit_test(changed_by_other_hands),
        cmocka_unit_test(any_byte_changed),
        cmocka_unit_test(stuck_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
