/*
 * command_case.h - commands with their expected status, standard output and standard error.
 *
 * They are run by the shell in the test's scratch folder, with the programs that were linked there
 * first on the path.
 */
#ifndef OTAML_TEST_COMMAND_CASE_H
#define OTAML_TEST_COMMAND_CASE_H

#include <stddef.h>

/* An expected text may end with '*': then it is the beginning. */
struct command_case {
    const char *command;
    int status;
    const char *out, *err;
};

/* Let a program of the build folder be found by its name. */
void command_link(const char *program);

/* Run it, its outputs into the files `out` and `err` of the scratch folder; the status. */
int command_run(const char *command);

/* Run all; the test fails at the first that does something else. */
void command_cases(const struct command_case *cases, size_t count);

#endif /* OTAML_TEST_COMMAND_CASE_H */
