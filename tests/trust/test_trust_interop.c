/*
 * test_trust_interop.c - against what others made: signatures of RFC 6979, identifiers of RFC 9562
 * and the SUIT draft, OpenSSL in both directions, and the example of spec/package.md.
 */
#include <fixture.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <otaml/sha256.h>
#include <otaml/suit.h>

#include "maker.h"

static struct signer signer, other;

/* RFC 6979 appendix A.2.5: P-256 with SHA-256. */
static void published_signatures(void **state)
{
    static const struct {
        const char *message, *signature;
    } vectors[] = {
        { "sample", "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
                    "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8" },
        { "test", "f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367"
                  "019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083" },
    };
    static const char order[] = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
    uint8_t point[64], digest[32], signature[64], bad[64];
    struct otaml_p256_key off_curve;

    (void)state;
    (void)from_hex("60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
                   "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299",
                   point, sizeof(point));
    assert_memory_equal(signer.key.point + 1, point, 64);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(otaml_sha256(vectors[i].message, strlen(vectors[i].message), digest),
                         OTAML_OK);
        (void)from_hex(vectors[i].signature, signature, 64);
        assert_int_equal(otaml_p256_verify(&signer.key, digest, signature), OTAML_OK);
        assert_int_equal(otaml_p256_verify(&other.key, digest, signature), OTAML_ERR_SIGNATURE);
        digest[31] ^= 1;
        assert_int_equal(otaml_p256_verify(&signer.key, digest, signature), OTAML_ERR_SIGNATURE);
        digest[31] ^= 1;
    }
    /* r and s outside of 1 to n - 1. */
    memset(bad, 0, sizeof(bad));
    assert_int_equal(otaml_p256_verify(&signer.key, digest, bad), OTAML_ERR_SIGNATURE);
    memcpy(bad, signature, 32);
    assert_int_equal(otaml_p256_verify(&signer.key, digest, bad), OTAML_ERR_SIGNATURE);
    (void)from_hex(order, bad + 32, 32);
    assert_int_equal(otaml_p256_verify(&signer.key, digest, bad), OTAML_ERR_SIGNATURE);
    memset(bad, 0xff, sizeof(bad));
    assert_int_equal(otaml_p256_verify(&signer.key, digest, bad), OTAML_ERR_SIGNATURE);

    off_curve = signer.key;
    off_curve.point[64] ^= 1;
    assert_int_equal(otaml_p256_verify(&off_curve, digest, signature), OTAML_ERR_KEY);
    off_curve = signer.key;
    off_curve.point[0] = 2;
    assert_int_equal(otaml_p256_verify(&off_curve, digest, signature), OTAML_ERR_KEY);
    memset(&off_curve, 0, sizeof(off_curve));
    assert_int_equal(otaml_p256_verify(&off_curve, digest, signature), OTAML_ERR_KEY);
}

/* RFC 9562 appendix A.4, and the identifiers in the examples of the SUIT draft. */
static void published_identifiers(void **state)
{
    uint8_t id[16], class_id[16], expected[16];

    (void)state;
    assert_int_equal(otaml_suit_vendor_id("www.example.com", id), OTAML_OK);
    (void)from_hex("2ed6657de927568b95e12665a8aea6a2", expected, 16);
    assert_memory_equal(id, expected, 16);
    assert_int_equal(otaml_suit_vendor_id("arm.com", id), OTAML_OK);
    (void)from_hex("fa6b4a53d5ad5fdfbe9de663e4d41ffe", expected, 16);
    assert_memory_equal(id, expected, 16);
    assert_int_equal(otaml_suit_class_id(id, "suit", class_id), OTAML_OK);
    (void)from_hex("1492af1425695e48bf429b2d51f2ab45", expected, 16);
    assert_memory_equal(class_id, expected, 16);
}

static void write_file(const char *path, const void *bytes, size_t size)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, size, f), size);
    assert_int_equal(fclose(f), 0);
}

/* One INTEGER of DER from 32 big-endian bytes. */
static size_t der_integer(const uint8_t *bytes, uint8_t *out)
{
    size_t skip = 0, pad;
    while (skip < 31 && bytes[skip] == 0) {
        skip++;
    }
    pad = bytes[skip] >> 7;
    out[0] = 2;
    out[1] = (uint8_t)(32 - skip + pad);
    out[2] = 0;
    memcpy(out + 2 + pad, bytes + skip, 32 - skip);
    return 2 + pad + 32 - skip;
}

/* The key pair of RFC 6979 as PEM files, by OpenSSL from its DER (RFC 5915). */
static void write_key(const char *key, const char *public_key)
{
    const char *der = fixture_path("%s/key.der", fixture_scratch());
    uint8_t bytes[64];
    uint32_t size = from_hex("3031020101 0420", bytes, sizeof(bytes));

    memcpy(bytes + size, signer.scalar, 32);
    size += 32;
    size += from_hex("a00a06082a8648ce3d030107", bytes + size, (uint32_t)sizeof(bytes) - size);
    write_file(der, bytes, size);
    assert_int_equal(
        system(fixture_path("openssl ec -inform DER -in %s -out %s 2>/dev/null", der, key)), 0);
    assert_int_equal(
        system(fixture_path("openssl ec -in %s -pubout -out %s 2>/dev/null", key, public_key)), 0);
}

