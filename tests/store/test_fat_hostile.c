/*
 * test_fat_hostile.c - volumes that are none, lie, loop, are in disorder; parts that do not keep.
 */
#include <fixture.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <otaml/crc32.h>

#include "store_rig.h"

#define UNIT(kilobytes)                                                                            \
    {                                                                                              \
        .size = (kilobytes)*RIG_KB, .prog_size = 512, .unmapped = true                             \
    }

static const struct rig_geometry small_16 = { "FAT16", &rig_fat, UNIT(2300), 1024 };
static const struct rig_geometry small_32 = { "FAT32", &rig_fat, UNIT(36000), 1024 };

static void put16(uint8_t *p, uint32_t v)
{
    p[0] = (uint8_t)v;
    p[1] = (uint8_t)(v >> 8);
}

static void put32(uint8_t *p, uint32_t v)
{
    put16(p, v);
    put16(p + 2, v >> 16);
}

static uint8_t *bytes_at(struct rig *r, uint32_t block)
{
    return r->unit.memory + (size_t)block * 512; /* behind the store's back */
}

static const struct otaml_fat *fat_of(const struct rig *r)
{
    return &r->kind.fat.store.fat;
}

/* ---- boot sectors ---- */

static void not_a_volume(void **state)
{
    struct rig r;
    uint8_t *b;

    (void)state;
    rig_open(&r, &small_16);
    b = bytes_at(&r, 0);
    memcpy(b + 3, "EXFAT   ", 8);
    assert_int_equal(rig_boot(&r), OTAML_ERR_UNSUPPORTED);
    memset(b, 0, 512);
    assert_int_equal(rig_boot(&r), OTAML_ERR_UNFORMATTED);
    put16(b + 510, 0xaa55); /* a partition table without partitions */
    assert_int_equal(rig_boot(&r), OTAML_ERR_UNFORMATTED);
    b[446 + 4] = 0x83; /* somebody's */
    assert_int_equal(rig_boot(&r), OTAML_ERR_UNSUPPORTED);
    b[446 + 4] = 0x06; /* FAT, but nothing there */
    put32(b + 446 + 8, 1);
    assert_int_equal(rig_boot(&r), OTAML_ERR_UNSUPPORTED);
    put32(b + 446 + 8, 0xffffffff);
    assert_int_equal(rig_boot(&r), OTAML_ERR_UNSUPPORTED);
    put32(b + 446 + 8, 0); /* the table itself */
    assert_int_equal(rig_boot(&r), OTAML_ERR_UNSUPPORTED);
    r.kind.fat.config.format = NULL;
    assert_int_equal(otaml_store_format(r.store), OTAML_ERR_UNSUPPORTED);
    r.kind.fat.config.format = otaml_fat_store_format;
    assert_int_equal(otaml_store_format(r.store), OTAML_OK);
    assert_int_equal(otaml_store_mount(r.store), OTAML_OK);
    rig_close(&r);
}

/* Each field of the boot sector at its limits: never believed where the volume would end beyond the
 * device, and whatever mounts is used without harm (the unit fails a test that reads outside). */
static void lying_boot_sectors(const struct rig_geometry *g)
{
    static const struct {
        uint8_t at, bytes;
    } fields[] = { { 11, 2 }, { 13, 1 }, { 14, 2 }, { 16, 1 }, { 17, 2 }, { 19, 2 }, { 22, 2 },
                   { 32, 4 }, { 36, 4 }, { 40, 2 }, { 42, 2 }, { 44, 4 }, { 48, 2 } };
    static const uint32_t values[] = { 0,          1,         2,       3,          127,
                                       128,        255,       0x100,   4084,       0x7fff,
                                       0x8000,     0xffff,    0x10000, 0x7fffffff, 0x80000000,
                                       0xfffffff0, 0xffffffff };
    struct rig_model m = rig_model_make("m", 3000, 1, 1);
    struct rig_picture p = { 0 };
    struct rig r;
    unsigned refused = 0, mounted = 0;

    rig_open(&r, g);
    assert_int_equal(rig_install(&r, &m, 999, NULL), OTAML_OK);
    rig_take(&r, &p);
    for (unsigned f = 0; f < sizeof(fields) / sizeof(fields[0]); f++) {
        for (unsigned v = 0; v < sizeof(values) / sizeof(values[0]); v++) {
            uint8_t four[4];
            put32(four, values[v]);
            memcpy(bytes_at(&r, 0) + fields[f].at, four, fields[f].bytes);
            if (rig_boot(&r)) {
                refused++;
            } else {
                mounted++;
                (void)rig_install(&r, &m, 999, NULL);
                (void)!otaml_store_remove(r.store, "m");
            }
            assert_int_equal(r.unit.violations, 0);
            rig_put_back(&r, &p);
        }
    }
    print_message("%s: %u refused, %u mounted\n", g->name, refused, mounted);
    assert_true(refused > 80);
    assert_int_equal(rig_boot(&r), OTAML_OK);
    assert_true(rig_holds(&r, &m));
    rig_picture_free(&p);
    rig_close(&r);
    rig_model_free(&m);
}

