/*
 * test_json.c - the device's JSON reader and writer; jansson says what is right.
 */
#include <fixture.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "json_priv.h"

/* Walk to the end; the walk's last status. */
static int walk_all(const char *text, size_t len, unsigned *leaves)
{
    struct json_walk w;
    int err;

    json_walk_init(&w, text, len);
    *leaves = 0;
    while ((err = json_walk_next(&w)) == OTAML_OK) {
        (*leaves)++;
    }
    return err;
}

static void walks_a_deployment(void **state)
{
    static const char text[] =
        "{\"id\":\"7\",\"deployment\":{\"download\":\"forced\",\"chunks\":[{\"part\":\"model\","
        "\"artifacts\":[{\"filename\":\"a\",\"size\":12},{\"filename\":\"d\\u00e9j\\u00e0\\ud83d"
        "\\ude00\",\"size\":18446744073709551615}]}],\"empty\":[],\"none\":{}},\"x.y\":1}";
    struct json_walk w;
    char string[32];
    unsigned at[2], sizes = 0;
    uint64_t size = 0;
    int err;

    (void)state;
    json_walk_init(&w, text, strlen(text));
    while ((err = json_walk_next(&w)) == OTAML_OK) {
        assert_false(json_path_is(&w, "x.y", at)); /* a key with a dot is not a path */
        if (json_path_is(&w, "deployment.chunks.#.artifacts.#.size", at)) {
            assert_int_equal(at[0], 0);
            assert_int_equal(at[1], sizes++);
            assert_int_equal(json_get_u64(&w, &size), OTAML_OK);
        } else if (json_path_is(&w, "deployment.chunks.0.artifacts.1.filename", NULL)) {
            assert_int_equal(json_get_string(&w, string, sizeof(string)), OTAML_OK);
            assert_string_equal(string, "d\xc3\xa9j\xc3\xa0\xf0\x9f\x98\x80");
            assert_int_equal(json_get_string(&w, string, 10), OTAML_ERR_NOSPC);
            assert_int_equal(json_get_u64(&w, &size), OTAML_ERR_JSON);
        }
    }
    assert_int_equal(err, OTAML_ERR_NOT_FOUND);
    assert_int_equal(sizes, 2);
    assert_true(size == UINT64_MAX);
}

/* Good and bad texts, judged by jansson as well as by us. */
static void agrees_with_jansson(void **state)
{
    static const char *const texts[] = {
        "{}",
        "[]",
        "0",
        "-0",
        "-",
        "01",
        "1.",
        "1.5",
        "1.5e",
        "1e5",
        "1E+5",
        "1e-5",
        "1e+-5",
        "true",
        "tru",
        "nul",
        "null",
        "false",
        "\"\"",
        "\"a",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\u12g4\"",
        "\"\\u1234\"",
        "[1,]",
        "[,1]",
        "[1 2]",
        "[1,2",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{a:1}",
        "{\"a\":1}",
        "{\"a\":[{\"b\":[]}]}",
        "{]",
        "[}",
        "{}}",
        "[1]1",
        " [ 1 , 2 ] ",
        "\t{\n\"a\" : \r1}\n",
        "",
        " ",
        "\"\n\"",
        "\"\\ud83d\\ude00\"",
        "{\"a\":1 \"b\":2}",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        unsigned leaves;
        json_t *peer = json_loads(texts[i], JSON_DECODE_ANY, NULL);
        int err = walk_all(texts[i], strlen(texts[i]), &leaves);
        if ((err == OTAML_ERR_NOT_FOUND) != (peer != NULL)) {
            fail_msg("%s: jansson %s, walk %d", texts[i], peer ? "takes it" : "refuses", err);
        }
        json_decref(peer);
    }
}

/* No prefix of an object is an object. */
static void refuses_every_truncation(void **state)
{
    static const char text[] =
        "{\"a\":[1,-2.5e3,\"x\\n\\u0041\",true,null,{\"b\":{}}],\"c\":\"d\"}";
    unsigned leaves;

    (void)state;
    assert_int_equal(walk_all(text, strlen(text), &leaves), OTAML_ERR_NOT_FOUND);
    assert_int_equal(leaves, 6);
    for (size_t n = 0; n < strlen(text); n++) {
        char *exact = test_malloc(n + 1); /* so that a sanitizer sees a read beyond the end */
        memcpy(exact, text, n);
        assert_int_equal(walk_all(exact, n, &leaves), OTAML_ERR_JSON);
        test_free(exact);
    }
}

