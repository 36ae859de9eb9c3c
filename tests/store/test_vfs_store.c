/*
 * test_vfs_store.c - what the VFS store does about other hands' files, hostile records, file
 * systems that refuse, and on a POSIX directory. Bytes of records are those of spec/file-record.md.
 */
#include <fixture.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <otaml/crc32.h>
#include <vfs_posix.h>

#include "store_rig.h"

static const struct rig_geometry *row(void)
{
    return &rig_vfs.rows[0];
}

static void put32(uint8_t *p, uint32_t v)
{
    for (int i = 0; i < 4; i++) {
        p[i] = (uint8_t)(v >> (8 * i));
    }
}

static void seal(uint8_t record[128])
{
    put32(record + 124, otaml_crc32(0, record, 124));
}

static void make_record(uint8_t record[128], const char *name, uint32_t size, uint8_t digest)
{
    memset(record, 0, 128);
    memcpy(record, "OTR1", 4);
    put32(record + 12, size);
    memset(record + 40, digest, 32);
    snprintf((char *)record + 72, 40, "%s", name);
    seal(record);
}

static struct otaml_store_entry look(struct rig *r, const char *name)
{
    struct otaml_store_object o;

    assert_int_equal(otaml_store_open(r->store, name, &o), OTAML_OK);
    otaml_store_close(r->store, &o);
    return o.entry;
}

static bool announced(struct rig *r, const char *name)
{
    static const uint8_t none[32];
    const struct otaml_store_entry e = look(r, name);

    return memcmp(e.sha256, none, 32) != 0;
}

/* A file that was copied into the directory is an object; one that replaced ours is theirs if its
 * length says so, and found out by check else. */
static void files_of_other_hands(void **state)
{
    struct rig_model a = rig_model_make("a", 5000, 1, 7);
    struct rig r;

    (void)state;
    rig_open(&r, row());
    vfs_fake_put(&r.vfs, "theirs.tflite", a.bytes, 3000);
    vfs_fake_put(&r.vfs, "no name of an object", a.bytes, 100);
    assert_int_equal(rig_install(&r, &a, 500, NULL), OTAML_OK);
    assert_int_equal(rig_count(&r), 2);
    assert_int_equal(look(&r, "theirs.tflite").size, 3000);
    assert_false(announced(&r, "theirs.tflite"));
    assert_int_equal(rig_check(&r, "theirs.tflite"), OTAML_ERR_UNSUPPORTED);
    assert_true(announced(&r, "a"));

    vfs_fake_get(&r.vfs, "a")->bytes[77] ^= 1;
    assert_int_equal(rig_check(&r, "a"), OTAML_ERR_CORRUPT);
    vfs_fake_put(&r.vfs, "a", a.bytes, 4999);
    assert_false(announced(&r, "a"));
    assert_int_equal(look(&r, "a").sequence, 0);
    assert_int_equal(rig_boot(&r), OTAML_OK);
    vfs_fake_put(&r.vfs, "a", a.bytes, 5000); /* the record went with the boot */
    assert_false(announced(&r, "a"));
    assert_int_equal(rig_install(&r, &a, 500, NULL), OTAML_OK);
    assert_true(rig_holds(&r, &a));

    assert_int_equal(otaml_store_remove(r.store, "theirs.tflite"), OTAML_OK);
    assert_int_equal(otaml_store_remove(r.store, "no name of an object"), OTAML_ERR_NOT_FOUND);
    assert_int_equal(otaml_store_format(r.store), OTAML_OK);
    assert_int_equal(r.vfs.count, 1); /* what is no object is not the store's to remove */
    rig_close(&r);
    rig_model_free(&a);
}

