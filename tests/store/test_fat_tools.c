/*
 * test_fat_tools.c - what we write as dosfstools and mtools see it, what they write as we do.
 *
 * fsck.fat must have nothing to say of a volume after each power cut and the mount that follows.
 */
#include <fixture.h>
#include <process.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store_rig.h"

#define UNIT(kilobytes)                                                                            \
    {                                                                                              \
        .size = (kilobytes)*RIG_KB, .prog_size = 512, .unmapped = true                             \
    }

static const struct rig_geometry small_16 = { "FAT16", &rig_fat, UNIT(2300), 4096 };
static const struct rig_geometry middle_16 = { "FAT16, 8 MB", &rig_fat, UNIT(8192), 4096 };
static const struct rig_geometry large_16 = { "FAT16, 32 MB", &rig_fat, UNIT(32768), 2048 };
static const struct rig_geometry small_32 = { "FAT32", &rig_fat, UNIT(36000), 4096 };
static const struct rig_geometry large_32 = { "FAT32, 80 MB", &rig_fat, UNIT(80000), 4096 };

/* ---- other programs ---- */

/* Run a command of the shell; the test fails if it does. */
static void run(const char *command)
{
    const char *const argv[] = { "/bin/sh", "-c", command, NULL };
    char *output;

    if (process_run(argv, &output) != 0) {
        fail_msg("%s:\n%s", command, output);
    }
    free(output);
}

/* The card out of the device, a command, and in again; %s in it is the image. */
static void run_on(struct rig *r, const char *command)
{
    r->geometry->kind->medium->close(r);
    run(fixture_path(command, r->path)); /* NOLINT: the formats are this file's own */
    r->geometry->kind->medium->open(r);
    assert_int_equal(rig_boot(r), OTAML_OK);
}

/* fsck.fat says its version and a summary, and nothing else but that it has to count what is free:
 * to keep that number up to date is not for the store. */
static void must_be_clean(struct rig *r, const char *when)
{
    const char *command = fixture_path("/sbin/fsck.fat -n %s 2>&1", r->path);
    const char *const argv[] = { "/bin/sh", "-c", command, NULL };
    unsigned lines = 0;
    char *output;
    const int status = process_run(argv, &output);

    for (const char *c = output; *c; c++) {
        lines += *c == '\n';
    }
    lines -= strstr(output, "\nFree cluster summary uninitialized (should be ") != NULL;
    if (status != 0 || lines != 2) {
        fail_msg("%s, %s:\n%s", r->geometry->name, when, output);
    }
    free(output);
}

static void write_file(const char *path, const void *bytes, size_t size)
{
    FILE *f = fopen(path, "wb");

    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, size, f), size);
    assert_int_equal(fclose(f), 0);
}

/* What mtools read under this name. */
static void must_be_seen(struct rig *r, const struct rig_model *m)
{
    const char *copy = fixture_path("%s/copy", fixture_scratch());
    uint8_t *bytes;
    size_t size;

    run_on(r, fixture_path("mcopy -n -i %%s '::/%s' %s", m->entry.name, copy));
    bytes = fixture_read(copy, &size);
    assert_int_equal(size, m->entry.size);
    assert_memory_equal(bytes, m->bytes, size);
    free(bytes);
    remove(copy);
}

/* Put a file on the card by mtools. */
static void copy_in(struct rig *r, const struct rig_model *m)
{
    const char *file = fixture_path("%s/in", fixture_scratch());

    write_file(file, m->bytes, m->entry.size);
    run_on(r, fixture_path("mcopy -o -i %%s %s '::/%s'", file, m->entry.name));
    remove(file);
}

/* Does the store have a file of these bytes that nobody announced? */
static bool holds_foreign(struct rig *r, const struct rig_model *m)
{
    struct rig_model foreign = *m;

    memset(foreign.entry.sha256, 0, sizeof(foreign.entry.sha256));
    foreign.entry.sequence = 0;
    return rig_holds(r, &foreign);
}

/* A volume that we made, in a file as long as the unit. */
static void open_ours(struct rig *r, const struct rig_geometry *g)
{
    rig_open(r, g);
    run_on(r, fixture_path("truncate -s %u %%s", (unsigned)g->unit.size));
}

