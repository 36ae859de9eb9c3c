/*
 * test_eefs_images.c - images of NASA's own tool and library: read, added to, and their checksums
 * made anew. Skipped without the reference images.
 */
#include <fixture.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <otaml/sha256.h>

#include "store_rig.h"

struct image {
    const char *name;
    uint32_t size;
    bool factory; /* its checksum is right */
};

static const struct image images[] = {
    { "be-16k-fill", 16384, true },
    { "le-16k-cut", 16384, true },
    { "be-256k-full", 262144, true },
    { "le-64k-aged", 65536, false },
};
#define IMAGES (sizeof(images) / sizeof(images[0]))

static const char *path_of(const struct image *i, const char *suffix)
{
    return fixture_path("%s/images/eefs/%s.%s", fixture_shared(), i->name, suffix);
}

/* The image on a unit of its size; where the file is shorter, zeros follow as EEFS has it. */
static void put_image(struct rig *r, struct rig_geometry *g, const struct image *i)
{
    size_t size;
    uint8_t *bytes = fixture_read(path_of(i, "img"), &size);
    uint8_t *zeros = calloc(1, i->size);

    *g = (struct rig_geometry){
        i->name, &rig_eefs, { .size = i->size, .prog_size = 1, .unmapped = true }, 512
    };
    rig_open(r, g);
    assert_non_null(zeros);
    assert_int_equal(r->unit.media.prog(&r->unit, 0, zeros, i->size), OTAML_OK);
    assert_int_equal(r->unit.media.prog(&r->unit, 0, bytes, (uint32_t)size), OTAML_OK);
    r->unit.counts = (struct media_file_counts){ .progs = 0 };
    assert_int_equal(rig_boot(r), OTAML_OK);
    free(zeros);
    free(bytes);
}

static void must_have_content(struct rig *r, const struct otaml_store_object *o, const char *hex)
{
    uint8_t digest[32], *bytes = malloc(o->entry.size + 1);
    char text[65];

    assert_non_null(bytes);
    assert_int_equal(otaml_store_read(r->store, o, 0, bytes, o->entry.size), OTAML_OK);
    assert_int_equal(otaml_sha256(bytes, o->entry.size, digest), OTAML_OK);
    for (int i = 0; i < 32; i++) {
        snprintf(text + 2 * i, 3, "%02x", digest[i]);
    }
    assert_string_equal(text, hex);
    free(bytes);
}

/* One line of a listing; false at its end. */
static bool next_line(FILE *listing, char name[40], unsigned *size, char hex[65], unsigned *flags)
{
    char line[256];

    do {
        if (!fgets(line, sizeof(line), listing)) {
            return false;
        }
    } while (line[0] == '#');
    assert_int_equal(sscanf(line, "%39s %u %64s %u", name, size, hex, flags), 4);
    return true;
}

static void must_list(struct rig *r, const struct image *i)
{
    FILE *listing = fopen(path_of(i, "listing.tsv"), "r");
    static const uint8_t zeros[32];
    uint32_t cursor = 0, file_cursor = 0, at;
    unsigned size, read_only;
    char name[40], hex[65];

    assert_non_null(listing);
    while (next_line(listing, name, &size, hex, &read_only)) {
        struct otaml_store_entry e;
        struct otaml_store_file file;
        struct otaml_store_object o;
        assert_int_equal(otaml_store_list(r->store, &cursor, &e), OTAML_OK);
        assert_string_equal(e.name, name);
        assert_int_equal(e.size, size);
        assert_memory_equal(e.sha256, zeros, 32);
        assert_true(e.sequence == 0);
        assert_int_equal(otaml_store_open(r->store, name, &o), OTAML_OK);
        must_have_content(r, &o, hex);
        assert_int_equal(otaml_store_check(r->store, &o, e.name, 1), OTAML_ERR_UNSUPPORTED);
        otaml_store_close(r->store, &o);
        assert_int_equal(otaml_eefs_store_files(r->store, &file_cursor, &file), OTAML_OK);
        assert_string_equal(file.path, name);
        must_have_content(r, &file.object, hex);
        if (read_only) {
            snprintf(e.name, sizeof(e.name), "%s", name);
            assert_int_equal(otaml_store_begin(r->store, &e, &at), OTAML_ERR_READ_ONLY);
            assert_int_equal(otaml_store_remove(r->store, name), OTAML_ERR_READ_ONLY);
        }
    }
    assert_int_equal(otaml_store_list(r->store, &cursor, &(struct otaml_store_entry){ .size = 0 }),
                     OTAML_ERR_NOT_FOUND);
    fclose(listing);
}

