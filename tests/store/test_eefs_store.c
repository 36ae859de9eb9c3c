/*
 * test_eefs_store.c - what the EEFS store promises beyond otaml/store.h: slots used again through
 * updates that grow, a table that outlives any torn write, costs.
 */
#include <fixture.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <otaml/sha256.h>

#include "store_rig.h"

static const struct rig_geometry *small(void)
{
    return &rig_eefs.rows[1];
}

static uint32_t count_of(const struct rig *r)
{
    return r->kind.eefs.store.count;
}

/* ---- format ---- */

/* Cut while formatting: no store, an empty one, or still the old one, whole. */
static void format_cut(bool used)
{
    struct rig_model m = rig_model_make("model", 3000, 1, 1);

    for (int how = 0; how < MEDIA_FILE_CUTS; how++) {
        for (uint32_t cut = 1;; cut++) {
            struct rig r;
            int err;
            rig_open(&r, small());
            if (used) {
                assert_int_equal(rig_install(&r, &m, 500, NULL), OTAML_OK);
            } else {
                uint8_t *noise = calloc(1, 1024);
                assert_non_null(noise);
                memset(noise, 0x5a, 1024);
                assert_int_equal(r.unit.media.prog(&r.unit, 0, noise, 1024), OTAML_OK);
                free(noise);
            }
            rig_arm(&r, cut, (enum media_file_cut)how, cut);
            err = otaml_store_format(r.store);
            if (!rig_is_off(&r)) {
                assert_int_equal(err, OTAML_OK);
                rig_power_on(&r);
                rig_close(&r);
                break;
            }
            err = rig_boot(&r);
            if (err == OTAML_OK) {
                assert_true(rig_count(&r) == 0 || (used && rig_holds(&r, &m)));
            } else {
                assert_int_equal(err, OTAML_ERR_UNFORMATTED);
            }
            assert_int_equal(otaml_store_format(r.store), OTAML_OK);
            assert_int_equal(otaml_store_mount(r.store), OTAML_OK);
            assert_int_equal(rig_count(&r), 0);
            assert_int_equal(rig_install(&r, &m, 500, NULL), OTAML_OK);
            assert_true(rig_holds(&r, &m));
            rig_close(&r);
        }
    }
    rig_model_free(&m);
}

static void format_outlives_a_cut(void **state)
{
    (void)state;
    format_cut(true);
    format_cut(false);
}

/* ---- slots used again ---- */

/* Models that grow with each update: old slots are joined and given back. A hundred updates of two
 * models and one that stays need no more than what two versions of each take. */
static void growing_updates(void **state)
{
    struct rig_model still = rig_model_make("still", 500, 9, 1);
    uint32_t most = 0;
    struct rig r;

    (void)state;
    rig_open(&r, small());
    for (uint32_t i = 0; i < 100; i++) {
        struct rig_model a = rig_model_make("a", 2000 + 36 * i, i, i);
        struct rig_model b = rig_model_make("b", 3000 + 20 * i, i + 1000, i);
        assert_int_equal(rig_install(&r, &a, 700, NULL), OTAML_OK);
        if (i == 0) {
            assert_int_equal(rig_install(&r, &still, 700, NULL), OTAML_OK);
        }
        assert_int_equal(rig_install(&r, &b, 700, NULL), OTAML_OK);
        assert_true(rig_holds(&r, &a) && rig_holds(&r, &b) && rig_holds(&r, &still));
        most = count_of(&r) > most ? count_of(&r) : most;
        rig_model_free(&a);
        rig_model_free(&b);
    }
    print_message("  %u slots at most\n", most);
    assert_true(most <= 16);
    rig_close(&r);
    rig_model_free(&still);
}

/* Sizes at random, as many updates as wear allows to try: never out of space, never out of slots,
 * while all models with a second slot each take half of the unit. */
static void random_updates(void **state)
{
    static const char *const names[] = { "one", "two", "three", "four" };
    struct rig_model held[4];
    uint32_t random = 1, most = 0;
    struct rig r;

    (void)state;
    memset(held, 0, sizeof(held));
    rig_open(&r, small());
    for (uint32_t i = 0; i < 3000; i++) {
        const uint32_t n = rig_random(&random) % 4;
        rig_model_free(&held[n]);
        held[n] = rig_model_make(names[n], rig_random(&random) % 3000, i, i);
        assert_int_equal(rig_install(&r, &held[n], 999, NULL), OTAML_OK);
        for (uint32_t k = 0; k < 4; k++) {
            assert_true(!held[k].bytes || rig_holds(&r, &held[k]));
        }
        if (i % 100 == 0) {
            rig_reopen(&r);
        }
        most = count_of(&r) > most ? count_of(&r) : most;
    }
    print_message("  %u slots at most\n", most);
    assert_true(most <= 32);
    rig_close(&r);
    for (uint32_t k = 0; k < 4; k++) {
        rig_model_free(&held[k]);
    }
}