static void lying_boot_sectors_16(void **state)
{
    (void)state;
    lying_boot_sectors(&small_16);
}

static void lying_boot_sectors_32(void **state)
{
    (void)state;
    lying_boot_sectors(&small_32);
}

/* ---- chains ---- */

/* FAT16's entry of a cluster, in both FATs. */
static void set_link(struct rig *r, uint32_t cluster, uint32_t value)
{
    const struct otaml_fat *t = fat_of(r);

    for (unsigned i = 0; i < 2; i++) {
        put16(bytes_at(r, t->fat + i * t->fat_blocks) + 2 * (size_t)cluster, value);
    }
}

static void bad_chains(void **state)
{
    struct rig_model m = rig_model_make("m", 10000, 1, 1), keep = rig_model_make("k", 100, 2, 1);
    struct otaml_store_object o;
    struct rig_picture p = { 0 };
    uint32_t first, last;
    struct rig r;

    (void)state;
    rig_open(&r, &small_16);
    assert_int_equal(rig_install(&r, &m, 999, NULL), OTAML_OK);
    assert_int_equal(rig_install(&r, &keep, 999, NULL), OTAML_OK);
    assert_int_equal(otaml_store_open(r.store, "m", &o), OTAML_OK);
    first = o.where;
    last = first + 19; /* of 20 clusters */
    otaml_store_close(r.store, &o);
    rig_take(&r, &p);
    const uint32_t links[][2] = {
        { first + 3, first + 3 }, { first + 9, first },  { last - 1, first + 5 }, { last, first },
        { last, last },           { first + 4, 0xffff }, { first + 4, 0 },        { first + 4, 1 },
        { first, 0xfff7 },        { last - 1, 0xfff8 },  { first + 7, 0xffef },
    };
    for (unsigned i = 0; i < sizeof(links) / sizeof(links[0]); i++) {
        set_link(&r, links[i][0], links[i][1]);
        assert_int_equal(rig_boot(&r), OTAML_OK);
        assert_int_equal(otaml_store_open(r.store, "m", &o), OTAML_ERR_CORRUPT);
        assert_int_equal(rig_count(&r), 2);
        assert_true(rig_holds(&r, &keep));
        assert_int_equal(otaml_store_remove(r.store, "m"), OTAML_OK); /* and that ends */
        assert_int_equal(rig_install(&r, &m, 4096, NULL), OTAML_OK);
        assert_true(rig_holds(&r, &m) && rig_holds(&r, &keep));
        rig_put_back(&r, &p);
    }
    rig_picture_free(&p);
    rig_close(&r);
    rig_model_free(&m);
    rig_model_free(&keep);
}

/* ---- folders ---- */

/* A slot of FAT16's root folder behind what is there. */
static uint8_t *new_slot(struct rig *r, const char *short_name, uint8_t attributes,
                         uint32_t cluster)
{
    uint8_t *slot = bytes_at(r, fat_of(r)->root);

    while (slot[0] != 0) {
        slot += 32;
    }
    memcpy(slot, short_name, 11);
    slot[11] = attributes;
    put16(slot + 26, cluster);
    return slot;
}

