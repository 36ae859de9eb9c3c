/*
 * test_cli.c - commands with their expected status, standard output and standard error.
 */
#include <fixture.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* The expected text may end with '*': then it is the beginning. */
struct cli_case {
    const char *command;
    int status;
    const char *out, *err;
};

#define DEVICE "otaml device --server https://localhost:1 --ca ca --vendor v --key k.pub.pem "

/* In a folder with an empty `ca`, keys k, a token, and the memory units `unit`, empty, and `big`.
 */
static const char preparation[] = "otaml keygen k >log && : >ca && : >unit && : >none.suit"
                                  " && echo secret >token && head -c 300000 /dev/zero >big";

static const struct cli_case cases[] = {
    { "otaml", 2, "", "usage: otaml COMMAND*" },
    { "otaml help", 0, "usage: otaml COMMAND [ARGUMENTS]\n\n  inspect *", "" },
    { "otaml --help", 0, "usage: otaml COMMAND*", "" },
    { "otaml nothing", 2, "", "otaml: no command 'nothing'; `otaml help` lists them\n" },
    { "otaml help >&-", 1, "", "otaml: cannot write to standard output: Bad file descriptor\n" },

    { "otaml inspect --help", 0, "usage: otaml inspect*", "" },
    { "otaml run --help", 0, "usage: otaml run*", "" },
    { "otaml bench --help", 0, "usage: otaml bench*", "" },
    { "otaml ops --help", 0, "usage: otaml ops*", "" },
    { "otaml keygen --help", 0, "usage: otaml keygen*", "" },
    { "otaml pack --help", 0, "usage: otaml pack*", "" },
    { "otaml verify --help", 0, "usage: otaml verify*", "" },
    { "otaml publish --help", 0, "usage: otaml publish*", "" },
    { "otaml assign --help", 0, "usage: otaml assign*", "" },
    { "otaml status --help", 0, "usage: otaml status*", "" },
    { "otaml device --help", 0, "usage: otaml device*", "" },
    { "otaml publish --json --help", 0, "usage: otaml publish*", "" },
    { "otaml assign --all --help", 0, "usage: otaml assign*", "" },
    { "otaml status --json --help", 0, "usage: otaml status*", "" },

    { "otaml inspect", 2, "", "otaml inspect: one MODEL is needed\nusage: otaml inspect*" },
    { "otaml inspect --x m", 2, "", "otaml inspect: unrecognized option '--x'\nusage: *" },
    { "otaml inspect none", 1, "", "otaml inspect: cannot read none: No such file or directory\n" },
    { "otaml inspect ca", 1, "", "otaml inspect: ca: not a TensorFlow Lite model\n" },
    { "otaml run m", 2, "", "otaml run: MODEL, --input and --output are needed\nusage: *" },
    { "otaml run m --arena x", 2, "",
      "otaml run: --arena takes a number of bytes, such as 64K\n*" },
    { "otaml run m --input", 2, "", "otaml run: option '--input' requires an argument\nusage: *" },
    { "otaml bench", 2, "", "otaml bench: at least one MODEL is needed\nusage: *" },
    { "otaml bench ca --seconds 0", 2, "",
      "otaml bench: --seconds takes a number above 0, at most 3600\nusage: *" },
    { "otaml bench ca --way fast", 2, "",
      "otaml bench: --way takes inplace, load or stream\nusage: *" },
    { "otaml bench ca", 1, "", "otaml bench: ca: not a TensorFlow Lite model\n" },
    { "otaml bench none --json", 1, "[]\n",
      "otaml bench: cannot read none: No such file or directory\n" },
    { "otaml ops", 0, "ADD                          INT8 INT16 INT32 FLOAT32\n*", "" },
    { "otaml ops --json", 0, "[\n  {\n    \"name\": \"ADD\",\n    \"code\": 0,\n*", "" },
    { "otaml ops x", 2, "", "otaml ops: takes no arguments beside options\nusage: *" },
    { "otaml keygen", 2, "", "usage: otaml keygen*" },
    { "otaml keygen k", 1, "", "otaml keygen: k.pub.pem exists already; choose another name\n" },
    { "otaml pack", 2, "", "otaml pack: name one model\nusage: *" },
    { "otaml pack m", 2, "", "otaml pack: --key, --vendor, --class and -o are needed\nusage: *" },
    { "otaml pack --key none --vendor v --class c -o p m", 1, "",
      "otaml pack: cannot read none: No such file or directory\n" },
    { "otaml pack --key k.pem --vendor v --class c -o p ca", 1, "",
      "otaml pack: ca: not a TensorFlow Lite model\n" },
    { "otaml verify p", 2, "", "otaml verify: name a package and a --key\nusage: *" },
    { "otaml verify --key k.pub.pem none.suit", 1, "",
      "otaml verify: none.suit refused: not a SUIT envelope (ERR_ENVELOPE)\n" },

    { "otaml publish", 2, "", "otaml publish: which file?\nusage: *" },
    { "otaml publish a b", 2, "", "otaml publish: what is b?\nusage: *" },
    { "otaml publish --name", 2, "", "otaml publish: an option lacks its value\nusage: *" },
    { "otaml publish none.suit", 1, "",
      "otaml publish: none.suit refused: not a SUIT envelope (ERR_ENVELOPE)\n" },
    { "otaml publish --type other k.pem", 1, "", "otaml publish: *" },
    { "otaml assign --all", 2, "", "otaml assign: which package?\nusage: *" },
    { "otaml assign --package p", 2, "", "otaml assign: name the targets, or say --all\nusage: *" },
    { "otaml status --what", 2, "", "otaml status: what is --what?\nusage: *" },
    { "otaml status", 1, "", "otaml status: *" },
    { "otaml status --server https://localhost:1 --token-file token", 1, "", "otaml status: *" },

    { "otaml device", 2, "",
      "otaml device: --board, --server, --ca, --id, --key and --vendor are needed\nusage: *" },
    { DEVICE "--id d --board none", 2, "", "otaml device: no board 'none'; --help names them\n" },
    { DEVICE "--id d --board pico x", 2, "", "otaml device: takes no arguments beside options\n*" },
    { DEVICE "--id d/e --board pico", 2, "", "otaml device: --id takes 1 to 128 letters, *" },
    { DEVICE "--id d --board pico --rate x", 2, "", "otaml device: 'x' is not a number\n" },
    { DEVICE "--x", 2, "", "otaml device: unrecognized option '--x'\nusage: *" },
    { DEVICE "--key ca", 1, "", "otaml device: ca *" },
    { DEVICE "--answers none", 1, "", "otaml device: --answers none is not a folder\n" },
    { DEVICE "--token-file ca", 1, "", "otaml device: ca holds no token of at most 128 bytes\n" },
    { DEVICE "--id d --board pico --ca none", 1, "", "otaml device: cannot read none: *" },
    { DEVICE "--id d --board pico", 1, "", "otaml device: ca: *" },
    { DEVICE "--id d --board nano33 --media big", 1, "",
      "otaml device: cannot open the memory unit big: it is larger than this board's unit; "
      "is it another board's?\n" },
    { DEVICE "--id d --board nano33 --media .", 1, "",
      "otaml device: cannot open the memory unit .: Is a directory\n" },
    { "flock unit " DEVICE "--id d --board nano33 --media unit", 1, "",
      "otaml device: cannot open the memory unit unit: another process uses it; give each device a "
      "--media of its own\n" },
};