static void every_file_for_tools(void **state)
{
    struct rig_model a = rig_model_make("a", 5000, 1, 7);
    struct otaml_store_file f;
    uint32_t cursor = 0, seen = 0;
    uint8_t bytes[100];
    struct rig r;
    int err;

    (void)state;
    rig_open(&r, row());
    assert_int_equal(rig_install(&r, &a, 500, NULL), OTAML_OK);
    vfs_fake_put(&r.vfs, "no name of an object", a.bytes + 1000, 100);
    while ((err = otaml_vfs_store_files(r.store, &cursor, &f)) == OTAML_OK) {
        const struct vfs_fake_file *file = vfs_fake_get(&r.vfs, f.path);
        seen++;
        assert_non_null(file);
        assert_int_equal(f.object.entry.size, file->size);
        assert_int_equal(otaml_store_read(r.store, &f.object, 20, bytes, 30), OTAML_OK);
        assert_memory_equal(bytes, file->bytes + 20, 30);
        assert_string_equal(f.object.entry.name, strcmp(f.path, "a") ? "" : "a");
        assert_int_equal(f.object.entry.sequence, strcmp(f.path, "a") ? 0 : 7);
    }
    assert_int_equal(err, OTAML_ERR_NOT_FOUND);
    assert_int_equal(seen, 3); /* the catalogue too */
    rig_close(&r);
    rig_model_free(&a);
}

/* What a commit leaves, forged: it is carried out only when it is about otaml.new as it is, and
 * about a name that an object may have. */
static void forged_commits(void **state)
{
    static const struct {
        const char *name;
        uint32_t size;
    } forged[] = {
        { "a", 101 },         { "a", 99 },
        { "a", 0 },           { "a", UINT32_MAX },
        { "otaml.cat", 100 }, { "..", 100 },
        { "../x", 100 },      { "x y", 100 },
        { "", 100 },          { "a-name-that-is-too-long-for-this-vfs", 100 },
    };
    struct rig_model a = rig_model_make("a", 5000, 1, 7);
    uint8_t record[128];
    struct rig r;

    (void)state;
    for (size_t i = 0; i < sizeof(forged) / sizeof(forged[0]); i++) {
        rig_open(&r, row());
        assert_int_equal(rig_install(&r, &a, 500, NULL), OTAML_OK);
        make_record(record, forged[i].name, forged[i].size, 9);
        vfs_fake_put(&r.vfs, "otaml.go", record, 128);
        vfs_fake_put(&r.vfs, "otaml.rec", record, 128);
        vfs_fake_put(&r.vfs, "otaml.new", a.bytes, 100);
        assert_int_equal(rig_boot(&r), OTAML_OK);
        assert_true(rig_holds(&r, &a));
        assert_int_equal(rig_count(&r), 1);
        assert_null(vfs_fake_get(&r.vfs, "otaml.go"));
        assert_null(vfs_fake_get(&r.vfs, "otaml.new"));
        assert_int_equal(rig_install(&r, &a, 500, NULL), OTAML_OK);
        rig_close(&r);
    }
    /* Without otaml.new, one of an object that is there stands for a commit almost done. */
    rig_open(&r, row());
    assert_int_equal(rig_install(&r, &a, 500, NULL), OTAML_OK);
    make_record(record, "a", 4000, 9);
    vfs_fake_put(&r.vfs, "otaml.go", record, 128);
    assert_int_equal(rig_boot(&r), OTAML_OK);
    assert_true(rig_holds(&r, &a)); /* it is not of that size */
    rig_close(&r);
    rig_model_free(&a);
}

/* Each byte of the catalogue damaged, and catalogues of other lengths. */
static void damaged_catalogues(void **state)
{
    struct rig_model a = rig_model_make("a", 500, 1, 7), b = rig_model_make("b", 600, 2, 8);
    uint8_t garbage[1000];
    struct rig r;

    (void)state;
    memset(garbage, 0x5a, sizeof(garbage));
    for (uint32_t i = 0; i < 256; i++) {
        rig_open(&r, row());
        assert_int_equal(rig_install(&r, &a, 500, NULL), OTAML_OK);
        assert_int_equal(rig_install(&r, &b, 500, NULL), OTAML_OK);
        assert_int_equal(vfs_fake_get(&r.vfs, "otaml.cat")->size, 256);
        vfs_fake_get(&r.vfs, "otaml.cat")->bytes[i] ^= 0x10;
        assert_int_equal(rig_boot(&r), OTAML_OK);
        assert_int_equal(rig_count(&r), 2);
        assert_true(rig_holds(&r, i < 128 ? &b : &a));
        assert_false(announced(&r, i < 128 ? "a" : "b"));
        assert_int_equal(rig_install(&r, i < 128 ? &a : &b, 500, NULL), OTAML_OK);
        assert_true(rig_holds(&r, &a) && rig_holds(&r, &b));
        assert_int_equal(vfs_fake_get(&r.vfs, "otaml.cat")->size, 256); /* the slot is used again */
        rig_close(&r);
    }
    for (uint32_t size = 0; size < sizeof(garbage); size += 97) {
        rig_open(&r, row());
        assert_int_equal(rig_install(&r, &a, 500, NULL), OTAML_OK);
        vfs_fake_put(&r.vfs, "otaml.cat", garbage, size);
        assert_int_equal(rig_boot(&r), OTAML_OK);
        assert_false(announced(&r, "a"));
        assert_int_equal(rig_install(&r, &b, 500, NULL), OTAML_OK);
        assert_true(rig_holds(&r, &b));
        rig_close(&r);
    }
    rig_model_free(&a);
    rig_model_free(&b);
}

