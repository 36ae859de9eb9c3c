/*
 * test_trust_cbor.c - the CBOR reader and writer against the examples of RFC 8949 appendix A
 * and against everything that is not deterministic.
 */
#include <fixture.h>
#include <string.h>

#include "cbor_priv.h"
#include "signer.h"

enum { SHAPE = OTAML_ERR_MANIFEST };

static uint8_t buffer[256];

static struct otaml_cbor reader(const char *hex)
{
    struct otaml_span span = { buffer, 0 };
    struct otaml_cbor r;

    span.size = from_hex(hex, buffer, sizeof(buffer));
    otaml_cbor_init(&r, span, SHAPE);
    return r;
}

static int skip_all(const char *hex)
{
    struct otaml_cbor r = reader(hex);
    (void)otaml_cbor_skip(&r);
    return otaml_cbor_end(&r);
}

/* RFC 8949 table 6, integers: read, and written the same. */
static void integers(void **state)
{
    static const struct {
        const char *hex;
        uint64_t value;
    } positive[] = {
        { "00", 0 },
        { "01", 1 },
        { "0a", 10 },
        { "17", 23 },
        { "1818", 24 },
        { "1819", 25 },
        { "1864", 100 },
        { "1903e8", 1000 },
        { "1a000f4240", 1000000 },
        { "1b000000e8d4a51000", 1000000000000 },
        { "1bffffffffffffffff", UINT64_MAX },
    };
    static const struct {
        const char *hex;
        int32_t value;
    } negative[] = { { "20", -1 }, { "29", -10 }, { "3863", -100 }, { "3903e7", -1000 } };
    uint8_t expected[16], out[16];
    struct otaml_cbor_out w;

    (void)state;
    for (size_t i = 0; i < sizeof(positive) / sizeof(positive[0]); i++) {
        struct otaml_cbor r = reader(positive[i].hex);
        assert_true(otaml_cbor_uint(&r) == positive[i].value);
        assert_int_equal(otaml_cbor_end(&r), OTAML_OK);
        otaml_cbor_out_init(&w, out, sizeof(out));
        otaml_cbor_put(&w, OTAML_CBOR_UINT, positive[i].value);
        assert_int_equal(w.size, from_hex(positive[i].hex, expected, sizeof(expected)));
        assert_memory_equal(out, expected, w.size);
    }
    for (size_t i = 0; i < sizeof(negative) / sizeof(negative[0]); i++) {
        struct otaml_cbor r = reader(negative[i].hex);
        assert_true(otaml_cbor_int(&r) == negative[i].value);
        assert_int_equal(otaml_cbor_end(&r), OTAML_OK);
        otaml_cbor_out_init(&w, out, sizeof(out));
        otaml_cbor_put_int(&w, negative[i].value);
        assert_int_equal(w.size, from_hex(negative[i].hex, expected, sizeof(expected)));
        assert_memory_equal(out, expected, w.size);
    }
    /* Beyond 63 bits: well-formed, but not an int64_t. */
    struct otaml_cbor r = reader("3bffffffffffffffff");
    (void)otaml_cbor_int(&r);
    assert_int_equal(r.err, SHAPE);
}

static void strings_and_simple_values(void **state)
{
    struct otaml_cbor r = reader("44 01020304 64 49455446 f4 f5 f6 f7 40 60");
    struct otaml_span s;

    (void)state;
    s = otaml_cbor_bytes(&r);
    assert_int_equal(s.size, 4);
    assert_memory_equal(s.at, "\1\2\3\4", 4);
    s = otaml_cbor_text(&r);
    assert_int_equal(s.size, 4);
    assert_memory_equal(s.at, "IETF", 4);
    otaml_cbor_simple(&r, 20);
    otaml_cbor_simple(&r, 21);
    otaml_cbor_simple(&r, 22);
    otaml_cbor_simple(&r, 23);
    s = otaml_cbor_bytes(&r);
    assert_true(s.at && s.size == 0);
    s = otaml_cbor_text(&r);
    assert_true(s.at && s.size == 0);
    assert_int_equal(otaml_cbor_end(&r), OTAML_OK);
}

