/*
 * test_base.c - CRC-32 and SHA-256 against published values, the error list, bytes.
 */
#include <fixture.h>
#include <string.h>
#include <otaml/crc32.h>
#include <otaml/err.h>
#include <otaml/sha256.h>

#include "base_priv.h"

/* The check value of CRC-32/ISO-HDLC in the catalogue of parametrised CRC algorithms. */
static void crc32_of_check_string(void **state)
{
    (void)state;
    assert_int_equal(otaml_crc32(0, "123456789", 9), 0xcbf43926u);
    assert_int_equal(otaml_crc32(otaml_crc32(0, "1234", 4), "56789", 5), 0xcbf43926u);
    assert_int_equal(otaml_crc32(0, "", 0), 0);
}

/* FIPS 180-4's examples "abc" and the 448-bit message. */
static void sha256_of_fips_examples(void **state)
{
    static const uint8_t abc[32] = {
        0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea, 0x41, 0x41, 0x40,
        0xde, 0x5d, 0xae, 0x22, 0x23, 0xb0, 0x03, 0x61, 0xa3, 0x96, 0x17,
        0x7a, 0x9c, 0xb4, 0x10, 0xff, 0x61, 0xf2, 0x00, 0x15, 0xad,
    };
    static const uint8_t two_blocks[32] = {
        0x24, 0x8d, 0x6a, 0x61, 0xd2, 0x06, 0x38, 0xb8, 0xe5, 0xc0, 0x26,
        0x93, 0x0c, 0x3e, 0x60, 0x39, 0xa3, 0x3c, 0xe4, 0x59, 0x64, 0xff,
        0x21, 0x67, 0xf6, 0xec, 0xed, 0xd4, 0x19, 0xdb, 0x06, 0xc1,
    };
    static const char message[] = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
    struct otaml_sha256 h, copy;
    uint8_t digest[32];

    (void)state;
    assert_int_equal(otaml_sha256("abc", 3, digest), OTAML_OK);
    assert_memory_equal(digest, abc, 32);

    assert_int_equal(otaml_sha256_init(&h), OTAML_OK);
    assert_int_equal(otaml_sha256_update(&h, message, 20), OTAML_OK);
    copy = h;
    assert_int_equal(otaml_sha256_update(&h, "another end", 11), OTAML_OK);
    assert_int_equal(otaml_sha256_finish(&h, digest), OTAML_OK);
    assert_int_equal(otaml_sha256_update(&copy, message + 20, strlen(message) - 20), OTAML_OK);
    assert_int_equal(otaml_sha256_finish(&copy, digest), OTAML_OK);
    assert_memory_equal(digest, two_blocks, 32);
}

/* Numbers are reported by devices and stored by servers: none may be used twice. */
static void error_numbers_are_unique(void **state)
{
    static const int numbers[] = {
#define NUMBER(name, number, text) number,
        OTAML_ERR_LIST(NUMBER)
#undef NUMBER
    };

    (void)state;
    for (size_t i = 0; i < OTAML_ARRAY_LEN(numbers); i++) {
        assert_true(numbers[i] <= 0 && numbers[i] > OTAML_ERR_PORT_BASE);
        for (size_t j = 0; j < i; j++) {
            assert_int_not_equal(numbers[i], numbers[j]);
        }
    }
    assert_string_equal(otaml_err_name(OTAML_ERR_SEQUENCE), "ERR_SEQUENCE");
    assert_string_equal(otaml_err_name(OTAML_ERR_PORT_BASE - 7), "ERR_PORT");
    assert_string_equal(otaml_err_text(-999), "unknown error");
}

static void little_endian_bytes(void **state)
{
    uint8_t b[8] = { 1, 2, 3, 4, 5, 6, 7, 0x88 };

    (void)state;
    assert_int_equal(otaml_get_le16(b), 0x0201);
    assert_int_equal(otaml_get_le32(b + 4), 0x88070605u);
    assert_true(otaml_get_le64(b) == 0x8807060504030201u);
    otaml_put_le64(b, 0x1122334455667788u);
    assert_true(otaml_get_le64(b) == 0x1122334455667788u && b[0] == 0x88);
    assert_int_equal(otaml_round_up(17, 16), 32);
    assert_int_equal(otaml_round_up(32, 16), 32);
    assert_true(otaml_equal_ct(b, b, 8));
    assert_false(otaml_equal_ct(b, b + 1, 7));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(crc32_of_check_string),
        cmocka_unit_test(sha256_of_fips_examples),
        cmocka_unit_test(error_numbers_are_unique),
        cmocka_unit_test(little_endian_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