/* What a COSE_Sign1 of the profile signs, put together here from RFC 9052 and the file. */
static void write_signed_bytes(const char *path, const uint8_t *file)
{
    uint8_t bytes[128];
    const uint32_t size = from_hex("84 6a 5369676e617475726531 43a10128 40 5824", bytes, 128);

    memcpy(bytes + size, file + 9, 36); /* [ -16, digest ] */
    write_file(path, bytes, size + 36);
}

static void openssl_verifies_ours(void **state)
{
    const char *key = fixture_path("%s/a.pem", fixture_scratch());
    const char *public_key = fixture_path("%s/a.pub.pem", fixture_scratch());
    const char *text = fixture_path("%s/a.signed", fixture_scratch());
    const char *signature = fixture_path("%s/a.der", fixture_scratch());
    uint8_t file[1024], der[80];
    uint32_t head;
    size_t size = 2;

    (void)state;
    (void)make_model_package(file, &head, &signer);
    write_key(key, public_key);
    write_signed_bytes(text, file);
    size += der_integer(file + 57, der + size);
    size += der_integer(file + 57 + 32, der + size);
    der[0] = 0x30;
    der[1] = (uint8_t)(size - 2);
    write_file(signature, der, size);
    assert_int_equal(system(fixture_path("openssl dgst -sha256 -verify %s -signature %s %s "
                                         ">/dev/null",
                                         public_key, signature, text)),
                     0);
    der[size - 1] ^= 1;
    write_file(signature, der, size);
    assert_int_not_equal(system(fixture_path("openssl dgst -sha256 -verify %s -signature %s %s "
                                             ">/dev/null 2>&1",
                                             public_key, signature, text)),
                         0);
}

static void we_accept_openssl_s(void **state)
{
    const char *key = fixture_path("%s/b.pem", fixture_scratch());
    const char *public_key = fixture_path("%s/b.pub.pem", fixture_scratch());
    const char *text = fixture_path("%s/b.signed", fixture_scratch());
    const char *signature = fixture_path("%s/b.der", fixture_scratch());
    struct otaml_suit_policy policy;
    struct otaml_suit_package p;
    uint8_t file[1024], *der;
    uint32_t head, size;
    size_t der_size, at = 2;

    (void)state;
    size = make_model_package(file, &head, &signer);
    write_key(key, public_key);
    write_signed_bytes(text, file);
    assert_int_equal(
        system(fixture_path("openssl dgst -sha256 -sign %s -out %s %s", key, signature, text)), 0);
    der = fixture_read(signature, &der_size);
    memset(file + 57, 0, 64);
    for (int i = 0; i < 2; i++) { /* INTEGER, length, perhaps a zero before the 32 bytes */
        const size_t length = der[at + 1], skip = length > 32 ? length - 32 : 0;
        memcpy(file + 57 + 32 * i + (32 - (length - skip)), der + at + 2 + skip, length - skip);
        at += 2 + length;
    }
    assert_int_equal(at, der_size);
    free(der);
    make_policy(&policy, &signer);
    assert_int_equal(otaml_suit_verify(&policy, file, size, &p), OTAML_OK);
}

/* The example of spec/package.md, which another program made: we write the same bytes. */
static void example_of_the_specification(void **state)
{
    static const char hello[] = "hello, model";
    struct otaml_suit_recipe r = make_recipe(hello, 12);
    struct otaml_suit_policy policy;
    struct otaml_suit_package p;
    uint8_t example[512], ours[512];
    uint32_t size, head;
    size_t text_size;
    char *text =
        (char *)fixture_read(fixture_path("%s/spec/package.md", fixture_source_dir()), &text_size);
    char *start, *end;

    (void)state;
    text[text_size] = '\0'; /* fixture_read leaves room for it */
    start = strstr(text, "```hex\n");
    assert_non_null(start);
    start += 7;
    end = strstr(start, "```");
    assert_non_null(end);
    *end = '\0';
    for (char *c = start; c < end; c++) {
        *c = *c == '\n' ? ' ' : *c;
    }
    size = from_hex(start, example, sizeof(example));
    free(text);

    assert_int_equal(otaml_suit_vendor_id("example.org", r.vendor_id), OTAML_OK);
    assert_int_equal(otaml_suit_class_id(r.vendor_id, "tflite-1", r.class_id), OTAML_OK);
    r.sequence = 1700000000;
    assert_int_equal(otaml_suit_encode(&r, signer_sign, &signer, ours, sizeof(ours), &head),
                     OTAML_OK);
    assert_int_equal(head + 12, size);
    assert_memory_equal(ours, example, head);

    make_policy(&policy, &signer);
    memcpy(policy.vendor_id, r.vendor_id, 16);
    memcpy(policy.class_id, r.class_id, 16);
    assert_int_equal(otaml_suit_verify(&policy, example, size, &p), OTAML_OK);
    assert_memory_equal(example + p.payload_at, hello, 12);
}

static int set_up(void **state)
{
    (void)state;
    signer_rfc6979(&signer);
    signer_other(&other);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_signatures),         cmocka_unit_test(published_identifiers),
        cmocka_unit_test(openssl_verifies_ours),        cmocka_unit_test(we_accept_openssl_s),
        cmocka_unit_test(example_of_the_specification),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
