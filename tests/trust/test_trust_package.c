/*
 * test_trust_package.c - packages: written, read back, signed by OpenSSL, verified by OpenSSL,
 * and every byte of a head changed.
 */
#include <fixture.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <otaml/sha256.h>
#include <otaml/suit.h>

#include "maker.h"

static struct signer signer, other;
static const char model[] = "not really a model, but bytes";

static struct otaml_suit_recipe recipe_of(const void *bytes, size_t size)
{
    struct otaml_suit_recipe r;

    memset(&r, 0, sizeof(r));
    r.name = "digits";
    r.version = "1.2.0";
    r.sequence = 5;
    assert_int_equal(from_hex(VENDOR, r.vendor_id, 16), 16);
    assert_int_equal(from_hex(CLASS, r.class_id, 16), 16);
    r.image_size = (uint32_t)size;
    assert_int_equal(otaml_sha256(bytes, size, r.image_sha256), OTAML_OK);
    return r;
}

/* A package with `model`; returns its size, and that of its head. */
static uint32_t package_of(uint8_t file[1024], uint32_t *head)
{
    const struct otaml_suit_recipe r = recipe_of(model, sizeof(model));

    assert_int_equal(otaml_suit_encode(&r, signer_sign, &signer, file, 1024, head), OTAML_OK);
    memcpy(file + *head, model, sizeof(model));
    return *head + (uint32_t)sizeof(model);
}

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

static void round_trip(void **state)
{
    struct otaml_suit_policy policy;
    struct otaml_suit_package p;
    struct otaml_suit_recipe r = recipe_of(model, sizeof(model));
    uint8_t file[1024];
    uint32_t head, size;

    (void)state;
    make_policy(&policy, &signer);
    size = package_of(file, &head);
    assert_int_equal(otaml_suit_verify(&policy, file, size, &p), OTAML_OK);
    assert_string_equal(p.name, "digits");
    assert_string_equal(p.version, "1.2.0");
    assert_true(p.sequence == 5);
    assert_int_equal(p.image_size, sizeof(model));
    assert_memory_equal(p.image_sha256, r.image_sha256, 32);
    assert_memory_equal(p.vendor_id, r.vendor_id, 16);
    assert_memory_equal(p.class_id, r.class_id, 16);
    assert_int_equal(p.payload_at, head);
    assert_int_equal(p.uri_size, 0);

    /* Without version; elsewhere than in this file. */
    r.version = NULL;
    r.uri = "https://example.org/digits.tflite";
    assert_int_equal(otaml_suit_encode(&r, signer_sign, &signer, file, 1024, &head), OTAML_OK);
    assert_int_equal(otaml_suit_verify(&policy, file, head, &p), OTAML_OK);
    assert_string_equal(p.version, "");
    assert_int_equal(p.payload_at, head);
    assert_int_equal(p.uri_size, strlen(r.uri));
    assert_memory_equal(file + p.uri_at, r.uri, p.uri_size);
    file[head] = 0;
    assert_int_equal(otaml_suit_verify(&policy, file, head + 1, &p), OTAML_ERR_IMAGE_SIZE);
}

/* The largest of everything, by its head alone: the payload would be 4 GB. */
static void extremes(void **state)
{
    struct otaml_suit_policy policy;
    struct otaml_suit_package p;
    struct otaml_suit_recipe r = recipe_of(model, sizeof(model));
    uint8_t file[1024];
    uint32_t head;

    (void)state;
    make_policy(&policy, &signer);
    r.name = "0123456789-0123456789-0123456789-01234~";
    r.version = "version 0123456789 \"quoted\" \\~~";
    assert_int_equal(strlen(r.name), OTAML_SUIT_NAME_MAX);
    assert_int_equal(strlen(r.version), OTAML_SUIT_VERSION_MAX);
    r.sequence = UINT64_MAX;
    r.image_size = UINT32_MAX - 512;
    assert_int_equal(otaml_suit_encode(&r, signer_sign, &signer, file, 512, &head), OTAML_OK);
    print_message("largest head: %u bytes\n", head);
    assert_int_equal(otaml_suit_head(&policy, file, head, &p), OTAML_OK);
    assert_string_equal(p.name, r.name);
    assert_string_equal(p.version, r.version);
    assert_true(p.sequence == UINT64_MAX);
    assert_int_equal(p.image_size, r.image_size);

    /* A file of which the end has no 32-bit offset. */
    r.image_size = UINT32_MAX;
    assert_int_equal(otaml_suit_encode(&r, signer_sign, &signer, file, 512, &head), OTAML_OK);
    assert_int_equal(otaml_suit_head(&policy, file, head, &p), OTAML_ERR_IMAGE_SIZE);
}