static void folder_in(struct rig *r, uint32_t cluster, uint32_t parent)
{
    uint8_t *slot = bytes_at(r, fat_of(r)->data + cluster - 2);

    memset(slot, 0, 512);
    memcpy(slot, ".          ", 11);
    memcpy(slot + 32, "..         ", 11);
    slot[11] = slot[43] = 0x10;
    put16(slot + 26, cluster);
    put16(slot + 58, parent);
    set_link(r, cluster, 0xffff);
}

/* Folders that contain themselves, each other, and one twice: the walk ends. */
static void looping_folders(void **state)
{
    struct otaml_store_file file;
    uint32_t cursor = 0;
    unsigned n = 0, paths = 0;
    struct rig r;
    uint8_t *in;

    (void)state;
    rig_open(&r, &small_16);
    new_slot(&r, "ONE        ", 0x10, 1000);
    new_slot(&r, "AGAIN      ", 0x10, 1000);
    new_slot(&r, "NOWHERE    ", 0x10, 60000);
    new_slot(&r, "ROOT       ", 0x10, 0);
    folder_in(&r, 1000, 0);
    in = bytes_at(&r, fat_of(&r)->data + 998) + 64;
    memcpy(in, "SELF       ", 11);
    in[11] = 0x10;
    put16(in + 26, 1000);
    memcpy(in + 32, "TWO        ", 11);
    in[43] = 0x10;
    put16(in + 58, 1001);
    folder_in(&r, 1001, 1000);
    in = bytes_at(&r, fat_of(&r)->data + 999) + 64;
    memcpy(in, "UP         ", 11);
    in[11] = 0x10;
    put16(in + 26, 1000);
    memcpy(in + 32, "EMPTY   TXT", 11);
    in[43] = 0x20;
    set_link(&r, 1001, 1001); /* and a chain without an end */
    assert_int_equal(rig_boot(&r), OTAML_OK);
    while (otaml_fat_store_files(r.store, &cursor, &file) == OTAML_OK && ++n < 100000) {
        paths += strcmp(file.path, "ONE/TWO/EMPTY.TXT") == 0;
    }
    assert_in_range(n, 8, 99999);
    assert_true(paths >= 1);
    assert_int_equal(rig_count(&r), 0);
    rig_close(&r);
}

/* Folders so deep, with names so long, that no path holds them. */
static void deep_folders(void **state)
{
    struct otaml_store_file file;
    uint32_t cursor = 0;
    unsigned n = 0;
    struct rig r;
    int err;

    (void)state;
    rig_open(&r, &small_16);
    new_slot(&r, "D          ", 0x10, 1000);
    for (uint32_t i = 0; i < 40; i++) {
        uint8_t *in = bytes_at(&r, fat_of(&r)->data + 998 + i) + 64;
        folder_in(&r, 1000 + i, i ? 999 + i : 0);
        memcpy(in, "DEEPER     ", 11);
        in[11] = 0x10;
        put16(in + 26, 1001 + i);
    }
    assert_int_equal(rig_boot(&r), OTAML_OK);
    while ((err = otaml_fat_store_files(r.store, &cursor, &file)) == OTAML_OK) {
        assert_true(strlen(file.path) < sizeof(file.path));
        n++;
    }
    assert_int_equal(err, OTAML_ERR_NOT_FOUND);
    assert_in_range(n, 16 + 1, 20); /* OTAML.CTL is a file, too */
    rig_close(&r);
}

/* ---- OTAML.CTL ---- */

/* The file was copied to another card, or moved: what its log says is not for this one. */
static void log_of_another_card(void **state)
{
    struct rig_model m = rig_model_make("m", 30000, 1, 1), keep = rig_model_make("k", 9000, 2, 3);
    struct rig a, b;
    uint32_t at;

    (void)state;
    rig_open(&a, &small_16);
    assert_int_equal(rig_begin(&a, &m, &at), OTAML_OK);
    assert_int_equal(otaml_store_append(a.store, m.bytes, 20000), OTAML_OK);
    rig_open(&b, &small_16);
    assert_int_equal(rig_install(&b, &keep, 999, NULL), OTAML_OK);
    put32(bytes_at(&b, 0) + 39, 0x77); /* its number */
    memcpy(bytes_at(&b, fat_of(&a)->control), bytes_at(&a, fat_of(&a)->control), 1024);
    assert_int_equal(rig_boot(&b), OTAML_OK);
    assert_int_equal(rig_begin(&b, &m, &at), OTAML_OK);
    assert_int_equal(at, 0);
    assert_true(rig_has_name(&b, "k")); /* though its digest was another volume's */
    rig_close(&a);
    rig_close(&b);
    rig_model_free(&m);
    rig_model_free(&keep);
}