/* A volume that mkfs.fat made. */
static void open_foreign(struct rig *r, const struct rig_geometry *g, const char *options)
{
    open_ours(r, g);
    run_on(r, fixture_path("/sbin/mkfs.fat %s %%s >/dev/null", options));
}

/* ---- volumes that we make ---- */

static const char *const names[] = {
    "MODEL.BIN",
    "model.bin.2",
    "a",
    "B",
    "digits.tflite",
    "x.y",
    ".hidden",
    "no-dot-in-this-one",
    "wav2letter_pruned_int8_v3_final.tflite1",
    "CAPS_AND-(%)$.T",
    "UPPER",
    "lower",
    "L.TOOLONG",
    "12345678.123",
    "123456789.12",
    "thirteen-char",
    "fourteen-chars",
    "a+b,c;d=ef",
    "~1",
};

static void ours_is_theirs(const struct rig_geometry *g)
{
    struct rig_model m[sizeof(names) / sizeof(names[0])];
    const unsigned n = sizeof(names) / sizeof(names[0]);
    char *listing;
    struct rig r;

    open_ours(&r, g);
    must_be_clean(&r, "formatted");
    for (unsigned i = 0; i < n; i++) {
        m[i] = rig_model_make(names[i], 700 * i, i, i);
        assert_int_equal(rig_install(&r, &m[i], 1000, NULL), OTAML_OK);
    }
    must_be_clean(&r, "written");
    for (unsigned i = 0; i < n; i++) {
        must_be_seen(&r, &m[i]);
        assert_true(rig_holds(&r, &m[i]));
    }
    assert_int_equal(rig_count(&r), n);
    for (unsigned i = 0; i < n; i += 3) {
        rig_model_free(&m[i]);
        m[i] = rig_model_make(names[i], 9000 - 400 * i, i + 100, i);
        assert_int_equal(rig_install(&r, &m[i], 5000, NULL), OTAML_OK);
    }
    must_be_clean(&r, "replaced");
    for (unsigned i = 0; i < n; i += 3) {
        must_be_seen(&r, &m[i]);
        assert_int_equal(otaml_store_remove(r.store, names[i]), OTAML_OK);
    }
    must_be_clean(&r, "removed");
    /* Exactly these names, in the letters they were given. */
    const char *const argv[] = { "/bin/sh", "-c",
                                 fixture_path("mdir -b -a -i %s :: | sort", r.path), NULL };
    r.geometry->kind->medium->close(&r);
    assert_int_equal(process_run(argv, &listing), 0);
    r.geometry->kind->medium->open(&r);
    assert_int_equal(rig_boot(&r), OTAML_OK);
    for (unsigned i = 0; i < n; i++) {
        const char *line = fixture_path("::/%s\n", names[i]);
        assert_int_equal(strstr(listing, line) != NULL, i % 3 != 0);
        assert_int_equal(rig_holds(&r, &m[i]), i % 3 != 0);
        rig_model_free(&m[i]);
    }
    free(listing);
    rig_close(&r);
}

static void our_volumes(void **state)
{
    (void)state;
    ours_is_theirs(&small_16);
    ours_is_theirs(&middle_16);
    ours_is_theirs(&large_16);
    ours_is_theirs(&small_32);
    ours_is_theirs(&large_32);
}

/* ---- volumes of others ---- */

