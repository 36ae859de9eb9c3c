/*
 * test_trust_process.c - manifests that are rightly signed and say all kinds of things: what is
 * accepted, and by what name the rest is refused.
 */
#include <fixture.h>
#include <stdio.h>
#include <string.h>

#include <otaml/sha256.h>

#include "maker.h"

#define OTHER16  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define NOT_US   "<84 14a10250" OTHER16 "020f>" /* an alternative that fails */
#define FOR_US   "<84 14a10250" CLASS "020f>"   /* one that holds */
#define DIGEST   "03<822f5820" ABC_SHA256 ">"
#define HTTP_URI "6a687474703a2f2f612f62" /* http://a/b */

struct sequences {
    int expected;
    const char *what, *shared, *install, *validate;
};

static const struct sequences cases[] = {
    { OTAML_OK, "the plain package", SHARED, INSTALL, VALIDATE },
    { OTAML_OK, "no validate", SHARED, INSTALL, NULL },
    { OTAML_OK, "image-match in validate only", SHARED, "84" SET_URI "150f", VALIDATE },
    { OTAML_OK, "component index 0 and true", "8a 0c00 0cf5" PARAMETERS "010f 020f", INSTALL,
      NULL },
    { OTAML_OK, "run-sequence", SHARED, "82 1820<" INSTALL ">", NULL },
    { OTAML_OK, "class chosen by try-each",
      "86 14a3 0150" VENDOR DIGEST "0e03 010f 0f82" NOT_US FOR_US, INSTALL, NULL },
    { OTAML_OK, "abort caught by try-each", "88" PARAMETERS "010f 020f 0f82<820e0f>f6", INSTALL,
      NULL },
    { OTAML_OK, "failure in run-sequence caught by try-each",
      "88" PARAMETERS "010f 020f 0f82<821820<820e0f>>f6", INSTALL, NULL },
    { OTAML_OK, "try-each in try-each, all inner ones fail",
      "88" PARAMETERS "010f 020f 0f82<820f82<820e0f><820e0f>>f6", INSTALL, NULL },
    { OTAML_OK, "slot 0 by try-each",
      "88" PARAMETERS "010f 020f 0f82<8414a10501 050f><8414a10500 050f>", INSTALL, NULL },
    { OTAML_OK, "seven run-sequences deep", SHARED,
      "82 1820<82 1820<82 1820<82 1820<82 1820<82 1820<82 1820<" INSTALL ">>>>>>>", NULL },
    { OTAML_OK, "eight alternatives, the last one for us",
      "86 14a3 0150" VENDOR DIGEST
      "0e03 010f 0f88" NOT_US NOT_US NOT_US NOT_US NOT_US NOT_US NOT_US FOR_US,
      INSTALL, NULL },

    { OTAML_ERR_COMMAND, "eight run-sequences deep", SHARED,
      "82 1820<82 1820<82 1820<82 1820<82 1820<82 1820<82 1820<82 1820<" INSTALL ">>>>>>>>", NULL },
    { OTAML_ERR_VENDOR, "another vendor",
      "86 14a4 0150" OTHER16 "0250" CLASS DIGEST "0e03 010f020f", INSTALL, NULL },
    { OTAML_ERR_CLASS, "another class", "86 14a4 0150" VENDOR "0250" OTHER16 DIGEST "0e03 010f020f",
      INSTALL, NULL },
    { OTAML_ERR_CLASS, "no alternative for us",
      "86 14a3 0150" VENDOR DIGEST "0e03 010f 0f82" NOT_US NOT_US, INSTALL, NULL },
    { OTAML_ERR_ABORTED, "abort", "88" PARAMETERS "010f020f0e0f", INSTALL, NULL },
    { OTAML_ERR_ABORTED, "abort in run-sequence", SHARED, "82 1820<820e0f>", NULL },
    { OTAML_ERR_COMPONENT, "component index 1", "88 0c01" PARAMETERS "010f020f", INSTALL, NULL },
    { OTAML_ERR_COMPONENT, "list of indices", "88 0c8100" PARAMETERS "010f020f", INSTALL, NULL },
    { OTAML_ERR_COMPONENT, "component index false", "88 0cf4" PARAMETERS "010f020f", INSTALL,
      NULL },
    { OTAML_ERR_COMPONENT, "slot 1", SHARED, "8a 14a10501 050f" SET_URI "150f 030f", NULL },

    { OTAML_ERR_COMMAND, "copy", SHARED, "88" SET_URI "150f 030f 160f", NULL },
    { OTAML_ERR_COMMAND, "write", SHARED, "88" SET_URI "150f 030f 120f", NULL },
    { OTAML_ERR_COMMAND, "the old set-parameters", SHARED, "86 13 a115" MODEL_URI "150f030f",
      NULL },
    { OTAML_ERR_COMMAND, "invoke", SHARED, INSTALL, "84 030f 170f" },
    { OTAML_ERR_COMMAND, "a private command", SHARED, "88" SET_URI "150f 030f 390100 0f", NULL },
    { OTAML_ERR_COMMAND, "command 0", SHARED, "88" SET_URI "150f 030f 000f", NULL },
    { OTAML_ERR_COMMAND, "command 2^32 + 1", SHARED, "88 1b0000000100000001 0f" SET_URI "150f 030f",
      NULL },
    { OTAML_ERR_COMMAND, "parameter encryption-info", SHARED,
      "86 14a21341001566236d6f64656c"
      "150f030f",
      NULL },
    { OTAML_ERR_COMMAND, "reporting policy 16", SHARED, "86" SET_URI "1510 030f", NULL },
    { OTAML_ERR_COMMAND, "reporting policy as text", SHARED, "86" SET_URI "1560 030f", NULL },
    { OTAML_ERR_COMMAND, "fetch in an alternative that fails", SHARED,
      "84 0f82<86" SET_URI "150f 0e0f><84" SET_URI "150f> 030f", NULL },
    { OTAML_ERR_COMMAND, "the same, one try-each deeper", SHARED,
      "84 0f82<86" SET_URI "150f 0f82<820e0f><820e0f>><84" SET_URI "150f> 030f", NULL },

    { OTAML_ERR_MANIFEST, "no image-match", SHARED, "84" SET_URI "150f", NULL },
    { OTAML_ERR_MANIFEST, "image-match before the fetch", SHARED, "86" SET_URI "030f 150f", NULL },
    { OTAML_ERR_MANIFEST, "no fetch", SHARED, "82" SET_URI, NULL },
    { OTAML_ERR_MANIFEST, "two fetches", SHARED, "88" SET_URI "150f 150f 030f", NULL },
    { OTAML_ERR_MANIFEST, "fetch from nowhere", SHARED, "84 150f 030f", NULL },
    { OTAML_ERR_MANIFEST, "fetch from an empty URI", SHARED, "86 14a11560 150f 030f", NULL },
    { OTAML_ERR_MANIFEST, "no digest", "86 14a3 0150" VENDOR "0250" CLASS "0e03 010f020f", INSTALL,
      NULL },
    { OTAML_ERR_MANIFEST, "no size", "86 14a3 0150" VENDOR "0250" CLASS DIGEST "010f020f", INSTALL,
      NULL },
    { OTAML_ERR_MANIFEST, "vendor not checked", "84" PARAMETERS "020f", INSTALL, NULL },
    { OTAML_ERR_MANIFEST, "class not checked", "84" PARAMETERS "010f", INSTALL, NULL },
    { OTAML_ERR_MANIFEST, "class skipped by nil",
      "86 14a3 0150" VENDOR DIGEST "0e03 010f 0f82" NOT_US "f6", INSTALL, NULL },
    { OTAML_ERR_MANIFEST, "vendor checked before it is set", "86 010f" PARAMETERS "020f", INSTALL,
      NULL },
    { OTAML_ERR_MANIFEST, "slot checked before it is set", "88" PARAMETERS "010f020f050f", INSTALL,
      NULL },
    { OTAML_ERR_MANIFEST, "another digest in validate", SHARED, INSTALL,
      "84 14a103<822f5820" OTHER16 OTHER16 "> 030f" },
    { OTAML_ERR_MANIFEST, "another size in validate", SHARED, INSTALL, "84 14a10e04 030f" },
    { OTAML_ERR_MANIFEST, "the digest of install is gone in validate",
      "86 14a3 0150" VENDOR "0250" CLASS "0e03 010f020f",
      "86 14a2" DIGEST "15" MODEL_URI "150f030f", VALIDATE },
    { OTAML_ERR_MANIFEST, "vendor of 15 bytes",
      "86 14a4 014f 112233445566778899aabbccddeeff 0250" CLASS DIGEST "0e03 010f020f", INSTALL,
      NULL },
    { OTAML_ERR_MANIFEST, "digest of 31 bytes", SHARED, INSTALL,
      "84 14a103<822f581f 112233445566778899aabbccddeeff" OTHER16 "> 030f" },
    { OTAML_ERR_MANIFEST, "digest not in a byte string", SHARED, INSTALL,
      "84 14a103822f5820" ABC_SHA256 "030f" },
    { OTAML_ERR_ALGORITHM, "SHA-384", SHARED, INSTALL, "84 14a103<82382a5820" ABC_SHA256 "> 030f" },
    { OTAML_ERR_MANIFEST, "half a command", SHARED, "87" SET_URI "150f 030f 03", NULL },
    { OTAML_ERR_MANIFEST, "an empty sequence", SHARED, "80", NULL },
    { OTAML_ERR_MANIFEST, "a map for a sequence", SHARED, "a1150f", NULL },
    { OTAML_ERR_MANIFEST, "try-each of nothing", "88" PARAMETERS "010f020f 0f80", INSTALL, NULL },
    { OTAML_ERR_MANIFEST, "an alternative that is no byte string",
      "88" PARAMETERS "010f020f 0f8201f6", INSTALL, NULL },
    { OTAML_ERR_MANIFEST, "run-sequence of an array", SHARED, "82 1820" INSTALL, NULL },

    { OTAML_ERR_IMAGE_SIZE, "size 4 for 3 bytes", SHARED, "86 14a20e0415" MODEL_URI "150f030f",
      NULL },
    { OTAML_ERR_IMAGE_SIZE, "size 0", SHARED, "86 14a20e0015" MODEL_URI "150f030f", NULL },
    { OTAML_ERR_IMAGE_SIZE, "size 2^32 + 3", SHARED,
      "86 14a20e1b000000010000000315" MODEL_URI "150f030f", NULL },
    { OTAML_ERR_ENVELOPE, "a payload that is not here", SHARED,
      "86 14a11566236d6f64656d"
      "150f 030f",
      NULL },
    { OTAML_ERR_ENVELOPE, "a payload that nobody asks for", SHARED,
      "86 14a115" HTTP_URI "150f 030f", NULL },

    { OTAML_ERR_CBOR, "bytes after the sequence", SHARED, INSTALL "00", NULL },
    { OTAML_ERR_CBOR, "a sequence that is cut", SHARED, "86" SET_URI "150f 03", NULL },
    { OTAML_ERR_CBOR, "bytes after nil", "88" PARAMETERS "010f020f 0f82f6f6", INSTALL, NULL },
    { OTAML_ERR_CBOR, "parameters out of order", SHARED, "86 14a215" MODEL_URI "0e03150f030f",
      NULL },
    { OTAML_ERR_CBOR, "a command in two bytes", SHARED, "86" SET_URI "1815 0f 030f", NULL },
};