/* A record is of the file of its name, size and first cluster: else nobody announced the file. */
static void records_of_other_files(void **state)
{
    struct rig_model a = rig_model_make("A", 3000, 1, 1), b = rig_model_make("B", 3000, 2, 2);
    struct otaml_store_object o;
    uint8_t *slot;
    struct rig r;

    (void)state;
    for (unsigned i = 0; i < 5; i++) {
        rig_open(&r, &small_16);
        assert_int_equal(rig_install(&r, &a, 999, NULL), OTAML_OK);
        assert_int_equal(rig_install(&r, &b, 999, NULL), OTAML_OK);
        slot = bytes_at(&r, fat_of(&r)->root);
        while (slot[0] != 'A') {
            slot += 32;
        }
        slot[0] = i == 0 ? 'C' : 'A';              /* renamed */
        slot[26] = slot[26 + (i == 1 ? 32 : 0)];   /* the bytes of B */
        slot[28] = (uint8_t)(slot[28] - (i == 2)); /* shortened */
        slot[22] = i == 3;                         /* written at another time */
        slot[13] = slot[13 + (i == 4 ? 32 : 0)];   /* another one's record */
        assert_int_equal(rig_boot(&r), OTAML_OK);
        assert_true(rig_holds(&r, &b));
        assert_int_equal(otaml_store_open(r.store, i == 0 ? "C" : "A", &o), OTAML_OK);
        assert_int_equal(o.entry.sequence, 0);
        assert_int_equal(o.entry.sha256[0] | o.entry.sha256[1] | o.entry.sha256[2], 0);
        assert_int_equal(otaml_store_check(r.store, &o, r.chunk, 512), OTAML_ERR_UNSUPPORTED);
        otaml_store_close(r.store, &o);
        rig_close(&r);
    }
    rig_model_free(&a);
    rig_model_free(&b);
}

/* In pieces it is no good: the volume is read, and not written until it is deleted. */
static void log_in_pieces(void **state)
{
    struct rig_model m = rig_model_make("m", 3000, 1, 1);
    uint32_t at, first;
    struct rig r;

    (void)state;
    rig_open(&r, &small_16);
    assert_int_equal(rig_install(&r, &m, 999, NULL), OTAML_OK);
    first = fat_of(&r)->control - fat_of(&r)->data + 2;
    set_link(&r, first + 20, first + 22);
    assert_int_equal(rig_boot(&r), OTAML_OK);
    assert_true(rig_has_name(&r, "m"));
    m.entry.sequence++;
    assert_int_equal(rig_begin(&r, &m, &at), OTAML_ERR_CORRUPT);
    assert_int_equal(otaml_store_remove(r.store, "m"), OTAML_ERR_CORRUPT);
    bytes_at(&r, fat_of(&r)->root)[0] = 0xe5;
    assert_int_equal(rig_boot(&r), OTAML_OK);
    assert_int_equal(rig_install(&r, &m, 999, NULL), OTAML_OK);
    assert_true(rig_holds(&r, &m));
    rig_close(&r);
    rig_model_free(&m);
}

