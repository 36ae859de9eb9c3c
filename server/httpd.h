/*
 * httpd.h - HTTPS on libmicrohttpd: a pool of threads, each with epoll over its share of the
 * connections. A handler may block for the database or the disk; it delays its thread's others.
 */
#ifndef OTAMLD_HTTPD_H
#define OTAMLD_HTTPD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "request.h"

struct httpd;

struct httpd_config {
    const char *address;    /* "127.0.0.1:8443", "[::1]:0", "0.0.0.0:443" */
    const char *cert, *key; /* PEM texts */
    unsigned threads;
    unsigned connections;
    unsigned idle_s; /* a connection that is silent for longer is closed */
};

/* Listen and serve; fills in server->own_url and *port. NULL after a message in error. */
struct httpd *httpd_start(const struct httpd_config *config, struct server *server, uint16_t *port,
                          char *error, size_t cap);

/* Take no more connections, give running requests up to grace_ms to end, then stop. */
void httpd_stop(struct httpd *httpd, unsigned grace_ms);

/* Split "HOST:PORT" or "[HOST]:PORT". */
bool httpd_parse_address(const char *text, char *host, size_t cap, char port[6]);

#endif /* OTAMLD_HTTPD_H */
