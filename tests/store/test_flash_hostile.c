/*
 * test_flash_hostile.c - units that hold something else, forged headers, rot, dying parts.
 */
#include <fixture.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <otaml/crc32.h>
#include <otaml/sha256.h>

#include "store_rig.h"

static void put32(uint8_t *p, uint32_t v)
{
    for (int i = 0; i < 4; i++) {
        p[i] = (uint8_t)(v >> (8 * i));
    }
}

static const struct rig_geometry *nor(void)
{
    return &rig_flash.rows[0];
}

/* Fill the unit behind the store's back. */
static void fill(struct rig *r, uint32_t off, const void *src, uint32_t len)
{
    assert_int_equal(r->unit.media.erase(&r->unit, 0, r->unit.media.size), OTAML_OK);
    assert_int_equal(r->unit.media.prog(&r->unit, off, src, len), OTAML_OK);
}

static void other_content_is_unformatted(void **state)
{
    struct rig_model noise = rig_model_make("n", 256 * RIG_KB, 5, 1);
    struct otaml_store_entry e;
    struct rig_model m;
    uint8_t *zeros = calloc(1, 256 * RIG_KB);
    struct rig r;

    (void)state;
    assert_non_null(zeros);
    rig_open(&r, nor());
    fill(&r, 0, noise.bytes, noise.entry.size);
    assert_int_equal(rig_boot(&r), OTAML_ERR_UNFORMATTED);
    fill(&r, 0, zeros, 256 * RIG_KB);
    assert_int_equal(rig_boot(&r), OTAML_ERR_UNFORMATTED);
    assert_int_equal(otaml_store_format(r.store), OTAML_OK);
    assert_int_equal(otaml_store_list(r.store, &(uint32_t){ 0 }, &e), OTAML_ERR_STATE);
    assert_int_equal(otaml_store_mount(r.store), OTAML_OK);
    m = rig_model_make("m", 5000, 1, 1);
    assert_int_equal(rig_install(&r, &m, 999, NULL), OTAML_OK);
    assert_true(rig_holds(&r, &m));
    rig_close(&r);
    rig_model_free(&m);
    rig_model_free(&noise);
    free(zeros);
}

/* A model whose bytes are a whole store image, at every erase unit's start: never seen as
 * headers, not while it is written, dead, or half reclaimed. */
static void model_that_looks_like_a_store(void **state)
{
    struct rig_model evil = rig_model_make("evil", 40000, 3, 1);
    struct rig_model good = rig_model_make("good", 40000, 4, 2);
    struct rig_model seed = rig_model_make("victim", 500, 9, 0x7fff);
    struct otaml_store_object o;
    uint32_t random = 5;
    struct rig r;

    (void)state;
    /* A header that is valid at any erase unit, where the evil one's bytes meet its starts. */
    rig_open(&r, nor());
    assert_int_equal(rig_install(&r, &seed, 500, NULL), OTAML_OK);
    assert_int_equal(rig_install(&r, &evil, 500, NULL), OTAML_OK);
    assert_int_equal(otaml_store_open(r.store, "evil", &o), OTAML_OK);
    for (uint32_t at = 4096 - o.where % 4096; at + 128 <= evil.entry.size; at += 4096) {
        memcpy(evil.bytes + at, r.unit.media.base, 128);
    }
    rig_close(&r);
    assert_int_equal(otaml_sha256(evil.bytes, evil.entry.size, evil.entry.sha256), OTAML_OK);

    rig_open(&r, nor());
    for (unsigned round = 0; round < 300; round++) {
        const struct rig_model *m = round % 2 ? &evil : &good;
        r.unit.cut = (enum media_file_cut)(round % MEDIA_FILE_CUTS);
        r.unit.seed = round;
        r.unit.cut_in = 1 + rig_random(&random) % 60;
        (void)rig_install(&r, m, 4096, NULL);
        if (round % 7 == 0 && !r.unit.off) {
            (void)!otaml_store_remove(r.store, "evil");
        }
        assert_int_equal(rig_boot(&r), OTAML_OK);
        assert_false(rig_has_name(&r, "victim"));
        assert_true(rig_count(&r) <= 2);
    }
    rig_close(&r);
    rig_model_free(&evil);
    rig_model_free(&good);
    rig_model_free(&seed);
}

/* One field of a good header forged, its crc made good again: the object is not believed,
 * and everything still works. Offsets are those of spec/flash-store.md. */
