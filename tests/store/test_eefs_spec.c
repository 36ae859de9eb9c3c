/*
 * test_eefs_spec.c - images that the store writes against eefs_image.py, which was written from the
 * format's description and spec/eefs-store.md in another language. Skipped without python3.
 */
#include <fixture.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store_rig.h"

static FILE *decoder(const char *args)
{
    FILE *f = popen(
        fixture_path("python3 %s/tests/store/eefs_image.py %s", fixture_source_dir(), args), "r");

    assert_non_null(f);
    return f;
}

static void expect_line(FILE *f, const struct rig_model *m)
{
    char line[256], expected[256];
    int n = snprintf(expected, sizeof(expected), "%s %u ", m->entry.name, m->entry.size);

    for (int i = 0; i < 32; i++) {
        n += snprintf(expected + n, sizeof(expected) - (size_t)n, "%02x", m->entry.sha256[i]);
    }
    snprintf(expected + n, sizeof(expected) - (size_t)n, " %u\n", (unsigned)m->entry.sequence);
    assert_non_null(fgets(line, sizeof(line), f));
    assert_string_equal(line, expected);
}

static void the_example_of_the_format(void **state)
{
    (void)state;
    assert_int_equal(pclose(decoder("selftest")), 0);
}

/* After updates, a removal and with an unfinished object: the chain is whole, and what is in
 * use is what should be. */
static void decoder_agrees(void **state)
{
    (void)state;
    for (const struct rig_geometry *g = rig_eefs.rows; g->name; g++) {
        const uint32_t size = g->unit.size / 6;
        struct rig_model a = rig_model_make("a.tflite", size, 1, 7);
        struct rig_model b = rig_model_make("b", size / 3, 2, 8);
        struct rig_model c = rig_model_make("c_dead", 400, 3, 9);
        struct rig_model d = rig_model_make("unfinished", size / 3, 4, 9);
        char line[16];
        uint32_t at;
        struct rig r;
        FILE *f;

        rig_open(&r, g);
        assert_int_equal(rig_install(&r, &a, 100, NULL), OTAML_OK);
        assert_int_equal(rig_install(&r, &c, 100, NULL), OTAML_OK);
        assert_int_equal(rig_install(&r, &b, 100, NULL), OTAML_OK);
        assert_int_equal(rig_install(&r, &a, 100, NULL), OTAML_OK);
        assert_int_equal(otaml_store_remove(r.store, "c_dead"), OTAML_OK);
        assert_int_equal(rig_install(&r, &b, 100, NULL), OTAML_OK);
        assert_int_equal(rig_begin(&r, &d, &at), OTAML_OK);
        assert_int_equal(otaml_store_append(r.store, d.bytes, size / 4), OTAML_OK);
        f = decoder(fixture_path("objects %s", r.path));
        expect_line(f, &a); /* in the order of their slots */
        expect_line(f, &b);
        assert_null(fgets(line, sizeof(line), f));
        assert_int_equal(pclose(f), 0);
        rig_close(&r);
        rig_model_free(&a);
        rig_model_free(&b);
        rig_model_free(&c);
        rig_model_free(&d);
    }
}

static void write_file(const char *path, const struct rig_model *m)
{
    FILE *f = fopen(path, "wb");

    assert_non_null(f);
    assert_int_equal(fwrite(m->bytes, 1, m->entry.size, f), m->entry.size);
    assert_int_equal(fclose(f), 0);
}

/* A factory image of three models is, to the last byte, what the description says. */
static void factory_image(const struct rig_geometry *g)
{
    struct rig_model m[] = {
        rig_model_make("first.tflite", 5001, 1, 3), rig_model_make("second", 0, 2, 4),
        rig_model_make("a-name-of-thirty-nine-characters.tflite", 4098, 3, 5)
    };
    const char *order = g->unit.prog_size == 2 ? "big" : "little";
    char args[2048];
    uint8_t *image;
    struct rig r;
    size_t size;
    int n;

    rig_open(&r, g);
    n = snprintf(args, sizeof(args), "make %s %u 1700000000 %s/image", order, g->unit.size,
                 fixture_scratch());
    for (unsigned i = 0; i < 3; i++) {
        const char *path = fixture_path("%s/model%u", fixture_scratch(), i);
        write_file(path, &m[i]);
        n += snprintf(args + n, sizeof(args) - (size_t)n, " %s:%u:%s", m[i].entry.name,
                      (unsigned)m[i].entry.sequence, path);
        assert_int_equal(rig_install(&r, &m[i], 1000, NULL), OTAML_OK);
        rig_model_free(&m[i]);
    }
    assert_int_equal(otaml_eefs_store_seal(&r.kind.eefs.store), OTAML_OK);
    assert_int_equal(pclose(decoder(args)), 0);
    image = fixture_read(fixture_path("%s/image", fixture_scratch()), &size);
    assert_int_equal(size, g->unit.size);
    assert_memory_equal(r.unit.memory, image, size);
    free(image);
    rig_close(&r);
}

static void factory_images_are_as_described(void **state)
{
    struct rig_geometry g = rig_eefs.rows[1];

    (void)state;
    g.chunk_size = 1024;
    factory_image(&g);
    g.unit.prog_size = 2; /* big-endian */
    factory_image(&g);
    g.unit.prog_size = 4;
    factory_image(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_example_of_the_format),
        cmocka_unit_test(decoder_agrees),
        cmocka_unit_test(factory_images_are_as_described),
    };

    if (system("python3 -c 'import zlib' 2>/dev/null") != 0) {
        fprintf(stderr, "skipped: no python3\n");
        return FIXTURE_SKIP;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
