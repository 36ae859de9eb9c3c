/*
 * server_process.h - an otamld of its own for a test, and HTTPS calls to it by libcurl.
 *
 * Everything is below the test's scratch folder. The functions fail the test when something is
 * not as they need it.
 */
#ifndef OTAML_TEST_SERVER_PROCESS_H
#define OTAML_TEST_SERVER_PROCESS_H

#include <fixture.h>
#include <jansson.h>
#include <stdbool.h>
#include <sys/types.h>

struct server_process {
    pid_t pid;
    char url[64];     /* https://127.0.0.1:PORT */
    char folder[256]; /* scratch: cert.pem, key.pem, operator, gateway, data/, log */
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
/* sqlite3's own integrity_check of the database; the server must be down. */
void server_check_database(const struct server_process *s);

struct answer {
    long status; /* 0: the connection broke */
    char *body;  /* NUL-terminated */
    size_t len;
    char head[4096];
};

struct call {
    const char *method, *path;
    const char *auth; /* an Authorization value or NULL */
    const char *body; /* NULL: none */
    size_t body_len;  /* 0: strlen(body) */
    const char *headers[4];
    size_t (*produce)(char *to, size_t size, size_t count, void *ctx); /* instead of body */
    void *ctx;
};

void server_call(const struct server_process *s, const struct call *call, struct answer *answer);
void answer_free(struct answer *answer);
/* A header field's value in a buffer of its own (one of four in turn), or NULL. */
const char *answer_header(const struct answer *answer, const char *name);

/* Call and demand a status; NULL auth, body allowed. The body as JSON (NULL if it is none). */
json_t *server_json(const struct server_process *s, const char *method, const char *path,
                    const char *auth, const char *body, long status);
/* The same where the body does not matter. */
void server_expect(const struct server_process *s, const char *method, const char *path,
                   const char *auth, const char *body, long status);

/* Upload and make a package of type "model": a CBOR map's head and then bytes of seed. Returns its
 * id. */
json_int_t server_publish(const struct server_process *s, const char *name, const char *version,
                          size_t size, unsigned seed, char sha256[65]);
uint8_t *server_payload(size_t size, unsigned seed);

/* "a.b.0.c": members and indices; NULL if there is none. */
json_t *json_at(json_t *root, const char *path);
const char *json_text_at(json_t *root, const char *path);

#endif /* OTAML_TEST_SERVER_PROCESS_H */
