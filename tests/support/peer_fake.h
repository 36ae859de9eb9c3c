/*
 * peer_fake.h - a server in the test's own hands: implements otaml/tls.h without any TLS, so
 * that responses can be cut and broken at any byte, with a clock that the test turns.
 */
#ifndef OTAML_TEST_PEER_FAKE_H
#define OTAML_TEST_PEER_FAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <otaml/http.h>

enum { PEER_REQUESTS = 64, PEER_REQUEST_MAX = 2048 };

struct peer {
    /* Called for each whole request; says what it likes by peer_say. */
    void (*answer)(struct peer *p, const char *request);
    void *ctx;
    size_t piece;      /* bytes handed over by one recv, 0: as many as there are */
    size_t first;      /* ... by the first recv of a connection, 0: piece */
    size_t take;       /* bytes taken by one send, 0: all */
    bool stutter;      /* every other call says OTAML_ERR_AGAIN */
    size_t break_at;   /* the connection breaks after so many bytes, SIZE_MAX: never */
    bool hang_up;      /* orderly end once everything is said */
    int connect_error; /* of the next connections */
    uint32_t now;
    uint32_t tick; /* added to now at each look at the clock */

    /* what was seen */
    char requests[PEER_REQUESTS][PEER_REQUEST_MAX];
    unsigned request_count, connections;
    char host[PEER_REQUESTS][128]; /* of each connection */
    uint16_t port;
    bool open;

    /* private */
    char in[PEER_REQUEST_MAX];
    size_t in_len;
    uint8_t *out;
    size_t out_len, out_cap, said;
    bool odd;
};

/* A peer and its transport; peer_free gives back what it holds. */
void peer_init(struct peer *p, struct otaml_transport *net);
void peer_free(struct peer *p);

void peer_say(struct peer *p, const void *data, size_t len);
void peer_sayf(struct peer *p, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The value of a request's field in one of four buffers, or NULL. */
const char *peer_field(const char *request, const char *name);

#endif /* OTAML_TEST_PEER_FAKE_H */
