/*
 * test_spiffs_store.c - what the SPIFFS store promises beyond the contract of all stores: geometry,
 * magic, files of others, pages that must not be written, wear, and what reading costs.
 */
#include <fixture.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store_rig.h"

static const struct rig_geometry nor = { "spiffs, as mkspiffs's",
                                         &rig_spiffs,
                                         { .size = 256 * RIG_KB,
                                           .erase_size = 4096,
                                           .prog_size = 1,
                                           .unmapped = true,
                                           .clears_bits = true },
                                         4096 };

#define PAGE     256u
#define IN_BLOCK 16u /* pages */

/* ---- the unit behind the store's back ---- */

static uint8_t *page_at(struct rig *r, uint32_t page)
{
    return r->unit.memory + page * PAGE;
}

static uint8_t *entry_at(struct rig *r, uint32_t page)
{
    return r->unit.memory + page / IN_BLOCK * IN_BLOCK * PAGE + 2 * (page % IN_BLOCK - 1);
}

static void put(uint8_t *p, uint32_t value, unsigned bytes)
{
    for (unsigned i = 0; i < bytes; i++) {
        p[i] = (uint8_t)(value >> (8 * i));
    }
}

/* A page as another writer leaves it. */
static void forge(struct rig *r, uint32_t page, uint32_t id, uint32_t span, uint8_t flags)
{
    put(entry_at(r, page), id, 2);
    put(page_at(r, page), id, 2);
    put(page_at(r, page) + 2, span, 2);
    page_at(r, page)[4] = flags;
}

static void forge_header(struct rig *r, uint32_t page, uint32_t id, const char *name, uint32_t size,
                         uint32_t first)
{
    uint8_t *p = page_at(r, page);

    forge(r, page, id | 0x8000, 0, 0xf8);
    put(p + 8, size, 4);
    p[12] = 1;
    memset(p + 13, 0, 32);
    memcpy(p + 13, name, strlen(name) < 32 ? strlen(name) : 32);
    put(p + 45, first, 2);
}

/* The page of an object's index header. */
static uint32_t find_header(struct rig *r, const char *name)
{
    for (uint32_t page = 0; page < r->unit.media.size / PAGE; page++) {
        const uint8_t *p = page_at(r, page);
        if (page % IN_BLOCK != 0 && entry_at(r, page)[1] >= 0x80 && entry_at(r, page)[1] != 0xff
            && p[2] == 0 && p[3] == 0 && strcmp((const char *)p + 14, name) == 0) {
            return page;
        }
    }
    fail_msg("no %s", name);
    return 0;
}

/* The unit's file must be long enough to be forged in. */
static void open_rig(struct rig *r)
{
    rig_open(r, &nor);
    assert_int_equal(r->unit.file_length, r->unit.media.size);
}

static bool has_file(struct rig *r, const char *path, uint32_t size)
{
    struct otaml_store_file file;
    uint32_t cursor = 0;

    while (otaml_spiffs_store_files(r->store, &cursor, &file) == OTAML_OK) {
        if (strcmp(file.path, path) == 0) {
            return file.object.entry.size == size;
        }
    }
    return false;
}

/* ---- tests ---- */

