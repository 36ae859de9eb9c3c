/*
 * test_fat_images.c - volumes that other people's tools made: listed and read as they say.
 *
 * Needs fat/ of the images in OTAML_SHARED; each NAME.listing.tsv has path, size, SHA-256 of what
 * NAME.img.gz holds.
 */
#include <fixture.h>
#include <process.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <otaml/fat_store.h>
#include <otaml/sha256.h>

struct volume {
    uint8_t *bytes;
    uint32_t size;
    uint64_t reads;
    struct otaml_block block;
    struct otaml_fat_store_config config;
    struct otaml_fat_store store;
    uint8_t sector[OTAML_BLOCK_SIZE], chunk[1024];
};

static int ram_read(void *ctx, uint32_t first, void *dst, uint32_t n)
{
    struct volume *v = ctx;

    assert_true(n > 0 && first < v->block.count && n <= v->block.count - first);
    memcpy(dst, v->bytes + (size_t)first * 512, (size_t)n * 512);
    v->reads += n;
    return 0;
}

static int no_write(void *ctx, uint32_t first, const void *src, uint32_t n)
{
    (void)ctx, (void)first, (void)src, (void)n;
    fail_msg("a volume that is only read is written");
    return -1;
}

static void volume_open(struct volume *v, const char *name)
{
    const char *image = fixture_path("%s/%s.img", fixture_scratch(), name);
    const char *command =
        fixture_path("gzip -dc %s/images/fat/%s.img.gz >%s", fixture_shared(), name, image);
    const char *const argv[] = { "/bin/sh", "-c", command, NULL };
    size_t size;

    memset(v, 0, sizeof(*v));
    assert_int_equal(process_run(argv, NULL), 0);
    v->bytes = fixture_read(image, &size);
    v->size = (uint32_t)size;
    remove(image);
    v->block = (struct otaml_block){
        .ctx = v, .read = ram_read, .write = no_write, .count = v->size / OTAML_BLOCK_SIZE
    };
    v->config = (struct otaml_fat_store_config){
        .block = &v->block, .sector = v->sector, .chunk = v->chunk, .chunk_size = sizeof(v->chunk)
    };
    assert_int_equal(otaml_fat_store_init(&v->store, &v->config), OTAML_OK);
}

/* The same volume behind a partition table, with blocks before it. */
static void volume_partition(struct volume *v, uint32_t before, uint8_t type)
{
    uint8_t *whole = calloc(v->size + before * OTAML_BLOCK_SIZE, 1);
    uint8_t *entry;

    assert_non_null(whole);
    memcpy(whole + (size_t)before * OTAML_BLOCK_SIZE, v->bytes, v->size);
    free(v->bytes);
    v->bytes = whole;
    v->block.count += before;
    entry = whole + 446 + 16; /* the second one; the first is of another kind */
    whole[446 + 4] = 0x83;
    entry[4] = type;
    entry[8] = (uint8_t)before;
    entry[9] = (uint8_t)(before >> 8);
    whole[510] = 0x55;
    whole[511] = 0xaa;
}

static void must_read(struct volume *v, const struct otaml_store_object *o, const char *sha256,
                      uint32_t piece)
{
    struct otaml_store *s = &v->store.file.store;
    uint8_t digest[32], bytes[3000];
    char hex[65];
    struct otaml_sha256 h;

    assert_int_equal(otaml_sha256_init(&h), OTAML_OK);
    for (uint32_t off = 0; off < o->entry.size;) {
        const uint32_t n = piece < o->entry.size - off ? piece : o->entry.size - off;
        assert_int_equal(otaml_store_read(s, o, off, bytes, n), OTAML_OK);
        assert_int_equal(otaml_sha256_update(&h, bytes, n), OTAML_OK);
        off += n;
    }
    assert_int_equal(otaml_sha256_finish(&h, digest), OTAML_OK);
    for (unsigned i = 0; i < 32; i++) {
        snprintf(hex + 2 * i, 3, "%02x", digest[i]);
    }
    assert_string_equal(hex, sha256);
}

struct line {
    char path[OTAML_STORE_PATH_MAX + 2], sha256[65];
    unsigned size;
    bool met;
};

static unsigned read_listing(const char *name, struct line *lines, unsigned room)
{
    FILE *f = fopen(fixture_path("%s/images/fat/%s.listing.tsv", fixture_shared(), name), "r");
    char text[1024];
    unsigned n = 0;

    assert_non_null(f);
    while (fgets(text, sizeof(text), f)) {
        if (text[0] != '#') {
            assert_true(n < room);
            lines[n].met = false;
            assert_int_equal(sscanf(text, "/%512[^\t]\t%u\t%64[^\t]", lines[n].path, &lines[n].size,
                                    lines[n].sha256),
                             3);
            n++;
        }
    }
    fclose(f);
    return n;
}