/* The same life with a cut in every other update, in any manner, and in every fourth of the mounts
 * that follow: each model is always the old one or the new one, and nothing leaks. */
static void random_updates_cut(void **state)
{
    static const char *const names[] = { "one", "two", "three", "four" };
    struct rig_model held[4];
    uint32_t random = 1, cuts = 0, sum = 536;
    struct otaml_store_space space;
    struct rig r;

    (void)state;
    memset(held, 0, sizeof(held));
    rig_open(&r, small());
    for (uint32_t i = 0; i < 4000; i++) {
        const uint32_t n = rig_random(&random) % 4;
        struct rig_model new = rig_model_make(names[n], rig_random(&random) % 3000, i, i);
        if (i % 2) {
            rig_arm(&r, 1 + rig_random(&random) % 24,
                    (enum media_file_cut)(rig_random(&random) % MEDIA_FILE_CUTS), i);
        }
        (void)rig_install(&r, &new, 999, NULL);
        cuts += rig_is_off(&r);
        if (rig_is_off(&r) && i % 8 == 1) {
            rig_power_on(&r);
            rig_arm(&r, 1 + rig_random(&random) % 4, MEDIA_FILE_CUT_TORN_SCATTER, i);
            assert_true(otaml_store_mount(r.store) <= 0);
        }
        assert_int_equal(rig_boot(&r), OTAML_OK);
        if (rig_holds(&r, &new)) {
            rig_model_free(&held[n]);
            held[n] = new;
        } else {
            assert_true(i % 2 == 1);
            rig_model_free(&new);
        }
        for (uint32_t k = 0; k < 4; k++) {
            assert_true(held[k].bytes ? rig_holds(&r, &held[k]) : !rig_has_name(&r, names[k]));
        }
    }
    print_message("  %u cuts, %u slots\n", cuts, count_of(&r));
    assert_true(cuts > 1000 && count_of(&r) <= 32);
    assert_int_equal(otaml_store_abort(r.store), OTAML_OK);
    assert_int_equal(otaml_store_space(r.store, &space), OTAML_OK);
    for (uint32_t k = 0; k < 4; k++) {
        sum += (held[k].entry.size + 208) * 3 / 2 + 4; /* half more of room, at most */
        rig_model_free(&held[k]);
    }
    assert_true(space.used <= sum);
    rig_close(&r);
}

/* All 64 slots taken: no more, but an update still goes where something was removed. */
static void sixty_four_slots(void **state)
{
    struct rig_model m;
    char name[16];
    uint32_t at;
    struct rig r;

    (void)state;
    rig_open(&r, small());
    for (unsigned i = 0; i < 64; i++) {
        snprintf(name, sizeof(name), "model-%u", i);
        m = rig_model_make(name, 100, i, i);
        assert_int_equal(rig_install(&r, &m, 100, NULL), OTAML_OK);
        rig_model_free(&m);
    }
    m = rig_model_make("model-7", 90, 99, 99);
    assert_int_equal(rig_begin(&r, &m, &at), OTAML_ERR_NOSPC);
    assert_int_equal(otaml_store_remove(r.store, "model-33"), OTAML_OK);
    rig_reopen(&r);
    assert_int_equal(rig_install(&r, &m, 100, NULL), OTAML_OK);
    assert_true(rig_holds(&r, &m));
    assert_int_equal(rig_count(&r), 63);
    rig_close(&r);
    rig_model_free(&m);
}

/* Spare room lets a later version go where an earlier one was. */
static void spare_room(void **state)
{
    struct rig_model a = rig_model_make("a", 3000, 1, 1);
    struct rig_model b = rig_model_make("a", 3300, 2, 2);
    struct rig r;

    (void)state;
    rig_open(&r, small());
    r.kind.eefs.config.spare = 400;
    assert_int_equal(rig_install(&r, &a, 100, NULL), OTAML_OK);
    assert_int_equal(rig_install(&r, &a, 100, NULL), OTAML_OK);
    assert_int_equal(rig_install(&r, &b, 100, NULL), OTAML_OK);
    assert_int_equal(count_of(&r), 2);
    assert_true(rig_holds(&r, &b));
    rig_close(&r);
    rig_model_free(&a);
    rig_model_free(&b);
}

