/*
 * cmd_publish.c - otaml publish: put a package on the server.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <otaml/sha256.h>

#include "api_client.h"
#include "cli_priv.h"

int cmd_publish(int argc, char **argv);

static const char usage[] =
    "usage: otaml publish [OPTIONS] FILE.suit\n"
    "\n"
    "Upload a package and make it known under a name and version. Doing it again is harmless.\n"
    "\n"
    "  --name NAME        default: the file's name without its ending\n"
    "  --version VERSION  default: the first twelve digits of its SHA-256\n"
    "  --type TYPE        default: model\n"
    "  --json             print the package as the server tells it\n" API_OPTIONS_USAGE;

struct publish {
    struct api_options api;
    const char *name, *version, *type, *file;
    bool json;
    char default_name[129], default_version[13], sha256[65];
};

static int parse(int argc, char **argv, struct publish *p)
{
    api_options_init(&p->api);
    p->type = "model";
    for (int i = 1; i < argc; i++) {
        int taken = api_options_take(argc, argv, &i, &p->api);
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

static bool hash_file(struct publish *p)
{
    static uint8_t block[65536];
    struct otaml_sha256 h;
    uint8_t digest[32];
    size_t n;
    FILE *f = fopen(p->file, "rb");
    int err = f ? otaml_sha256_init(&h) : 0;

    if (!f) {
        cli_fail("cannot read %s: %s", p->file, strerror(errno));
        return false;
    }
    while (!err && (n = fread(block, 1, sizeof(block), f)) > 0) {
        err = otaml_sha256_update(&h, block, n);
    }
    err = err ? err : otaml_sha256_finish(&h, digest);
    if (err || ferror(f)) {
        cli_fail("cannot read %s: %s", p->file, err ? otaml_err_text(err) : strerror(errno));
    } else {
        cli_hex(digest, sizeof(digest), p->sha256);
    }
    fclose(f);
    return p->sha256[0] != '\0';
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static void fill_defaults(struct publish *p)
{
    const char *base = base_name(p->file), *dot = strrchr(base, '.');
    const size_t len = dot && dot != base ? (size_t)(dot - base) : strlen(base);

    snprintf(p->default_name, sizeof(p->default_name), "%.*s", (int)len, base);
    snprintf(p->default_version, sizeof(p->default_version), "%.12s", p->sha256);
    p->name = p->name ? p->name : p->default_name;
    p->version = p->version ? p->version : p->default_version;
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

    if (argc == 2 && !strcmp(argv[1], "--help")) {
        fputs(usage, stdout);
        return CLI_DONE;
    }
    status = parse(argc, argv, &p);
    if (status) {
        return status;
    }
    client = hash_file(&p) ? api_client_open(&p.api) : NULL;
    if (!client) {
        return CLI_FAILED;
    }
    fill_defaults(&p);
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