/* As many records as there may be: another object finds no room, a known name does. */
static void full_catalogue(void **state)
{
    struct rig_model a = rig_model_make("a", 500, 1, 7), b = rig_model_make("b", 500, 1, 7);
    uint8_t *records = calloc(OTAML_VFS_STORE_OBJECTS, 128);
    uint32_t at;
    struct rig r;

    (void)state;
    assert_non_null(records);
    rig_open(&r, row());
    vfs_fake_put(&r.vfs, "x", a.bytes, 100);
    for (uint32_t i = 0; i < OTAML_VFS_STORE_OBJECTS; i++) {
        make_record(records + 128u * i, i ? "x" : "a", i ? 100 : 500, 3);
    }
    vfs_fake_put(&r.vfs, "a", a.bytes, 500);
    vfs_fake_put(&r.vfs, "otaml.cat", records, OTAML_VFS_STORE_OBJECTS * 128);
    assert_int_equal(rig_boot(&r), OTAML_OK);
    assert_int_equal(rig_begin(&r, &b, &at), OTAML_ERR_NOSPC);
    assert_int_equal(rig_install(&r, &a, 500, NULL), OTAML_OK);
    assert_true(rig_holds(&r, &a));
    assert_int_equal(otaml_store_remove(r.store, "x"), OTAML_OK); /* all of its records */
    assert_int_equal(rig_install(&r, &b, 500, NULL), OTAML_OK);
    assert_true(rig_holds(&r, &a) && rig_holds(&r, &b));
    rig_close(&r);
    free(records);
    rig_model_free(&a);
    rig_model_free(&b);
}

/* A file system whose names do not know large letters from small ones. */
static void folded_names(void **state)
{
    struct rig_model a = rig_model_make("Digits", 500, 1, 7);
    struct rig_model b = rig_model_make("DIGITS", 500, 2, 8);
    struct rig_model own = rig_model_make("OTAML.CAT", 500, 2, 8);
    uint32_t at;
    struct rig r;

    (void)state;
    rig_open(&r, row());
    r.vfs.vfs.folds_case = true;
    assert_int_equal(rig_install(&r, &a, 500, NULL), OTAML_OK);
    assert_int_equal(rig_check(&r, "digits"), OTAML_OK);
    assert_int_equal(rig_install(&r, &b, 500, NULL), OTAML_OK);
    assert_int_equal(rig_count(&r), 1);
    assert_true(rig_holds(&r, &b));
    assert_int_equal(vfs_fake_get(&r.vfs, "otaml.cat")->size, 128);
    assert_int_equal(rig_begin(&r, &own, &at), OTAML_ERR_NAME);
    assert_int_equal(otaml_store_remove(r.store, "OTAML.CAT"), OTAML_ERR_NOT_FOUND);
    rig_close(&r);
    rig_model_free(&a);
    rig_model_free(&b);
    rig_model_free(&own);
}

/* What the file system cannot have is refused at the beginning, not in the midst of a commit. */
static void refused_names(void **state)
{
    struct rig_model a = rig_model_make("a?b", 500, 1, 7);
    uint32_t at;
    struct rig r;

    (void)state;
    rig_open(&r, row());
    r.vfs.forbidden = "?*:";
    assert_int_equal(rig_begin(&r, &a, &at), OTAML_ERR_NAME);
    assert_false(rig_has_name(&r, "a?b"));
    assert_int_equal(r.vfs.count, 0);
    rig_close(&r);
    rig_model_free(&a);
}

