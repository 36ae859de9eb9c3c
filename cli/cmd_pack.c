/*
 * cmd_pack.c - otaml pack: make a signed package of a model.
 */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <otaml/sha256.h>
#include <otaml/suit.h>

#include "cli_key_priv.h"
#include "cli_priv.h"
#include "model_cli_priv.h"

static const char usage[] =
    "usage: otaml pack --key KEY.pem --vendor DOMAIN --class NAME [OPTIONS] MODEL.tflite -o OUT\n\n"
    "Make a package: a SUIT envelope, signed with KEY, that carries the model.\n\n"
    "  --key FILE       private P-256 key (PEM) to sign with\n"
    "  --vendor DOMAIN  the vendor of the devices, such as example.org\n"
    "  --class NAME     the class of devices that can run it, such as tflite-1: both are what\n"
    "                   the devices were built with, and any other device refuses the package\n"
    "  --name NAME      under which devices keep the model (default: the file's name)\n"
    "  --sequence N     devices refuse lower numbers than they have (default: UTC in seconds)\n"
    "  --version TEXT   for people, such as 1.4.0\n"
    "  -o, --output FILE\n";

int cmd_pack(int argc, char **argv);

enum { OPT_KEY = 256, OPT_VENDOR, OPT_CLASS, OPT_NAME, OPT_SEQUENCE, OPT_VERSION, OPT_HELP };

static const struct option options[] = { { "key", required_argument, NULL, OPT_KEY },
                                         { "vendor", required_argument, NULL, OPT_VENDOR },
                                         { "class", required_argument, NULL, OPT_CLASS },
                                         { "name", required_argument, NULL, OPT_NAME },
                                         { "sequence", required_argument, NULL, OPT_SEQUENCE },
                                         { "version", required_argument, NULL, OPT_VERSION },
                                         { "output", required_argument, NULL, 'o' },
                                         { "help", no_argument, NULL, OPT_HELP },
                                         { NULL, 0, NULL, 0 } };

struct arguments {
    const char *key, *vendor, *class_name, *name, *sequence, *version, *model, *output;
};

static void take_option(struct arguments *a, int option, const char *value)
{
    switch (option) {
    case OPT_KEY:
        a->key = value;
        break;
    case OPT_VENDOR:
        a->vendor = value;
        break;
    case OPT_CLASS:
        a->class_name = value;
        break;
    case OPT_NAME:
        a->name = value;
        break;
    case OPT_SEQUENCE:
        a->sequence = value;
        break;
    case OPT_VERSION:
        a->version = value;
        break;
    default:
        a->output = value;
    }
}

static int complain(const char *complaint)
{
    (void)cli_usage(usage, complaint);
    return CLI_USAGE;
}

/* CLI_DONE to go on; CLI_USAGE after a message. */
static int parse(int argc, char **argv, struct arguments *a, bool *help)
{
    int option;

    memset(a, 0, sizeof(*a));
    *help = false;
    while ((option = getopt_long(argc, argv, "o:", options, NULL)) != -1) {
        if (option == '?') {
            return complain(NULL);
        }
        if (option == OPT_HELP) {
            *help = true;
            return CLI_DONE;
        }
        take_option(a, option, optarg);
    }
    if (argc - optind != 1) {
        return complain("name one model");
    }
    a->model = argv[optind];
    if (!a->key || !a->vendor || !a->class_name || !a->output) {
        return complain("--key, --vendor, --class and -o are needed");
    }
    if (!a->vendor[0] || !a->class_name[0]) {
        return complain("--vendor and --class must not be empty");
    }
    return CLI_DONE;
}

/* The file's name without folders and without .tflite; to be freed. */
static char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *base = slash ? slash + 1 : path;
    size_t length = strlen(base);
    char *name = cli_alloc(length + 1);

    memcpy(name, base, length + 1);
    if (length > 7 && !strcmp(name + length - 7, ".tflite")) {
        name[length - 7] = '\0';
    }
    return name;
}

static bool parse_sequence(const char *text, uint64_t *sequence)
{
    char *end;

    if (!text) {
        *sequence = (uint64_t)time(NULL);
        return true;
    }
    errno = 0;
    *sequence = strtoull(text, &end, 10);
    return text[0] >= '0' && text[0] <= '9' && !*end && !errno;
}

