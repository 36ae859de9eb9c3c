/*
 * test_trust_cli.c - otaml keygen, pack and verify as a user meets them: files, messages, status.
 */
#include <fixture.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char output[4096]; /* of the last command: stdout and stderr */

/* Run a shell command line in the scratch folder with `otaml` for the program; its status. */
static int run(const char *command)
{
    char line[2048];
    FILE *p;
    size_t n;
    int status;

    snprintf(line, sizeof(line), "cd %s && otaml() { %s/otaml \"$@\"; } && { %s; } 2>&1",
             fixture_scratch(), fixture_build_dir(), command);
    p = popen(line, "r");
    assert_non_null(p);
    n = fread(output, 1, sizeof(output) - 1, p);
    output[n] = '\0';
    status = pclose(p);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void expect(int status, const char *command, const char *text)
{
    const int got = run(command);
    if (got != status || !strstr(output, text)) {
        fail_msg("%s\nstatus %d, expected %d; output:\n%s\nexpected in it: %s", command, got,
                 status, output, text);
    }
}

#define PACK "otaml pack --key k.pem --vendor example.org --class tflite-1 "

/* A model and the keys. */
static int set_up(void **state)
{
    (void)state;
    return run(fixture_path("cp %s/models/digits/digits_v1.tflite digits.tflite && otaml keygen k"
                            " && otaml keygen other && " PACK
                            "--sequence 7 --version 1.2 digits.tflite -o p",
                            fixture_source_dir()));
}

static void keygen_makes_a_pair_once(void **state)
{
    struct stat st;

    (void)state;
    assert_int_equal(stat(fixture_path("%s/k.pem", fixture_scratch()), &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    expect(0, "openssl pkey -in k.pem -check -noout", "Key is valid");
    expect(0, "openssl pkey -in k.pem -pubout | cmp - k.pub.pem", "");
    expect(0, "openssl pkey -in k.pem -text -noout", "prime256v1");
    expect(0, "cp k.pem before.pem", "");
    expect(1, "otaml keygen k", "exists already");
    expect(0, "cmp k.pem before.pem", "");
    expect(0, "cp k.pub.pem half.pub.pem", "");
    expect(1, "otaml keygen half", "half.pub.pem exists already");
    expect(1, "test -e half.pem", "");
    expect(1, "otaml keygen nowhere/k", "No such file");
    expect(2, "otaml keygen", "usage:");
    expect(2, "otaml keygen a b", "usage:");
    expect(0, "otaml keygen --help", "usage:");
}

static void pack_and_verify(void **state)
{
    (void)state;
    expect(0, "otaml verify --key k.pub.pem p", "name      digits\nsequence  7\nversion   1.2\n");
    expect(0, "otaml verify --key k.pub.pem --vendor example.org --class tflite-1 p", "digits");
    expect(0, "otaml verify --key other.pub.pem --key k.pub.pem p", "digits");
    expect(0, "otaml verify --key k.pub.pem --installed-sequence 7 p", "digits");
    expect(0,
           "test $(otaml verify --key k.pub.pem --json p | jq -r .sha256) = "
           "$(sha256sum digits.tflite | cut -c-64)",
           "");
    expect(0,
           "otaml verify --key k.pub.pem --json p | jq -e '.name == \"digits\" and .sequence == 7"
           " and .version == \"1.2\" and (.size > 10000) and .payload_at > 200'",
           "true");
    expect(0,
           "tail -c +$(($(otaml verify --key k.pub.pem --json p | jq .payload_at) + 1)) p"
           " | cmp - digits.tflite",
           "");
}

/* The same key signs the same package to the same bytes; UTC seconds are the default. */
static void pack_is_reproducible(void **state)
{
    (void)state;
    expect(0, PACK "--sequence 7 --version 1.2 digits.tflite --output q && cmp p q", "");
    expect(
        0,
        "a=$(date +%s) && " PACK "--name other digits.tflite -o q && b=$(date +%s) && "
        "s=$(otaml verify --key k.pub.pem --json q | jq .sequence) && test $a -le $s -a $s -le $b",
        "model other");
}

static void verify_names_each_refusal(void **state)
{
    (void)state;
    expect(1, "otaml verify --key other.pub.pem p", "ERR_SIGNATURE");
    expect(1, "otaml verify --key k.pub.pem --vendor example.com --class tflite-1 p", "ERR_VENDOR");
    expect(1, "otaml verify --key k.pub.pem --vendor example.org --class tflite-2 p", "ERR_CLASS");
    expect(1, "otaml verify --key k.pub.pem --installed-sequence 8 p", "ERR_SEQUENCE");
    expect(1, "head -c -1 p > q; otaml verify --key k.pub.pem q", "ERR_IMAGE_SIZE");
    expect(1, "(cat p; printf x) > q; otaml verify --key k.pub.pem q", "ERR_IMAGE_SIZE");
    expect(1, "(head -c -1 p; printf X) > q; otaml verify --key k.pub.pem q", "ERR_IMAGE_DIGEST");
    expect(1, "head -c 100 p > q; otaml verify --key k.pub.pem q", "ERR_ENVELOPE");
    expect(1, "sed s/digits/digitz/ p > q; otaml verify --key k.pub.pem q", "ERR_MANIFEST_DIGEST");
    expect(1, "otaml verify --key k.pub.pem digits.tflite", "ERR_ENVELOPE");
    expect(1, ": > q; otaml verify --key k.pub.pem q", "ERR_ENVELOPE");
}

static void wrong_usage(void **state)
{
    (void)state;
    expect(2, "otaml verify p", "usage:");
    expect(2, "otaml verify --key k.pub.pem", "usage:");
    expect(2, "otaml verify --key k.pub.pem --vendor x p", "go together");
    expect(2, "otaml verify --key k.pub.pem --installed-sequence 1x p", "not a number");
    expect(2, "otaml verify --frobnicate p", "usage:");
    expect(2, "otaml pack digits.tflite", "usage:");
    expect(2, PACK "-o q", "name one model");
    expect(2, "otaml pack --key k.pem --vendor '' --class c -o q digits.tflite", "not be empty");
    expect(0, "otaml pack --help", "--sequence");
    expect(0, "otaml verify --help", "--installed-sequence");
    expect(0, "otaml help", "keygen");
}

static void what_cannot_be_done(void **state)
{
    (void)state;
    expect(1, "otaml verify --key k.pem p", "holds no public key");
    expect(1, "otaml verify --key nokey p", "cannot read nokey");
    expect(1, "otaml verify --key k.pub.pem nofile", "cannot read nofile");
    expect(1, "otaml pack --key k.pub.pem --vendor v --class c -o q digits.tflite",
           "holds no private key");
    expect(1, PACK "-o q nomodel", "cannot read nomodel");
    expect(1, PACK "-o q k.pem", "not a TensorFlow Lite model");
    expect(1, "head -c 5000 digits.tflite > cut.tflite; " PACK "-o q cut.tflite", "cut.tflite: ");
    expect(1, "test -e q.suit", "");
    expect(1, PACK "--sequence -1 -o q digits.tflite", "not a number");
    expect(1, PACK "--sequence 18446744073709551616 -o q digits.tflite", "not a number");
    expect(1, PACK "--name 'a b' -o q digits.tflite", "does not do");
    expect(1, PACK "-o nowhere/q digits.tflite", "cannot write nowhere/q");
    expect(0,
           "openssl ecparam -name secp256k1 -genkey -noout -out k1.pem 2>&1 &&"
           " openssl ecparam -name secp384r1 -genkey -noout -out k3.pem 2>&1 &&"
           " openssl pkey -in k1.pem -pubout -out k1.pub.pem &&"
           " openssl pkey -in k.pem -aes128 -passout pass:secret -out kp.pem",
           "");
    expect(1, "otaml pack --key k1.pem --vendor v --class c -o q digits.tflite", "not a P-256 key");
    expect(1, "otaml pack --key k3.pem --vendor v --class c -o q digits.tflite", "not a P-256 key");
    expect(1, "otaml verify --key k1.pub.pem p", "not a P-256 key");
    expect(1, "otaml pack --key kp.pem --vendor v --class c -o q digits.tflite", "is encrypted");
}

/* Keys that OpenSSL made, in both private formats, sign packages like our own. */
static void keys_of_openssl(void **state)
{
    (void)state;
    expect(0,
           "openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out o8.pem &&"
           " openssl ec -in o8.pem -out o1.pem 2>/dev/null &&"
           " openssl pkey -in o8.pem -pubout -out o.pub.pem && grep -h BEGIN o8.pem o1.pem",
           "-----BEGIN PRIVATE KEY-----\n-----BEGIN EC PRIVATE KEY-----");
    expect(0,
           "for k in o8 o1; do otaml pack --key $k.pem --vendor v --class c --sequence 1"
           " -o $k.suit digits.tflite || exit 1; done; cmp o8.suit o1.suit",
           "");
    expect(0, "otaml verify --key o.pub.pem o8.suit", "digits");
}

static void a_model_of_24_mb(void **state)
{
    (void)state;
    expect(0,
           "cp digits.tflite big.tflite && truncate -s 24000000 big.tflite && " PACK
           "-o big.suit big.tflite && otaml verify --key k.pub.pem big.suit",
           "size      24000000");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keygen_makes_a_pair_once),
        cmocka_unit_test(pack_and_verify),
        cmocka_unit_test(pack_is_reproducible),
        cmocka_unit_test(verify_names_each_refusal),
        cmocka_unit_test(wrong_usage),
        cmocka_unit_test(what_cannot_be_done),
        cmocka_unit_test(keys_of_openssl),
        cmocka_unit_test(a_model_of_24_mb),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