static void recipes_that_do_not_do(void **state)
{
    struct otaml_suit_recipe good = recipe_of(model, sizeof(model)), r;
    static const char *const bad_names[] = {
        "", "a/b", "a b", "\x7f", "caf\xc3\xa9", "0123456789012345678901234567890123456789"
    };
    static const char *const bad_versions[] = { "", "1\n", "01234567890123456789012345678901" };
    uint8_t out[1024];
    uint32_t head, size;

    (void)state;
    for (size_t i = 0; i < sizeof(bad_names) / sizeof(bad_names[0]); i++) {
        r = good;
        r.name = bad_names[i];
        assert_int_equal(otaml_suit_encode(&r, signer_sign, &signer, out, 1024, &size),
                         OTAML_ERR_ARG);
    }
    for (size_t i = 0; i < sizeof(bad_versions) / sizeof(bad_versions[0]); i++) {
        r = good;
        r.version = bad_versions[i];
        assert_int_equal(otaml_suit_encode(&r, signer_sign, &signer, out, 1024, &size),
                         OTAML_ERR_ARG);
    }
    r = good;
    r.image_size = 0;
    assert_int_equal(otaml_suit_encode(&r, signer_sign, &signer, out, 1024, &size), OTAML_ERR_ARG);
    r = good;
    r.uri = "#elsewhere";
    assert_int_equal(otaml_suit_encode(&r, signer_sign, &signer, out, 1024, &size), OTAML_ERR_ARG);

    /* Room for all of it or an error, and never a byte beyond the room. */
    assert_int_equal(otaml_suit_encode(&good, signer_sign, &signer, out, 1024, &head), OTAML_OK);
    for (uint32_t cap = 0; cap < head; cap++) {
        memset(out, 0xee, sizeof(out));
        signer.calls = 0;
        assert_int_equal(otaml_suit_encode(&good, signer_sign, &signer, out, cap, &size),
                         OTAML_ERR_NOSPC);
        assert_int_equal(out[cap], 0xee);
        assert_int_equal(signer.calls, 0);
    }
    assert_int_equal(otaml_suit_encode(&good, signer_sign, &signer, out, head, &size), OTAML_OK);

    signer.fail = -1234;
    assert_int_equal(otaml_suit_encode(&good, signer_sign, &signer, out, 1024, &size), -1234);
    signer.fail = 0;
}

struct floor {
    int err;
    uint64_t sequence;
    unsigned calls;
    char name[OTAML_SUIT_NAME_MAX + 1];
};

static int installed(void *ctx, const char *name, uint64_t *sequence)
{
    struct floor *f = ctx;

    f->calls++;
    strcpy(f->name, name);
    *sequence = f->sequence;
    return f->err;
}

static void refused_by_policy(void **state)
{
    struct otaml_suit_policy policy;
    struct otaml_suit_package p;
    struct otaml_p256_key keys[3] = { other.key, other.key, signer.key };
    struct floor floor = { 0, 0, 0, "" };
    uint8_t file[1024];
    uint32_t head, size;

    (void)state;
    size = package_of(file, &head);
    make_policy(&policy, &signer);
    policy.installed = installed;
    policy.ctx = &floor;
    assert_int_equal(otaml_suit_verify(&policy, file, size, &p), OTAML_OK);
    assert_int_equal(floor.calls, 1);
    assert_string_equal(floor.name, "digits");

    floor.sequence = 5; /* what is installed may be installed again */
    assert_int_equal(otaml_suit_verify(&policy, file, size, &p), OTAML_OK);
    floor.sequence = 6;
    assert_int_equal(otaml_suit_verify(&policy, file, size, &p), OTAML_ERR_SEQUENCE);
    floor.sequence = UINT64_MAX;
    assert_int_equal(otaml_suit_verify(&policy, file, size, &p), OTAML_ERR_SEQUENCE);
    floor.err = OTAML_ERR_NOT_FOUND;
    assert_int_equal(otaml_suit_verify(&policy, file, size, &p), OTAML_OK);
    floor.err = OTAML_ERR_PORT_BASE - 3;
    assert_int_equal(otaml_suit_verify(&policy, file, size, &p), OTAML_ERR_PORT_BASE - 3);
    floor.err = 0;
    floor.sequence = 0;

    policy.keys = keys;
    policy.key_count = 2;
    floor.calls = 0;
    assert_int_equal(otaml_suit_verify(&policy, file, size, &p), OTAML_ERR_SIGNATURE);
    assert_int_equal(floor.calls, 0); /* nothing unauthenticated is asked about */
    policy.key_count = 3;
    assert_int_equal(otaml_suit_verify(&policy, file, size, &p), OTAML_OK);

    policy.vendor_id[15] ^= 1;
    assert_int_equal(otaml_suit_verify(&policy, file, size, &p), OTAML_ERR_VENDOR);
    policy.vendor_id[15] ^= 1;
    policy.class_id[0] ^= 0x80;
    assert_int_equal(otaml_suit_verify(&policy, file, size, &p), OTAML_ERR_CLASS);
    policy.any_device = true;
    assert_int_equal(otaml_suit_verify(&policy, file, size, &p), OTAML_OK);
    policy.any_device = false;
    policy.class_id[0] ^= 0x80;

    policy.head_max = head;
    assert_int_equal(otaml_suit_verify(&policy, file, size, &p), OTAML_OK);
    policy.head_max = head - 1;
    assert_int_equal(otaml_suit_verify(&policy, file, size, &p), OTAML_ERR_NOSPC);
    assert_int_equal(otaml_suit_head(&policy, file, 200, &p), OTAML_ERR_AGAIN);
    policy.head_max = 100; /* the very first length says that it will not do */
    assert_int_equal(otaml_suit_head(&policy, file, 10, &p), OTAML_ERR_NOSPC);
    policy.head_max = 0;

    policy.installed = NULL;
    assert_int_equal(otaml_suit_verify(&policy, file, size, &p), OTAML_ERR_ARG);
    policy.installed = installed;
    policy.key_count = 0;
    assert_int_equal(otaml_suit_verify(&policy, file, size, &p), OTAML_ERR_ARG);
}