static void bounds_depth_and_path(void **state)
{
    char text[600];
    unsigned leaves;
    struct json_walk w;

    (void)state;
    memset(text, '[', JSON_DEPTH_MAX + 1);
    assert_int_equal(walk_all(text, JSON_DEPTH_MAX + 1, &leaves), OTAML_ERR_JSON);
    memset(text + JSON_DEPTH_MAX, ']', JSON_DEPTH_MAX);
    assert_int_equal(walk_all(text, 2 * JSON_DEPTH_MAX, &leaves), OTAML_ERR_NOT_FOUND);

    /* An overlong key is passed by; what follows is found. */
    snprintf(text, sizeof(text), "{\"%0400d\":{\"k\":1},\"sleep\":2}", 0);
    json_walk_init(&w, text, strlen(text));
    assert_int_equal(json_walk_next(&w), OTAML_OK);
    assert_false(json_path_is(&w, "k", NULL));
    assert_int_equal(json_walk_next(&w), OTAML_OK);
    assert_true(json_path_is(&w, "sleep", NULL));
    assert_int_equal(json_walk_next(&w), OTAML_ERR_NOT_FOUND);
}

/* Two keys whose path ends before, at and behind the end of its buffer. */
static void keeps_the_path_in_its_buffer(void **state)
{
    struct {
        struct json_walk walk;
        char behind[128];
    } w;
    char keys[101], text[512], expected[512];

    (void)state;
    memset(keys, 'k', sizeof(keys) - 1);
    keys[sizeof(keys) - 1] = '\0';
    for (int first = 1; first <= (int)JSON_PATH_MAX + 2; first++) {
        for (int second = 0; second <= 100; second++) {
            const int len =
                snprintf(text, sizeof(text), "{\"%0*d\":{\"%.*s\":true}}", first, 1, second, keys);
            snprintf(expected, sizeof(expected), "%0*d.%.*s", first, 1, second, keys);
            memset(&w, 0x5a, sizeof(w));
            json_walk_init(&w.walk, text, (size_t)len);
            assert_int_equal(json_walk_next(&w.walk), OTAML_OK);
            assert_int_equal(w.walk.type, JSON_IS_TRUE);
            assert_int_equal(strlen(w.walk.path), w.walk.path_len);
            assert_int_equal(json_path_is(&w.walk, expected, NULL),
                             first + 1 + second < (int)JSON_PATH_MAX);
            assert_int_equal(json_walk_next(&w.walk), OTAML_ERR_NOT_FOUND);
            for (size_t i = 0; i < sizeof(w.behind); i++) {
                assert_int_equal(w.behind[i], 0x5a);
            }
        }
    }
}

static void refuses_strings_that_are_not_text(void **state)
{
    static const char *const texts[] = { "\"\\u0000\"", "\"\\ud83d\"", "\"\\ude00\"",
                                         "\"\\ud83d\\u0041\"" };
    struct json_walk w;
    char string[16];

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        json_walk_init(&w, texts[i], strlen(texts[i]));
        assert_int_equal(json_walk_next(&w), OTAML_OK);
        assert_int_equal(json_get_string(&w, string, sizeof(string)), OTAML_ERR_JSON);
    }
}

/* What is written is what jansson reads. */
static void writes_what_jansson_reads(void **state)
{
    char buf[128];
    struct json_out o = { buf, sizeof(buf), 0, false };
    json_t *peer;

    (void)state;
    json_put(&o, "{\"s\":");
    json_put_string(&o, "a\"b\\c\n\x01 d");
    json_put(&o, ",\"n\":[");
    json_put_i64(&o, INT64_MIN);
    json_put(&o, ",");
    json_put_i64(&o, 0);
    json_put(&o, "]}");
    assert_false(o.overflow);
    peer = json_loads(buf, 0, NULL);
    assert_non_null(peer);
    assert_string_equal(json_string_value(json_object_get(peer, "s")), "a\"b\\c\n\x01 d");
    assert_true(json_integer_value(json_array_get(json_object_get(peer, "n"), 0)) == INT64_MIN);
    json_decref(peer);

    o = (struct json_out){ buf, 8, 0, false };
    json_put(&o, "1234567");
    assert_false(o.overflow);
    json_put(&o, "8");
    assert_true(o.overflow);
    assert_string_equal(buf, "1234567");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(walks_a_deployment),
        cmocka_unit_test(agrees_with_jansson),
        cmocka_unit_test(refuses_every_truncation),
        cmocka_unit_test(bounds_depth_and_path),
        cmocka_unit_test(keeps_the_path_in_its_buffer),
        cmocka_unit_test(refuses_strings_that_are_not_text),
        cmocka_unit_test(writes_what_jansson_reads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