/* ---- torn writes of the table ---- */

static unsigned file_count(struct rig *r)
{
    struct otaml_store_file file;
    uint32_t cursor = 0;
    unsigned n = 0;

    while (otaml_eefs_store_files(r->store, &cursor, &file) == OTAML_OK) {
        n++;
    }
    return n;
}

/* Three deleted slots between two files, their bytes like headers of files in use everywhere: an
 * update that fits only if all three become one, or, at the end, into what deleted slots give back.
 */
static void table_scene(struct rig *r, struct rig_model *keep, bool at_end)
{
    static const char *const gone[] = { "x", "y", "z" };

    rig_open(r, small());
    assert_int_equal(rig_install(r, &keep[0], 700, NULL), OTAML_OK);
    for (unsigned i = 0; i < 3; i++) {
        struct rig_model m = rig_model_make(gone[i], 2000 + i, i, i);
        for (uint32_t b = 0; b < m.entry.size; b++) {
            m.bytes[b] = b % 4 == 0;
        }
        assert_int_equal(otaml_sha256(m.bytes, m.entry.size, m.entry.sha256), OTAML_OK);
        assert_int_equal(rig_install(r, &m, 700, NULL), OTAML_OK);
        rig_model_free(&m);
    }
    if (!at_end) {
        assert_int_equal(rig_install(r, &keep[1], 7000, NULL), OTAML_OK);
    }
    for (unsigned i = 0; i < 3; i++) {
        assert_int_equal(otaml_store_remove(r->store, gone[i]), OTAML_OK);
    }
}

/* Each write of the table (and each other) torn in a hundred ways: nothing else is touched, and
 * the same update goes through at once. */
static void torn(bool at_end)
{
    struct rig_model keep[2] = { rig_model_make("keep", 1500, 1, 1),
                                 rig_model_make("keep too", 22000, 2, 1) };
    struct rig_model new = rig_model_make("new", at_end ? 26000 : 5900, 3, 1);
    struct rig_picture picture;
    struct rig r;
    unsigned cuts = 0;

    snprintf(keep[1].entry.name, sizeof(keep[1].entry.name), "keep2");
    table_scene(&r, keep, at_end);
    rig_take(&r, &picture);
    for (uint32_t seed = 1; seed <= 100; seed++) {
        for (uint32_t cut = 1;; cut++) {
            int err;
            rig_put_back(&r, &picture);
            assert_int_equal(rig_boot(&r), OTAML_OK);
            rig_arm(&r, cut, MEDIA_FILE_CUT_TORN_SCATTER, seed * 7919);
            err = rig_install(&r, &new, 4000, NULL);
            if (!rig_is_off(&r)) {
                assert_int_equal(err, OTAML_OK);
                break;
            }
            cuts++;
            if (seed % 2) { /* and again, in the mount or in the next attempt */
                rig_power_on(&r);
                rig_arm(&r, 1 + seed / 2 % 12, MEDIA_FILE_CUT_TORN_SCATTER, seed * 104729);
                if (seed % 3 == 0 || otaml_store_mount(r.store) == OTAML_OK) {
                    (void)rig_install(&r, &new, 4000, NULL);
                }
            }
            rig_power_on(&r);
            if (seed % 3) { /* otherwise as after an error of the bus: no mount */
                assert_int_equal(rig_boot(&r), OTAML_OK);
            }
            assert_true(rig_holds(&r, &keep[0]) && (at_end || rig_holds(&r, &keep[1])));
            if (!rig_holds(&r, &new)) {
                assert_int_equal(rig_install(&r, &new, 4000, NULL), OTAML_OK);
            }
            assert_true(rig_holds(&r, &new) && rig_holds(&r, &keep[0]));
            assert_true(at_end || rig_holds(&r, &keep[1]));
            assert_int_equal(file_count(&r), rig_count(&r));
        }
    }
    print_message("  %u torn writes\n", cuts);
    rig_picture_free(&picture);
    rig_power_on(&r);
    rig_close(&r);
    rig_model_free(&keep[0]);
    rig_model_free(&keep[1]);
    rig_model_free(&new);
}

static void torn_joining(void **state)
{
    (void)state;
    torn(false);
}