static void both_write(const struct rig_geometry *g, const char *options)
{
    struct rig_model theirs = rig_model_make("theirs.bin", 20000, 1, 0);
    struct rig_model big = rig_model_make("BIG.BIN", 60000, 2, 0);
    struct rig_model ours = rig_model_make("ours.tflite", 30000, 3, 7);
    struct rig_model newer = rig_model_make("theirs.bin", 15000, 4, 8);
    struct rig_model later = rig_model_make("ours.tflite", 30000, 5, 0);
    struct rig r;

    open_foreign(&r, g, options);
    assert_int_equal(rig_count(&r), 0);
    copy_in(&r, &theirs);
    assert_true(holds_foreign(&r, &theirs));
    assert_int_equal(rig_install(&r, &ours, 999, NULL), OTAML_OK);
    must_be_clean(&r, "ours beside theirs");
    must_be_seen(&r, &ours);
    copy_in(&r, &big);
    assert_true(rig_holds(&r, &ours) && holds_foreign(&r, &theirs) && holds_foreign(&r, &big));
    assert_int_equal(rig_install(&r, &newer, 999, NULL), OTAML_OK); /* theirs, replaced */
    assert_int_equal(rig_count(&r), 3);
    must_be_clean(&r, "theirs replaced");
    must_be_seen(&r, &newer);
    must_be_seen(&r, &big);
    assert_true(rig_holds(&r, &newer));
    copy_in(&r, &later); /* ours, replaced by a file of the same size: foreign now */
    assert_true(holds_foreign(&r, &later));
    assert_int_equal(otaml_store_remove(r.store, "big.bin"), OTAML_OK);
    must_be_clean(&r, "theirs removed");
    assert_int_equal(rig_count(&r), 2);
    rig_close(&r);
    rig_model_free(&theirs);
    rig_model_free(&big);
    rig_model_free(&ours);
    rig_model_free(&newer);
    rig_model_free(&later);
}

static void their_volumes(void **state)
{
    (void)state;
    both_write(&small_16, "-F 16 -s 1 -f 1");
    both_write(&middle_16, "-F 16 -s 2 -r 64");
    both_write(&large_16, "-F 16 -s 8 -R 8");
    both_write(&small_32, "-F 32 -s 1");
    both_write(&large_32, "-F 32 -s 1 -f 1");
}

/* An unfinished download, and meanwhile the card is written elsewhere. */
static void written_elsewhere_meanwhile(void **state)
{
    struct rig_model ours = rig_model_make("ours", 50000, 3, 7);
    struct rig_model theirs = rig_model_make("theirs", 2000, 1, 0);
    struct rig r;
    uint32_t at;

    (void)state;
    open_ours(&r, &small_16);
    assert_int_equal(rig_begin(&r, &ours, &at), OTAML_OK);
    assert_int_equal(otaml_store_append(r.store, ours.bytes, 30000), OTAML_OK);
    must_be_clean(&r, "unfinished");
    assert_int_equal(rig_boot(&r), OTAML_OK);
    assert_int_equal(rig_begin(&r, &ours, &at), OTAML_OK);
    assert_in_range(at, 30000 - 8192, 30000);
    copy_in(&r, &theirs); /* where ours would lie */
    assert_int_equal(rig_begin(&r, &ours, &at), OTAML_OK);
    assert_int_equal(at, 0);
    assert_int_equal(otaml_store_append(r.store, ours.bytes, 50000), OTAML_OK);
    assert_int_equal(rig_commit(&r), OTAML_OK);
    assert_true(rig_holds(&r, &ours) && holds_foreign(&r, &theirs));
    must_be_clean(&r, "finished");
    rig_close(&r);
    rig_model_free(&ours);
    rig_model_free(&theirs);
}

/* Nothing but gaps of one to three clusters in the first part of the volume, and little behind. */
static void fragment(struct rig *r)
{
    char name[16];
    struct otaml_store_space space;

    for (unsigned i = 0; i < 60; i++) {
        struct rig_model m;
        snprintf(name, sizeof(name), "F%u", i);
        m = rig_model_make(name, 700 + 512 * (i % 3), i, 1);
        assert_int_equal(rig_install(r, &m, 4096, NULL), OTAML_OK);
        rig_model_free(&m);
    }
    assert_int_equal(otaml_store_space(r->store, &space), OTAML_OK);
    struct rig_model rest = rig_model_make("REST", space.largest - 1500, 9, 1);
    assert_int_equal(rig_install(r, &rest, 8192, NULL), OTAML_OK);
    rig_model_free(&rest);
    for (unsigned i = 0; i < 60; i += 2) {
        snprintf(name, sizeof(name), "F%u", i);
        assert_int_equal(otaml_store_remove(r->store, name), OTAML_OK);
    }
}