/* The nested examples, passed over as wholes. */
static void nested_items(void **state)
{
    static const char *const good[] = {
        "80",
        "83010203",
        "8301820203820405",
        "98190102030405060708090a0b0c0d0e0f101112131415161718181819",
        "a0",
        "a201020304",
        "a26161016162820203",
        "826161a161626163",
        "a56161614161626142616361436164614461656145",
        "c074323031332d30332d32315432303a30343a30305a",
        "c11a514b67b0",
        "d818456449455446",
        "d82076687474703a2f2f7777772e6578616d706c652e636f6d",
        "8181818181818180", /* eight deep: the limit is of those that hold something */
    };

    (void)state;
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        assert_int_equal(skip_all(good[i]), OTAML_OK);
    }
    /* An array as a key; and a whole item ends where it ends. */
    assert_int_equal(skip_all("a181814101 01"), OTAML_OK);
    assert_int_equal(skip_all("a181814101 01 02"), OTAML_ERR_CBOR);
}

/* RFC 8949 section 4.2.1, appendix F.1 and what this reader leaves out on purpose. */
static void refused_encodings(void **state)
{
    static const char *const bad[] = {
        /* longer than need be */
        "1800",
        "1817",
        "190000",
        "1900ff",
        "1a00000000",
        "1a0000ffff",
        "1b0000000000000000",
        "1b00000000ffffffff",
        "3817",
        "5801ff",
        "580161",
        "780161",
        "9800",
        "b800",
        "d817 00",
        /* indefinite length */
        "5f42010243030405ff",
        "7f657374726561646d696e67ff",
        "9fff",
        "9f018202039f0405ffff",
        "bf61610161629f0203ffff",
        "ff",
        /* reserved additional information */
        "1c",
        "1d",
        "1e",
        "3c",
        "5c",
        "7c",
        "9c",
        "bc",
        "dc",
        "fc",
        "fd",
        "fe",
        "1f",
        "3f",
        "df",
        /* floats and further simple values */
        "f90000",
        "fa47c35000",
        "fb3ff199999999999a",
        "f0",
        "f8ff",
        "e0",
        "f818",
        /* keys out of order, or twice; text before integer; shorter after longer */
        "a202000100",
        "a201000100",
        "a2616100 0100",
        "a2 6162 00 6161 00",
        "a2 1818 00 01 00",
        "a2 626161 00 6162 00",
        "a2 20 00 01 00",
        "82 a201000100 00",
        "a2 8102 00 8101 00",
        "a1 01 a2 0200 0100",
        /* truncated */
        "",
        "18",
        "1901",
        "41",
        "4201",
        "61",
        "81",
        "8201",
        "a1",
        "a101",
        "a20102",
        "c0",
        "d8",
        "5affffffff00",
        "5bffffffffffffffff010203",
        "9affffffff00",
        "bbffffffffffffffff",
        "9bffffffffffffffff00",
        "9a8000000000",
        /* nine deep */
        "818181818181818181 00",
        "a101a101a101a101a101a101a101a101a10100",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        if (skip_all(bad[i]) != OTAML_ERR_CBOR) {
            fail_msg("accepted: %s", bad[i]);
        }
    }
    print_message("%zu encodings refused\n", sizeof(bad) / sizeof(bad[0]));
}

static void wrong_type_is_the_caller_s_error(void **state)
{
    struct otaml_cbor r = reader("6161 01");

    (void)state;
    assert_int_equal(otaml_cbor_peek(&r), OTAML_CBOR_TEXT);
    assert_true(otaml_cbor_uint(&r) == 0);
    assert_int_equal(r.err, SHAPE);
    /* Sticky: what follows is not read, though it would fit. */
    assert_true(otaml_cbor_uint(&r) == 0);
    assert_int_equal(otaml_cbor_peek(&r), OTAML_CBOR_NOTHING);
    otaml_cbor_fail(&r, OTAML_ERR_CBOR);
    assert_int_equal(otaml_cbor_end(&r), SHAPE);
}

