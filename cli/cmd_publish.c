/*
 * cmd_publish.c - otaml publish: put a package on the server.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <otaml/sha256.h>
#include <otaml/suit.h>

#include "api_client.h"
#include "cli_key_priv.h"
#include "cli_priv.h"

int cmd_publish(int argc, char **argv);

static const char usage[] =
    "usage: otaml publish [OPTIONS] FILE.suit\n"
    "\n"
    "Upload a package and make it known under a name and version. Doing it again is harmless.\n"
    "\n"
    "  --key PUB.pem      verify the package, and take name and version from it; without it\n"
    "                     only its shape is judged\n"
    "  --name NAME        default: the package's, or the file's name without its ending\n"
    "  --version VERSION  default: the package's, or its sequence number, or the first twelve\n"
    "                     digits of the file's SHA-256\n"
    "  --type TYPE        default: model, which must be a package of otaml pack\n"
    "  --json             print the package as the server tells it\n" API_OPTIONS_USAGE;

struct publish {
    struct api_options api;
    const char *key, *name, *version, *type, *file;
    bool json;
    char default_name[129], default_version[32], sha256[65];
};

static int parse(int argc, char **argv, struct publish *p)
{
    api_options_init(&p->api);
    p->type = "model";
    for (int i = 1; i < argc; i++) {
        int taken = api_options_take(argc, argv, &i, &p->api);
        taken = taken ? taken : api_option_value(argc, argv, &i, "--key", &p->key);
        taken = taken ? taken : api_option_value(argc, argv, &i, "--name", &p->name);
        taken = taken ? taken : api_option_value(argc, argv, &i, "--version", &p->version);
        taken = taken ? taken : api_option_value(argc, argv, &i, "--type", &p->type);
        if (taken < 0) {
            return cli_usage(usage, "an option lacks its value");
        }
        if (taken) {
            continue;
        }
        if (!strcmp(argv[i], "--json")) {
            p->json = true;
        } else if (argv[i][0] == '-' || p->file) {
            return cli_usage(usage, api_unknown(argv[i]));
        } else {
            p->file = argv[i];
        }
    }
    return p->file ? CLI_DONE : cli_usage(usage, "which file?");
}

static int never_installed(void *ctx, const char *name, uint64_t *sequence)
{
    (void)ctx;
    (void)name;
    (void)sequence;
    return OTAML_ERR_NOT_FOUND;
}

/*
 * Judge the file as any device would. Without --key nobody is trusted: the key is then the
 * curve's own generator, with which no one signs, and a file that fails by nothing but its
 * signature begins as packages do. Its payload is not looked at then.
 */
static bool judge(struct publish *p, const uint8_t *file, size_t size,
                  struct otaml_suit_package *package)
{
    static const struct otaml_p256_key generator = {
        { 0x04, 0x6b, 0x17, 0xd1, 0xf2, 0xe1, 0x2c, 0x42, 0x47, 0xf8, 0xbc, 0xe6, 0xe5,
          0x63, 0xa4, 0x40, 0xf2, 0x77, 0x03, 0x7d, 0x81, 0x2d, 0xeb, 0x33, 0xa0, 0xf4,
          0xa1, 0x39, 0x45, 0xd8, 0x98, 0xc2, 0x96, 0x4f, 0xe3, 0x42, 0xe2, 0xfe, 0x1a,
          0x7f, 0x9b, 0x8e, 0xe7, 0xeb, 0x4a, 0x7c, 0x0f, 0x9e, 0x16, 0x2b, 0xce, 0x33,
          0x57, 0x6b, 0x31, 0x5e, 0xce, 0xcb, 0xb6, 0x40, 0x68, 0x37, 0xbf, 0x51, 0xf5 }
    };
    struct otaml_p256_key key = generator;
    const struct otaml_suit_policy policy = {
        .keys = &key, .key_count = 1, .any_device = true, .installed = never_installed
    };
    int err;

