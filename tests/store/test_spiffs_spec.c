/*
 * test_spiffs_spec.c - images that the SPIFFS store writes, read by a decoder that was written from
 * the description of the format in another language (spiffs_image.py), which also holds them to
 * what the original expects. Skipped without python3.
 */
#include <fixture.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store_rig.h"

static FILE *decode(const struct rig *r, const char *cut)
{
    static const char *const magics[] = { "length", "plain", "none" };
    const struct otaml_spiffs_store_config *c = &r->kind.spiffs.config;
    FILE *f =
        popen(fixture_path("python3 %s/tests/store/spiffs_image.py %s %u %u %s %u %s",
                           fixture_source_dir(), r->path, r->geometry->unit.erase_size,
                           c->meta_size, magics[c->magic], c->page_size ? c->page_size : 256, cut),
              "r");

    assert_non_null(f);
    return f;
}

/* The next line is this model's; records come first in order of the names. */
static void expect_line(FILE *decoder, const struct rig_model *m)
{
    char line[256], expected[256];
    int n = snprintf(expected, sizeof(expected), "/%s %u ", m->entry.name, m->entry.size);

    for (int i = 0; i < 32; i++) {
        n += snprintf(expected + n, sizeof(expected) - (size_t)n, "%02x", m->entry.sha256[i]);
    }
    snprintf(expected + n, sizeof(expected) - (size_t)n, "\n");
    do {
        assert_non_null(fgets(line, sizeof(line), decoder));
    } while (strncmp(line, "/otaml.", 7) == 0);
    assert_string_equal(line, expected);
}

static void expect_end(FILE *decoder)
{
    char line[256];

    while (fgets(line, sizeof(line), decoder)) {
        if (strncmp(line, "/otaml.", 7) != 0) {
            fail_msg("also there: %s", line);
        }
    }
    assert_int_equal(pclose(decoder), 0);
}

static void each(const struct rig_geometry *g, void (*body)(const struct rig_geometry *g))
{
    for (; g->name; g++) {
        body(g);
    }
}

static void on_row(const struct rig_geometry *g)
{
    const uint32_t size = g->unit.size / 6;
    struct rig_model a = rig_model_make("a.tflite", size, 1, 7);
    struct rig_model b = rig_model_make("b", size / 3, 2, 8);
    struct rig_model c = rig_model_make("c_dead", 400, 3, 9);
    struct rig_model d = rig_model_make("unfinished", size / 3, 4, 9);
    struct rig_model e = rig_model_make("zero", 0, 5, 9);
    struct rig r;
    FILE *decoder;
    uint32_t at;

    rig_open(&r, g);
    assert_int_equal(rig_install(&r, &b, 100, NULL), OTAML_OK);
    for (unsigned i = 0; i < 20; i++) { /* garbage is collected over and over */
        a.entry.sequence = i;
        assert_int_equal(rig_install(&r, &a, 100, NULL), OTAML_OK);
        assert_int_equal(rig_install(&r, &c, 100, NULL), OTAML_OK);
        if (i % 5 == 4) {
            decoder = decode(&r, "");
            expect_line(decoder, &a);
            expect_line(decoder, &b);
            expect_line(decoder, &c);
            expect_end(decoder);
        }
    }
    assert_int_equal(rig_install(&r, &e, 100, NULL), OTAML_OK);
    assert_int_equal(otaml_store_remove(r.store, "c_dead"), OTAML_OK);
    assert_int_equal(rig_begin(&r, &d, &at), OTAML_OK);
    assert_int_equal(otaml_store_append(r.store, d.bytes, size / 4), OTAML_OK);
    decoder = decode(&r, "");
    expect_line(decoder, &a);
    expect_line(decoder, &b);
    expect_line(decoder, &e);
    expect_end(decoder);
    rig_close(&r);
    rig_model_free(&a);
    rig_model_free(&b);
    rig_model_free(&c);
    rig_model_free(&d);
    rig_model_free(&e);
}

static void decoder_of_the_format_agrees(void **state)
{
    (void)state;
    each(rig_spiffs.rows, on_row);
    each(rig_spiffs.cut_rows, on_row);
}

/* Cut anywhere, mounted, the image is in order as well. */
static void cut_one(const struct rig_geometry *g)
{
    struct rig_model a = rig_model_make("a", g->unit.size / 6, 1, 7);
    struct rig_model b = rig_model_make("b", g->unit.size / 10, 2, 8);
    uint32_t random = 5;
    struct rig r;

    rig_open(&r, g);
    assert_int_equal(rig_install(&r, &b, 100, NULL), OTAML_OK);
    for (unsigned i = 0; i < 60; i++) {
        FILE *decoder;
        a.entry.sequence = i / 3; /* resumed now and then */
        rig_arm(&r, 1 + rig_random(&random) % 300, (enum media_file_cut)(i % MEDIA_FILE_CUTS), i);
        (void)rig_install(&r, &a, 100, NULL);
        assert_int_equal(rig_boot(&r), OTAML_OK);
        if (i % 6 == 5) { /* a mount alone leaves what resume looks at */
            b.entry.sequence = i;
            assert_int_equal(rig_install(&r, &b, 100, NULL), OTAML_OK);
            decoder = decode(&r, "cut");
            if (rig_has_name(&r, "a")) {
                expect_line(decoder, &a);
            }
            expect_line(decoder, &b);
            expect_end(decoder);
        }
    }
    rig_close(&r);
    rig_model_free(&a);
    rig_model_free(&b);
}

static void decoder_agrees_after_cuts(void **state)
{
    (void)state;
    each(rig_spiffs.cut_rows, cut_one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decoder_of_the_format_agrees),
        cmocka_unit_test(decoder_agrees_after_cuts),
    };

    if (system("python3 -c 'import struct' 2>/dev/null") != 0) {
        fprintf(stderr, "skipped: no python3\n");
        return FIXTURE_SKIP;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