static void fragmented(void **state)
{
    struct rig_model m, small = rig_model_make("SMALL", 500, 4, 5);
    struct otaml_store_space space;
    uint32_t at;
    struct rig r;

    (void)state;
    open_ours(&r, &small_16);
    fragment(&r);
    must_be_clean(&r, "fragmented");
    assert_int_equal(otaml_store_space(r.store, &space), OTAML_OK);
    assert_in_range(space.largest, 20000, 60000);
    m = rig_model_make("pieces", space.largest + 1, 3, 4);
    assert_int_equal(rig_begin(&r, &m, &at), OTAML_ERR_NOSPC);
    m.entry.size--;
    assert_int_equal(otaml_sha256(m.bytes, m.entry.size, m.entry.sha256), OTAML_OK);
    assert_int_equal(rig_install(&r, &m, 999, NULL), OTAML_OK);
    must_be_clean(&r, "in pieces");
    must_be_seen(&r, &m);
    assert_true(rig_holds(&r, &m));
    assert_int_equal(otaml_store_remove(r.store, "pieces"), OTAML_OK);
    must_be_clean(&r, "pieces removed");
    assert_int_equal(rig_install(&r, &small, 500, NULL), OTAML_OK);
    rig_close(&r);
    rig_model_free(&m);
    rig_model_free(&small);
}

/* ---- what the header says of costs ---- */

static void costs_on(const struct rig_geometry *g)
{
    struct rig_model m = rig_model_make("m.tflite", 100000, 1, 1);
    uint64_t reads, blocks;
    struct rig r;

    rig_open(&r, g);
    assert_int_equal(rig_boot(&r), OTAML_OK);
    r.unit.counts = (struct media_file_counts){ 0 };
    assert_int_equal(otaml_store_mount(r.store), OTAML_OK);
    reads = r.unit.counts.reads;
    r.unit.counts = (struct media_file_counts){ 0 };
    assert_int_equal(rig_install(&r, &m, 4096, NULL), OTAML_OK);
    blocks = r.unit.counts.prog_bytes / OTAML_BLOCK_SIZE;
    print_message("  %s: mount %u reads; 196 blocks installed with %u blocks written\n", g->name,
                  (unsigned)reads, (unsigned)blocks);
    assert_true(reads <= 8 && r.unit.counts.prog_bytes > 0);
    assert_true(blocks <= 196 + 196 / 8 + 1 + 2 * 3 + 10);
    r.unit.counts = (struct media_file_counts){ 0 };
    m.entry.sequence++;
    assert_int_equal(rig_install(&r, &m, 4096, NULL), OTAML_OK);
    print_message("  replaced with %u blocks written, %u read\n",
                  (unsigned)(r.unit.counts.prog_bytes / OTAML_BLOCK_SIZE),
                  (unsigned)(r.unit.counts.read_bytes / OTAML_BLOCK_SIZE));
    rig_close(&r);
    rig_model_free(&m);
}

static void costs(void **state)
{
    (void)state;
    costs_on(&small_16);
    costs_on(&small_32);
    print_message("  struct otaml_fat_store: %u bytes\n", (unsigned)sizeof(struct otaml_fat_store));
    assert_true(sizeof(struct otaml_fat_store) + 2 * OTAML_BLOCK_SIZE <= 2048);
}

/* ---- power cuts ---- */

struct cutting {
    struct rig r;
    struct rig_picture picture;
    struct rig_model old, new, keep;
    bool removal, pinned, has_old, foreign_keep;
    unsigned cuts;
};

static int act(struct cutting *c)
{
    struct otaml_store_object o;
    int err;

    if (c->pinned && otaml_store_open(c->r.store, c->old.entry.name, &o)) {
        c->pinned = false;
    }
    if (!c->removal) {
        err = rig_install(&c->r, &c->new, 3000, NULL);
    } else {
        err = otaml_store_remove(c->r.store, c->old.entry.name);
        err = err == OTAML_ERR_NOT_FOUND ? OTAML_OK : err;
    }
    return err;
}

static void must_be_old_or_new(struct cutting *c)
{
    const bool old = c->has_old && rig_holds(&c->r, &c->old), new = rig_holds(&c->r, &c->new);

    assert_true(c->foreign_keep ? holds_foreign(&c->r, &c->keep) : rig_holds(&c->r, &c->keep));
    assert_true(old || new || c->removal || !c->has_old);
    assert_false(old && new);
}

