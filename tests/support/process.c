/*
 * process.c - programs under test. API: process.h
 */
#include "process.h"

#include "fixture.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

struct process process_start(const char *const argv[])
{
    struct process p;
    int ends[2];

    assert_int_equal(pipe(ends), 0);
    fflush(NULL);
    p.pid = fork();
    assert_true(p.pid >= 0);
    if (p.pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        dup2(ends[1], STDOUT_FILENO);
        close(ends[0]);
        close(ends[1]);
        execv(argv[0], (char *const *)(size_t)argv);
        fprintf(stderr, "cannot start %s: %s\n", argv[0], strerror(errno));
        _exit(127);
    }
    close(ends[1]);
    p.out = fdopen(ends[0], "r");
    assert_non_null(p.out);
    return p;
}

const char *process_line(struct process *p)
{
    static char line[8192];

    if (!fgets(line, sizeof(line), p->out)) {
        return NULL;
    }
    line[strcspn(line, "\n")] = '\0';
    return line;
}

int process_wait(struct process *p)
{
    int status;

    assert_int_equal(waitpid(p->pid, &status, 0), p->pid);
    fclose(p->out);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int process_end(struct process *p, int signal)
{
    assert_int_equal(kill(p->pid, signal), 0);
    return process_wait(p);
}

int process_run(const char *const argv[], char **output)
{
    struct process p = process_start(argv);
    size_t size = 0;
    char *all = NULL;
    FILE *to = open_memstream(&all, &size);
    int c;

    assert_non_null(to);
    while ((c = fgetc(p.out)) != EOF) {
        fputc(c, to);
    }
    fclose(to);
    if (output) {
        *output = all;
    } else {
        free(all);
    }
    return process_wait(&p);
}
