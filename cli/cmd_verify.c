/*
 * cmd_verify.c - otaml verify: judge a package as a device would, and say what it is.
 */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <otaml/suit.h>

#include "cli_key_priv.h"
#include "cli_priv.h"

static const char usage[] =
    "usage: otaml verify --key PUB.pem [OPTIONS] PACKAGE\n\n"
    "Judge a package with the code that devices use, and print what it is.\n\n"
    "  --key FILE                a trusted public key (PEM); may be given up to 8 times\n"
    "  --vendor D, --class C     be a device of this vendor and class (both or neither;\n"
    "                            without them any vendor and class is accepted)\n"
    "  --installed-sequence N    be a device that has sequence number N already\n"
    "  --json                    print one JSON object\n";

int cmd_verify(int argc, char **argv);

enum { OPT_KEY = 256, OPT_VENDOR, OPT_CLASS, OPT_INSTALLED, OPT_JSON, OPT_HELP, KEYS_MAX = 8 };

static const struct option options[] = { { "key", required_argument, NULL, OPT_KEY },
                                         { "vendor", required_argument, NULL, OPT_VENDOR },
                                         { "class", required_argument, NULL, OPT_CLASS },
                                         { "installed-sequence", required_argument, NULL,
                                           OPT_INSTALLED },
                                         { "json", no_argument, NULL, OPT_JSON },
                                         { "help", no_argument, NULL, OPT_HELP },
                                         { NULL, 0, NULL, 0 } };

struct request {
    struct otaml_suit_policy policy;
    struct otaml_p256_key keys[KEYS_MAX];
    const char *key_paths[KEYS_MAX];
    uint32_t key_count;
    const char *vendor, *class_name, *installed, *path;
    uint64_t installed_sequence;
    bool json, help;
};

static int installed(void *ctx, const char *name, uint64_t *sequence)
{
    const struct request *q = ctx;

    (void)name;
    if (!q->installed) {
        return OTAML_ERR_NOT_FOUND;
    }
    *sequence = q->installed_sequence;
    return OTAML_OK;
}

static int parse_options(int argc, char **argv, struct request *q)
{
    int option;

    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        switch (option) {
        case OPT_KEY:
            if (q->key_count == KEYS_MAX) {
                return cli_usage(usage, "too many keys");
            }
            q->key_paths[q->key_count++] = optarg;
            break;
        case OPT_VENDOR:
            q->vendor = optarg;
            break;
        case OPT_CLASS:
            q->class_name = optarg;
            break;
        case OPT_INSTALLED:
            q->installed = optarg;
            break;
        case OPT_JSON:
            q->json = true;
            break;
        case OPT_HELP:
            q->help = true;
            return CLI_DONE;
        default:
            return cli_usage(usage, NULL);
        }
    }
    return CLI_DONE;
}

static int check_arguments(int argc, char **argv, struct request *q)
{
    char *end;

    if (argc - optind != 1 || q->key_count == 0) {
        return cli_usage(usage, "name a package and a --key");
    }
    q->path = argv[optind];
    if (!q->vendor != !q->class_name) {
        return cli_usage(usage, "--vendor and --class go together");
    }
    if (q->installed) {
        errno = 0;
        q->installed_sequence = strtoull(q->installed, &end, 10);
        if (q->installed[0] < '0' || q->installed[0] > '9' || *end || errno) {
            return cli_usage(usage, "--installed-sequence is not a number");
        }
    }
    return CLI_DONE;
}

static bool fill_policy(struct request *q)
{
    struct otaml_suit_policy *p = &q->policy;

    for (uint32_t i = 0; i < q->key_count; i++) {
        if (!cli_public_key_read(q->key_paths[i], &q->keys[i])) {
            return false;
        }
    }
    p->keys = q->keys;
    p->key_count = q->key_count;
    p->any_device = !q->vendor;
    p->installed = installed;
    p->ctx = q;
    if (q->vendor
        && (otaml_suit_vendor_id(q->vendor, p->vendor_id)
            || otaml_suit_class_id(p->vendor_id, q->class_name, p->class_id))) {
        cli_fail("%s", otaml_err_text(OTAML_ERR_CRYPTO));
        return false;
    }
    return true;
}

static void format_uuid(const uint8_t id[16], char out[37])
{
    char hex[33];

    cli_hex(id, 16, hex);
    sprintf(out, "%.8s-%.4s-%.4s-%.4s-%.12s", hex, hex + 8, hex + 12, hex + 16, hex + 20);
}

/* Everything that is printed is ASCII, but a quote or backslash may be in it. */
static void print_json_text(const char *text, size_t size)
{
    putchar('"');
    for (size_t i = 0; i < size; i++) {
        const unsigned char c = (unsigned char)text[i];
        if (c == '"' || c == '\\') {
            printf("\\%c", c);
        } else if (c < 0x20 || c > 0x7e) {
            printf("\\u%04x", c);
        } else {
            putchar(c);
        }
    }
    putchar('"');
}

static void print_package(const struct otaml_suit_package *p, const uint8_t *file, bool json)
{
    char digest[65], vendor[37], class_id[37];

    cli_hex(p->image_sha256, 32, digest);
    format_uuid(p->vendor_id, vendor);
    format_uuid(p->class_id, class_id);
    if (!json) {
        printf("name      %s\nsequence  %" PRIu64 "\n", p->name, p->sequence);
        printf("version   %s\n", p->version[0] ? p->version : "-");
        printf("vendor    %s\nclass     %s\n", vendor, class_id);
        printf("size      %" PRIu32 "\nsha256    %s\n", p->image_size, digest);
        if (p->uri_size > 0) {
            printf("payload   ");
            print_json_text((const char *)file + p->uri_at, p->uri_size);
            putchar('\n');
        } else {
            printf("payload   at byte %" PRIu32 "\n", p->payload_at);
        }
        return;
    }
    printf("{\"name\": ");
    print_json_text(p->name, strlen(p->name));
    printf(", \"sequence\": %" PRIu64 ", \"version\": ", p->sequence);
    print_json_text(p->version, strlen(p->version));
    printf(", \"vendor_id\": \"%s\", \"class_id\": \"%s\"", vendor, class_id);
    printf(", \"size\": %" PRIu32 ", \"sha256\": \"%s\"", p->image_size, digest);
    if (p->uri_size > 0) {
        printf(", \"uri\": ");
        print_json_text((const char *)file + p->uri_at, p->uri_size);
    } else {
        printf(", \"payload_at\": %" PRIu32, p->payload_at);
    }
    printf("}\n");
}

int cmd_verify(int argc, char **argv)
{
    struct otaml_suit_package package;
    struct request q;
    uint8_t *file;
    size_t size;
    int err, status;

    memset(&q, 0, sizeof(q));
    status = parse_options(argc, argv, &q);
    if (q.help) {
        fputs(usage, stdout);
        return CLI_DONE;
    }
    status = status ? status : check_arguments(argc, argv, &q);
    if (status) {
        return status;
    }
    file = fill_policy(&q) ? cli_read_file(q.path, &size) : NULL;
    if (!file) {
        return CLI_FAILED;
    }
    err = size > UINT32_MAX ? OTAML_ERR_IMAGE_SIZE
                            : otaml_suit_verify(&q.policy, file, (uint32_t)size, &package);
    if (err) {
        status = cli_fail("%s refused: %s (%s)", q.path, otaml_err_text(err), otaml_err_name(err));
    } else {
        print_package(&package, file, q.json);
    }
    free(file);
    return status;
}
