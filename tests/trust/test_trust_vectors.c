/*
 * test_trust_vectors.c - SUIT envelopes that others made, and hostile ones, from the reference
 * material (vectors/suit/VECTORS.tsv): every row, with the name of its refusal.
 *
 * None of them names a component of ours, so a good one comes as far as OTAML_ERR_COMPONENT,
 * which is looked at last: signature, digest, manifest, commands and payload were all right.
 */
#include <fixture.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "maker.h"
#include "suit_priv.h"

#define EXAMPLE_DIGEST "00112233445566778899aabbccddeeff0123456789abcdeffedcba9876543210"

struct expectation {
    const char *file;
    int err;
    const char *uri; /* of the fetch, where the commands run to their end */
    const char *sha256;
    uint32_t size;
};

static const struct expectation expectations[] = {
    /* validate and invoke only: there is nothing to install */
    { "manifest-spec/example0.signed.suit", OTAML_ERR_MANIFEST, NULL, NULL, 0 },
    { "libcsuit/suit_manifest_exp0.suit", OTAML_ERR_MANIFEST, NULL, NULL, 0 },
    { "manifest-spec/example1.signed.suit", OTAML_ERR_COMPONENT, "http://example.com/file.bin",
      EXAMPLE_DIGEST, 34768 },
    { "libcsuit/suit_manifest_exp1.suit", OTAML_ERR_COMPONENT, "http://example.com/file.bin",
      EXAMPLE_DIGEST, 34768 },
    { "manifest-spec/example3.signed.suit", OTAML_ERR_COMPONENT, "http://example.com/file1.bin",
      EXAMPLE_DIGEST, 34768 },
    { "libcsuit/suit_manifest_exp3.suit", OTAML_ERR_COMPONENT, "http://example.com/file1.bin",
      EXAMPLE_DIGEST, 34768 },
    /* several components */
    { "manifest-spec/example4.signed.suit", OTAML_ERR_COMPONENT, NULL, NULL, 0 },
    { "libcsuit/suit_manifest_exp4.suit", OTAML_ERR_COMPONENT, NULL, NULL, 0 },
    { "libcsuit/suit_manifest_expU3.suit", OTAML_ERR_COMPONENT, NULL, NULL, 0 },
    { "manifest-spec/example0.unsigned.suit", OTAML_ERR_UNSIGNED, NULL, NULL, 0 },
    { "manifest-spec/example1.unsigned.suit", OTAML_ERR_UNSIGNED, NULL, NULL, 0 },
    { "manifest-spec/example3.unsigned.suit", OTAML_ERR_UNSIGNED, NULL, NULL, 0 },
    { "manifest-spec/example4.unsigned.suit", OTAML_ERR_UNSIGNED, NULL, NULL, 0 },
    /* COSE_Mac0 */
    { "libcsuit/suit_manifest_expAF.suit", OTAML_ERR_ALGORITHM, NULL, NULL, 0 },
    { "libcsuit/suit_manifest_expAFS.suit", OTAML_ERR_ALGORITHM, NULL, NULL, 0 },
    { "libcsuit/suit_manifest_expAW.suit", OTAML_ERR_ALGORITHM, NULL, NULL, 0 },
    { "firmware-encryption/suit-manifest-aes-kw.suit", OTAML_ERR_ALGORITHM, NULL, NULL, 0 },
    { "firmware-encryption/suit-manifest-aes-kw-slot.suit", OTAML_ERR_ALGORITHM, NULL, NULL, 0 },
    { "firmware-encryption/suit-manifest-aes-kw-content.suit", OTAML_ERR_ALGORITHM, NULL, NULL, 0 },
    /* elements of other drafts: 5 manifest component id, 6 set version */
    { "libcsuit/suit_manifest_expED.suit", OTAML_ERR_UNSUPPORTED, NULL, NULL, 0 },
    { "libcsuit/suit_manifest_expS0.suit", OTAML_ERR_UNSUPPORTED, NULL, NULL, 0 },
    { "libcsuit/suit_manifest_expS2.suit", OTAML_ERR_UNSUPPORTED, NULL, NULL, 0 },
    { "libcsuit/suit_manifest_expU2.suit", OTAML_ERR_UNSUPPORTED, NULL, NULL, 0 },
    /* no tag 107 */
    { "libcsuit/suit_manifest_expI.suit", OTAML_ERR_ENVELOPE, NULL, NULL, 0 },
    { "libcsuit/suit_manifest_expU.suit", OTAML_ERR_ENVELOPE, NULL, NULL, 0 },
    /* parameters of update management */
    { "libcsuit/suit_manifest_expU0.suit", OTAML_ERR_COMMAND, NULL, NULL, 0 },
    /* signed by nobody */
    { "firmware-encryption/suit-manifest-es-ecdh-dependency.suit", OTAML_ERR_SIGNATURE, NULL, NULL,
      0 },
    /* COSE_Encrypt, not an envelope */
    { "firmware-encryption/suit-encryption-info-aes-kw-aes-gcm.cbor", OTAML_ERR_ENVELOPE, NULL,
      NULL, 0 },
    { "firmware-encryption/suit-encryption-info-aes-kw-aes-ctr.cbor", OTAML_ERR_ENVELOPE, NULL,
      NULL, 0 },
    { "firmware-encryption/suit-encryption-info-es-ecdh-aes-gcm.cbor", OTAML_ERR_ENVELOPE, NULL,
      NULL, 0 },
    { "hostile/base.suit", OTAML_ERR_COMPONENT, "#model",
      "0732f8423a32464be313c804d7dc6dade4facc774508f2b15e07b6cdbc22d9d7", 18 },
    { "hostile/h01-signature-bit.suit", OTAML_ERR_SIGNATURE, NULL, NULL, 0 },
    { "hostile/h02-digest-bit.suit", OTAML_ERR_MANIFEST_DIGEST, NULL, NULL, 0 },
    { "hostile/h03-manifest-bit.suit", OTAML_ERR_MANIFEST_DIGEST, NULL, NULL, 0 },
    { "hostile/h04-cut-in-manifest.suit", OTAML_ERR_ENVELOPE, NULL, NULL, 0 },
    { "hostile/h05-cut-last-byte.suit", OTAML_ERR_COMPONENT, NULL, NULL, 0 },
    { "hostile/h06-duplicate-key.suit", OTAML_ERR_CBOR, NULL, NULL, 0 },
    { "hostile/h07-deep-run-sequence.suit", OTAML_ERR_COMMAND, NULL, NULL, 0 },
    { "hostile/h08-long-integer.suit", OTAML_ERR_CBOR, NULL, NULL, 0 },
    { "hostile/h09-huge-length.suit", OTAML_ERR_IMAGE_SIZE, NULL, NULL, 0 },
    { "hostile/h10-indefinite-map.suit", OTAML_ERR_CBOR, NULL, NULL, 0 },
    { "hostile/h11-algorithm-es384.suit", OTAML_ERR_ALGORITHM, NULL, NULL, 0 },
    { "hostile/h12-envelope-tag.suit", OTAML_ERR_ENVELOPE, NULL, NULL, 0 },
};
enum { EXPECTATIONS = sizeof(expectations) / sizeof(expectations[0]) };