static void torn_giving_back(void **state)
{
    (void)state;
    torn(true);
}

static uint32_t get32(const uint8_t *p)
{
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

/* Every subset of the changed bits of count and free memory, one slot more or less: the
 * count is the old one or the new one. */
static void torn_head(void **state)
{
    struct rig_model m = rig_model_make("m", 700, 1, 1);
    uint8_t old[24], new[24], mixed[24];
    uint32_t random = 3;
    char name[8];
    struct rig r;

    (void)state;
    rig_open(&r, small());
    for (unsigned i = 0; i < 17; i++) {
        snprintf(name, sizeof(name), "m%u", i);
        snprintf(m.entry.name, sizeof(m.entry.name), "%s", name);
        memcpy(old, r.unit.memory, 24);
        assert_int_equal(rig_install(&r, &m, 700, NULL), OTAML_OK);
        memcpy(new, r.unit.memory, 24);
        for (unsigned n = 0; n < 2000; n++) {
            const bool count_too = n % 2; /* the count is torn when the rest is new */
            memcpy(mixed, count_too ? new : old, 24);
            for (unsigned b = count_too ? 20 : 12; b < (count_too ? 24u : 20u); b++) {
                const uint8_t bits = (uint8_t)rig_random(&random);
                mixed[b] = (uint8_t)((old[b] & ~bits) | (new[b] & bits));
            }
            memcpy(r.unit.memory, mixed, 24);
            assert_int_equal(rig_boot(&r), OTAML_OK);
            assert_true(rig_count(&r) == i + 1 || (!count_too && rig_count(&r) == i));
            assert_int_equal(get32(r.unit.memory + 12) + get32(r.unit.memory + 16), 32 * RIG_KB);
            memcpy(r.unit.memory, new, 24);
        }
        assert_int_equal(rig_boot(&r), OTAML_OK);
    }
    rig_close(&r);
    rig_model_free(&m);
}

/* Cut and tear an installation everywhere: what is listed is the new object or nothing more. */
static void must_not_appear(struct rig *r, const struct rig_model *new, unsigned before)
{
    struct rig_picture picture;

    rig_take(r, &picture);
    for (uint32_t n = 0; n < 200; n++) {
        for (uint32_t cut = 1;; cut++) {
            rig_put_back(r, &picture);
            assert_int_equal(rig_boot(r), OTAML_OK);
            rig_arm(r, cut, (enum media_file_cut)(n % MEDIA_FILE_CUTS), n);
            if (rig_install(r, new, 4000, NULL) == OTAML_OK && !rig_is_off(r)) {
                break;
            }
            assert_int_equal(rig_boot(r), OTAML_OK);
            assert_int_equal(rig_count(r), before + (rig_holds(r, new) ? 1 : 0));
        }
    }
    rig_power_on(r);
    rig_picture_free(&picture);
}

/* What a former store left in the free memory, its headers of files in use included. */
static void former_store(void **state)
{
    struct rig_model old = rig_model_make("old", 1000, 1, 1),
                     new = rig_model_make("new", 1000, 2, 1);
    struct rig r;

    (void)state;
    rig_open(&r, small());
    assert_int_equal(rig_install(&r, &old, 1000, NULL), OTAML_OK);
    assert_int_equal(otaml_store_format(r.store), OTAML_OK);
    must_not_appear(&r, &new, 0);
    rig_close(&r);
    rig_model_free(&old);
    rig_model_free(&new);
}

/* Entries behind the count, as a writer that was cut before it raised the count leaves them: one at
 * the free memory, and one where the next slot will end. */
static void former_entries(void **state)
{
    struct rig_model old = rig_model_make("old", 1000, 1, 1),
                     new = rig_model_make("new", 1000, 2, 1);
    struct rig r;
    uint8_t *m;

    (void)state;
    rig_open(&r, small());
    assert_int_equal(rig_install(&r, &old, 1000, NULL), OTAML_OK);
    m = r.unit.memory;
    for (uint32_t i = 1; i < 3; i++) {
        const uint32_t off = 536 + i * (64 + 1144);
        m[24 + 8 * i] = (uint8_t)off;
        m[25 + 8 * i] = (uint8_t)(off >> 8);
        m[28 + 8 * i] = 100;
        memcpy(m + off, m + 536, 64);
        memset(m + off + 13, 0, 3);
        memcpy(m + off + 24, "ghost", 6);
    }
    must_not_appear(&r, &new, 1);
    rig_close(&r);
    rig_model_free(&old);
    rig_model_free(&new);
}

/* ---- costs ---- */

static void costs(void **state)
{
    struct rig_model m = rig_model_make("model", 100000, 1, 1);
    struct rig r;

    (void)state;
    rig_open(&r, &rig_eefs.rows[0]); /* 256 KB, chunks of 1 KB */
    for (uint32_t i = 0; i < 6; i++) {
        const uint64_t before = r.unit.counts.prog_bytes;
        uint64_t written;
        m.entry.sequence = i;
        assert_int_equal(rig_install(&r, &m, 1000, NULL), OTAML_OK);
        written = r.unit.counts.prog_bytes - before;
        assert_true(written <= m.entry.size + 8 * (m.entry.size / 1024 + 1) + 320);
    }
    rig_reopen(&r);
    r.unit.counts = (struct media_file_counts){ .reads = 0 };
    assert_int_equal(otaml_store_mount(r.store), OTAML_OK);
    assert_true(r.unit.counts.read_bytes <= 32 + 2 * 344);
    assert_true(r.unit.counts.progs == 0);
    assert_true(sizeof(r.kind.eefs.store) <= 512);
    rig_close(&r);
    rig_model_free(&m);
}

/* ---- refusals ---- */

static int never_erased(void *ctx, uint32_t off, uint32_t len)
{
    (void)ctx;
    (void)off;
    (void)len;
    return OTAML_ERR_PORT_BASE;
}

static void configurations_refused(void **state)
{
    struct otaml_eefs_store_config bad;
    struct otaml_eefs_store e;
    struct otaml_media unit;
    struct rig r;

    (void)state;
    rig_open(&r, small());
    unit = r.unit.media;
    bad = r.kind.eefs.config;
    bad.media = &unit;
    assert_int_equal(otaml_eefs_store_init(&e, &bad), OTAML_OK);
    assert_int_equal(otaml_eefs_store_seal(&e), OTAML_ERR_STATE);
    bad.chunk_size = OTAML_EEFS_STORE_CHUNK_MIN - 1;
    assert_int_equal(otaml_eefs_store_init(&e, &bad), OTAML_ERR_ARG);
    bad.chunk_size = OTAML_EEFS_STORE_CHUNK_MIN;
    bad.chunk = NULL;
    assert_int_equal(otaml_eefs_store_init(&e, &bad), OTAML_ERR_ARG);
    bad.chunk = r.chunk;
    unit.prog_size = 8;
    assert_int_equal(otaml_eefs_store_init(&e, &bad), OTAML_ERR_GEOMETRY);
    unit = r.unit.media;
    unit.size = 1024;
    assert_int_equal(otaml_eefs_store_init(&e, &bad), OTAML_ERR_GEOMETRY);
    unit.size = 32 * 1024 * 1024;
    assert_int_equal(otaml_eefs_store_init(&e, &bad), OTAML_ERR_GEOMETRY);
    unit = r.unit.media;
    unit.erase_size = 256;
    unit.erase = never_erased;
    assert_int_equal(otaml_eefs_store_init(&e, &bad), OTAML_ERR_GEOMETRY);
    rig_close(&r);
}

static void no_seal_while_writing(void **state)
{
    struct rig_model m = rig_model_make("m", 700, 1, 1);
    uint32_t at;
    struct rig r;

    (void)state;
    rig_open(&r, small());
    assert_int_equal(rig_begin(&r, &m, &at), OTAML_OK);
    assert_int_equal(otaml_eefs_store_seal(&r.kind.eefs.store), OTAML_ERR_STATE);
    assert_int_equal(otaml_store_abort(r.store), OTAML_OK);
    assert_int_equal(otaml_eefs_store_seal(&r.kind.eefs.store), OTAML_OK);
    rig_close(&r);
    rig_model_free(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(format_outlives_a_cut),
        cmocka_unit_test(growing_updates),
        cmocka_unit_test(random_updates),
        cmocka_unit_test(random_updates_cut),
        cmocka_unit_test(sixty_four_slots),
        cmocka_unit_test(spare_room),
        cmocka_unit_test(torn_joining),
        cmocka_unit_test(former_store),
        cmocka_unit_test(former_entries),
        cmocka_unit_test(torn_giving_back),
        cmocka_unit_test(torn_head),
        cmocka_unit_test(costs),
        cmocka_unit_test(configurations_refused),
        cmocka_unit_test(no_seal_while_writing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