    if (p->key && !cli_public_key_read(p->key, &key)) {
        return false;
    }
    err = size > UINT32_MAX ? OTAML_ERR_IMAGE_SIZE
                            : otaml_suit_verify(&policy, file, (uint32_t)size, package);
    if (err && (p->key || err != OTAML_ERR_SIGNATURE)) {
        cli_fail("%s refused: %s (%s)", p->file, otaml_err_text(err), otaml_err_name(err));
        return false;
    }
    return true;
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* package: what was verified, or NULL. */
static void fill_defaults(struct publish *p, const struct otaml_suit_package *package)
{
    const char *base = base_name(p->file), *dot = strrchr(base, '.');
    const size_t len = dot && dot != base ? (size_t)(dot - base) : strlen(base);

    if (package) {
        snprintf(p->default_name, sizeof(p->default_name), "%s", package->name);
        snprintf(p->default_version, sizeof(p->default_version), "%s", package->version);
        if (!package->version[0]) {
            snprintf(p->default_version, sizeof(p->default_version), "%" PRIu64, package->sequence);
        }
    } else {
        snprintf(p->default_name, sizeof(p->default_name), "%.*s", (int)len, base);
        snprintf(p->default_version, sizeof(p->default_version), "%.12s", p->sha256);
    }
    p->name = p->name ? p->name : p->default_name;
    p->version = p->version ? p->version : p->default_version;
}

/* Judge and hash the file, and name what has no name yet; false after a message. */
static bool examine(struct publish *p)
{
    const bool is_package = p->key || !strcmp(p->type, "model");
    struct otaml_suit_package package;
    uint8_t digest[OTAML_SHA256_SIZE];
    size_t size;
    uint8_t *file = cli_read_file(p->file, &size);
    bool ok = file && (!is_package || judge(p, file, size, &package));
    const int err = ok ? otaml_sha256(file, size, digest) : OTAML_OK;

    free(file);
    if (err) {
        cli_fail("cannot hash %s: %s", p->file, otaml_err_text(err));
        ok = false;
    }
    if (ok) {
        cli_hex(digest, sizeof(digest), p->sha256);
        fill_defaults(p, p->key ? &package : NULL);
    }
    return ok;
}

/* Upload unless the server has these bytes already. */
static bool upload(struct api_client *client, const struct publish *p)
{
    char path[128];
    bool missing;
    json_t *artefact;

    snprintf(path, sizeof(path), "/api/v1/artifacts/%s", p->sha256);
    artefact = api_client_find(client, path, &missing);
    if (missing) {
        snprintf(path, sizeof(path), "/api/v1/artifacts?sha256=%s", p->sha256);
        artefact = api_client_upload(client, path, p->file);
    }
    json_decref(artefact);
    return artefact != NULL;
}

int cmd_publish(int argc, char **argv)
{
    struct publish p = { .json = false };
    struct api_client *client;
    json_t *package = NULL;
    int status;

    if (api_help_wanted(argc, argv)) {
        fputs(usage, stdout);
        return CLI_DONE;
    }
    status = parse(argc, argv, &p);
    if (status) {
        return status;
    }
    client = examine(&p) ? api_client_open(&p.api) : NULL;
    if (!client) {
        return CLI_FAILED;
    }
    if (upload(client, &p)) {
        package = api_client_post(client, "/api/v1/packages",
                                  json_pack("{s:s, s:s, s:s, s:[{s:s, s:s}]}", "name", p.name,
                                            "version", p.version, "type", p.type, "artifacts",
                                            "filename", base_name(p.file), "sha256", p.sha256));
    }
    api_client_close(client);
    if (!package) {
        return CLI_FAILED;
    }
    if (p.json) {
        json_dumpf(package, stdout, JSON_INDENT(2));
        putchar('\n');
    } else {
        printf("package %lld %s:%s sha256 %s\n", (long long)api_int(package, "id"), p.name,
               p.version, p.sha256);
    }
    json_decref(package);
    return CLI_DONE;
}