static const char *shared;
static struct otaml_p256_key published;

static int none(void *ctx, const char *name, uint64_t *sequence)
{
    (void)ctx;
    (void)name;
    (void)sequence;
    return OTAML_ERR_NOT_FOUND;
}

/* A device of the drafts' examples. */
static struct otaml_suit_policy example_device(void)
{
    struct otaml_suit_policy policy;

    memset(&policy, 0, sizeof(policy));
    policy.keys = &published;
    policy.key_count = 1;
    policy.installed = none;
    assert_int_equal(otaml_suit_vendor_id("arm.com", policy.vendor_id), OTAML_OK);
    assert_int_equal(otaml_suit_class_id(policy.vendor_id, "suit", policy.class_id), OTAML_OK);
    return policy;
}

/* The commands' outcome, seen from inside. */
static void check_outcome(const struct expectation *x, const uint8_t *file, uint32_t size)
{
    const struct otaml_suit_policy policy = example_device();
    struct otaml_suit_envelope e;
    struct otaml_suit_manifest m;
    struct otaml_suit_outcome out;
    uint8_t sha256[32];

    assert_int_equal(otaml_suit_envelope_read(file, size, &e), OTAML_OK);
    assert_int_equal(otaml_suit_envelope_verify(&e, &published, 1), OTAML_OK);
    assert_int_equal(otaml_suit_manifest_read(&e, &m), OTAML_OK);
    assert_int_equal(otaml_suit_process(&policy, &m, &out), OTAML_OK);
    assert_int_equal(out.uri.size, strlen(x->uri));
    assert_memory_equal(out.uri.at, x->uri, out.uri.size);
    (void)from_hex(x->sha256, sha256, 32);
    assert_memory_equal(out.image_sha256, sha256, 32);
    assert_true(out.has_size && out.image_size == x->size);
}

