/*
 * test_metadata.c - what tools put beside a network: found by number and by name, in memory and
 * behind a reader; files that are damaged there, readers that fail.
 */
#include <fixture.h>
#include <stdlib.h>
#include <string.h>
#include <otaml/model.h>

#include "sample_models.h"

enum { READER_ERROR = OTAML_ERR_PORT_BASE - 3 };

static const char long_name[] = "a name that is longer than any piece that is compared at once";
static const char like_long[] = "a name that is longer than any piece that is compared at one!";

struct file {
    uint8_t *bytes;
    size_t size;
    uint32_t fails_at; /* offset in the file whose reading fails; 0: none */
    struct otaml_model_reader reader;
    struct otaml_model m;
};

static int read_file(void *ctx, uint32_t offset, void *dst, uint32_t len)
{
    const struct file *f = ctx;

    assert_true(offset <= f->size && len <= f->size - offset);
    memcpy(dst, f->bytes + offset, len);
    return f->fails_at >= offset && f->fails_at - offset < len && f->fails_at ? READER_ERROR
                                                                              : OTAML_OK;
}

static void open_file(struct file *f, bool streamed)
{
    f->fails_at = 0;
    f->reader = (struct otaml_model_reader){ f, read_file };
    assert_int_equal(streamed ? otaml_model_open_reader(&f->m, &f->reader, f->size)
                              : otaml_model_open(&f->m, f->bytes, f->size),
                     OTAML_OK);
}

static void write_file(struct file *f, const struct flat_metadata *metadata, int count)
{
    struct flat_model model = sample_axes;

    model.metadata = metadata;
    model.n_metadata = count;
    f->bytes = flat_write(&model, &f->size);
}

static void assert_found(const struct file *f, const char *name, const void *data, uint32_t bytes)
{
    struct otaml_metadata d;

    assert_int_equal(otaml_model_find_metadata(&f->m, name, &d), OTAML_OK);
    assert_int_equal(d.name_bytes, strlen(name));
    assert_memory_equal(f->bytes + d.name, name, d.name_bytes);
    assert_int_equal(d.bytes, bytes);
    assert_memory_equal(f->bytes + d.data, data, bytes);
}

static void found_by_name(void **state)
{
    static const struct flat_metadata metadata[] = {
        { like_long, "no", 2 }, { "x", "one", 3 }, { long_name, "\0\xff two", 6 },
        { "nothing", NULL, 0 }, { "", "none", 4 }, { "x", "second", 6 },
    };
    struct otaml_metadata d;
    struct file f;

    (void)state;
    write_file(&f, metadata, 6);
    for (int streamed = 0; streamed < 2; streamed++) {
        open_file(&f, streamed);
        assert_found(&f, "x", "one", 3);
        assert_found(&f, long_name, "\0\xff two", 6);
        assert_found(&f, "nothing", "", 0);
        assert_found(&f, "", "none", 4);
        assert_int_equal(otaml_model_find_metadata(&f.m, "X", &d), OTAML_ERR_NOT_FOUND);
        assert_int_equal(otaml_model_find_metadata(&f.m, "xx", &d), OTAML_ERR_NOT_FOUND);
        assert_int_equal(otaml_model_metadata(&f.m, 5, &d), OTAML_OK);
        assert_memory_equal(f.bytes + d.data, "second", 6);
        assert_int_equal(otaml_model_metadata(&f.m, 6, &d), OTAML_ERR_NOT_FOUND);
        assert_int_equal(otaml_model_metadata(&f.m, UINT32_MAX, &d), OTAML_ERR_NOT_FOUND);
    }
    free(f.bytes);
}

/* TensorFlow's converter says which runtime a file needs, in 16 bytes. */
static void of_the_converter(void **state)
{
    struct file f;

    (void)state;
    f.bytes = fixture_read(fixture_path("%s/models/digits/digits_v1.tflite", fixture_source_dir()),
                           &f.size);
    for (int streamed = 0; streamed < 2; streamed++) {
        open_file(&f, streamed);
        assert_found(&f, "min_runtime_version", "1.14.0\0\0\0\0\0\0\0\0\0", 16);
    }
    free(f.bytes);
}

static void where_there_is_none(void **state)
{
    struct otaml_metadata d;
    struct file f;

    (void)state;
    write_file(&f, NULL, 0);
    open_file(&f, false);
    assert_int_equal(otaml_model_metadata(&f.m, 0, &d), OTAML_ERR_NOT_FOUND);
    assert_int_equal(otaml_model_find_metadata(&f.m, "", &d), OTAML_ERR_NOT_FOUND);
    free(f.bytes);
}

/* Whatever lies behind the vector of buffers, no number beyond its end is one. */
static void buffers_that_are_not_there(void **state)
{
    (void)state;
    for (uint32_t skip = 1; skip <= 64; skip++) {
        const struct flat_metadata metadata = { "bad", "data", 4, skip };
        struct otaml_metadata d;
        struct file f;

        write_file(&f, &metadata, 1);
        open_file(&f, skip % 2);
        assert_int_equal(otaml_model_metadata(&f.m, 0, &d), OTAML_ERR_MODEL_BOUNDS);
        assert_int_equal(otaml_model_find_metadata(&f.m, "bad", &d), OTAML_ERR_MODEL_BOUNDS);
        free(f.bytes);
    }
}

static void the_readers_error_is_handed_back(void **state)
{
    static const struct flat_metadata metadata[] = { { NULL, "unnamed", 7 },
                                                     { "good", "data", 4 } };
    struct otaml_metadata d;
    struct file f;

    (void)state;
    write_file(&f, metadata, 2);
    open_file(&f, true);
    assert_int_equal(otaml_model_metadata(&f.m, 0, &d), OTAML_OK);
    assert_int_equal(d.name_bytes, 0);
    assert_int_equal(otaml_model_find_metadata(&f.m, "good", &d), OTAML_OK);
    f.fails_at = d.name + 1;
    assert_int_equal(otaml_model_find_metadata(&f.m, "good", &d), READER_ERROR);
    free(f.bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(found_by_name),
        cmocka_unit_test(of_the_converter),
        cmocka_unit_test(where_there_is_none),
        cmocka_unit_test(buffers_that_are_not_there),
        cmocka_unit_test(the_readers_error_is_handed_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