static struct signer signer;

static void command_sequences(void **state)
{
    struct otaml_suit_policy policy;
    struct otaml_suit_package package;
    struct maker envelope;
    unsigned failed = 0;

    (void)state;
    make_policy(&policy, &signer);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const struct sequences *c = &cases[i];
        make_package(&envelope, &signer, c->shared, c->install, c->validate);
        const int err = otaml_suit_verify(&policy, envelope.bytes, envelope.size, &package);
        if (err != c->expected) {
            print_error("%s: %s, expected %s\n", c->what, otaml_err_name(err),
                        otaml_err_name(c->expected));
            failed++;
        }
    }
    assert_int_equal(failed, 0);
    print_message("%zu command sequences\n", sizeof(cases) / sizeof(cases[0]));
}

/* The last parameters before a command count, and what the package says is what was run. */
static void outcome_of_try_each(void **state)
{
    struct otaml_suit_policy policy;
    struct otaml_suit_package package;
    struct maker envelope;
    uint8_t expected[32];

    (void)state;
    make_policy(&policy, &signer);
    make_package(&envelope, &signer,
                 "86 14a10150" VENDOR "010f 0f82"
                 "<86 14a1 0250" OTHER16 "020f 14a2 03<822f5820" OTHER16 OTHER16 "> 0e02>"
                 "<86 14a1 0250" CLASS "020f 14a2" DIGEST "0e03>",
                 INSTALL, VALIDATE);
    assert_int_equal(otaml_suit_verify(&policy, envelope.bytes, envelope.size, &package), OTAML_OK);
    assert_int_equal(package.image_size, 3);
    (void)from_hex(ABC_SHA256, expected, 32);
    assert_memory_equal(package.image_sha256, expected, 32);
    (void)from_hex(CLASS, expected, 32);
    assert_memory_equal(package.class_id, expected, 16);
    assert_string_equal(package.name, "digits");
    assert_string_equal(package.version, "");
    assert_true(package.sequence == 5);

    /* To a tool that accepts any device the first alternative is as good; its digest is not
     * that of the payload, nor its size. */
    policy.any_device = true;
    assert_int_equal(otaml_suit_verify(&policy, envelope.bytes, envelope.size, &package),
                     OTAML_ERR_IMAGE_SIZE);
}

