/*
 * test_flash_spec.c - images that the store writes, read by the decoder that was written from
 * spec/flash-store.md in another language (flash_image.py). Skipped without python3.
 */
#include <fixture.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store_rig.h"

static void expect_line(FILE *decoder, const struct rig_model *m)
{
    char line[256], expected[256];
    int n = snprintf(expected, sizeof(expected), "%s %u ", m->entry.name, m->entry.size);

    for (int i = 0; i < 32; i++) {
        n += snprintf(expected + n, sizeof(expected) - (size_t)n, "%02x", m->entry.sha256[i]);
    }
    snprintf(expected + n, sizeof(expected) - (size_t)n, "\n");
    assert_non_null(fgets(line, sizeof(line), decoder));
    assert_string_equal(line, expected);
}

static void decoder_of_the_specification_agrees(void **state)
{
    (void)state;
    for (const struct rig_geometry *g = rig_flash.rows; g->name; g++) {
        const uint32_t size = g->unit.size / 5;
        struct rig_model a = rig_model_make("a.tflite", size, 1, 7);
        struct rig_model b = rig_model_make("b", size / 3, 2, 8);
        struct rig_model c = rig_model_make("c_dead", 400, 3, 9);
        struct rig_model d = rig_model_make("unfinished", size / 3, 4, 9);
        char line[16];
        FILE *decoder;
        uint32_t at;
        struct rig r;

        rig_open(&r, g);
        assert_int_equal(rig_install(&r, &b, 100, NULL), OTAML_OK);
        assert_int_equal(rig_install(&r, &a, 100, NULL), OTAML_OK);
        assert_int_equal(rig_install(&r, &c, 100, NULL), OTAML_OK);
        assert_int_equal(rig_install(&r, &b, 100, NULL), OTAML_OK);
        assert_int_equal(otaml_store_remove(r.store, "c_dead"), OTAML_OK);
        assert_int_equal(rig_begin(&r, &d, &at), OTAML_OK);
        assert_int_equal(otaml_store_append(r.store, d.bytes, size / 4), OTAML_OK);
        decoder =
            popen(fixture_path("python3 %s/tests/store/flash_image.py %s %u %u",
                               fixture_source_dir(), r.path, g->unit.erase_size, g->unit.prog_size),
                  "r");
        assert_non_null(decoder);
        expect_line(decoder, &a);
        expect_line(decoder, &b);
        assert_null(fgets(line, sizeof(line), decoder));
        assert_int_equal(pclose(decoder), 0);
        rig_close(&r);
        rig_model_free(&a);
        rig_model_free(&b);
        rig_model_free(&c);
        rig_model_free(&d);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(decoder_of_the_specification_agrees) };

    if (system("python3 -c 'import zlib' 2>/dev/null") != 0) {
        fprintf(stderr, "skipped: no python3\n");
        return FIXTURE_SKIP;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