static void geometry_is_checked(void **state)
{
    struct otaml_spiffs_store_config c;
    struct otaml_spiffs_store s;
    struct otaml_media m;
    struct rig r;

    (void)state;
    open_rig(&r);
    m = r.unit.media;
    c = r.kind.spiffs.config;
    c.media = &m;
    assert_int_equal(otaml_spiffs_store_init(&s, &c), OTAML_OK);
    c.page_size = 300;
    assert_int_equal(otaml_spiffs_store_init(&s, &c), OTAML_ERR_GEOMETRY);
    c.page_size = 4096;
    assert_int_equal(otaml_spiffs_store_init(&s, &c), OTAML_ERR_GEOMETRY);
    c.page_size = 256;
    c.block_size = 2048; /* less than an erase unit */
    assert_int_equal(otaml_spiffs_store_init(&s, &c), OTAML_ERR_GEOMETRY);
    c.block_size = 32768; /* 127 entries and a magic are more than a page */
    assert_int_equal(otaml_spiffs_store_init(&s, &c), OTAML_ERR_GEOMETRY);
    c.block_size = 131072; /* two blocks */
    assert_int_equal(otaml_spiffs_store_init(&s, &c), OTAML_ERR_GEOMETRY);
    c.block_size = 8192;
    assert_int_equal(otaml_spiffs_store_init(&s, &c), OTAML_OK);
    m.clears_bits = false;
    assert_int_equal(otaml_spiffs_store_init(&s, &c), OTAML_ERR_GEOMETRY);
    m.clears_bits = true;
    m.size = 16 * 1024 * RIG_KB; /* 65536 pages: one number is "none" */
    assert_int_equal(otaml_spiffs_store_init(&s, &c), OTAML_ERR_GEOMETRY);
    c.meta_size = 65;
    assert_int_equal(otaml_spiffs_store_init(&s, &c), OTAML_ERR_ARG);
    c.meta_size = 0;
    c.chunk_size = 511;
    assert_int_equal(otaml_spiffs_store_init(&s, &c), OTAML_ERR_ARG);
    rig_close(&r);
}

/* One block may lack its magic, as after a cut erasure; two are no file system. */
static void magic_is_checked(void **state)
{
    struct rig_model m = rig_model_make("m", 9000, 1, 1);
    struct rig r;

    (void)state;
    open_rig(&r);
    assert_int_equal(rig_install(&r, &m, 999, NULL), OTAML_OK);
    memset(r.unit.memory + 40 * 4096, 0x55, 4096);
    assert_int_equal(rig_boot(&r), OTAML_OK);
    assert_true(rig_holds(&r, &m));
    assert_int_equal(r.unit.memory[40 * 4096], 0xff); /* erased, with magic again */
    assert_int_equal(rig_boot(&r), OTAML_OK);
    put(r.unit.memory + 40 * 4096 + 252, 0, 2);
    put(r.unit.memory + 41 * 4096 + 252, 0, 2);
    assert_int_equal(rig_boot(&r), OTAML_ERR_UNFORMATTED);
    r.kind.spiffs.config.format = NULL;
    assert_int_equal(otaml_store_format(r.store), OTAML_ERR_UNSUPPORTED);
    r.kind.spiffs.config.format = otaml_spiffs_store_format;
    assert_int_equal(otaml_store_format(r.store), OTAML_OK);
    assert_int_equal(rig_boot(&r), OTAML_OK);
    assert_int_equal(rig_count(&r), 0);
    rig_close(&r);
    rig_model_free(&m);
}

/* Files that others put there: objects without a digest, if their names are names of objects. */
static void files_of_others(void **state)
{
    struct rig_model m = rig_model_make("theirs", 100, 1, 7);
    struct otaml_store_object o;
    struct otaml_store_entry e;
    uint8_t bytes[100];
    uint32_t cursor = 0;
    struct rig r;

    (void)state;
    open_rig(&r);
    forge(&r, 17, 9, 0, 0xfc);
    memset(page_at(&r, 17) + 5, 'x', 100);
    forge_header(&r, 18, 9, "/theirs", 100, 17);
    forge_header(&r, 19, 10, "/in/a/folder", 0, 0xffff);
    forge_header(&r, 20, 11, "noslash", UINT32_MAX, 0xffff);
    forge_header(&r, 21, 12, "/0123456789012345678901234567890123456789", 0, 0xffff); /* no NUL */
    assert_int_equal(rig_boot(&r), OTAML_OK);
    assert_int_equal(rig_count(&r), 1);
    assert_int_equal(otaml_store_list(r.store, &cursor, &e), OTAML_OK);
    assert_string_equal(e.name, "theirs");
    assert_int_equal(otaml_store_open(r.store, "theirs", &o), OTAML_OK);
    assert_int_equal(otaml_store_check(r.store, &o, bytes, sizeof(bytes)), OTAML_ERR_UNSUPPORTED);
    assert_int_equal(otaml_store_read(r.store, &o, 0, bytes, 100), OTAML_OK);
    assert_true(bytes[0] == 'x' && bytes[99] == 'x' && o.entry.sequence == 0);
    otaml_store_close(r.store, &o);
    assert_true(has_file(&r, "theirs", 100) && has_file(&r, "in/a/folder", 0));
    assert_true(has_file(&r, "noslash", 0));
    assert_true(has_file(&r, "0123456789012345678901234567890", 0));
    assert_int_equal(rig_install(&r, &m, 100, NULL), OTAML_OK); /* replaces theirs */
    assert_true(rig_holds(&r, &m));
    assert_int_equal(rig_count(&r), 1);
    assert_true(has_file(&r, "in/a/folder", 0));
    rig_close(&r);
    rig_model_free(&m);
}