static void check_row(const char *name, const char *expected)
{
    const struct otaml_suit_policy policy = example_device();
    const struct expectation *x = expectations;
    struct otaml_suit_package package;
    uint8_t *file;
    size_t size;
    int err;

    while (x < expectations + EXPECTATIONS && strcmp(x->file, name) != 0) {
        x++;
    }
    if (x == expectations + EXPECTATIONS) {
        fail_msg("%s is not in the table of this test", name);
    }
    file = fixture_read(fixture_path("%s/vectors/suit/%s", shared, name), &size);
    err = otaml_suit_verify(&policy, file, (uint32_t)size, &package);
    if (err != x->err) {
        fail_msg("%s: %s, expected %s", name, otaml_err_name(err), otaml_err_name(x->err));
    }
    /* A real signature by the published key must never be what we refuse. */
    if (!strcmp(expected, "valid")) {
        assert_true(err != OTAML_ERR_SIGNATURE && err != OTAML_ERR_MANIFEST_DIGEST
                    && err != OTAML_ERR_CBOR);
    }
    if (x->uri) {
        check_outcome(x, file, (uint32_t)size);
    }
    free(file);
}

static void every_row(void **state)
{
    FILE *f = fopen(fixture_path("%s/vectors/suit/VECTORS.tsv", shared), "r");
    char line[1024], *fields[9];
    unsigned rows = 0;

    (void)state;
    assert_non_null(f);
    while (fgets(line, sizeof(line), f)) {
        char *rest = line;
        if (line[0] == '#') {
            continue;
        }
        for (int i = 0; i < 9; i++) {
            fields[i] = strsep(&rest, "\t");
            assert_non_null(fields[i]);
        }
        check_row(fields[0], fields[7]);
        rows++;
    }
    fclose(f);
    assert_int_equal(rows, EXPECTATIONS);
    print_message("%u rows\n", rows);
}

/* Those signed by the published key with tag 107: the signature verifies, whatever is in them. */
static void signatures_of_others(void **state)
{
    unsigned verified = 0;

    (void)state;
    for (size_t i = 0; i < EXPECTATIONS; i++) {
        const struct expectation *x = &expectations[i];
        struct otaml_suit_envelope e;
        size_t size;
        uint8_t *file;
        if (x->err == OTAML_ERR_UNSIGNED || x->err == OTAML_ERR_ENVELOPE
            || x->err == OTAML_ERR_ALGORITHM || x->err == OTAML_ERR_SIGNATURE
            || x->err == OTAML_ERR_MANIFEST_DIGEST) {
            continue;
        }
        file = fixture_read(fixture_path("%s/vectors/suit/%s", shared, x->file), &size);
        assert_int_equal(otaml_suit_envelope_read(file, (uint32_t)size, &e), OTAML_OK);
        assert_int_equal(otaml_suit_envelope_verify(&e, &published, 1), OTAML_OK);
        free(file);
        verified++;
    }
    print_message("%u signatures by the published key verified\n", verified);
    /* By VECTORS.tsv: 14 of the drafts and libcsuit, ours, and h05 to h10 made from it. */
    assert_int_equal(verified, 14 + 1 + 6);
}

/* The published public key, from its PEM by OpenSSL: the DER ends with the point. */
static int set_up(void **state)
{
    const char *der = fixture_path("%s/key.der", fixture_scratch());
    uint8_t *bytes;
    size_t size;

    (void)state;
    if (system(fixture_path("openssl pkey -pubin -in "
                            "%s/vectors/suit/keys/suit-example-p256-public.pem "
                            "-outform DER -out %s",
                            shared, der))) {
        return -1;
    }
    bytes = fixture_read(der, &size);
    memcpy(published.point, bytes + size - sizeof(published.point), sizeof(published.point));
    free(bytes);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row),
        cmocka_unit_test(signatures_of_others),
    };

    shared = fixture_shared();
    if (!shared) {
        printf("skipped: no reference material (OTAML_SHARED)\n");
        return FIXTURE_SKIP;
    }
    shared = strdup(shared); /* fixture's own lasts for eight paths */
    return cmocka_run_group_tests(tests, set_up, NULL);
}