static void cut_everywhere(struct cutting *c, const char *what)
{
    const bool pinned = c->pinned;

    rig_take(&c->r, &c->picture);
    for (int how = 0; how < MEDIA_FILE_CUTS; how++) {
        for (uint32_t n = 1;; n++) {
            rig_put_back(&c->r, &c->picture);
            assert_int_equal(rig_boot(&c->r), OTAML_OK);
            rig_arm(&c->r, n, (enum media_file_cut)how, n);
            c->pinned = pinned;
            int err = act(c);
            if (!rig_is_off(&c->r)) {
                assert_int_equal(err, OTAML_OK);
                must_be_clean(&c->r, what);
                break;
            }
            c->cuts++;
            assert_int_equal(rig_boot(&c->r), OTAML_OK);
            must_be_clean(&c->r, what);
            must_be_old_or_new(c);
            c->pinned = false;
            assert_int_equal(act(c), OTAML_OK);
            assert_true(c->removal ? !rig_has_name(&c->r, c->old.entry.name)
                                   : rig_holds(&c->r, &c->new));
            if (n % 4 == 1) {
                must_be_clean(&c->r, what);
            }
        }
    }
    print_message("  %s, %s: %u cuts\n", c->r.geometry->name, what, c->cuts);
    rig_power_on(&c->r);
    rig_picture_free(&c->picture);
    rig_model_free(&c->old);
    rig_model_free(&c->new);
    rig_model_free(&c->keep);
    rig_close(&c->r);
}

static void make_models(struct cutting *c, uint32_t size)
{
    memset(c, 0, sizeof(*c));
    c->keep = rig_model_make("keep", 3000, 1, 1);
    c->old = rig_model_make("model.tflite", size, 2, 1);
    c->new = rig_model_make("model.tflite", size + 1000, 3, 2);
}

static void install_old(struct cutting *c)
{
    assert_int_equal(rig_install(&c->r, &c->keep, 4096, NULL), OTAML_OK);
    assert_int_equal(rig_install(&c->r, &c->old, 4096, NULL), OTAML_OK);
    c->has_old = true;
}

/* OTAML.CTL itself is made, and the new object goes beside a file of others. */
static void cut_first_of_all(void **state)
{
    static const struct rig_geometry *const g[] = { &small_16, &small_32 };
    struct cutting c;

    (void)state;
    for (unsigned i = 0; i < 2; i++) {
        make_models(&c, 2500);
        open_foreign(&c.r, g[i], i ? "-F 32 -s 1" : "-F 16 -s 1");
        copy_in(&c.r, &c.keep);
        c.foreign_keep = true;
        cut_everywhere(&c, "first of all");
    }
}

static void cut_changes(const struct rig_geometry *g)
{
    struct cutting c;

    make_models(&c, 9000);
    open_ours(&c.r, g);
    install_old(&c);
    cut_everywhere(&c, "replacement");

    make_models(&c, 9000);
    open_ours(&c.r, g);
    install_old(&c);
    strcpy(c.new.entry.name, "MODEL.tflite");
    cut_everywhere(&c, "replacement in other letters");

    make_models(&c, 9000);
    open_ours(&c.r, g);
    install_old(&c);
    c.pinned = true;
    cut_everywhere(&c, "replacement of an open one");

    make_models(&c, 9000);
    open_ours(&c.r, g);
    install_old(&c);
    c.removal = true;
    cut_everywhere(&c, "removal");

    make_models(&c, 9000);
    open_ours(&c.r, g);
    install_old(&c);
    c.removal = c.pinned = true;
    cut_everywhere(&c, "removal of an open one");
}

static void cut_changes_16(void **state)
{
    (void)state;
    cut_changes(&small_16);
}

static void cut_changes_32(void **state)
{
    (void)state;
    cut_changes(&small_32);
}

/* The new object in many pieces in place of an old one in many. */
static void cut_in_pieces(void **state)
{
    struct cutting c;

    (void)state;
    make_models(&c, 9000);
    open_ours(&c.r, &small_16);
    fragment(&c.r);
    install_old(&c);
    cut_everywhere(&c, "in pieces");
    make_models(&c, 20000);
    open_ours(&c.r, &small_16);
    fragment(&c.r);
    install_old(&c);
    c.removal = true;
    cut_everywhere(&c, "removal in pieces");
}