#define M_COMMON  "03<a2 02" COMPONENTS "04<" SHARED ">>"
#define M_INSTALL "14<" INSTALL ">"
#define NAMED(id) "a4 0101 0205 03<a2 02" id "04<" SHARED ">>" M_INSTALL
#define TEN       "61626364656667686970"
#define TEXT(v)                                                                                    \
    "a5 0101 0205" M_COMMON M_INSTALL "17<a162656ea1 82456d6f64656c46646967697473 " v ">"

struct manifest {
    int expected;
    const char *what, *bytes;
};

static const struct manifest manifests[] = {
    { OTAML_OK, "the least", "a4 0101 0205" M_COMMON M_INSTALL },
    { OTAML_OK, "with reference URI, load and invoke",
      "a7 0101 0205" M_COMMON "046161 08<820c00> 09<82170f>" M_INSTALL },
    { OTAML_OK, "payload-fetch", "a4 0101 0205" M_COMMON "10<" INSTALL ">" },
    { OTAML_OK, "CoSWID is passed over", "a5 0101 0205" M_COMMON "0e41a0" M_INSTALL },
    { OTAML_OK, "name of 39 bytes",
      NAMED("81 82 456d6f64656c 5827" TEN TEN TEN "616263646566676869") },
    { OTAML_OK, "text severed and absent",
      "a5 0101 0205" M_COMMON M_INSTALL "17822f5820" ABC_SHA256 },
    { OTAML_OK, "a version that cannot be printed", TEXT("a1066107") },
    { OTAML_ERR_UNSUPPORTED, "manifest version 2", "a4 0102 0205" M_COMMON M_INSTALL },
    { OTAML_ERR_UNSUPPORTED, "manifest component id",
      "a5 0101 0205" M_COMMON "058141aa" M_INSTALL },
    { OTAML_ERR_UNSUPPORTED, "set version", "a5 0101 0205" M_COMMON "068101" M_INSTALL },
    { OTAML_ERR_UNSUPPORTED, "uninstall", "a5 0101 0205" M_COMMON M_INSTALL "1818<820e0f>" },
    { OTAML_ERR_UNSUPPORTED, "a private element", "a5 0101 0205" M_COMMON M_INSTALL "2000" },
    { OTAML_ERR_UNSUPPORTED, "dependencies",
      "a4 0101 0205 03<a3 01a0 02" COMPONENTS "04<" SHARED ">>" M_INSTALL },
    { OTAML_ERR_MANIFEST, "no sequence number", "a3 0101" M_COMMON M_INSTALL },
    { OTAML_ERR_MANIFEST, "no common", "a3 0101 0205" M_INSTALL },
    { OTAML_ERR_MANIFEST, "no components", "a4 0101 0205 03<a1 04<" SHARED ">>" M_INSTALL },
    { OTAML_ERR_MANIFEST, "components empty", NAMED("80") },
    { OTAML_ERR_MANIFEST, "no shared sequence", "a4 0101 0205 03<a1 02" COMPONENTS ">" M_INSTALL },
    { OTAML_ERR_MANIFEST, "no install", "a3 0101 0205" M_COMMON },
    { OTAML_ERR_MANIFEST, "sequence number as text", "a4 0101 026135" M_COMMON M_INSTALL },
    { OTAML_ERR_MANIFEST, "an array for a manifest", "80" },
    { OTAML_ERR_MANIFEST, "negative sequence number", "a4 0101 0224" M_COMMON M_INSTALL },
    { OTAML_ERR_COMPONENT, "two components",
      NAMED("82 82 456d6f64656c 46646967697473 82 456d6f64656c 46646967697474") },
    { OTAML_ERR_COMPONENT, "another kind", NAMED("81 82 456e6f64656c 46646967697473") },
    { OTAML_ERR_COMPONENT, "one segment", NAMED("81 81 456d6f64656c") },
    { OTAML_ERR_COMPONENT, "three segments", NAMED("81 83 456d6f64656c 46646967697473 4161") },
    { OTAML_ERR_COMPONENT, "segments as text", NAMED("81 82 656d6f64656c 66646967697473") },
    { OTAML_ERR_COMPONENT, "empty name", NAMED("81 82 456d6f64656c 40") },
    { OTAML_ERR_COMPONENT, "name of 40 bytes", NAMED("81 82 456d6f64656c 5828" TEN TEN TEN TEN) },
    { OTAML_ERR_COMPONENT, "name with /", NAMED("81 82 456d6f64656c 43612f62") },
    { OTAML_ERR_COMPONENT, "name with a blank", NAMED("81 82 456d6f64656c 43612062") },
    { OTAML_ERR_COMPONENT, "name with a NUL", NAMED("81 82 456d6f64656c 43610062") },
    { OTAML_ERR_COMPONENT, "name with DEL", NAMED("81 82 456d6f64656c 43617f62") },
    { OTAML_ERR_ENVELOPE, "install severed and absent",
      "a4 0101 0205" M_COMMON "14822f5820" ABC_SHA256 },
    { OTAML_ERR_CBOR, "bytes after the manifest", "a4 0101 0205" M_COMMON M_INSTALL "00" },
    { OTAML_ERR_CBOR, "bytes after common",
      "a4 0101 0205 03<a2 02" COMPONENTS "04<" SHARED "> 00>" M_INSTALL },
    { OTAML_ERR_CBOR, "keys out of order", "a4 0101 0205" M_INSTALL M_COMMON },
    { OTAML_ERR_CBOR, "an element twice", "a5 0101 0205 0205" M_COMMON M_INSTALL },
};

