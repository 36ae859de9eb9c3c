/*
 * cmd_status.c - otaml status: what the devices have, do and say.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <otaml/err.h>

#include "api_client.h"
#include "cli_priv.h"
#include "operator_list_priv.h"

int cmd_status(int argc, char **argv);

static const char usage[] = "usage: otaml status [OPTIONS] [TARGET]\n"
                            "\n"
                            "A table of all devices, or all that is known of one.\n"
                            "\n"
                            "  --json             an array of targets, or one target with its "
                            "action's history\n" API_OPTIONS_USAGE;

enum { COLUMNS = 6, CELL = 160, LINE = 100 };

struct row {
    char cell[COLUMNS][CELL];
};

struct status {
    struct api_options api;
    const char *target;
    bool json;
};

static void format_package(const json_t *package, char *out)
{
    if (json_is_object(package)) {
        snprintf(out, CELL, "%s:%s", api_text(package, "name"), api_text(package, "version"));
    } else {
        strcpy(out, "-");
    }
}

/* "12 s ago", "never". */
static void format_age(json_int_t then_ms, char *out)
{
    static const struct {
        long seconds;
        const char *unit;
    } units[] = { { 86400, "d" }, { 3600, "h" }, { 60, "min" }, { 1, "s" } };
    struct timespec now;
    long age;

    clock_gettime(CLOCK_REALTIME, &now);
    age = (long)((json_int_t)now.tv_sec - then_ms / 1000);
    strcpy(out, then_ms ? "now" : "never");
    for (size_t i = 0; then_ms && i < sizeof(units) / sizeof(units[0]); i++) {
        if (age >= units[i].seconds) {
            snprintf(out, CELL, "%ld %s ago", age / units[i].seconds, units[i].unit);
            return;
        }
    }
}

/* "RUNNING 40 % gestures:1.1", "ERROR ERR_SEQUENCE gestures:1.1", "-" */
static void format_action(const json_t *action, char *out)
{
    const json_t *progress = json_object_get(action, "progress");
    const json_t *code = json_object_get(action, "code");
    const bool failed = !strcmp(api_text(action, "status"), "ERROR");
    const json_int_t of = api_int(progress, "of");
    char package[CELL], detail[64] = "";

    if (!json_is_object(action)) {
        strcpy(out, "-");
        return;
    }
    format_package(json_object_get(action, "package"), package);
    if (json_is_true(json_object_get(action, "active")) && of > 0) {
        snprintf(detail, sizeof(detail), " %lld %%",
                 (long long)(api_int(progress, "cnt") * 100 / of));
    } else if (failed && json_is_integer(code)) {
        const json_int_t number = json_integer_value(code);
        if (number < 0 && number > OTAML_ERR_PORT_BASE) {
            snprintf(detail, sizeof(detail), " %s", otaml_err_name((int)number));
        } else {
            snprintf(detail, sizeof(detail), " %lld", (long long)number);
        }
    }
    snprintf(out, CELL, "%.24s%.48s %.80s", api_text(action, "status"), detail, package);
}

static void fill_row(const json_t *target, struct row *row)
{
    const json_t *action = json_object_get(target, "action");

    snprintf(row->cell[0], CELL, "%s", api_text(target, "controllerId"));
    snprintf(row->cell[1], CELL, "%s", api_text(target, "updateStatus"));
    format_package(json_object_get(target, "installed"), row->cell[2]);
    format_action(action, row->cell[3]);
    format_age(api_int(target, "lastControllerRequestAt"), row->cell[4]);
    snprintf(row->cell[5], CELL, "%s", api_text(action, "message"));
}

/* Characters, not bytes. */
static int width_of(const char *text)
{
    int n = 0;
    for (; *text; text++) {
        n += ((unsigned char)*text & 0xc0) != 0x80;
    }
    return n;
}

static void print_table(const json_t *targets)
{
    const size_t count = json_array_size(targets) + 1;
    struct row *rows = cli_alloc(count * sizeof(*rows));
    int width[COLUMNS] = { 0 };

    rows[0] = (struct row){ { "TARGET", "STATE", "INSTALLED", "ACTION", "SEEN", "LAST MESSAGE" } };
    for (size_t i = 1; i < count; i++) {
        fill_row(json_array_get(targets, i - 1), &rows[i]);
    }
    for (size_t i = 0; i < count; i++) {
        for (int c = 0; c < COLUMNS; c++) {
            const int w = width_of(rows[i].cell[c]);
            width[c] = w > width[c] ? w : width[c];
        }
    }
    for (size_t i = 0; i < count; i++) {
        for (int c = 0; c < COLUMNS - 1; c++) {
            printf("%s%*s", rows[i].cell[c], width[c] - width_of(rows[i].cell[c]) + 2, "");
        }
        puts(rows[i].cell[COLUMNS - 1]);
    }
    free(rows);
}

