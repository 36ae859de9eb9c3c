/*
 * test_store_images.c - `otaml store` on images that other people's tools made: each file of the
 * listing beside the image, and no other; its bytes; and a copy of the image that was written to.
 */
#include <fixture.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <otaml/sha256.h>

static const struct image {
    const char *path; /* in the reference material's images/; ".gz": packed */
    const char *kind;
    bool takes; /* another small file */
    /* Of the listing: what the original makes of it with a check before, or without, where its
     * check loses a file. NULL: "listing". */
    const char *listing;
} images[] = {
    { "eefs/be-16k-fill.img", "eefs", true, NULL },
    { "eefs/be-256k-full.img", "eefs", false, NULL },
    { "eefs/le-16k-cut.img", "eefs", false, NULL },
    { "eefs/le-16k-cut.img", "eefs,size=16K", true, NULL },
    { "eefs/le-64k-aged.img", "eefs", true, NULL },
    { "spiffs/mk-64k-b4k-m0-len.img", "spiffs", true, NULL },
    { "spiffs/mk-256k-b4k-m4-len.img", "spiffs,meta=4", true, NULL },
    { "spiffs/lib-1m-b64k-m0-none.img", "spiffs,block=64K,meta=0,magic=none", true, NULL },
    { "spiffs/lib-512k-b4k-m4-len-aged.img", "spiffs,page=256,block=4096,meta=4,magic=length", true,
      NULL },
    { "spiffs/lib-256k-b4k-m0-len-cutupdate.img", "spiffs,meta=0", true, NULL },
    { "spiffs/lib-256k-b4k-m0-len-cutlate.img", "spiffs,meta=0", true, "mounted" },
    { "spiffs/lib-512k-b4k-m4-mag-cutgc.img", "spiffs,meta=4,magic=plain", true, NULL },
    { "fat/fat16-16m.img.gz", "fat", true, NULL },
    { "fat/fat32-40m-dirty.img.gz", "fat", true, NULL },
};

enum { IMAGES = sizeof(images) / sizeof(images[0]), FILES_MAX = 200, NAME_MAX_BYTES = 512 };

struct listed {
    char name[NAME_MAX_BYTES], sha256[65];
    unsigned long size;
};

struct listing {
    struct listed files[FILES_MAX];
    size_t count;
};

static char *scratch(const char *name)
{
    static char path[4][1024];
    static unsigned turn;
    char *p = path[turn++ % 4];

    snprintf(p, sizeof(path[0]), "%s/%s", fixture_scratch(), name);
    return p;
}

/* Status of a command with `otaml` for the program. */
static int run(const char *format, ...)
{
    char arguments[2048], command[4096];
    va_list args;

    va_start(args, format);
    vsnprintf(arguments, sizeof(arguments), format, args);
    va_end(args);
    snprintf(command, sizeof(command), "%s/otaml %s", fixture_build_dir(), arguments);
    return system(command);
}

/* ---- what should be there, what is there ---- */

static void read_expected(const struct image *image, struct listing *l)
{
    char line[1024];
    const char *dot = strstr(image->path, ".img");
    FILE *f =
        fopen(fixture_path("%s/images/%.*s.%s.tsv", fixture_shared(), (int)(dot - image->path),
                           image->path, image->listing ? image->listing : "listing"),
              "r");

    assert_non_null(f);
    l->count = 0;
    while (fgets(line, sizeof(line), f)) {
        struct listed *e = &l->files[l->count];
        char *name = strtok(line, "\t"), *size = strtok(NULL, "\t"), *sha = strtok(NULL, "\t");
        if (line[0] == '#' || !sha || name[strlen(name) - 1] == '/') {
            continue; /* folders are no files */
        }
        snprintf(e->name, sizeof(e->name), "%s", name + (*name == '/'));
        snprintf(e->sha256, sizeof(e->sha256), "%.64s", sha);
        e->size = strtoul(size, NULL, 10);
        l->count++;
        assert_true(l->count < FILES_MAX);
    }
    fclose(f);
}

static void list(const char *image, const char *kind, struct listing *l)
{
    json_t *files, *file;
    size_t i;

    assert_int_equal(run("store list --json %s:%s >%s", image, kind, scratch("list")), 0);
    files = json_load_file(scratch("list"), 0, NULL);
    assert_true(json_is_array(files));
    l->count = json_array_size(files);
    assert_true(l->count < FILES_MAX);
    json_array_foreach(files, i, file)
    {
        struct listed *e = &l->files[i];
        const char *name, *sha;
        json_int_t size;
        assert_int_equal(
            json_unpack(file, "{s:s, s:I, s:s}", "name", &name, "size", &size, "sha256", &sha), 0);
        snprintf(e->name, sizeof(e->name), "%s", name);
        snprintf(e->sha256, sizeof(e->sha256), "%s", sha);
        e->size = (unsigned long)size;
    }
    json_decref(files);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct listed *)a)->name, ((const struct listed *)b)->name);
}