static void a_part_says_how_much_is_missing(void **state)
{
    struct otaml_span part = { buffer, 0 };
    struct otaml_cbor r;

    (void)state;
    (void)from_hex("590102", buffer, sizeof(buffer));
    for (part.size = 0; part.size < 3; part.size++) {
        otaml_cbor_init_part(&r, part, SHAPE);
        (void)otaml_cbor_bytes(&r);
        assert_int_equal(r.err, OTAML_ERR_AGAIN);
        assert_int_equal(r.need, part.size == 0 ? 1 : 3);
    }
    otaml_cbor_init_part(&r, part, SHAPE);
    (void)otaml_cbor_bytes(&r);
    assert_int_equal(r.err, OTAML_ERR_AGAIN);
    assert_int_equal(r.need, 3 + 0x102);
}

static void map_keys_in_order(void **state)
{
    struct otaml_cbor r = reader("a3 01 00 1818 00 20 00");
    struct otaml_span last = { NULL, 0 };

    (void)state;
    assert_int_equal(otaml_cbor_map(&r), 3);
    assert_true(otaml_cbor_key(&r, &last) == 1 && otaml_cbor_uint(&r) == 0);
    assert_true(otaml_cbor_key(&r, &last) == 24 && otaml_cbor_uint(&r) == 0);
    assert_true(otaml_cbor_key(&r, &last) == -1 && otaml_cbor_uint(&r) == 0);
    assert_int_equal(otaml_cbor_end(&r), OTAML_OK);
}

/* A byte string around 23, 24, 255 and 256 bytes takes a header of 1, 2, 2 and 3. */
static void wrapped_strings(void **state)
{
    static const uint32_t sizes[] = { 0, 23, 24, 255, 256 }, heads[] = { 1, 1, 2, 2, 3 };
    uint8_t inside[256], out[300];
    struct otaml_cbor_out w;

    (void)state;
    memset(inside, 0, sizeof(inside));
    for (size_t i = 0; i < 5; i++) {
        uint32_t start;
        otaml_cbor_out_init(&w, out, sizeof(out));
        start = otaml_cbor_wrap(&w);
        for (uint32_t n = 0; n < sizes[i]; n++) {
            otaml_cbor_put(&w, OTAML_CBOR_UINT, n % 24);
            inside[n] = (uint8_t)(n % 24);
        }
        otaml_cbor_wrap_end(&w, start);
        assert_int_equal(w.err, OTAML_OK);
        assert_int_equal(w.size, heads[i] + sizes[i]);
        assert_memory_equal(out + heads[i], inside, sizes[i]);
        /* No byte more than cap is ever written. */
        for (uint32_t cap = 0; cap < w.size; cap++) {
            struct otaml_cbor_out small;
            memset(out, 0xee, sizeof(out));
            otaml_cbor_out_init(&small, out, cap);
            start = otaml_cbor_wrap(&small);
            for (uint32_t n = 0; n < sizes[i]; n++) {
                otaml_cbor_put(&small, OTAML_CBOR_UINT, n % 24);
            }
            otaml_cbor_wrap_end(&small, start);
            assert_int_equal(small.err, OTAML_ERR_NOSPC);
            assert_int_equal(out[cap], 0xee);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(integers),
        cmocka_unit_test(strings_and_simple_values),
        cmocka_unit_test(nested_items),
        cmocka_unit_test(refused_encodings),
        cmocka_unit_test(wrong_type_is_the_caller_s_error),
        cmocka_unit_test(a_part_says_how_much_is_missing),
        cmocka_unit_test(map_keys_in_order),
        cmocka_unit_test(wrapped_strings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
