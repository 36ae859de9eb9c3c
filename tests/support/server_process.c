/*
 * server_process.c - an otamld for tests. API: server_process.h
 */
#include "server_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fixture.h"
#include "process.h"

enum { START_MS = 30000, ARGS_MAX = 32 };

/* Certificates as an operator would make them, and the tokens. */
static const char preparation[] =
    "cd \"$1\"\n"
    "openssl ecparam -name prime256v1 -genkey -noout -out ca.key\n"
    "openssl req -x509 -new -key ca.key -days 2 -subj /CN=test -out ca.pem"
    " -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign\n"
    "openssl ecparam -name prime256v1 -genkey -noout -out key.pem\n"
    "openssl req -new -key key.pem -subj /CN=localhost -out server.csr\n"
    "printf '%s\\n' subjectAltName=DNS:localhost,IP:127.0.0.1 extendedKeyUsage=serverAuth"
    " >server.ext\n"
    "openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2"
    " -extfile server.ext -out cert.pem 2>openssl.log\n"
    "echo operator-token-0123456789 >operator\n"
    "echo gateway-token-0123456789 >gateway\n"
    "chmod 600 operator gateway *.key key.pem\n";

void server_prepare(struct server_process *s)
{
    memset(s, 0, sizeof(*s));
    snprintf(s->folder, sizeof(s->folder), "%s", fixture_scratch());
    if (access(fixture_path("%s/cert.pem", s->folder), F_OK)) {
        const char *const argv[] = { "/bin/sh", "-ec", preparation, "sh", s->folder, NULL };
        assert_int_equal(process_run(argv, NULL), 0);
    }
    strcpy(s->operator_auth, "Bearer operator-token-0123456789");
    strcpy(s->gateway_auth, "GatewayToken gateway-token-0123456789");
}

static pid_t spawn(const char *const argv[], int stderr_fd)
{
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        /* A test that ends early must not leave a server that keeps ctest waiting. */
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        dup2(stderr_fd, STDERR_FILENO);
        execv(argv[0], (char *const *)argv);
        _exit(127);
    }
    return pid;
}

/* Until the port file is renamed into place, or the process is gone. */
static void await_port(const struct server_process *s, int watch)
{
    struct pollfd fds[2] = { { .fd = watch, .events = POLLIN },
                             { .fd = (int)syscall(SYS_pidfd_open, s->pid, 0), .events = POLLIN } };
    char events[4096];

    assert_true(fds[1].fd >= 0);
    while (access(fixture_path("%s/port", s->folder), F_OK)) {
        assert_true(poll(fds, 2, START_MS) > 0);
        if (fds[1].revents) {
            fail_msg("otamld ended; see its messages: %s/log", s->folder);
        }
        assert_true(read(watch, events, sizeof(events)) > 0);
    }
    close(fds[1].fd);
}

void server_start(struct server_process *s, const char *option, const char *value)
{
    const char *const argv[ARGS_MAX] = { fixture_path("%s/otamld", fixture_build_dir()),
                                         "--listen",
                                         "127.0.0.1:0",
                                         "--port-file",
                                         fixture_path("%s/port", s->folder),
                                         "--cert",
                                         fixture_path("%s/cert.pem", s->folder),
                                         "--key",
                                         fixture_path("%s/key.pem", s->folder),
                                         "--data",
                                         fixture_path("%s/data", s->folder),
                                         "--operator-token-file",
                                         fixture_path("%s/operator", s->folder),
                                         "--gateway-token-file",
                                         fixture_path("%s/gateway", s->folder),
                                         "--log",
                                         "debug",
                                         option,
                                         value,
                                         NULL };
    char port_file[300];
    const int watch = inotify_init1(IN_CLOEXEC);
    int log, port = 0;
    FILE *f;

    snprintf(port_file, sizeof(port_file), "%s/port", s->folder);
    unlink(port_file);
    assert_true(watch >= 0 && inotify_add_watch(watch, s->folder, IN_MOVED_TO) >= 0);
    log = open(fixture_path("%s/log", s->folder), O_WRONLY | O_CREAT | O_APPEND, 0600);
    assert_true(log >= 0);
    s->pid = spawn(argv, log);
    close(log);
    await_port(s, watch);
    close(watch);
    f = fopen(port_file, "r");
    assert_true(f && fscanf(f, "%d", &port) == 1);
    fclose(f);
    snprintf(s->url, sizeof(s->url), "https://127.0.0.1:%d", port);
}

void server_stop(struct server_process *s)
{
    int status;
    assert_int_equal(kill(s->pid, SIGTERM), 0);
    assert_int_equal(waitpid(s->pid, &status, 0), s->pid);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

void server_kill(struct server_process *s)
{
    assert_int_equal(kill(s->pid, SIGKILL), 0);
    assert_int_equal(waitpid(s->pid, NULL, 0), s->pid);
}

int server_run(const struct server_process *s, const char *const argv[], char *text, size_t cap)
{
    int fds[2], status;
    size_t len = 0;
    ssize_t n;
    pid_t pid;

    (void)s;
    assert_int_equal(pipe(fds), 0);
    pid = spawn(argv, fds[1]);
    close(fds[1]);
    while ((n = read(fds[0], text + len, cap - 1 - len)) > 0) {
        len += (size_t)n;
    }
    text[len] = '\0';
    close(fds[0]);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}