static void compare(struct volume *v, const char *name)
{
    static struct line lines[100];
    const unsigned n = read_listing(name, lines, 100);
    struct otaml_store_file file;
    uint32_t cursor = 0;
    unsigned met = 0;
    int err;

    while ((err = otaml_fat_store_files(&v->store.file.store, &cursor, &file)) == OTAML_OK) {
        unsigned i = 0;
        while (i < n && (lines[i].met || strcmp(lines[i].path, file.path) != 0)) {
            i++;
        }
        if (i == n) {
            fail_msg("%s: '%s' is not in the listing", name, file.path);
        }
        lines[i].met = true;
        met++;
        if (lines[i].sha256[0] != '-') {
            assert_int_equal(file.object.entry.size, lines[i].size);
            must_read(v, &file.object, lines[i].sha256, 3000);
            must_read(v, &file.object, lines[i].sha256, 77);
            must_read(v, &file.object, lines[i].sha256, 1024);
        }
    }
    assert_int_equal(err, OTAML_ERR_NOT_FOUND);
    assert_int_equal(met, n);
}

/* The files of the root folder whose names are objects' names. */
static void compare_objects(struct volume *v, const char *name)
{
    static struct line lines[100];
    const unsigned n = read_listing(name, lines, 100);
    struct otaml_store *s = &v->store.file.store;
    struct otaml_store_entry e;
    uint32_t cursor = 0;
    unsigned objects = 0, met = 0;

    for (unsigned i = 0; i < n; i++) {
        objects += strpbrk(lines[i].path, "/ ") == NULL;
    }
    while (otaml_store_list(s, &cursor, &e) == OTAML_OK) {
        struct otaml_store_object o;
        unsigned i = 0;
        while (i < n && strcmp(lines[i].path, e.name) != 0) {
            i++;
        }
        assert_true(i < n);
        assert_int_equal(e.size, lines[i].size);
        assert_int_equal(e.sequence, 0);
        assert_int_equal(otaml_store_open(s, e.name, &o), OTAML_OK);
        must_read(v, &o, lines[i].sha256, 500);
        assert_int_equal(otaml_store_check(s, &o, v->chunk, 10), OTAML_ERR_UNSUPPORTED);
        otaml_store_close(s, &o);
        met++;
    }
    assert_int_equal(met, objects);
    print_message("%s: %u files and folders, %u objects\n", name, n, objects);
}

static void read_volume(const char *name)
{
    struct volume v;

    volume_open(&v, name);
    assert_int_equal(otaml_store_mount(&v.store.file.store), OTAML_OK);
    print_message("%s: mount read %u blocks\n", name, (unsigned)v.reads);
    compare(&v, name);
    compare_objects(&v, name);
    volume_partition(&v, 2048, 0x0c);
    assert_int_equal(otaml_store_mount(&v.store.file.store), OTAML_OK);
    compare(&v, name);
    free(v.bytes);
}

static void fat16(void **state)
{
    (void)state;
    read_volume("fat16-16m");
}

static void fat32_dirty(void **state)
{
    (void)state;
    read_volume("fat32-40m-dirty");
}

static void fat12_is_refused(void **state)
{
    struct volume v;

    (void)state;
    volume_open(&v, "fat12-2m");
    assert_int_equal(otaml_store_mount(&v.store.file.store), OTAML_ERR_UNSUPPORTED);
    volume_partition(&v, 63, 0x01);
    assert_int_equal(otaml_store_mount(&v.store.file.store), OTAML_ERR_UNSUPPORTED);
    free(v.bytes);
}

/* Forward and backward, in pieces of all sizes, over fragments. */
static void reads_anywhere(void **state)
{
    struct volume v;
    struct otaml_store_file file;
    uint32_t cursor = 0, random = 1;
    static uint8_t whole[400000], piece[10000];

    (void)state;
    volume_open(&v, "fat16-16m");
    assert_int_equal(otaml_store_mount(&v.store.file.store), OTAML_OK);
    do {
        assert_int_equal(otaml_fat_store_files(&v.store.file.store, &cursor, &file), OTAML_OK);
    } while (strcmp(file.path, "models/vision/ad01_int8.tflite") != 0);
    assert_int_equal(
        otaml_store_read(&v.store.file.store, &file.object, 0, whole, file.object.entry.size),
        OTAML_OK);
    for (unsigned i = 0; i < 3000; i++) {
        uint32_t off, n;
        random = random * 1664525u + 1013904223u;
        off = (random >> 8) % file.object.entry.size;
        random = random * 1664525u + 1013904223u;
        n = (random >> 8) % sizeof(piece);
        n = n < file.object.entry.size - off ? n : file.object.entry.size - off;
        assert_int_equal(otaml_store_read(&v.store.file.store, &file.object, off, piece, n),
                         OTAML_OK);
        assert_memory_equal(piece, whole + off, n);
    }
    free(v.bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fat16),
        cmocka_unit_test(fat32_dirty),
        cmocka_unit_test(fat12_is_refused),
        cmocka_unit_test(reads_anywhere),
    };

    if (!fixture_shared()) {
        print_message("skipped: no reference material in OTAML_SHARED\n");
        return FIXTURE_SKIP;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