/* Words of the log forged, its checksum good: refused, or carried out without harm. */
static void forged_logs(void **state)
{
    static const uint32_t values[] = { 0, 1, 2, 37, 4095, 0x10000, 0x7fffffff, 0xffffffff };
    struct rig_model m = rig_model_make("m", 9000, 1, 1);
    struct rig_picture p = { 0 };
    uint32_t at;
    struct rig r;

    (void)state;
    rig_open(&r, &small_16);
    assert_int_equal(rig_begin(&r, &m, &at), OTAML_OK);
    assert_int_equal(otaml_store_append(r.store, m.bytes, 5000), OTAML_OK);
    rig_take(&r, &p);
    for (uint32_t op = 0; op < 4; op++) {
        for (uint32_t word = 128; word < 300; word += 4) {
            for (unsigned v = 0; v < sizeof(values) / sizeof(values[0]); v++) {
                for (uint32_t i = 0; i < 2; i++) {
                    uint8_t *b = bytes_at(&r, fat_of(&r)->control + i);
                    put32(b + 8, op);
                    put32(b + word, values[v]);
                    put32(b + 124, otaml_crc32(0, b, 124));
                    put32(b + 508, otaml_crc32(0, b, 508));
                }
                if (rig_boot(&r) == OTAML_OK) {
                    (void)rig_install(&r, &m, 999, NULL);
                }
                assert_int_equal(r.unit.violations, 0);
                rig_put_back(&r, &p);
                assert_int_equal(rig_boot(&r), OTAML_OK);
            }
        }
    }
    rig_picture_free(&p);
    rig_close(&r);
    rig_model_free(&m);
}

/* OTAML.CTL was deleted while the entry of an old file was there: nothing is done without a log. */
static void old_file_without_log(void **state)
{
    struct otaml_store_space space;
    struct rig r;

    (void)state;
    rig_open(&r, &small_16);
    bytes_at(&r, fat_of(&r)->root)[0] = 0xe5;
    new_slot(&r, "OTAML   OLD", 0x06, 1000)[28] = 200;
    set_link(&r, 1000, 0xffff);
    assert_int_equal(rig_boot(&r), OTAML_OK);
    r.unit.counts.progs = 0;
    assert_int_equal(otaml_store_space(r.store, &space), OTAML_OK);
    assert_int_equal(r.unit.counts.progs, 0);
    assert_int_equal(rig_boot(&r), OTAML_OK);
    rig_close(&r);
}

/* Old files that are open: there is a place for one. */
static void second_old_file_is_busy(void **state)
{
    struct rig_model m[3];
    struct otaml_store_object first, second;
    struct rig r;

    (void)state;
    rig_open(&r, &small_16);
    for (uint32_t i = 0; i < 3; i++) {
        m[i] = rig_model_make("m", 3000 + i, i, i);
    }
    assert_int_equal(rig_install(&r, &m[0], 999, NULL), OTAML_OK);
    assert_int_equal(otaml_store_open(r.store, "m", &first), OTAML_OK);
    assert_int_equal(rig_install(&r, &m[1], 999, NULL), OTAML_OK);
    assert_int_equal(otaml_store_open(r.store, "m", &second), OTAML_OK);
    assert_int_equal(rig_install(&r, &m[2], 999, NULL), OTAML_ERR_BUSY);
    assert_int_equal(otaml_store_remove(r.store, "m"), OTAML_ERR_BUSY);
    assert_true(rig_holds(&r, &m[1]));
    otaml_store_close(r.store, &first);
    assert_int_equal(rig_install(&r, &m[2], 999, NULL), OTAML_OK); /* what was written stays */
    assert_int_equal(otaml_store_check(r.store, &second, r.chunk, 512), OTAML_OK);
    assert_true(rig_holds(&r, &m[2]));
    otaml_store_close(r.store, &second);
    for (uint32_t i = 0; i < 3; i++) {
        rig_model_free(&m[i]);
    }
    rig_close(&r);
}

/* ---- disorder ---- */

/* Others were interrupted: clusters that the FAT calls free are an entry's, and a link's. */
static void dirty_volume(void **state)
{
    struct rig_model m = rig_model_make("m", 200000, 1, 1);
    uint8_t *one, *two;
    struct rig r;

    (void)state;
    rig_open(&r, &small_16);
    const uint32_t at = fat_of(&r)->control - fat_of(&r)->data + 2 + 64 + 10;
    new_slot(&r, "ONE     TXT", 0x20, at)[28] = 200;
    new_slot(&r, "TWO     TXT", 0x20, at + 5)[29] = 4; /* 1024 bytes */
    set_link(&r, at + 5, at + 6);
    one = bytes_at(&r, fat_of(&r)->data + at - 2);
    two = bytes_at(&r, fat_of(&r)->data + at + 6 - 2);
    memset(one, 0x11, 512);
    memset(two, 0x22, 512);
    set_link(&r, 1, 0x7fff); /* bit 15: in disorder */
    assert_int_equal(rig_boot(&r), OTAML_OK);
    assert_int_equal(rig_install(&r, &m, 999, NULL), OTAML_OK);
    assert_true(rig_holds(&r, &m));
    assert_true(one[0] == 0x11 && one[511] == 0x11 && two[0] == 0x22 && two[511] == 0x22);
    set_link(&r, 1, 0xffff);
    assert_int_equal(rig_boot(&r), OTAML_OK);
    rig_close(&r);
    rig_model_free(&m);
}

