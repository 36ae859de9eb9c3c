/*
 * main.c - otaml: find the subcommand and run it.
 */
#include <errno.h>
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

static int run(int argc, char **argv)
{
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
            static char title[32]; /* getopt's messages begin with argv[0] */
            snprintf(title, sizeof(title), "otaml %s", c->name);
            argv[1] = title;
            cli_set_program(title);
            return c->run(argc - 1, argv + 1);
        }
    }
    fprintf(stderr, "otaml: no command '%s'; `otaml help` lists them\n", argv[1]);
    return CLI_USAGE;
}

int main(int argc, char **argv)
{
    int status;

    signal(SIGPIPE, SIG_IGN);
    status = run(argc, argv);
    /* What was printed counts only when it arrived: a full disk must not look like success. */
    if ((fflush(stdout) || ferror(stdout)) && status == CLI_DONE) {
        status = cli_fail("cannot write to standard output: %s", strerror(errno));
    }
    return status;
}