/* Blocks of authentication in all variations. */
static void authentication_blocks(void **state)
{
    const struct block good = GOOD_BLOCK(&signer), stranger = GOOD_BLOCK(&other);
    const struct {
        int expected;
        const char *what;
        uint32_t count;
        struct block blocks[2];
    } all[] = {
        { OTAML_OK, "one", 1, { good } },
        { OTAML_OK, "ES256", 1, { { "a10126", "a0", "f6", &signer } } },
        { OTAML_OK, "a stranger's first", 2, { stranger, good } },
        { OTAML_OK, "a stranger's second", 2, { good, stranger } },
        { OTAML_OK, "key id, unprotected", 1, { { "a10128", "a1044161", "f6", &signer } } },
        { OTAML_OK, "key id, protected", 1, { { "a20128044161", "a0", "f6", &signer } } },
        { OTAML_OK, "another algorithm first", 2, { { "a10127", "a0", "f6", &other }, good } },
        { OTAML_ERR_UNSIGNED, "none", 0, { good } },
        { OTAML_ERR_SIGNATURE, "strangers", 2, { stranger, stranger } },
        { OTAML_ERR_SIGNATURE,
          "a stranger, an algorithm",
          2,
          { stranger, { "a10127", "a0", "f6", &signer } } },
        { OTAML_ERR_SIGNATURE,
          "an algorithm, a stranger",
          2,
          { { "a10127", "a0", "f6", &signer }, stranger } },
        { OTAML_ERR_ALGORITHM, "EdDSA", 1, { { "a10127", "a0", "f6", &signer } } },
        { OTAML_ERR_ALGORITHM, "ES384", 1, { { "a1013822", "a0", "f6", &signer } } },
        { OTAML_ERR_ALGORITHM, "algorithm as text", 1, { { "a1016145", "a0", "f6", &signer } } },
        { OTAML_ERR_ALGORITHM, "no algorithm", 1, { { "a0", "a0", "f6", &signer } } },
        { OTAML_ERR_ALGORITHM,
          "algorithm not protected",
          1,
          { { "a0", "a10128", "f6", &signer } } },
        { OTAML_ERR_ALGORITHM,
          "critical header",
          1,
          { { "a20128028118ff", "a0", "f6", &signer } } },
        { OTAML_ERR_CBOR, "algorithm twice", 1, { { "a201270128", "a0", "f6", &signer } } },
        { OTAML_ERR_CBOR, "empty protected header", 1, { { "", "a0", "f6", &signer } } },
        { OTAML_ERR_CBOR, "more than a header", 1, { { "a1012800", "a0", "f6", &signer } } },
        { OTAML_ERR_ENVELOPE, "attached payload", 1, { { "a10128", "a0", "4161", &signer } } },
        { OTAML_ERR_ENVELOPE, "unprotected not a map", 1, { { "a10128", "80", "f6", &signer } } },
    };
    struct otaml_suit_policy policy;
    struct otaml_suit_package p;
    struct maker manifest, auth, envelope;

    (void)state;
    make_policy(&policy, &signer);
    make_manifest(&manifest, SHARED, INSTALL, VALIDATE);
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        make_authentication_of(&auth, &manifest, all[i].blocks, all[i].count);
        make_envelope(&envelope, &auth, &manifest, 3, ABC_PAYLOAD);
        const int err = otaml_suit_verify(&policy, envelope.bytes, envelope.size, &p);
        if (err != all[i].expected) {
            fail_msg("%s: %s, expected %s", all[i].what, otaml_err_name(err),
                     otaml_err_name(all[i].expected));
        }
    }
    /* Bytes after the last block, and a block cut short. */
    make_authentication(&auth, &manifest, &signer);
    auth.bytes[auth.size++] = 0;
    make_envelope(&envelope, &auth, &manifest, 3, ABC_PAYLOAD);
    assert_int_equal(otaml_suit_verify(&policy, envelope.bytes, envelope.size, &p), OTAML_ERR_CBOR);
    auth.size -= 2;
    make_envelope(&envelope, &auth, &manifest, 3, ABC_PAYLOAD);
    assert_int_equal(otaml_suit_verify(&policy, envelope.bytes, envelope.size, &p), OTAML_ERR_CBOR);
}