static void must_be_the_same(const struct image *image, struct listing *a, struct listing *b)
{
    qsort(a->files, a->count, sizeof(a->files[0]), by_name);
    qsort(b->files, b->count, sizeof(b->files[0]), by_name);
    for (size_t i = 0; i < a->count && i < b->count; i++) {
        if (strcmp(a->files[i].name, b->files[i].name) || a->files[i].size != b->files[i].size
            || strcmp(a->files[i].sha256, b->files[i].sha256)) {
            fail_msg("%s: %s %lu %s, expected %s %lu %s", image->path, a->files[i].name,
                     a->files[i].size, a->files[i].sha256, b->files[i].name, b->files[i].size,
                     b->files[i].sha256);
        }
    }
    assert_int_equal(a->count, b->count);
}

static void digest_of_file(const char *path, char hex[65])
{
    uint8_t digest[32];
    size_t size;
    uint8_t *bytes = fixture_read(path, &size);

    assert_int_equal(otaml_sha256(bytes, size, digest), OTAML_OK);
    for (int i = 0; i < 32; i++) {
        sprintf(hex + 2 * i, "%02x", digest[i]);
    }
    free(bytes);
}

/* A private copy, unpacked. */
static const char *copy_of(const struct image *image)
{
    static char path[1024];
    const char *gz = strstr(image->path, ".gz");
    char command[2048];

    snprintf(path, sizeof(path), "%s/image", fixture_scratch());
    snprintf(command, sizeof(command), "%s %s/images/%s >%s", gz ? "gunzip -c" : "cat",
             fixture_shared(), image->path, path);
    assert_int_equal(system(command), 0);
    return path;
}

/* ---- the tests ---- */

static void every_file_is_listed_and_read(void **state)
{
    static struct listing expected, found;
    char before[65], after[65];

    (void)state;
    for (int i = 0; i < IMAGES; i++) {
        const char *image = copy_of(&images[i]);
        print_message("%s:%s\n", images[i].path, images[i].kind);
        digest_of_file(image, before);
        read_expected(&images[i], &expected);
        list(image, images[i].kind, &found);
        must_be_the_same(&images[i], &found, &expected);
        for (size_t k = 0; k < expected.count; k++) {
            char sha[65];
            assert_int_equal(run("store read %s:%s '%s' >%s", image, images[i].kind,
                                 expected.files[k].name, scratch("file")),
                             0);
            digest_of_file(scratch("file"), sha);
            assert_string_equal(sha, expected.files[k].sha256);
        }
        assert_int_equal(run("store check %s:%s >/dev/null", image, images[i].kind), 0);
        assert_int_equal(run("store info %s:%s >/dev/null", image, images[i].kind), 0);
        digest_of_file(image, after);
        assert_string_equal(after, before);
    }
}

/* Another object among theirs, replaced, and removed again: all of theirs stay. */
static void others_files_stay(void **state)
{
    static struct listing expected, found;

    (void)state;
    for (int i = 0; i < IMAGES; i++) {
        const char *image = copy_of(&images[i]);
        char model[1024];
        snprintf(model, sizeof(model), "%s/tests/cli/CMakeLists.txt", fixture_source_dir());
        print_message("%s:%s\n", images[i].path, images[i].kind);
        if (!images[i].takes) {
            assert_int_not_equal(
                run("store write %s:%s %s --name ours 2>/dev/null", image, images[i].kind, model),
                0);
        } else {
            for (int k = 0; k < 2; k++) {
                assert_int_equal(
                    run("store write %s:%s %s --name ours", image, images[i].kind, model), 0);
            }
            assert_int_equal(run("store read %s:%s ours | cmp - %s", image, images[i].kind, model),
                             0);
            assert_int_equal(run("store check %s:%s >/dev/null", image, images[i].kind), 0);
            assert_int_equal(run("store remove %s:%s ours", image, images[i].kind), 0);
        }
        read_expected(&images[i], &expected);
        list(image, images[i].kind, &found);
        must_be_the_same(&images[i], &found, &expected);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_file_is_listed_and_read),
        cmocka_unit_test(others_files_stay),
    };

    if (!fixture_shared()) {
        fprintf(stderr, "skipped: no images, set OTAML_SHARED\n");
        return FIXTURE_SKIP;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
