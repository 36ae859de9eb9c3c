/*
 * command_case.c - run by the shell, compare. API: command_case.h
 */
#include "command_case.h"

#include "fixture.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

void command_link(const char *program)
{
    const char *name = strrchr(program, '/');
    char path[4096];

    name = name ? name + 1 : program;
    assert_non_null(realpath(fixture_path("%s/%s", fixture_build_dir(), program), path));
    assert_int_equal(symlink(path, fixture_path("%s/%s", fixture_scratch(), name)), 0);
}

static char *slurp(const char *name)
{
    size_t size;
    uint8_t *text = fixture_read(fixture_path("%s/%s", fixture_scratch(), name), &size);

    text[size] = '\0';
    return (char *)text;
}

int command_run(const char *command)
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

void command_cases(const struct command_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct command_case *c = &cases[i];
        const int status = command_run(c->command);
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