/* ---- parts that do not keep ---- */

static int lazy_write(void *ctx, uint32_t first, const void *src, uint32_t n)
{
    (void)ctx, (void)first, (void)src, (void)n;
    return OTAML_OK;
}

static void worn_parts_are_noticed(void **state)
{
    struct rig_model m = rig_model_make("m", 30000, 1, 1), old = rig_model_make("m", 5000, 2, 0);
    int (*write)(void *ctx, uint32_t first, const void *src, uint32_t n);
    uint32_t at;
    struct rig r;

    (void)state;
    rig_open(&r, &small_16);
    assert_int_equal(rig_install(&r, &old, 999, NULL), OTAML_OK);
    write = r.kind.fat.block.write;
    assert_int_equal(rig_begin(&r, &m, &at), OTAML_OK);
    assert_int_equal(otaml_store_append(r.store, m.bytes, 10000), OTAML_OK);
    r.kind.fat.block.write = lazy_write;
    assert_int_equal(otaml_store_append(r.store, m.bytes + 10000, 20000), OTAML_OK);
    r.kind.fat.block.write = write;
    assert_int_equal(rig_commit(&r), OTAML_ERR_IMAGE_DIGEST);
    assert_true(rig_holds(&r, &old));
    assert_int_equal(rig_install(&r, &m, 999, NULL), OTAML_OK);
    assert_true(rig_holds(&r, &m));
    rig_close(&r);
    rig_model_free(&m);
    rig_model_free(&old);
}

static void names_that_are_none(void **state)
{
    static const char *const bad[] = { "a:b",   "a\\b", "what?",     "x*",      "<x>",    "a|b",
                                       "\"q\"", "dot.", "OTAML.CTL", "Otaml.x", "otaml.y" };
    uint32_t at;
    struct rig r;

    (void)state;
    rig_open(&r, &small_16);
    for (unsigned i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct rig_model m = rig_model_make(bad[i], 10, 1, 1);
        assert_int_equal(rig_begin(&r, &m, &at), OTAML_ERR_NAME);
        assert_int_equal(otaml_store_remove(r.store, bad[i]), OTAML_ERR_NOT_FOUND);
        rig_model_free(&m);
    }
    new_slot(&r, "FIXED   TXT", 0x21, 0);
    new_slot(&r, "FOLDER     ", 0x10, 1000);
    folder_in(&r, 1000, 0);
    assert_int_equal(rig_boot(&r), OTAML_OK);
    struct rig_model m = rig_model_make("folder", 10, 1, 1);
    assert_int_equal(rig_begin(&r, &m, &at), OTAML_ERR_NAME);
    assert_int_equal(otaml_store_remove(r.store, "FOLDER"), OTAML_ERR_NOT_FOUND);
    strcpy(m.entry.name, "fixed.txt");
    assert_int_equal(rig_begin(&r, &m, &at), OTAML_ERR_READ_ONLY);
    assert_int_equal(otaml_store_remove(r.store, "FIXED.TXT"), OTAML_ERR_READ_ONLY);
    rig_model_free(&m);
    rig_close(&r);
}