static void forged_headers(void **state)
{
    static const struct {
        uint32_t at, value;
    } forgeries[] = {
        { 8, 0 },
        { 8, 0x80000000u },
        { 8, UINT32_MAX }, /* serial number */
        { 12, 0 },
        { 12, 1 },
        { 12, 63 },
        { 12, UINT32_MAX }, /* units */
        { 16, 0 },
        { 16, 256 * RIG_KB },
        { 16, UINT32_MAX },
        { 16, 0x7fffffffu }, /* size */
        { 20, 0 },
        { 20, 4096 },
        { 20, UINT32_MAX }, /* data */
        { 64, 0 },
        { 64, 0x2f2f2f2fu },
        { 64, 0x80808080u }, /* name */
        { 4, 0x1f000c01u },
        { 4, 0x00000c01u },
        { 4, 0x07000c01u },
        { 4, 0x11000c01u }, /* chunk */
    };
    struct rig_model m = rig_model_make("m", 9000, 1, 1), keep = rig_model_make("k", 100, 2, 1);
    uint8_t picture[20480];
    struct rig r;

    (void)state;
    for (size_t i = 0; i < sizeof(forgeries) / sizeof(forgeries[0]); i++) {
        rig_open(&r, nor());
        assert_int_equal(rig_install(&r, &m, 9000, NULL), OTAML_OK);
        assert_int_equal(rig_install(&r, &keep, 100, NULL), OTAML_OK);
        memcpy(picture, r.unit.media.base, sizeof(picture));
        assert_memory_equal(picture, "OTF1", 4);
        put32(picture + forgeries[i].at, forgeries[i].value);
        put32(picture + 104, otaml_crc32(0, picture, 104));
        put32(picture + 112, ~otaml_crc32(0, picture, 104)); /* and its commit mark */
        fill(&r, 0, picture, sizeof(picture));
        assert_int_equal(rig_boot(&r), OTAML_OK);
        assert_false(rig_has_name(&r, "m"));
        assert_true(rig_holds(&r, &keep));
        assert_int_equal(rig_count(&r), 1);
        assert_int_equal(rig_install(&r, &m, 4096, NULL), OTAML_OK);
        assert_true(rig_holds(&r, &m) && rig_holds(&r, &keep));
        rig_close(&r);
    }
    /* A good header, but in the last erase unit: its extent would reach beyond the end. */
    rig_open(&r, nor());
    assert_int_equal(rig_install(&r, &m, 9000, NULL), OTAML_OK);
    memcpy(picture, r.unit.media.base, 4096);
    fill(&r, r.unit.media.size - 4096, picture, 4096);
    assert_int_equal(rig_boot(&r), OTAML_OK);
    assert_int_equal(rig_count(&r), 0);
    assert_int_equal(rig_install(&r, &m, 9000, NULL), OTAML_OK);
    assert_true(rig_holds(&r, &m));
    rig_close(&r);
    rig_model_free(&m);
    rig_model_free(&keep);
}

static void other_geometry_and_version(void **state)
{
    struct rig_model m = rig_model_make("m", 900, 1, 1);
    uint8_t picture[4096];
    struct rig r;

    (void)state;
    rig_open(&r, nor());
    assert_int_equal(rig_install(&r, &m, 900, NULL), OTAML_OK);
    memcpy(picture, r.unit.media.base, sizeof(picture));
    picture[5] = 13; /* erase units of 8 KB */
    put32(picture + 104, otaml_crc32(0, picture, 104));
    fill(&r, 0, picture, sizeof(picture));
    assert_int_equal(rig_boot(&r), OTAML_ERR_GEOMETRY);
    picture[4] = 2; /* a later version */
    put32(picture + 104, otaml_crc32(0, picture, 104));
    fill(&r, 0, picture, sizeof(picture));
    assert_int_equal(rig_boot(&r), OTAML_ERR_UNSUPPORTED);
    assert_int_equal(otaml_store_format(r.store), OTAML_OK);
    assert_int_equal(rig_boot(&r), OTAML_OK);
    rig_close(&r);
    rig_model_free(&m);
}