/* Objects that are open through many replacements and removals, each with the bytes that it was
 * opened with, and the limit of it. Nothing of them is left, whether they are closed or forgotten.
 */
static void many_open(void **state)
{
    enum { OPEN = 100 };
    static struct otaml_store_object open[OPEN];
    struct rig_model m = rig_model_make("m", 300, 1, 0);
    uint8_t first[4];
    uint32_t at;
    struct rig r;

    (void)state;
    rig_open(&r, row());
    for (uint32_t i = 0; i < OPEN; i++) {
        put32(m.bytes, i);
        m.entry.sequence = i;
        assert_int_equal(otaml_sha256(m.bytes, m.entry.size, m.entry.sha256), OTAML_OK);
        assert_int_equal(rig_install(&r, &m, 300, NULL), OTAML_OK);
        assert_int_equal(otaml_store_open(r.store, "m", &open[i]), OTAML_OK);
    }
    m.entry.sequence = OPEN;
    assert_int_equal(otaml_store_remove(r.store, "m"), OTAML_ERR_BUSY);
    assert_int_equal(rig_begin(&r, &m, &at), OTAML_OK);
    for (uint32_t i = 0; i < OPEN; i++) {
        put32(first, i);
        uint8_t there[4];
        assert_int_equal(otaml_store_read(r.store, &open[i], 0, there, 4), OTAML_OK);
        assert_memory_equal(there, first, 4);
    }
    for (uint32_t i = 0; i < OPEN / 2; i++) {
        otaml_store_close(r.store, &open[i]);
    }
    assert_int_equal(otaml_store_remove(r.store, "m"), OTAML_OK);
    assert_int_equal(otaml_store_read(r.store, &open[OPEN - 1], 0, first, 4), OTAML_OK);
    assert_int_equal(first[0], OPEN - 1);
    assert_int_equal(otaml_store_mount(r.store), OTAML_OK);
    assert_int_equal(otaml_store_read(r.store, &open[OPEN - 1], 0, first, 4), OTAML_OK);
    assert_int_equal(rig_boot(&r), OTAML_OK);
    assert_int_equal(rig_count(&r), 0);
    assert_int_equal(otaml_store_abort(r.store), OTAML_OK);
    assert_int_equal(r.vfs.count, 1); /* the catalogue */
    rig_close(&r);
    rig_model_free(&m);
}

/* An operation that fails once while the power stays on: whatever the application does next, the
 * object is the old one or the new one, and the next installation goes through. */
static void faults(void **state)
{
    struct rig_model old = rig_model_make("m", 3000, 1, 1), new = rig_model_make("m", 3000, 2, 2);
    struct rig_model other = rig_model_make("n", 2000, 3, 3);
    struct otaml_store_object open;
    uint8_t scratch[256];
    unsigned failed = 0;
    struct rig r;

    (void)state;
    for (uint32_t then = 0; then < 4; then++) {
        int err = -1;
        for (uint32_t n = 1; err != OTAML_OK; n++) {
            rig_open(&r, row());
            assert_int_equal(rig_install(&r, &old, 500, NULL), OTAML_OK);
            assert_int_equal(otaml_store_open(r.store, "m", &open), OTAML_OK);
            r.vfs.fault_in = n;
            err = rig_install(&r, &new, 500, NULL);
            failed += err != OTAML_OK;
            r.vfs.fault_in = 0;
            if (then == 0) {
                assert_int_equal(rig_install(&r, &other, 500, NULL), OTAML_OK);
            } else if (then == 1) {
                assert_int_equal(otaml_store_abort(r.store), OTAML_OK);
            } else if (then == 2) {
                assert_int_equal(otaml_store_mount(r.store), OTAML_OK);
            } else {
                assert_int_equal(otaml_store_remove(r.store, "m"), OTAML_OK);
            }
            assert_int_equal(otaml_store_check(r.store, &open, scratch, sizeof(scratch)), OTAML_OK);
            assert_memory_equal(open.entry.sha256, old.entry.sha256, 32);
            otaml_store_close(r.store, &open);
            assert_int_equal(rig_boot(&r), OTAML_OK);
            if (then == 3) {
                assert_false(rig_has_name(&r, "m"));
            } else {
                assert_true(rig_holds(&r, &old) || rig_holds(&r, &new));
                assert_true(err || rig_holds(&r, &new));
            }
            assert_int_equal(rig_install(&r, &new, 500, NULL), OTAML_OK);
            assert_true(rig_holds(&r, &new));
            rig_close(&r);
        }
    }
    print_message("%u failing operations\n", failed);
    assert_true(failed >= 4 * 8);
    rig_model_free(&old);
    rig_model_free(&new);
    rig_model_free(&other);
}