/* A file of ours that another hand replaced, of the same id even, has no digest any more. */
static void records_bind_one_file(void **state)
{
    struct rig_model m = rig_model_make("m", 300, 1, 7);
    struct otaml_store_object o;
    struct rig r;
    uint32_t page;

    (void)state;
    open_rig(&r);
    assert_int_equal(rig_install(&r, &m, 100, NULL), OTAML_OK);
    page = find_header(&r, "m");
    put(page_at(&r, page) + 8, 299, 4); /* another size */
    assert_int_equal(rig_boot(&r), OTAML_OK);
    assert_int_equal(otaml_store_open(r.store, "m", &o), OTAML_OK);
    assert_int_equal(o.entry.size, 299);
    assert_int_equal(o.entry.sequence, 0);
    otaml_store_close(r.store, &o);
    assert_int_equal(rig_install(&r, &m, 100, NULL), OTAML_OK);
    assert_true(rig_holds(&r, &m));
    assert_int_equal(rig_count(&r), 1);
    rig_close(&r);
    rig_model_free(&m);
}

/* A page may be programmed under an entry that is free: another writer's power cut. */
static void free_entries_are_not_trusted(void **state)
{
    struct rig_model m = rig_model_make("m", 60000, 1, 7);
    struct rig r;

    (void)state;
    open_rig(&r);
    for (uint32_t page = 3; page < 900; page += 7) {
        if (page % IN_BLOCK != 0) {
            page_at(&r, page)[200] = 0x12;
        }
    }
    assert_int_equal(rig_boot(&r), OTAML_OK);
    assert_int_equal(rig_install(&r, &m, 1000, NULL), OTAML_OK);
    assert_true(rig_holds(&r, &m)); /* and no rule of the part was broken */
    rig_close(&r);
    rig_model_free(&m);
}

