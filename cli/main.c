/*
 * main.c - otaml: find the subcommand and run it.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "cli_priv.h"
#include "commands_priv.h"

#define DECLARE(name, summary) int cmd_##name(int argc, char **argv);
CLI_COMMANDS(DECLARE)
#undef DECLARE

#define ROW(name, summary) { #name, summary, cmd_##name },
static const struct cli_command commands[] = { CLI_COMMANDS(ROW){ NULL, NULL, NULL } };
#undef ROW

static void print_help(FILE *out)
{
    fputs("usage: otaml COMMAND [ARGUMENTS]\n\n", out);
    for (const struct cli_command *c = commands; c->name; c++) {
        fprintf(out, "  %-10s %s\n", c->name, c->summary);
    }
    fputs("\n`otaml COMMAND --help` explains one.\n", out);
}

int main(int argc, char **argv)
{
    signal(SIGPIPE, SIG_IGN);
    if (argc < 2) {
        print_help(stderr);
        return CLI_USAGE;
    }
    if (!strcmp(argv[1], "help") || !strcmp(argv[1], "--help") || !strcmp(argv[1], "-h")) {
        print_help(stdout);
        return CLI_DONE;
    }
    for (const struct cli_command *c = commands; c->name; c++) {
        if (!strcmp(c->name, argv[1])) {
            cli_set_command(c->name);
            return c->run(argc - 1, argv + 1);
        }
    }
    fprintf(stderr, "otaml: no command '%s'; `otaml help` lists them\n", argv[1]);
    return CLI_USAGE;
}