static void print_time(json_int_t ms)
{
    const time_t seconds = (time_t)(ms / 1000);
    struct tm utc;
    char text[32];

    gmtime_r(&seconds, &utc);
    strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S", &utc);
    fputs(text, stdout);
}

static void print_entry(const json_t *entry)
{
    const json_t *messages = json_object_get(entry, "messages");
    const json_t *code = json_object_get(entry, "code");
    size_t i;
    json_t *message;

    fputs("  ", stdout);
    print_time(api_int(entry, "time"));
    printf("  %-10s", api_text(entry, "status"));
    if (json_is_integer(code)) {
        printf("  code %lld", (long long)json_integer_value(code));
    }
    json_array_foreach(messages, i, message)
    {
        printf("%s%s", i ? "; " : "  ", json_string_value(message));
    }
    putchar('\n');
}

/* The device's list of operators in words, in lines that a terminal holds. */
static void print_operators(const char *list)
{
    struct operator_entry e;
    char words[128];
    size_t column = LINE;

    while (operator_list_next(&list, &e)) {
        size_t n = (size_t)snprintf(words, sizeof(words), "%s", e.name);
        for (uint32_t i = 0; i < e.type_count && n < sizeof(words); i++) {
            n += (size_t)snprintf(words + n, sizeof(words) - n, "%c%s", i ? ',' : ' ', e.types[i]);
        }
        if (column + n + 2 > LINE) {
            printf(column == LINE ? "operators " : ";\n          ");
            column = 10;
        } else {
            putchar(';');
        }
        printf(" %s", words);
        column += n + 2;
    }
    if (column != LINE) {
        putchar('\n');
    }
}

static void print_attribute(const char *name, const char *value)
{
    if (!strcmp(name, "operators")) {
        print_operators(value);
    } else {
        printf("attribute  %s=%s\n", name, value);
    }
}

static void print_target(const json_t *target)
{
    const json_t *attributes = json_object_get(target, "attributes");
    const json_t *history = json_object_get(json_object_get(target, "action"), "history");
    struct row row;
    size_t i = json_array_size(history);

    fill_row(target, &row);
    printf("target     %s\nstate      %s\ninstalled  %s\naction     %s\nseen       %s", row.cell[0],
           row.cell[1], row.cell[2], row.cell[3], row.cell[4]);
    printf("%s%s\n", *api_text(target, "address") ? " from " : "", api_text(target, "address"));
    for (void *it = json_object_iter((json_t *)attributes); it;
         it = json_object_iter_next((json_t *)attributes, it)) {
        print_attribute(json_object_iter_key(it), json_string_value(json_object_iter_value(it)));
    }
    if (i) {
        puts("history (UTC)");
    }
    while (i) { /* the server gives the newest first; people read downwards */
        print_entry(json_array_get(history, --i));
    }
}

/* The target, its action with its history. */
static json_t *get_target(struct api_client *client, const char *controller)
{
    char *escaped = api_client_escape(controller), *path = cli_alloc(strlen(escaped) + 64);
    bool missing;
    json_t *target, *action;

    sprintf(path, "/api/v1/targets/%s", escaped);
    target = api_client_find(client, path, &missing);
    if (missing) {
        cli_fail("the server knows no target %s", controller);
    }
    if (json_object_get(target, "action")) {
        sprintf(path, "/api/v1/actions/%lld",
                (long long)api_int(json_object_get(target, "action"), "id"));
        action = api_client_get(client, path);
        if (action) {
            json_object_set_new(target, "action", action);
        }
    }
    free(escaped);
    free(path);
    return target;
}

static int parse(int argc, char **argv, struct status *s)
{
    api_options_init(&s->api);
    for (int i = 1; i < argc; i++) {
        const int taken = api_options_take(argc, argv, &i, &s->api);
        if (taken < 0) {
            return cli_usage(usage, "an option lacks its value");
        }
        if (taken) {
            continue;
        }
        if (!strcmp(argv[i], "--json")) {
            s->json = true;
        } else if (argv[i][0] == '-' || s->target) {
            return cli_usage(usage, api_unknown(argv[i]));
        } else {
            s->target = argv[i];
        }
    }
    return CLI_DONE;
}

int cmd_status(int argc, char **argv)
{
    struct status s = { .json = false };
    struct api_client *client;
    json_t *result = NULL;
    int status;

    if (api_help_wanted(argc, argv)) {
        fputs(usage, stdout);
        return CLI_DONE;
    }
    status = parse(argc, argv, &s);
    if (status) {
        return status;
    }
    client = api_client_open(&s.api);
    if (client) {
        result =
            s.target ? get_target(client, s.target) : api_client_list(client, "/api/v1/targets");
    }
    api_client_close(client);
    if (!result) {
        return CLI_FAILED;
    }
    if (s.json) {
        json_dumpf(result, stdout, JSON_INDENT(2));
        putchar('\n');
    } else if (s.target) {
        print_target(result);
    } else {
        print_table(result);
    }
    json_decref(result);
    return CLI_DONE;
}