static void manifest_elements(void **state)
{
    struct otaml_suit_policy policy;
    struct otaml_suit_package package;
    struct maker manifest, auth, envelope;
    unsigned failed = 0;

    (void)state;
    make_policy(&policy, &signer);
    for (size_t i = 0; i < sizeof(manifests) / sizeof(manifests[0]); i++) {
        const struct manifest *c = &manifests[i];
        manifest.size = from_hex(c->bytes, manifest.bytes, sizeof(manifest.bytes));
        make_authentication(&auth, &manifest, &signer);
        make_envelope(&envelope, &auth, &manifest, 3, ABC_PAYLOAD);
        const int err = otaml_suit_verify(&policy, envelope.bytes, envelope.size, &package);
        if (err != c->expected) {
            print_error("%s: %s, expected %s\n", c->what, otaml_err_name(err),
                        otaml_err_name(c->expected));
            failed++;
        }
    }
    assert_int_equal(failed, 0);
    print_message("%zu manifests\n", sizeof(manifests) / sizeof(manifests[0]));
}

/* An install sequence that was moved out of the manifest is held to its digest. */
static void severed_install(void **state)
{
    struct otaml_suit_policy policy;
    struct otaml_suit_package package;
    struct maker manifest, auth, envelope;
    uint8_t member[256], sha[32];
    char hex[65], text[1024];
    uint32_t size;

    (void)state;
    make_policy(&policy, &signer);
    size = from_hex("<" INSTALL ">", member, sizeof(member));
    assert_int_equal(otaml_sha256(member, size, sha), OTAML_OK);
    for (int i = 0; i < 32; i++) {
        sprintf(hex + 2 * i, "%02x", sha[i]);
    }
    snprintf(text, sizeof(text), "a4 0101 0205" M_COMMON "14822f5820%s", hex);
    manifest.size = from_hex(text, manifest.bytes, sizeof(manifest.bytes));
    make_authentication(&auth, &manifest, &signer);

    make_envelope(&envelope, &auth, &manifest, 4, "14<" INSTALL ">" ABC_PAYLOAD);
    assert_int_equal(otaml_suit_verify(&policy, envelope.bytes, envelope.size, &package), OTAML_OK);
    make_envelope(&envelope, &auth, &manifest, 4, "14<84" SET_URI "150f>" ABC_PAYLOAD);
    assert_int_equal(otaml_suit_verify(&policy, envelope.bytes, envelope.size, &package),
                     OTAML_ERR_MANIFEST_DIGEST);
    /* A member that nothing in the manifest vouches for. */
    make_manifest(&manifest, SHARED, INSTALL, NULL);
    make_authentication(&auth, &manifest, &signer);
    make_envelope(&envelope, &auth, &manifest, 4, "17<a0>" ABC_PAYLOAD);
    assert_int_equal(otaml_suit_verify(&policy, envelope.bytes, envelope.size, &package),
                     OTAML_ERR_ENVELOPE);
}

static void version_text(void **state)
{
    struct otaml_suit_policy policy;
    struct otaml_suit_package package;
    struct maker manifest, auth, envelope;

    (void)state;
    make_policy(&policy, &signer);
    manifest.size = from_hex(TEXT("a2 016178 0663312e32"), manifest.bytes, sizeof(manifest.bytes));
    make_authentication(&auth, &manifest, &signer);
    make_envelope(&envelope, &auth, &manifest, 3, ABC_PAYLOAD);
    assert_int_equal(otaml_suit_verify(&policy, envelope.bytes, envelope.size, &package), OTAML_OK);
    assert_string_equal(package.version, "1.2");
}

static int set_up(void **state)
{
    (void)state;
    signer_rfc6979(&signer);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(command_sequences), cmocka_unit_test(outcome_of_try_each),
        cmocka_unit_test(manifest_elements), cmocka_unit_test(severed_install),
        cmocka_unit_test(version_text),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
