/*
 * server_process.h - an otamld of its own for a test.
 *
 * Everything is below the test's scratch folder. The functions fail the test when something is
 * not as they need it.
 */
#ifndef OTAML_TEST_SERVER_PROCESS_H
#define OTAML_TEST_SERVER_PROCESS_H

#include <stddef.h>
#include <sys/types.h>

struct server_process {
    pid_t pid;
    char url[64];     /* https://127.0.0.1:PORT */
    char folder[256]; /* scratch: ca.pem, cert.pem, key.pem, operator, gateway, data/, log */
    char operator_auth[128], gateway_auth[128]; /* whole Authorization values */
};

/* Certificates by openssl, tokens; once for each scratch folder. */
void server_prepare(struct server_process *s);
/* Start it and wait until it listens. option/value: one more option, or NULL. */
void server_start(struct server_process *s, const char *option, const char *value);
/* SIGTERM; the status must be 0. */
void server_stop(struct server_process *s);
void server_kill(struct server_process *s);
/* Run otamld to its end; its exit status, its stderr in text (cap bytes). */
int server_run(const struct server_process *s, const char *const argv[], char *text, size_t cap);

#endif /* OTAML_TEST_SERVER_PROCESS_H */