static void rot_is_found(void **state)
{
    struct rig_model m = rig_model_make("m", 9000, 1, 1);
    uint8_t picture[16384];
    struct rig r;

    (void)state;
    rig_open(&r, nor());
    assert_int_equal(rig_install(&r, &m, 9000, NULL), OTAML_OK);
    memcpy(picture, r.unit.media.base, sizeof(picture));
    picture[6000] ^= 4;
    fill(&r, 0, picture, sizeof(picture));
    assert_int_equal(rig_boot(&r), OTAML_OK);
    assert_int_equal(rig_check(&r, "m"), OTAML_ERR_CORRUPT);
    rig_close(&r);
    rig_model_free(&m);
}

/* A part that takes programs and erases without doing them. */
static int lazy_prog(void *ctx, uint32_t off, const void *src, uint32_t len)
{
    (void)ctx, (void)off, (void)src, (void)len;
    return OTAML_OK;
}

static int lazy_erase(void *ctx, uint32_t off, uint32_t len)
{
    (void)ctx, (void)off, (void)len;
    return OTAML_OK;
}

static void worn_parts_are_noticed(void **state)
{
    struct rig_model m = rig_model_make("m", 100000, 1, 1);
    struct otaml_media lazy;
    uint32_t at, i = 0;
    struct rig r;

    (void)state;
    rig_open(&r, nor());
    lazy = r.unit.media;
    lazy.prog = lazy_prog;
    r.kind.flash.config.media = &lazy;
    assert_int_equal(rig_begin(&r, &m, &at), OTAML_ERR_IO); /* the header is not there */

    assert_int_equal(rig_boot(&r), OTAML_OK); /* chunks that are not there */
    assert_int_equal(rig_begin(&r, &m, &at), OTAML_OK);
    r.kind.flash.config.media = &lazy;
    assert_int_equal(otaml_store_append(r.store, m.bytes, 9000), OTAML_ERR_IO);
    assert_int_equal(otaml_store_append(r.store, m.bytes, 1), OTAML_ERR_STATE);
    r.kind.flash.config.media = &r.unit.media;

    for (; i < 3; i++) {
        m.entry.sequence = i;
        assert_int_equal(rig_install(&r, &m, 4096, NULL), OTAML_OK);
    }
    lazy = r.unit.media;
    lazy.erase = lazy_erase;
    r.kind.flash.config.media = &lazy;
    m.entry.sequence = i;
    assert_int_equal(rig_begin(&r, &m, &at), OTAML_ERR_IO); /* an erasure that was none */
    r.kind.flash.config.media = &r.unit.media;
    assert_int_equal(rig_install(&r, &m, 4096, NULL), OTAML_OK); /* replaced part: usable */
    rig_close(&r);
    rig_model_free(&m);
}

/* All four commit marks spoilt one after another by power cuts: the object is given up, and
 * the next one goes through. */
static void spoilt_commit_marks(void **state)
{
    static const struct rig_geometry words = {
        "2 KB / 8, ecc",
        &rig_flash,
        { .size = 64 * RIG_KB, .erase_size = 2 * RIG_KB, .prog_size = 8, .ecc = true },
        512
    };
    struct rig_model m = rig_model_make("m", 3000, 1, 1);
    struct rig r;
    uint32_t at;

    (void)state;
    rig_open(&r, &words);
    for (unsigned i = 0; i < 4; i++) {
        assert_int_equal(rig_begin(&r, &m, &at), OTAML_OK);
        assert_int_equal(at, i == 0 ? 0 : 3000);
        assert_int_equal(otaml_store_append(r.store, m.bytes + at, 3000 - at), OTAML_OK);
        r.unit.cut = MEDIA_FILE_CUT_TORN_HEAD;
        r.unit.cut_in = 1;
        assert_int_equal(rig_commit(&r), MEDIA_FILE_ERR_POWER);
        assert_int_equal(rig_boot(&r), OTAML_OK);
        assert_false(rig_has_name(&r, "m"));
    }
    assert_int_equal(rig_begin(&r, &m, &at), OTAML_OK);
    assert_int_equal(at, 3000);
    assert_int_equal(rig_commit(&r), OTAML_ERR_IO);
    assert_int_equal(rig_install(&r, &m, 100, NULL), OTAML_OK);
    assert_true(rig_holds(&r, &m));
    rig_close(&r);
    rig_model_free(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(other_content_is_unformatted),
        cmocka_unit_test(model_that_looks_like_a_store),
        cmocka_unit_test(forged_headers),
        cmocka_unit_test(other_geometry_and_version),
        cmocka_unit_test(rot_is_found),
        cmocka_unit_test(worn_parts_are_noticed),
        cmocka_unit_test(spoilt_commit_marks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