static void envelopes(void **state)
{
    static const struct {
        int expected;
        const char *what;
        uint32_t members;
        const char *rest;
    } all[] = {
        { OTAML_OK, "as it should be", 3, ABC_PAYLOAD },
        { OTAML_ERR_ENVELOPE, "no payload", 2, "" },
        { OTAML_ERR_ENVELOPE, "two payloads", 4, "6161 4161" ABC_PAYLOAD },
        { OTAML_ERR_ENVELOPE, "a member that no draft knows", 4, "05 4100" ABC_PAYLOAD },
        { OTAML_ERR_ENVELOPE, "payload under an empty name", 3, "60 43616263" },
        { OTAML_ERR_ENVELOPE, "payload as text", 3, MODEL_URI "63616263" },
        { OTAML_ERR_ENVELOPE, "a member that is no byte string", 4, "17a0" ABC_PAYLOAD },
        { OTAML_ERR_CBOR, "manifest again", 4, "0340" ABC_PAYLOAD },
        { OTAML_ERR_CBOR, "out of order", 5, "1740 1440" ABC_PAYLOAD },
        { OTAML_ERR_CBOR, "payload of indefinite length", 3, MODEL_URI "5f43616263ff" },
        { OTAML_ERR_CBOR, "payload's length in long form", 3, MODEL_URI "5803616263" },
        { OTAML_ERR_IMAGE_SIZE, "payload of 2^64 - 1", 3, MODEL_URI "5bffffffffffffffff616263" },
        { OTAML_ERR_IMAGE_SIZE, "payload of 2^32 + 3", 3, MODEL_URI "5b0000000100000003616263" },
        { OTAML_ERR_IMAGE_SIZE, "a byte more than the payload", 3, ABC_PAYLOAD "00" },
        { OTAML_ERR_IMAGE_DIGEST, "another payload", 3, MODEL_URI "43616264" },
    };
    struct otaml_suit_policy policy;
    struct otaml_suit_package p;
    struct maker manifest, auth, envelope;

    (void)state;
    make_policy(&policy, &signer);
    make_manifest(&manifest, SHARED, INSTALL, VALIDATE);
    make_authentication(&auth, &manifest, &signer);
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        make_envelope(&envelope, &auth, &manifest, all[i].members, all[i].rest);
        const int err = otaml_suit_verify(&policy, envelope.bytes, envelope.size, &p);
        if (err != all[i].expected) {
            fail_msg("%s: %s, expected %s", all[i].what, otaml_err_name(err),
                     otaml_err_name(all[i].expected));
        }
    }
}

static bool one_of(int err, const int *set)
{
    while (*set && *set != err) {
        set++;
    }
    return *set != 0;
}

/* Every byte of a head, every other value it can have (a signature's bytes: each bit), with the
 * names that are right for the place. Offsets: spec/package.md. */