/* Fill in what the arguments say; a message and false where they do not do. */
static bool fill_recipe(const struct arguments *a, const char *name, const uint8_t *model,
                        size_t size, struct otaml_suit_recipe *recipe)
{
    if (size > UINT32_MAX - OTAML_SUIT_HEAD_MAX) {
        cli_fail("%s is too large: a package is at most 4 GB", a->model);
        return false;
    }
    memset(recipe, 0, sizeof(*recipe));
    recipe->name = name;
    recipe->version = a->version;
    if (!parse_sequence(a->sequence, &recipe->sequence)) {
        cli_fail("--sequence %s is not a number from 0 to 18446744073709551615", a->sequence);
        return false;
    }
    recipe->image_size = (uint32_t)size;
    if (otaml_sha256(model, size, recipe->image_sha256)
        || otaml_suit_vendor_id(a->vendor, recipe->vendor_id)
        || otaml_suit_class_id(recipe->vendor_id, a->class_name, recipe->class_id)) {
        cli_fail("%s", otaml_err_text(OTAML_ERR_CRYPTO));
        return false;
    }
    return true;
}

/* Refuse what no device could open; of what this build lacks only warn: theirs may have it. */
static bool check_model(const struct cli_model *m)
{
    char trouble[CLI_TROUBLE_MAX];
    const struct cli_infer_options standard = { 0, 0, 0 };
    uint32_t arena_bytes;
    const int err = cli_infer_check(m, &standard, &arena_bytes, trouble);

    if (err == OTAML_ERR_MODEL_BOUNDS || err == OTAML_ERR_MODEL_FORMAT) {
        cli_fail("%s: %s; the file is damaged, fetch or convert it again", m->path, trouble);
        return false;
    }
    if (err) {
        fprintf(stderr, "otaml pack: warning: this build cannot run %s: %s\n", m->path, trouble);
    }
    return true;
}

static int pack(const struct arguments *a, const char *name, struct cli_signer *signer,
                const uint8_t *model, size_t size)
{
    struct otaml_suit_recipe recipe;
    uint8_t *file;
    uint32_t head;
    int err, status = CLI_FAILED;

    if (!fill_recipe(a, name, model, size, &recipe)) {
        return CLI_FAILED;
    }
    file = cli_alloc(OTAML_SUIT_HEAD_MAX + size);
    err = otaml_suit_encode(&recipe, cli_signer_sign, signer, file, OTAML_SUIT_HEAD_MAX, &head);
    if (err == OTAML_ERR_ARG) {
        cli_fail("name '%s' or version '%s' does not do: 1 to %u printable characters without "
                 "space or / in a name, 1 to %u in a version",
                 name, a->version ? a->version : "", OTAML_SUIT_NAME_MAX, OTAML_SUIT_VERSION_MAX);
    } else if (err) {
        cli_fail("cannot sign %s: %s", a->model, otaml_err_text(err));
    } else {
        memcpy(file + head, model, size);
        if (cli_write_file(a->output, file, head + size)) {
            printf("%s: model %s, sequence %" PRIu64 ", %zu bytes (head %u, model %zu)\n",
                   a->output, name, recipe.sequence, head + size, head, size);
            status = CLI_DONE;
        }
    }
    free(file);
    return status;
}

int cmd_pack(int argc, char **argv)
{
    struct arguments a;
    struct cli_signer *signer;
    struct cli_model model;
    char *name;
    bool help;
    int status = parse(argc, argv, &a, &help);

    if (status) {
        return status;
    }
    if (help) {
        fputs(usage, stdout);
        return CLI_DONE;
    }
    signer = cli_signer_open(a.key);
    if (!signer) {
        return CLI_FAILED;
    }
    status = CLI_FAILED;
    if (cli_model_open(&model, a.model, CLI_IN_PLACE)) {
        if (check_model(&model)) {
            name = a.name ? NULL : base_name(a.model);
            status = pack(&a, a.name ? a.name : name, signer, model.data, model.size);
            free(name);
        }
        cli_model_close(&model);
    }
    cli_signer_close(signer);
    return status;
}