/* Fill the root folder to its last slots. */
static unsigned fill_root(struct rig *r, unsigned most)
{
    unsigned n = 0;
    int err = OTAML_OK;

    while (!err && n < most) {
        char name[16];
        struct rig_model m;
        snprintf(name, sizeof(name), "E%u", n);
        m = rig_model_make(name, 0, n, 1);
        err = rig_install(r, &m, 1, NULL);
        rig_model_free(&m);
        n += !err;
    }
    return n;
}

static void cut_in_full_root(void **state)
{
    struct cutting c;
    uint32_t at;

    (void)state;
    make_models(&c, 2500);
    open_foreign(&c.r, &small_16, "-F 16 -s 1 -r 32");
    install_old(&c);
    assert_in_range(fill_root(&c.r, 100), 20, 32);
    assert_int_equal(rig_begin(&c.r, &c.new, &at), OTAML_OK);
    cut_everywhere(&c, "in a full root folder");
}

/* FAT32's root folder is as full as FAT16's: the store does not let it grow. */
static void full_root_of_fat32(void **state)
{
    struct rig_model one = rig_model_make("model.tflite", 2500, 1, 1);
    struct rig r;
    uint32_t at;

    (void)state;
    open_foreign(&r, &small_32, "-F 32 -s 1");
    assert_int_equal(fill_root(&r, 14), 14); /* 15 of 16 slots, the model takes two */
    assert_int_equal(rig_begin(&r, &one, &at), OTAML_ERR_NOSPC);
    must_be_clean(&r, "full");
    assert_int_equal(otaml_store_remove(r.store, "E3"), OTAML_OK);
    assert_int_equal(rig_begin(&r, &one, &at), OTAML_ERR_NOSPC); /* two gaps of one */
    assert_int_equal(otaml_store_remove(r.store, "E4"), OTAML_OK);
    assert_int_equal(rig_install(&r, &one, 999, NULL), OTAML_OK);
    must_be_clean(&r, "full again");
    must_be_seen(&r, &one);
    rig_close(&r);
    rig_model_free(&one);
}

/* A hundred updates that are cut at random, and still nothing for fsck.fat to say. */
static void hundred_interrupted(void **state)
{
    struct rig_model keep = rig_model_make("keep", 3000, 1, 1);
    uint32_t random = 5;
    struct rig r;

    (void)state;
    open_ours(&r, &small_32);
    assert_int_equal(rig_install(&r, &keep, 4096, NULL), OTAML_OK);
    for (unsigned i = 0; i < 100; i++) {
        struct rig_model m = rig_model_make(i % 3 ? "one" : "other", 5000 + 100 * i, i, i);
        rig_arm(&r, 1 + rig_random(&random) % 16,
                (enum media_file_cut)(rig_random(&random) % MEDIA_FILE_CUTS), random);
        if (rig_install(&r, &m, 4096, NULL) == OTAML_OK && i % 7 == 0) {
            (void)!otaml_store_remove(r.store, "other");
        }
        assert_int_equal(rig_boot(&r), OTAML_OK);
        must_be_clean(&r, "interrupted again and again");
        assert_true(rig_holds(&r, &keep));
        rig_model_free(&m);
    }
    rig_close(&r);
    rig_model_free(&keep);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(our_volumes),
        cmocka_unit_test(their_volumes),
        cmocka_unit_test(written_elsewhere_meanwhile),
        cmocka_unit_test(fragmented),
        cmocka_unit_test(costs),
        cmocka_unit_test(cut_first_of_all),
        cmocka_unit_test(cut_changes_16),
        cmocka_unit_test(cut_changes_32),
        cmocka_unit_test(cut_in_pieces),
        cmocka_unit_test(cut_in_full_root),
        cmocka_unit_test(full_root_of_fat32),
        cmocka_unit_test(hundred_interrupted),
    };
    const char *const tools[] = { "/bin/sh", "-c", "command -v mcopy && test -x /sbin/fsck.fat",
                                  NULL };

    if (process_run(tools, NULL) != 0) {
        print_message("skipped: no dosfstools or no mtools; run ./setup.sh\n");
        return FIXTURE_SKIP;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