/* As many objects as OTAML.CTL has room for digests, and no more. */
static void many_objects(void **state)
{
    unsigned n = 0;
    struct rig r;
    int err = OTAML_OK;

    (void)state;
    rig_open(&r, &small_16);
    for (; !err; n++) {
        char name[16];
        snprintf(name, sizeof(name), "O%u", n);
        struct rig_model m = rig_model_make(name, 10, n, n);
        err = rig_install(&r, &m, 10, NULL);
        assert_true(err || rig_holds(&r, &m));
        rig_model_free(&m);
    }
    assert_int_equal(err, OTAML_ERR_NOSPC);
    assert_int_equal(n - 1, 62);
    assert_int_equal(otaml_store_remove(r.store, "O7"), OTAML_OK);
    struct rig_model m = rig_model_make("one-more", 10, 1, 1);
    assert_int_equal(rig_install(&r, &m, 10, NULL), OTAML_OK);
    assert_true(rig_holds(&r, &m));
    rig_model_free(&m);
    rig_close(&r);
}

/* A format that was cut leaves the old volume, none, or the new one; and can be done again. */
static void cut_formats(void **state)
{
    struct rig_model m = rig_model_make("m", 3000, 1, 1);
    struct rig_picture p = { 0 };
    unsigned cuts = 0;
    struct rig r;

    (void)state;
    rig_open(&r, &small_16);
    assert_int_equal(rig_install(&r, &m, 999, NULL), OTAML_OK);
    rig_take(&r, &p);
    for (int how = 0; how < MEDIA_FILE_CUTS; how++) {
        for (uint32_t n = 1;; n++, cuts++) {
            rig_put_back(&r, &p);
            assert_int_equal(rig_boot(&r), OTAML_OK);
            rig_arm(&r, n, (enum media_file_cut)how, n);
            if (otaml_store_format(r.store) == OTAML_OK) {
                break;
            }
            const int err = rig_boot(&r);
            assert_true(err == OTAML_OK || err == OTAML_ERR_UNFORMATTED
                        || (n == 1 && how != MEDIA_FILE_CUT_BEFORE));
            assert_true(err || rig_holds(&r, &m) == (n == 1 && how == MEDIA_FILE_CUT_BEFORE));
            assert_int_equal(otaml_store_format(r.store), OTAML_OK);
            assert_int_equal(otaml_store_mount(r.store), OTAML_OK);
            assert_int_equal(rig_count(&r), 0);
        }
    }
    assert_in_range(cuts, 100, 10000);
    rig_power_on(&r);
    rig_picture_free(&p);
    rig_close(&r);
    rig_model_free(&m);
}

static void refused_configurations(void **state)
{
    struct rig r;

    (void)state;
    rig_open(&r, &small_16);
    struct rig_fat *k = &r.kind.fat;
    k->config.chunk_size = 511;
    assert_int_equal(otaml_fat_store_init(&k->store, &k->config), OTAML_ERR_ARG);
    k->config.chunk_size = 512;
    k->config.sector = NULL;
    assert_int_equal(otaml_fat_store_init(&k->store, &k->config), OTAML_ERR_ARG);
    k->config.sector = k->sector;
    assert_int_equal(otaml_fat_store_init(&k->store, &k->config), OTAML_OK);
    k->config.format_bits = 12;
    assert_int_equal(otaml_store_format(&k->store.file.store), OTAML_ERR_ARG);
    k->config.format_bits = 32;
    assert_int_equal(otaml_store_format(&k->store.file.store), OTAML_ERR_GEOMETRY);
    k->block.count = 0;
    assert_int_equal(otaml_fat_store_init(&k->store, &k->config), OTAML_ERR_GEOMETRY);
    rig_close(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(not_a_volume),          cmocka_unit_test(lying_boot_sectors_16),
        cmocka_unit_test(lying_boot_sectors_32), cmocka_unit_test(bad_chains),
        cmocka_unit_test(looping_folders),       cmocka_unit_test(deep_folders),
        cmocka_unit_test(log_of_another_card),   cmocka_unit_test(records_of_other_files),
        cmocka_unit_test(log_in_pieces),         cmocka_unit_test(forged_logs),
        cmocka_unit_test(old_file_without_log),  cmocka_unit_test(second_old_file_is_busy),
        cmocka_unit_test(dirty_volume),          cmocka_unit_test(worn_parts_are_noticed),
        cmocka_unit_test(names_that_are_none),   cmocka_unit_test(many_objects),
        cmocka_unit_test(cut_formats),           cmocka_unit_test(refused_configurations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
