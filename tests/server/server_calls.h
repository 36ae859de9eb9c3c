/*
 * server_calls.h - HTTPS calls by libcurl to a test's otamld (server_process.h).
 *
 * The functions fail the test when something is not as they need it.
 */
#ifndef OTAML_TEST_SERVER_CALLS_H
#define OTAML_TEST_SERVER_CALLS_H

#include <fixture.h>
#include <jansson.h>
#include <server_process.h>

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

#endif /* OTAML_TEST_SERVER_CALLS_H */
