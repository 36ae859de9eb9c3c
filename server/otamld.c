/*
 * otamld.c - the fleet server: start, wait for a signal, stop.
 *
 * Exit status: 0 after SIGTERM or SIGINT, 1 if it could not start, 2 wrong usage.
 */
#include <errno.h>
#include <fcntl.h>
#include <gnutls/gnutls.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "httpd.h"
#include "otamld_options.h"
#include "request.h"
#include "server_log.h"
#include "token.h"

enum { STATUS_DONE = 0, STATUS_FAILED = 1, STATUS_USAGE = 2, GRACE_MS = 5000, PEM_MAX = 1 << 20 };

/* Everything that was opened, in order; stop() closes what is there. */
struct otamld {
    struct otamld_options options;
    struct server server;
    struct httpd *httpd;
    int lock;
    char *cert, *key;
    char error[512];
};

static char *read_text(const char *path, char *error, size_t cap)
{
    char *text = calloc(1, PEM_MAX + 1);
    FILE *f = fopen(path, "rb");

    if (!f || !text || (fread(text, 1, PEM_MAX, f) == 0)) {
        snprintf(error, cap, "cannot read %s: %s", path, f ? "it is empty" : strerror(errno));
        free(text);
        text = NULL;
    }
    if (f) {
        fclose(f);
    }
    return text;
}

/* The data folder belongs to one otamld at a time; the lock goes with the process. */
static bool lock_data(struct otamld *o)
{
    char path[4096];

    if (mkdir(o->options.data, 0750) && errno != EEXIST) {
        snprintf(o->error, sizeof(o->error), "cannot make the folder %s: %s", o->options.data,
                 strerror(errno));
        return false;
    }
    if (snprintf(path, sizeof(path), "%s/lock", o->options.data) >= (int)sizeof(path)) {
        snprintf(o->error, sizeof(o->error), "--data is too long");
        return false;
    }
    o->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0640);
    if (o->lock < 0) {
        snprintf(o->error, sizeof(o->error), "cannot write in %s: %s", o->options.data,
                 strerror(errno));
        return false;
    }
    if (flock(o->lock, LOCK_EX | LOCK_NB)) {
        snprintf(o->error, sizeof(o->error), "another otamld uses %s", o->options.data);
        return false;
    }
    return true;
}

static bool open_parts(struct otamld *o)
{
    struct server *s = &o->server;
    const int64_t sleep_s = o->options.poll_interval_s;

    s->public_url = o->options.public_url;
    s->artefact_max = o->options.artefact_max;
    snprintf(s->sleep, sizeof(s->sleep), "%02u:%02u:%02u", (unsigned)(sleep_s / 3600) % 24,
             (unsigned)(sleep_s / 60 % 60), (unsigned)(sleep_s % 60));
    s->has_gateway = o->options.gateway_token_file != NULL;
    if (!token_read_file(o->options.operator_token_file, s->operator_hash, o->error,
                         sizeof(o->error))
        || (s->has_gateway
            && !token_read_file(o->options.gateway_token_file, s->gateway_hash, o->error,
                                sizeof(o->error)))
        || !lock_data(o)) {
        return false;
    }
    o->cert = read_text(o->options.cert, o->error, sizeof(o->error));
    o->key = o->cert ? read_text(o->options.key, o->error, sizeof(o->error)) : NULL;
    if (!o->key) {
        return false;
    }
    s->db = db_open_sqlite(o->options.data, o->error, sizeof(o->error));
    s->store = s->db ? artefact_store_open(o->options.data, o->error, sizeof(o->error)) : NULL;
    return s->store != NULL;
}

/* Written beside it and renamed: who sees the file sees the whole number. */
static bool write_port(const char *path, uint16_t port, char *error, size_t cap)
{
    char temporary[4096];
    FILE *f;
    bool ok;

    if (snprintf(temporary, sizeof(temporary), "%s.new", path) >= (int)sizeof(temporary)) {
        snprintf(error, cap, "--port-file is too long");
        return false;
    }
    f = fopen(temporary, "w");
    ok = f && fprintf(f, "%u\n", port) > 0;
    ok = f && fclose(f) == 0 && ok;
    if (!ok || rename(temporary, path)) {
        snprintf(error, cap, "cannot write %s: %s", path, strerror(errno));
        return false;
    }
    return true;
}

static void raise_file_limit(void)
{
    struct rlimit limit;
    if (!getrlimit(RLIMIT_NOFILE, &limit)) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

static bool start(struct otamld *o)
{
    struct httpd_config config = { .address = o->options.listen,
                                   .threads = (unsigned)o->options.threads,
                                   .connections = (unsigned)o->options.connections,
                                   .idle_s = 30 };
    uint16_t port;

    raise_file_limit();
    if (!open_parts(o)) {
        return false;
    }
    config.cert = o->cert;
    config.key = o->key;
    o->httpd = httpd_start(&config, &o->server, &port, o->error, sizeof(o->error));
    if (!o->httpd) {
        return false;
    }
    if (o->options.port_file
        && !write_port(o->options.port_file, port, o->error, sizeof(o->error))) {
        return false;
    }
    log_info("listening on %s, data in %s", o->server.own_url, o->options.data);
    return true;
}

static void stop(struct otamld *o)
{
    if (o->httpd) {
        httpd_stop(o->httpd, GRACE_MS);
    }
    artefact_store_close(o->server.store);
    db_close(o->server.db);
    if (o->key) {
        gnutls_memset(o->key, 0, PEM_MAX);
    }
    free(o->key);
    free(o->cert);
    if (o->lock >= 0) {
        close(o->lock);
    }
}

int main(int argc, char **argv)
{
    struct otamld o = { .lock = -1 };
    sigset_t signals;
    int signal_number = 0, status = STATUS_DONE;

    if (!otamld_options_parse(argc, argv, &o.options)) {
        return STATUS_USAGE;
    }
    if (o.options.help) {
        otamld_options_help();
        return STATUS_DONE;
    }
    if (o.options.version) {
        puts("otamld " OTAML_VERSION);
        return STATUS_DONE;
    }
    log_set_level(o.options.log);
    /* Blocked before any thread is made, so that all inherit it and sigwait gets them. */
    signal(SIGPIPE, SIG_IGN);
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals, NULL);
    if (start(&o)) {
        sigwait(&signals, &signal_number);
        log_info("%s: stopping", signal_number == SIGINT ? "SIGINT" : "SIGTERM");
    } else {
        log_error("%s", o.error);
        status = STATUS_FAILED;
    }
    stop(&o);
    return status;
}
