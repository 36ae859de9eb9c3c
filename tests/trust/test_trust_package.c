/*
 * test_trust_package.c - packages written and read back, refused by policy, put together wrongly,
 * cut at every length, and changed in every byte.
 */
#include <fixture.h>
#include <stdlib.h>
#include <string.h>
#include <otaml/sha256.h>
#include <otaml/suit.h>

#include "maker.h"

static struct signer signer, other;
static void round_trip(void **state)
{
    struct otaml_suit_policy policy;
    struct otaml_suit_package p;
    struct otaml_suit_recipe r = make_recipe(maker_model, sizeof(maker_model));
    uint8_t file[1024];
    uint32_t head, size;

    (void)state;
    make_policy(&policy, &signer);
    size = make_model_package(file, &head, &signer);
    assert_int_equal(otaml_suit_verify(&policy, file, size, &p), OTAML_OK);
    assert_string_equal(p.name, "digits");
    assert_string_equal(p.version, "1.2.0");
    assert_true(p.sequence == 5);
    assert_int_equal(p.image_size, sizeof(maker_model));
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
    struct otaml_suit_recipe r = make_recipe(maker_model, sizeof(maker_model));
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
    struct otaml_suit_recipe good = make_recipe(maker_model, sizeof(maker_model)), r;
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
    size = make_model_package(file, &head, &signer);
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
    envelope.size = from_hex("d86b a2 03<a0>" ABC_PAYLOAD, envelope.bytes, 64);
    assert_int_equal(otaml_suit_verify(&policy, envelope.bytes, envelope.size, &p),
                     OTAML_ERR_UNSIGNED);
    envelope.size = from_hex("d86b a2 02<81<80>>" ABC_PAYLOAD, envelope.bytes, 64);
    assert_int_equal(otaml_suit_verify(&policy, envelope.bytes, envelope.size, &p),
                     OTAML_ERR_ENVELOPE);
    envelope.size = from_hex("d86b a0", envelope.bytes, 64);
    assert_int_equal(otaml_suit_verify(&policy, envelope.bytes, envelope.size, &p),
                     OTAML_ERR_ENVELOPE);
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
    size = make_model_package(file, &head, &signer);
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
    size = make_model_package(file, &head, &signer);
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
        cmocka_unit_test(round_trip),
        cmocka_unit_test(extremes),
        cmocka_unit_test(recipes_that_do_not_do),
        cmocka_unit_test(refused_by_policy),
        cmocka_unit_test(authentication_blocks),
        cmocka_unit_test(envelopes),
        cmocka_unit_test(every_byte_changed),
        cmocka_unit_test(every_truncation),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