static char *slurp(const char *name)
{
    size_t size;
    uint8_t *text = fixture_read(fixture_path("%s/%s", fixture_scratch(), name), &size);

    text[size] = '\0';
    return (char *)text;
}

/* Run in the scratch folder, both outputs into files; the status. */
static int run(const char *command)
{
    const int status = system(
        fixture_path("cd %s && unset OTAML_SERVER OTAML_CA OTAML_TOKEN_FILE && PATH=.:$PATH && { %s"
                     "; } 2>err >out",
                     fixture_scratch(), command));

    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static bool fits(const char *text, const char *expected)
{
    const size_t size = strlen(expected);

    return size && expected[size - 1] == '*' ? !strncmp(text, expected, size - 1)
                                             : !strcmp(text, expected);
}

static void every_case(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const struct cli_case *c = &cases[i];
        const int status = run(c->command);
        char *out = slurp("out"), *err = slurp("err");

        if (status != c->status || !fits(out, c->out) || !fits(err, c->err)) {
            print_error("%s: status %d, expected %d\n", c->command, status, c->status);
            fail_msg("stdout: %s\nexpected: %s\nstderr: %s\nexpected: %s", out, c->out, err,
                     c->err);
        }
        free(out);
        free(err);
    }
}

static int set_up(void **state)
{
    char program[4096];

    (void)state;
    assert_non_null(realpath(fixture_path("%s/otaml", fixture_build_dir()), program));
    assert_int_equal(symlink(program, fixture_path("%s/otaml", fixture_scratch())), 0);
    setenv("LC_ALL", "C", 1);
    return run(preparation);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(every_case) };

    return cmocka_run_group_tests(tests, set_up, NULL);
}