static void every_file_is_read_and_nothing_written(void **state)
{
    (void)state;
    for (unsigned n = 0; n < IMAGES; n++) {
        struct rig_geometry g;
        struct rig r;
        put_image(&r, &g, &images[n]);
        must_list(&r, &images[n]);
        assert_true(r.unit.counts.progs == 0);
        rig_close(&r);
    }
}

/* The image's own checksum destroyed: sealing makes the very same image again. */
static void seal_makes_the_checksum_of_the_tool(void **state)
{
    (void)state;
    for (unsigned n = 0; n < IMAGES; n++) {
        static const uint8_t wrong[4] = { 1, 2, 3, 4 };
        struct rig_geometry g;
        uint8_t *bytes;
        struct rig r;
        size_t size;
        if (!images[n].factory) {
            continue;
        }
        put_image(&r, &g, &images[n]);
        assert_int_equal(r.unit.media.prog(&r.unit, 0, wrong, 4), OTAML_OK);
        assert_int_equal(otaml_eefs_store_seal(&r.kind.eefs.store), OTAML_OK);
        bytes = fixture_read(path_of(&images[n], "img"), &size);
        assert_memory_equal(r.unit.memory, bytes, size);
        free(bytes);
        rig_close(&r);
    }
}

/* On an image that had a life before: files of both hands side by side, one replaced. */
static void ours_beside_theirs(void **state)
{
    struct rig_model a = rig_model_make("a.tflite", 9000, 1, 1);
    struct rig_model b = rig_model_make("micro-v1.tflite", 15000, 2, 2);
    struct rig_geometry g;
    struct rig r;

    (void)state;
    put_image(&r, &g, &images[3]);
    assert_int_equal(rig_count(&r), 6);
    assert_int_equal(rig_install(&r, &a, 1000, NULL), OTAML_OK);
    assert_int_equal(rig_install(&r, &b, 1000, NULL), OTAML_OK);
    assert_int_equal(rig_count(&r), 7);
    rig_reopen(&r);
    assert_true(rig_holds(&r, &a) && rig_holds(&r, &b));
    assert_int_equal(rig_check(&r, "micro-v1.tflite"), OTAML_OK);
    assert_true(rig_has_name(&r, "locked.tflite") && rig_has_name(&r, "conf.txt"));
    assert_int_equal(otaml_store_remove(r.store, "conf.txt"), OTAML_OK);
    assert_int_equal(rig_count(&r), 6);
    rig_close(&r);
    rig_model_free(&a);
    rig_model_free(&b);
}

/* A full image takes nothing more, and stays what it was. */
static void full_image(void **state)
{
    struct rig_model a = rig_model_make("a.tflite", 1, 1, 1);
    struct rig_geometry g;
    uint32_t at;
    struct rig r;

    (void)state;
    put_image(&r, &g, &images[2]);
    assert_int_equal(rig_begin(&r, &a, &at), OTAML_ERR_NOSPC);
    must_list(&r, &images[2]);
    rig_close(&r);
    rig_model_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_file_is_read_and_nothing_written),
        cmocka_unit_test(seal_makes_the_checksum_of_the_tool),
        cmocka_unit_test(ours_beside_theirs),
        cmocka_unit_test(full_image),
    };

    if (!fixture_shared()) {
        fprintf(stderr, "skipped: no reference images; set OTAML_SHARED\n");
        return FIXTURE_SKIP;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
