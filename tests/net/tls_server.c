/*
 * tls_server.c - other people's TLS servers. API: tls_server.h
 */
#include "tls_server.h"

#include <fixture.h>
#include <arpa/inet.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/*
 *   root -- inter -- good      localhost, 127.0.0.1, ::1
 *     |       +----- name      localhost only
 *     |       +----- text      127.0.0.1 as a dNSName, which is no address
 *     |       +----- other     other.example, 127.0.0.2
 *     |       +----- expired   good's names, out of its time
 *     |       +----- client    good's names, for client authentication only
 *     +-- notca -- forged      good's names, by a server's certificate
 *     +-- rsa                  good's names, RSA 2048
 *   strange                    an authority that nobody trusts;  lone: self-signed
 */
static const char script[] =
    "set -e\n"
    "key() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out $1.key; }\n"
    "ca='basicConstraints=critical,CA:TRUE\\nkeyUsage=critical,keyCertSign,cRLSign'\n"
    "all='subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1'\n"
    "self() { key $1; openssl req -x509 -new -key $1.key -subj /CN=$1 -days 30 -out $1.pem $2 $3;\n"
    "}\n"
    "sign() { name=$1; by=$2; days=$3; shift 3; [ -e $name.key ] || key $name\n"
    "  openssl req -new -key $name.key -subj /CN=$name -out $name.csr\n"
    "  printf \"$*\" > $name.ext\n"
    "  openssl x509 -req -in $name.csr -CA $by.pem -CAkey $by.key -CAcreateserial -days $days \\\n"
    "    -extfile $name.ext -out $name.pem\n"
    "  [ $by = root ] || cat $by.pem >> $name.pem; }\n"
    "self root; self strange; self lone -addext \"$all\"\n"
    "openssl x509 -in root.pem -outform DER -out root.der\n"
    "sign inter root 30 \"$ca\"\n"
    "sign good inter 30 \"$all\"\n"
    "sign name inter 30 subjectAltName=DNS:localhost\n"
    "sign text inter 30 subjectAltName=DNS:127.0.0.1\n"
    "sign other inter 30 subjectAltName=DNS:other.example,IP:127.0.0.2\n"
    "past=-1\n" /* a day before it begins: OpenSSL 3.5 refuses that, and has -not_before */
    "openssl x509 -help 2>&1 | grep -q -e -not_before &&\n"
    "  past='1 -not_before 20200101000000Z -not_after 20200102000000Z'\n"
    "sign expired inter \"$past\" \"$all\"\n"
    "sign client inter 30 \"$all\\nextendedKeyUsage=clientAuth\"\n"
    "sign notca root 30 'basicConstraints=CA:FALSE'\n"
    "sign forged notca 30 \"$all\"\n"
    "openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out rsa.key\n"
    "sign rsa root 30 \"$all\"\n"
    "sed '/END/q' good.pem > short.pem; cp good.key short.key\n" /* without the intermediate */
    "cat root.pem strange.pem > both.pem\n"
    "head -c 1000003 /dev/urandom > file.bin\n"
    "head -c 100 file.bin > small.bin\n";

void tls_make_certificates(void)
{
    static bool made;
    if (!made) {
        const char *path = fixture_path("%s/make.sh", fixture_scratch());
        FILE *f = fopen(path, "w");
        assert_non_null(f);
        fputs(script, f);
        assert_int_equal(fclose(f), 0);
        assert_int_equal(
            system(fixture_path("cd %s && sh make.sh > make.log 2>&1 || { cat make.log; exit 1; }",
                                fixture_scratch())),
            0);
        made = true;
    }
}

uint8_t *tls_read_pem(const char *name, size_t *size)
{
    uint8_t *text = fixture_read(fixture_path("%s/%s", fixture_scratch(), name), size);
    text[(*size)++] = '\0'; /* fixture_read leaves room for that */
    return text;
}

static int listen_on_any(uint16_t *port)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
    socklen_t len = sizeof(address);
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    assert_true(fd >= 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, len), 0);
    assert_int_equal(listen(fd, 8), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &len), 0);
    *port = ntohs(address.sin_port);
    return fd;
}

uint16_t tls_closed_port(void)
{
    uint16_t port;
    close(listen_on_any(&port));
    return port;
}

/* A child that does not outlive the test, whatever becomes of that. */
static pid_t start_child(void)
{
    const pid_t parent = getpid(), pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent) {
            _exit(1);
        }
    }
    return pid;
}