/* A fault in the midst of a commit, the same begun again, and then the power goes. True: it went.
 */
static bool fault_and_cut(const struct rig_model *old, const struct rig_model *new, uint32_t fault,
                          uint32_t cut, enum media_file_cut how)
{
    struct rig r;
    bool off;

    rig_open(&r, row());
    assert_int_equal(rig_install(&r, old, 500, NULL), OTAML_OK);
    r.vfs.fault_in = fault;
    assert_int_equal(rig_install(&r, new, 500, NULL), VFS_FAKE_ERR_FAULT);
    rig_arm(&r, cut, how, cut + fault);
    (void)!rig_install(&r, new, 500, NULL);
    off = rig_is_off(&r);
    assert_int_equal(rig_boot(&r), OTAML_OK);
    assert_true(rig_holds(&r, old) || rig_holds(&r, new));
    rig_close(&r);
    return off;
}

static void fault_then_cut(void **state)
{
    struct rig_model old = rig_model_make("m", 3000, 1, 1), new = rig_model_make("m", 3000, 2, 2);

    (void)state;
    for (uint32_t fault = 1; fault <= 9; fault++) { /* an installation has nine operations */
        for (int how = 0; how < MEDIA_FILE_CUTS; how++) {
            uint32_t cut = 1;
            while (fault_and_cut(&old, &new, fault, cut, (enum media_file_cut)how)) {
                cut++;
            }
            assert_true(cut > 1);
        }
    }
    rig_model_free(&old);
    rig_model_free(&new);
}

/* Writes that are said to be done and are not: none of them is believed. */
static void lying_writes(void **state)
{
    struct rig_model old = rig_model_make("m", 3000, 1, 1), new = rig_model_make("m", 3000, 2, 2);
    static const int expected[] = {
        OTAML_OK,               /* otaml.new, empty */
        OTAML_OK,               /* otaml.rec: only to resume */
        OTAML_ERR_IMAGE_DIGEST, /* the object */
        OTAML_ERR_IO,           /* otaml.go */
    };
    struct rig r;

    (void)state;
    for (uint32_t n = 0; n < sizeof(expected) / sizeof(expected[0]); n++) {
        rig_open(&r, row());
        assert_int_equal(rig_install(&r, &old, 500, NULL), OTAML_OK);
        r.vfs.spoil_in = n + 1;
        assert_int_equal(rig_install(&r, &new, 500, NULL), expected[n]);
        assert_true(rig_holds(&r, expected[n] ? &old : &new));
        assert_int_equal(rig_boot(&r), OTAML_OK);
        assert_true(rig_holds(&r, expected[n] ? &old : &new));
        assert_int_equal(rig_install(&r, &new, 500, NULL), OTAML_OK);
        rig_close(&r);
    }
    rig_model_free(&old);
    rig_model_free(&new);
}

/* otaml.new longer than its record says, shorter, and gone. */
static void unfinished_of_other_lengths(void **state)
{
    struct rig_model m = rig_model_make("m", 9000, 1, 1);
    uint8_t *zeros = calloc(1, 20000);
    uint32_t at;
    struct rig r;

    (void)state;
    assert_non_null(zeros);
    for (uint32_t size = 0; size <= 20000; size += 1000) {
        rig_open(&r, row());
        assert_int_equal(rig_begin(&r, &m, &at), OTAML_OK);
        assert_int_equal(otaml_store_append(r.store, m.bytes, 8500), OTAML_OK);
        vfs_fake_put(&r.vfs, "otaml.new", zeros, size);
        memcpy(vfs_fake_get(&r.vfs, "otaml.new")->bytes, m.bytes, size < 9000 ? size : 9000);
        assert_int_equal(rig_boot(&r), OTAML_OK);
        assert_int_equal(rig_begin(&r, &m, &at), OTAML_OK);
        assert_int_equal(at, size > 9000 ? 0 : (size == 9000 ? size : size / 4096 * 4096));
        assert_int_equal(rig_install(&r, &m, 500, NULL), OTAML_OK);
        assert_true(rig_holds(&r, &m));
        rig_close(&r);
    }
    free(zeros);
    rig_model_free(&m);
}

