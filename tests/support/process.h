/*
 * process.h - start programs, follow what they print, end them. For tests of whole programs.
 */
#ifndef OTAML_TEST_PROCESS_H
#define OTAML_TEST_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/types.h>

/* A running program; its standard output is read through `out`, its standard error goes to the
 * test's own. */
struct process {
    pid_t pid;
    FILE *out;
};

/* argv ends with NULL. The test fails if it cannot be started. The program is killed when the
 * test program ends before it. */
struct process process_start(const char *const argv[]);

/* The next line without its newline, in a buffer of the process's own until the next call from
 * any process; NULL at the end of the output. */
const char *process_line(struct process *p);

/* Wait for the end: the exit status, or 128 and the signal's number. */
int process_wait(struct process *p);

/* Send a signal, then wait. */
int process_end(struct process *p, int signal);

/* Start, read all output (to be freed; NULL: drop it), wait. */
int process_run(const char *const argv[], char **output);

#endif /* OTAML_TEST_PROCESS_H */