static void every_byte_changed(void **state)
{
    enum { DIGEST_AT = 13, BLOCK_AT = 45, SIGNATURE_AT = 57, MANIFEST_KEY_AT = 121 };
    static const int frame[] = { OTAML_ERR_CBOR,      OTAML_ERR_ENVELOPE,
                                 OTAML_ERR_UNSIGNED,  OTAML_ERR_ALGORITHM,
                                 OTAML_ERR_NOSPC,     OTAML_ERR_MANIFEST_DIGEST,
                                 OTAML_ERR_SIGNATURE, 0 };
    static const int digest[] = { OTAML_ERR_MANIFEST_DIGEST, 0 };
    static const int signature[] = { OTAML_ERR_SIGNATURE, 0 };
    static const int payload[] = { OTAML_ERR_ENVELOPE, OTAML_ERR_CBOR, OTAML_ERR_IMAGE_SIZE,
                                   OTAML_ERR_NOSPC, 0 };
    struct otaml_suit_policy policy;
    struct otaml_suit_package p;
    uint8_t file[1024], *const copy = malloc(1024);
    uint32_t head, size, manifest_at = MANIFEST_KEY_AT + 3, payload_key_at;
    unsigned tried = 0;

    (void)state;
    make_policy(&policy, &signer);
    size = package_of(file, &head);
    payload_key_at = head - 7 - 2; /* text of six bytes, byte string header of two */
    assert_int_equal(file[MANIFEST_KEY_AT], 3);
    assert_int_equal(file[MANIFEST_KEY_AT + 1], 0x58);
    assert_int_equal(file[payload_key_at], 0x66);
    for (uint32_t at = 0; at < head; at++) {
        const bool in_signature = at >= SIGNATURE_AT && at < MANIFEST_KEY_AT;
        const int *right = at >= DIGEST_AT && at < BLOCK_AT           ? digest
                           : in_signature                             ? signature
                           : at >= manifest_at && at < payload_key_at ? digest
                           : at >= payload_key_at                     ? payload
                                                                      : frame;
        for (unsigned change = 1; change < 256; change++) {
            if (in_signature && (change & (change - 1)) != 0) {
                continue;
            }
            memcpy(copy, file, size);
            copy[at] = (uint8_t)(copy[at] ^ change);
            const int err = otaml_suit_verify(&policy, copy, size, &p);
            tried++;
            if (!one_of(err, right)) {
                fail_msg("byte %u ^ %02x: %s", at, change, otaml_err_name(err));
            }
        }
    }
    for (uint32_t at = head; at < size; at++) {
        memcpy(copy, file, size);
        copy[at] ^= 0x40;
        assert_int_equal(otaml_suit_verify(&policy, copy, size, &p), OTAML_ERR_IMAGE_DIGEST);
        tried++;
    }
    free(copy);
    print_message("%u changes refused (head %u bytes)\n", tried, head);
}

/* Every length: whole-file judgement, and bringing the head by what `need` says. Copies are
 * exactly as long as they are said to be, for the sanitizer to watch. */
static void every_truncation(void **state)
{
    struct otaml_suit_policy policy;
    struct otaml_suit_package p;
    uint8_t file[1024];
    uint32_t head, size;

    (void)state;
    make_policy(&policy, &signer);
    size = package_of(file, &head);
    for (uint32_t have = 0; have < size; have++) {
        uint8_t *part = malloc(have ? have : 1);
        memcpy(part, file, have);
        if (have < head) {
            assert_int_equal(otaml_suit_verify(&policy, part, have, &p), OTAML_ERR_ENVELOPE);
            assert_int_equal(otaml_suit_head(&policy, part, have, &p), OTAML_ERR_AGAIN);
            assert_in_range(p.need, have + 1, head);
        } else {
            assert_int_equal(otaml_suit_verify(&policy, part, have, &p), OTAML_ERR_IMAGE_SIZE);
            assert_int_equal(otaml_suit_head(&policy, part, have, &p), OTAML_OK);
            assert_int_equal(p.payload_at, head);
        }
        free(part);
    }
    uint32_t have = 0, rounds = 0;
    while (otaml_suit_head(&policy, file, have, &p) == OTAML_ERR_AGAIN) {
        have = p.need;
        rounds++;
    }
    assert_int_equal(have, head);
    print_message("%u lengths; a head brought byte-wise as needed in %u rounds\n", size, rounds);
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
    (void)package_of(file, &head);
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
    size = package_of(file, &head);
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
    struct otaml_suit_recipe r = recipe_of(hello, 12);
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
        cmocka_unit_test(published_signatures),
        cmocka_unit_test(published_identifiers),
        cmocka_unit_test(round_trip),
        cmocka_unit_test(extremes),
        cmocka_unit_test(recipes_that_do_not_do),
        cmocka_unit_test(refused_by_policy),
        cmocka_unit_test(authentication_blocks),
        cmocka_unit_test(envelopes),
        cmocka_unit_test(every_byte_changed),
        cmocka_unit_test(every_truncation),
        cmocka_unit_test(openssl_verifies_ours),
        cmocka_unit_test(we_accept_openssl_s),
        cmocka_unit_test(example_of_the_specification),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