static void run_s_server(const char *name, va_list more)
{
    char *argv[24] = { "openssl", "s_server", "-accept", "127.0.0.1:0", "-WWW", "-cert" };
    int argc = 6;

    argv[argc++] = (char *)fixture_path("%s.pem", name);
    argv[argc++] = "-cert_chain";
    argv[argc++] = (char *)fixture_path("%s.pem", name);
    argv[argc++] = "-key";
    argv[argc++] = (char *)fixture_path("%s.key", name);
    while (argc < 23 && (argv[argc] = va_arg(more, char *)) != NULL) {
        argc++;
    }
    if (chdir(fixture_scratch()) == 0) {
        execvp(argv[0], argv);
    }
    _exit(127);
}

void tls_server_start(struct tls_server *s, const char *name, ...)
{
    int out[2];
    char line[256];
    unsigned port = 0;
    va_list more;

    tls_make_certificates();
    assert_int_equal(pipe(out), 0);
    s->pid = start_child();
    if (s->pid == 0) {
        dup2(out[1], 1);
        dup2(out[1], 2);
        close(out[0]);
        va_start(more, name);
        run_s_server(name, more);
    }
    close(out[1]);
    FILE *f = fdopen(out[0], "r");
    while (port == 0 && fgets(line, sizeof(line), f)) {
        (void)sscanf(line, "ACCEPT 127.0.0.1:%u", &port);
    }
    if (port == 0) {
        fail_msg("s_server does not start: %s", line);
    }
    s->port = (uint16_t)port;
    /* Left open, for s_server would die of a write to a closed pipe. One page is enough for
     * what it says of a few connections. */
}

void tls_server_stop(struct tls_server *s)
{
    kill(s->pid, SIGKILL);
    waitpid(s->pid, NULL, 0);
}

void tls_plain_start(struct tls_server *s, const char *text)
{
    const int listener = listen_on_any(&s->port);

    s->pid = start_child();
    if (s->pid == 0) {
        for (;;) {
            char hello[1024];
            const int fd = accept(listener, NULL, NULL);
            if (read(fd, hello, sizeof(hello)) > 0
                && write(fd, text, strlen(text)) == (ssize_t)strlen(text)) {
                shutdown(fd, SHUT_WR);
                while (read(fd, hello, sizeof(hello)) > 0) {}
            }
            close(fd);
        }
    }
    close(listener);
}

/* Bytes from one side to the other; 0 when that is over. */
static ssize_t pass(int from, int to, size_t most)
{
    char piece[4096];
    const ssize_t n = read(from, piece, most < sizeof(piece) ? most : sizeof(piece));
    return n > 0 && write(to, piece, (size_t)n) == n ? n : 0;
}

static void relay_one(int client, uint16_t to_port, size_t cut_at)
{
    const struct sockaddr_in address = { .sin_family = AF_INET,
                                         .sin_port = htons(to_port),
                                         .sin_addr = { htonl(INADDR_LOOPBACK) } };
    const struct linger reset = { .l_onoff = 1, .l_linger = 0 };
    const int server = socket(AF_INET, SOCK_STREAM, 0);
    struct pollfd ends[2] = { { .fd = client, .events = POLLIN },
                              { .fd = server, .events = POLLIN } };
    size_t left = cut_at;
    ssize_t n = connect(server, (const struct sockaddr *)&address, sizeof(address)) == 0;

    while (n > 0 && left > 0 && poll(ends, 2, -1) > 0) {
        if (ends[1].revents) {
            n = pass(server, client, left);
            left -= (size_t)n;
        } else {
            n = pass(client, server, SIZE_MAX);
        }
    }
    if (left == 0) {
        setsockopt(client, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
    }
    close(client);
    close(server);
}

void tls_relay_start(struct tls_relay *r, uint16_t to_port, size_t cut_at)
{
    const int listener = listen_on_any(&r->port);

    r->pid = start_child();
    if (r->pid == 0) {
        signal(SIGPIPE, SIG_IGN);
        for (;;) {
            relay_one(accept(listener, NULL, NULL), to_port, cut_at);
        }
    }
    close(listener);
}

void tls_relay_stop(struct tls_relay *r)
{
    kill(r->pid, SIGKILL);
    waitpid(r->pid, NULL, 0);
}
