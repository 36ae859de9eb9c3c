/*
 * cmd_ops.c - otaml ops: the operators and types that this build runs.
 */
#include <getopt.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <otaml/infer.h>

#include "cli_priv.h"
#include "operator_list_priv.h"

static const char usage[] =
    "usage: otaml ops [--json]\n\n"
    "Lists the operators that this build runs, and for which types of their first input. Devices\n"
    "report theirs: `otaml status DEVICE` shows it.\n";

static void print_table(const char *list)
{
    struct operator_entry e;

    while (operator_list_next(&list, &e)) {
        printf("%-28s", e.name);
        for (uint32_t i = 0; i < e.type_count; i++) {
            printf(" %s", e.types[i]);
        }
        putchar('\n');
    }
}

static void print_json(const char *list)
{
    json_t *operators = json_array();
    struct operator_entry e;

    while (operator_list_next(&list, &e)) {
        json_t *types = json_array();
        for (uint32_t i = 0; i < e.type_count; i++) {
            json_array_append_new(types, json_string(e.types[i]));
        }
        json_array_append_new(operators, json_pack("{s:s, s:i, s:o}", "name", e.name, "code",
                                                   (int)e.code, "types", types));
    }
    json_dumpf(operators, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(operators);
}

int cmd_ops(int argc, char **argv);

int cmd_ops(int argc, char **argv)
{
    static const struct option longs[] = {
        { "json", no_argument, NULL, 'j' },
        { "help", no_argument, NULL, 'h' },
        { NULL, 0, NULL, 0 },
    };
    char list[OTAML_INFER_LIST_MAX];
    bool json = false;
    int c;

    while ((c = getopt_long(argc, argv, "", longs, NULL)) != -1) {
        switch (c) {
        case 'j':
            json = true;
            break;
        case 'h':
            fputs(usage, stdout);
            return CLI_DONE;
        default:
            return cli_usage(usage, NULL);
        }
    }
    if (optind != argc) {
        return cli_usage(usage, "takes no arguments beside options");
    }
    const int err = otaml_infer_list(list, sizeof(list));
    if (err) {
        return cli_fail("%s", otaml_err_text(err));
    }
    if (json) {
        print_json(list);
    } else {
        print_table(list);
    }
    return CLI_DONE;
}