/* Headers that lie: nothing is read outside, nothing hangs, and the rest still works. */
static void hostile_indexes(void **state)
{
    struct rig_model m = rig_model_make("m", 9000, 1, 7);
    struct otaml_store_object o;
    uint8_t bytes[300];
    struct rig r;

    (void)state;
    open_rig(&r);
    assert_int_equal(rig_install(&r, &m, 1000, NULL), OTAML_OK);
    forge_header(&r, 321, 20, "/lookup", 100, 320);      /* names a lookup page */
    forge_header(&r, 322, 21, "/outside", 100, 0xfffe);  /* names no page */
    forge_header(&r, 323, 22, "/huge", 0x7fffffff, 324); /* more than the unit */
    forge_header(&r, 324, 23, "/itself", 100, 324);      /* names its own index */
    forge_header(&r, 325, 24, "/crossed", 100, find_header(&r, "m"));
    forge_header(&r, 326, 0, "/nobody", 0, 0xffff); /* no id */
    forge(&r, 327, 0x7fff, 0xffff, 0xfc);           /* an orphan of the highest numbers */
    assert_int_equal(rig_boot(&r), OTAML_OK);
    assert_true(rig_holds(&r, &m));
    assert_int_equal(otaml_store_open(r.store, "lookup", &o), OTAML_OK);
    assert_int_equal(otaml_store_read(r.store, &o, 0, bytes, 100), OTAML_ERR_CORRUPT);
    otaml_store_close(r.store, &o);
    assert_int_equal(otaml_store_open(r.store, "outside", &o), OTAML_OK);
    assert_int_equal(otaml_store_read(r.store, &o, 0, bytes, 100), OTAML_ERR_CORRUPT);
    otaml_store_close(r.store, &o);
    assert_int_equal(otaml_store_open(r.store, "huge", &o), OTAML_OK);
    assert_int_equal(otaml_store_read(r.store, &o, 0x7ffffff0, bytes, 15), OTAML_ERR_CORRUPT);
    otaml_store_close(r.store, &o);
    assert_int_equal(otaml_store_open(r.store, "itself", &o), OTAML_OK);
    assert_int_equal(otaml_store_read(r.store, &o, 0, bytes, 1), OTAML_ERR_CORRUPT);
    otaml_store_close(r.store, &o);
    assert_int_equal(otaml_store_open(r.store, "crossed", &o), OTAML_OK);
    assert_int_equal(otaml_store_read(r.store, &o, 0, bytes, 1), OTAML_ERR_CORRUPT);
    otaml_store_close(r.store, &o);
    assert_false(rig_has_name(&r, "nobody"));
    m.entry.sequence = 8;
    assert_int_equal(rig_install(&r, &m, 1000, NULL), OTAML_OK);
    assert_true(rig_holds(&r, &m));
    assert_int_equal(otaml_store_remove(r.store, "huge"), OTAML_OK);
    rig_close(&r);
    rig_model_free(&m);
}

/* Every block is erased about as often as the others, though one object never moves by itself. */
static void wear_is_even(void **state)
{
    struct rig_model keep = rig_model_make("keep", 60000, 1, 7);
    struct rig_model m = rig_model_make("m", 40000, 2, 0);
    uint32_t least = UINT32_MAX, most = 0;
    struct rig r;

    (void)state;
    open_rig(&r);
    assert_int_equal(rig_install(&r, &keep, 4096, NULL), OTAML_OK);
    memset(r.unit.erase_counts, 0, 64 * sizeof(*r.unit.erase_counts));
    for (unsigned i = 0; i < 400; i++) {
        m.entry.sequence = i;
        assert_int_equal(rig_install(&r, &m, 4096, NULL), OTAML_OK);
    }
    for (unsigned b = 0; b < 64; b++) {
        const uint32_t n = r.unit.erase_counts[b];
        least = n < least ? n : least;
        most = n > most ? n : most;
    }
    print_message("400 updates: blocks erased %u to %u times\n", least, most);
    assert_true(rig_holds(&r, &keep) && rig_holds(&r, &m));
    assert_true(most < 150 && least > 10); /* 66 on average */
    rig_close(&r);
    rig_model_free(&keep);
    rig_model_free(&m);
}

/* Streaming takes little more than two reads for each page, wherever it begins. */
static void reading_does_not_search(void **state)
{
    struct rig_model m = rig_model_make("m", 150000, 1, 7);
    struct otaml_store_object o;
    static uint8_t stripe[4096];
    uint64_t reads;
    struct rig r;

    (void)state;
    open_rig(&r);
    assert_int_equal(rig_install(&r, &m, 4096, NULL), OTAML_OK);
    assert_int_equal(otaml_store_open(r.store, "m", &o), OTAML_OK);
    reads = r.unit.counts.reads;
    for (uint32_t at = 0; at + 4096 <= m.entry.size; at += 4096) {
        assert_int_equal(otaml_store_read(r.store, &o, at, stripe, 4096), OTAML_OK);
        assert_memory_equal(stripe, m.bytes + at, 4096);
    }
    reads = r.unit.counts.reads - reads;
    print_message("150000 bytes in stripes of 4096: %u reads\n", (unsigned)reads);
    assert_true(reads < 150000 / 251 * 5 / 2);
    reads = r.unit.counts.reads;
    for (uint32_t i = 0; i < 100; i++) { /* to and fro between two places */
        const uint32_t at = i % 2 ? 140000 : 3000;
        assert_int_equal(otaml_store_read(r.store, &o, at + i, stripe, 8), OTAML_OK);
        assert_memory_equal(stripe, m.bytes + at + i, 8);
    }
    assert_true(r.unit.counts.reads - reads < 100 * 8);
    otaml_store_close(r.store, &o);
    rig_close(&r);
    rig_model_free(&m);
}