static void refused_configurations(void **state)
{
    static struct vfs_fake fake;
    static uint8_t chunk[256];
    struct otaml_vfs_store_config c = { &fake.vfs, chunk, sizeof(chunk) };
    struct otaml_vfs_store v;

    (void)state;
    vfs_fake_init(&fake, 1000, 1, OTAML_VFS_NAME_MIN);
    assert_int_equal(otaml_vfs_store_init(&v, &c), OTAML_OK);
    c.chunk_size = 255;
    assert_int_equal(otaml_vfs_store_init(&v, &c), OTAML_ERR_ARG);
    c.chunk_size = 256;
    c.chunk = NULL;
    assert_int_equal(otaml_vfs_store_init(&v, &c), OTAML_ERR_ARG);
    c.chunk = chunk;
    fake.vfs.name_max = OTAML_VFS_NAME_MIN - 1;
    assert_int_equal(otaml_vfs_store_init(&v, &c), OTAML_ERR_ARG);
    fake.vfs.name_max = OTAML_VFS_NAME_MIN;
    fake.vfs.rename = NULL;
    assert_int_equal(otaml_vfs_store_init(&v, &c), OTAML_ERR_ARG);
}

/* ---- on a POSIX directory ---- */

static void write_file(const char *path, const void *bytes, size_t size)
{
    FILE *f = fopen(path, "wb");

    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, size, f), size);
    fclose(f);
}

/* The port keeps to otaml/vfs_store.h. */
static void posix_port(void **state)
{
    const char *dir = fixture_path("%s/port", fixture_scratch());
    char name[OTAML_VFS_NAME_MAX + 1], small[4];
    struct otaml_vfs_space space;
    uint8_t bytes[10];
    struct vfs_posix p;
    uint32_t size;

    (void)state;
    assert_int_equal(vfs_posix_open(&p, dir, 0), VFS_POSIX_ERR_FILE);
    vfs_posix_close(&p);
    assert_int_equal(mkdir(dir, 0755), 0);
    assert_int_equal(mkdir(fixture_path("%s/folder", dir), 0755), 0);
    assert_int_equal(vfs_posix_open(&p, dir, 10000), OTAML_OK);
    const struct otaml_vfs *v = &p.vfs;
    assert_int_equal(v->size(v->ctx, "f", &size), OTAML_ERR_NOT_FOUND);
    assert_int_equal(v->size(v->ctx, "folder", &size), OTAML_ERR_NAME);
    assert_int_equal(v->size(v->ctx, "..", &size), OTAML_ERR_NAME);
    assert_int_equal(v->unlink(v->ctx, "f"), OTAML_ERR_NOT_FOUND);
    assert_int_equal(v->rename(v->ctx, "f", "g"), OTAML_ERR_NOT_FOUND);
    assert_int_equal(v->read(v->ctx, "f", 0, bytes, 1), OTAML_ERR_NOT_FOUND);
    assert_int_equal(v->list(v->ctx, 0, name, sizeof(name)), OTAML_ERR_NOT_FOUND);

    assert_int_equal(v->write(v->ctx, "f", 0, "", 0), OTAML_OK);
    assert_int_equal(v->size(v->ctx, "f", &size), OTAML_OK);
    assert_int_equal(size, 0);
    assert_int_equal(v->write(v->ctx, "f", 0, "abcdef", 6), OTAML_OK);
    assert_int_equal(v->read(v->ctx, "f", 2, bytes, 4), OTAML_OK);
    assert_memory_equal(bytes, "cdef", 4);
    assert_int_equal(v->write(v->ctx, "f", 4, "XYZ", 3), OTAML_OK);
    assert_int_equal(v->read(v->ctx, "f", 2, bytes, 5), OTAML_OK);
    assert_memory_equal(bytes, "cdXYZ", 5);
    assert_int_equal(v->read(v->ctx, "f", 2, bytes, 6), OTAML_ERR_CORRUPT);
    assert_int_equal(v->rename(v->ctx, "f", "some-name"), OTAML_OK);
    assert_int_equal(v->read(v->ctx, "f", 2, bytes, 1), OTAML_ERR_NOT_FOUND);
    assert_int_equal(v->write(v->ctx, "g", 0, "", 0), OTAML_OK);
    assert_int_equal(v->list(v->ctx, 1, name, sizeof(name)), OTAML_OK);
    assert_int_equal(v->list(v->ctx, 2, name, sizeof(name)), OTAML_ERR_NOT_FOUND);
    assert_int_equal(v->unlink(v->ctx, "g"), OTAML_OK);
    assert_int_equal(v->list(v->ctx, 0, name, sizeof(name)), OTAML_OK);
    assert_string_equal(name, "some-name");
    assert_int_equal(v->list(v->ctx, 0, small, sizeof(small)), OTAML_OK);
    assert_string_equal(small, "");
    assert_int_equal(v->space(v->ctx, &space), OTAML_OK);
    assert_true(space.total == 10000 && space.unit == 512 && space.free == 10000 - 512);
    vfs_posix_close(&p);
    assert_int_equal(vfs_posix_open(&p, dir, 0), OTAML_OK);
    assert_int_equal(v->space(v->ctx, &space), OTAML_OK);
    assert_true(space.total > 0 && space.unit > 0);
    vfs_posix_close(&p);
}

