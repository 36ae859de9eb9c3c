/*
 * range_server.h - a file server with ranges on libmicrohttpd and GnuTLS, in a thread of the
 * test, that breaks connections on demand and remembers what it was asked.
 */
#ifndef OTAML_TEST_RANGE_SERVER_H
#define OTAML_TEST_RANGE_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RANGE_REQUESTS = 256 };

struct range_request {
    char range[64], if_range[64], authorization[64], body[64]; /* "" when there was none */
    unsigned connection;                                       /* counted from 1 */
};

struct range_server {
    const uint8_t *file;
    size_t size;
    const char *etag;
    bool no_ranges, no_length;
    /* Of request i: break the connection after so many bytes of the body; NULL: never. */
    size_t (*break_after)(unsigned i);

    uint16_t port;
    unsigned count, connections;
    struct range_request requests[RANGE_REQUESTS];
    void *daemon;
};

/* key and chain: PEM texts. */
void range_server_start(struct range_server *s, const char *key, const char *chain);
void range_server_stop(struct range_server *s);

#endif /* OTAML_TEST_RANGE_SERVER_H */