/* What was collected stays readable while it is open, and a mount in a clean state writes nothing.
 */
static void mount_of_a_clean_unit_writes_nothing(void **state)
{
    struct rig_model m = rig_model_make("m", 50000, 1, 0);
    uint64_t progs;
    uint32_t at;
    struct rig r;

    (void)state;
    open_rig(&r);
    for (unsigned i = 0; i < 9; i++) {
        m.entry.sequence = i;
        assert_int_equal(rig_install(&r, &m, 4096, NULL), OTAML_OK);
    }
    m.entry.sequence = 99;
    assert_int_equal(rig_begin(&r, &m, &at), OTAML_OK);
    assert_int_equal(otaml_store_append(r.store, m.bytes, 20000), OTAML_OK);
    progs = r.unit.counts.progs + r.unit.counts.erases;
    assert_int_equal(rig_boot(&r), OTAML_OK);
    assert_int_equal(r.unit.counts.progs + r.unit.counts.erases, progs);
    assert_int_equal(rig_begin(&r, &m, &at), OTAML_OK);
    assert_true(at > 15000);
    rig_close(&r);
    rig_model_free(&m);
}

static uint64_t writes_of(const struct rig *r)
{
    return r->unit.counts.progs + r->unit.counts.erases;
}

static uint32_t used_in(struct rig *r)
{
    struct otaml_store_space space;

    assert_int_equal(otaml_store_space(r->store, &space), OTAML_OK);
    return space.used;
}

/* Neither abort nor remove blocks for the pages of an object: it is marked, its room counts as
 * free, and begin or mount deletes it. */
static void giving_up_is_quick(void **state)
{
    struct rig_model m = rig_model_make("m", 60000, 1, 0), n = rig_model_make("n", 60000, 2, 0);
    uint32_t empty, one, at;
    uint64_t writes;
    struct rig r;

    (void)state;
    open_rig(&r);
    empty = used_in(&r);
    assert_int_equal(rig_install(&r, &m, 4096, NULL), OTAML_OK);
    one = used_in(&r);
    assert_int_equal(rig_begin(&r, &n, &at), OTAML_OK);
    assert_int_equal(otaml_store_append(r.store, n.bytes, 40000), OTAML_OK);
    writes = writes_of(&r);
    assert_int_equal(otaml_store_abort(r.store), OTAML_OK);
    assert_in_range(writes_of(&r) - writes, 1, 3);
    assert_int_equal(used_in(&r), one);
    assert_int_equal(rig_boot(&r), OTAML_OK); /* does not take it for unfinished, nor for a file */
    assert_true(writes_of(&r) - writes > 2 * 35000 / 251);
    assert_false(rig_has_name(&r, "n"));
    assert_int_equal(used_in(&r), one);

    writes = writes_of(&r);
    assert_int_equal(otaml_store_remove(r.store, "m"), OTAML_OK);
    assert_in_range(writes_of(&r) - writes, 1, 2);
    assert_int_equal(used_in(&r), empty);
    assert_int_equal(rig_begin(&r, &n, &at), OTAML_OK);
    assert_true(writes_of(&r) - writes > 2 * 60000 / 251);
    assert_int_equal(at, 0);
    rig_close(&r);
    rig_model_free(&m);
    rig_model_free(&n);
}

/* Objects come, are replaced, removed and resumed, and the power goes at
 * any moment: what was committed is there, whole, and a change is made or not made. */