/* Models in a directory, as cp and sha256sum of the host see them. */
static void posix_store(void **state)
{
    const char *dir = fixture_path("%s/models", fixture_scratch());
    struct rig_model a = rig_model_make("digits.tflite", 50000, 1, 4);
    struct rig_model b = rig_model_make("digits.tflite", 60000, 2, 5);
    struct otaml_store_object o;
    struct vfs_posix p;
    uint8_t scratch[1000], *bytes;
    size_t size;
    struct rig r;

    (void)state;
    memset(&r, 0, sizeof(r));
    r.geometry = row();
    assert_int_equal(mkdir(dir, 0755), 0);
    write_file(fixture_path("%s/copied", dir), "copied", 6);
    assert_int_equal(vfs_posix_open(&p, dir, 0), OTAML_OK);
    const struct otaml_vfs_store_config config = { &p.vfs, r.chunk, 4096 };
    assert_int_equal(otaml_vfs_store_init(&r.kind.vfs, &config), OTAML_OK);
    r.store = &r.kind.vfs.files.store;
    assert_int_equal(otaml_store_mount(r.store), OTAML_OK);
    assert_int_equal(rig_install(&r, &a, 3000, NULL), OTAML_OK);
    assert_int_equal(otaml_store_open(r.store, "digits.tflite", &o), OTAML_OK);
    assert_int_equal(rig_install(&r, &b, 3000, NULL), OTAML_OK);
    assert_int_equal(otaml_store_check(r.store, &o, scratch, sizeof(scratch)), OTAML_OK);
    otaml_store_close(r.store, &o);
    assert_true(rig_holds(&r, &b));
    assert_int_equal(rig_count(&r), 2);
    bytes = fixture_read(fixture_path("%s/digits.tflite", dir), &size);
    assert_int_equal(size, 60000);
    assert_memory_equal(bytes, b.bytes, size);
    free(bytes);
    assert_int_equal(access(fixture_path("%s/otaml.o01", dir), F_OK), -1);
    vfs_posix_close(&p);
    rig_model_free(&a);
    rig_model_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_of_other_hands),
        cmocka_unit_test(every_file_for_tools),
        cmocka_unit_test(forged_commits),
        cmocka_unit_test(damaged_catalogues),
        cmocka_unit_test(full_catalogue),
        cmocka_unit_test(folded_names),
        cmocka_unit_test(refused_names),
        cmocka_unit_test(many_open),
        cmocka_unit_test(faults),
        cmocka_unit_test(fault_then_cut),
        cmocka_unit_test(lying_writes),
        cmocka_unit_test(unfinished_of_other_lengths),
        cmocka_unit_test(refused_configurations),
        cmocka_unit_test(posix_port),
        cmocka_unit_test(posix_store),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
