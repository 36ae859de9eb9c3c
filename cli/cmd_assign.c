/*
 * cmd_assign.c - otaml assign: have devices install a package.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api_client.h"
#include "cli_priv.h"

int cmd_assign(int argc, char **argv);

static const char usage[] =
    "usage: otaml assign --package NAME[:VERSION] [OPTIONS] TARGET...\n"
    "       otaml assign --package NAME[:VERSION] [OPTIONS] --all\n"
    "\n"
    "Each device learns of it at its next poll. Either all the targets named get it or none.\n"
    "\n"
    "  --package NAME[:VERSION]  without a version: the one published last\n"
    "  --soft                    when it suits the device; default: as soon as it can\n"
    "  --json                    print what the server says\n" API_OPTIONS_USAGE;

struct assign {
    struct api_options api;
    const char *package;
    bool all, soft, json;
    json_t *targets;
};

static int parse(int argc, char **argv, struct assign *a)
{
    api_options_init(&a->api);
    for (int i = 1; i < argc; i++) {
        int taken = api_options_take(argc, argv, &i, &a->api);
        taken = taken ? taken : api_option_value(argc, argv, &i, "--package", &a->package);
        if (taken < 0) {
            return cli_usage(usage, "an option lacks its value");
        }
        if (taken) {
            continue;
        }
        if (!strcmp(argv[i], "--all")) {
            a->all = true;
        } else if (!strcmp(argv[i], "--soft")) {
            a->soft = true;
        } else if (!strcmp(argv[i], "--json")) {
            a->json = true;
        } else if (argv[i][0] == '-' || json_array_append_new(a->targets, json_string(argv[i]))) {
            return cli_usage(usage, api_unknown(argv[i]));
        }
    }
    if (!a->package) {
        return cli_usage(usage, "which package?");
    }
    if (a->all == (json_array_size(a->targets) > 0)) {
        return cli_usage(usage, "name the targets, or say --all");
    }
    return CLI_DONE;
}

/* The newest package that fits "NAME[:VERSION]"; 0 after a message. A name may have colons: the
 * whole text is tried as a name too. */
static json_int_t find_package(struct api_client *client, const char *text)
{
    const char *colon = strrchr(text, ':');
    json_int_t id = 0;

    for (int with_version = colon ? 1 : 0; with_version >= 0 && !id; with_version--) {
        const size_t len = with_version ? (size_t)(colon - text) : strlen(text);
        char *name = cli_alloc(len + 1), *escaped, *version, *path;
        json_t *page;

        memcpy(name, text, len);
        name[len] = '\0';
        escaped = api_client_escape(name);
        version = api_client_escape(with_version ? colon + 1 : "");
        path = cli_alloc(strlen(escaped) + strlen(version) + 64);
        sprintf(path, "/api/v1/packages?limit=1&name=%s%s%s", escaped,
                with_version ? "&version=" : "", version);
        page = api_client_get(client, path);
        id = api_int(json_array_get(json_object_get(page, "content"), 0), "id");
        free(name);
        free(escaped);
        free(version);
        free(path);
        if (!page) {
            return 0; /* said already */
        }
        json_decref(page);
    }
    if (!id) {
        cli_fail("the server has no package %s; otaml publish puts it there", text);
    }
    return id;
}

static void print_result(const json_t *result)
{
    const json_t *assigned = json_object_get(result, "assigned");
    const json_int_t already = api_int(result, "alreadyAssigned");
    size_t i;
    json_t *item;

    json_array_foreach(assigned, i, item)
    {
        printf("%s action %lld\n", api_text(item, "controllerId"),
               (long long)api_int(item, "action"));
    }
    printf("assigned to %zu", json_array_size(assigned));
    if (already) {
        printf(", %lld had it already", (long long)already);
    }
    putchar('\n');
}

static int run(const struct assign *a)
{
    struct api_client *client = api_client_open(&a->api);
    const json_int_t id = client ? find_package(client, a->package) : 0;
    json_t *body, *result = NULL;

    if (id) {
        body = json_pack("{s:I, s:s}", "package", id, "type", a->soft ? "soft" : "forced");
        if (a->all) {
            json_object_set_new(body, "all", json_true());
        } else {
            json_object_set(body, "targets", a->targets);
        }
        result = api_client_post(client, "/api/v1/assignments", body);
    }
    api_client_close(client);
    if (!result) {
        return CLI_FAILED;
    }
    if (a->json) {
        json_dumpf(result, stdout, JSON_INDENT(2));
        putchar('\n');
    } else {
        print_result(result);
    }
    json_decref(result);
    return CLI_DONE;
}

int cmd_assign(int argc, char **argv)
{
    struct assign a = { .all = false };
    int status;

    if (api_help_wanted(argc, argv)) {
        fputs(usage, stdout);
        return CLI_DONE;
    }
    a.targets = json_array();
    status = parse(argc, argv, &a);
    status = status ? status : run(&a);
    json_decref(a.targets);
    return status;
}