struct life {
    struct rig rig;
    struct rig_model now[4]; /* what is there; bytes NULL: nothing */
    unsigned cuts;
};

static void must_live(struct life *l, unsigned but)
{
    unsigned count = 0;

    for (unsigned i = 0; i < 4; i++) {
        if (i != but && l->now[i].bytes) {
            assert_true(rig_holds(&l->rig, &l->now[i]));
        }
        count += i != but && l->now[i].bytes;
    }
    assert_in_range(rig_count(&l->rig), count, count + (but < 4));
}

static void change(struct life *l, unsigned i, uint32_t *random, uint32_t version)
{
    static const char *const names[] = { "a", "b.tflite", "c", "d" };
    struct rig_model *now = &l->now[i];
    const uint32_t part = l->rig.unit.media.size / 6;
    struct rig_model next = rig_model_make(names[i], rig_random(random) % part, version, version);
    const bool removal = rig_random(random) % 5 == 0;

    if (!now->bytes && removal) {
        rig_model_free(&next);
        return;
    }
    for (unsigned tries = 0; tries < 4; tries++) {
        int err;
        if (tries < 3 && rig_random(random) % 3 != 0) {
            rig_arm(&l->rig, 1 + rig_random(random) % 500,
                    (enum media_file_cut)(rig_random(random) % MEDIA_FILE_CUTS), version + tries);
        }
        err = removal ? otaml_store_remove(l->rig.store, names[i])
                      : rig_install(&l->rig, &next, 700, NULL);
        if (err == OTAML_ERR_NOSPC) { /* as it said before */
            struct otaml_store_space space;
            assert_int_equal(otaml_store_space(l->rig.store, &space), OTAML_OK);
            assert_true(space.largest < next.entry.size);
            rig_model_free(&next);
            rig_power_on(&l->rig);
            return;
        }
        if (!err) {
            break;
        }
        assert_int_equal(err, MEDIA_FILE_ERR_POWER);
        l->cuts++;
        assert_int_equal(rig_boot(&l->rig), OTAML_OK);
        must_live(l, i);
        if (removal ? !rig_has_name(&l->rig, names[i]) : rig_holds(&l->rig, &next)) {
            break;
        }
        assert_true(now->bytes ? rig_holds(&l->rig, now) : !rig_has_name(&l->rig, names[i]));
    }
    rig_power_on(&l->rig);
    rig_model_free(now);
    if (removal) {
        rig_model_free(&next);
    } else {
        *now = next;
    }
    must_live(l, 4);
}

static void live(const struct rig_geometry *g, void *ctx)
{
    const char *seed = getenv("OTAML_SEED");
    uint32_t random = seed ? (uint32_t)atoi(seed) : 1;
    const uint32_t rounds = seed ? 2000 : 300;
    struct life l;

    (void)ctx;
    if (g->kind != &rig_spiffs) {
        return;
    }
    memset(&l, 0, sizeof(l));
    rig_open(&l.rig, g);
    for (uint32_t round = 1; round <= rounds; round++) {
        change(&l, rig_random(&random) % 4, &random, round);
    }
    print_message("  %-30s %u cuts\n", g->name, l.cuts);
    rig_close(&l.rig);
    for (unsigned i = 0; i < 4; i++) {
        rig_model_free(&l.now[i]);
    }
}

static void a_life_with_power_cuts(void **state)
{
    (void)state;
    rig_each_cut_row(live, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(geometry_is_checked),
        cmocka_unit_test(magic_is_checked),
        cmocka_unit_test(files_of_others),
        cmocka_unit_test(records_bind_one_file),
        cmocka_unit_test(free_entries_are_not_trusted),
        cmocka_unit_test(hostile_indexes),
        cmocka_unit_test(wear_is_even),
        cmocka_unit_test(reading_does_not_search),
        cmocka_unit_test(mount_of_a_clean_unit_writes_nothing),
        cmocka_unit_test(giving_up_is_quick),
        cmocka_unit_test(a_life_with_power_cuts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
