/*
 * tls_server.h - TLS servers that are not ours, for the tests: OpenSSL's s_server on a port of
 * its own choice, with certificates that the openssl command makes in the scratch folder; and
 * a relay on the way to it that can cut the connection.
 */
#ifndef OTAML_TEST_TLS_SERVER_H
#define OTAML_TEST_TLS_SERVER_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct tls_server {
    pid_t pid;
    uint16_t port;
};

struct tls_relay {
    uint16_t port;
    pid_t pid;
};

/*
 * Make, once, in fixture_scratch(): authorities root.pem (root.der too) and strange.pem,
 * intermediate inter.pem, and server certificates with keys: NAME.pem holds the chain up to
 * the root, NAME.key the key. See tls_server.c for the names.
 */
void tls_make_certificates(void);

/* A file of the scratch folder with a NUL behind it that size counts: PEM for our client. */
uint8_t *tls_read_pem(const char *name, size_t *size);

/* s_server -WWW on 127.0.0.1, serving the scratch folder, with the given certificate and more
 * arguments, ended by NULL. */
void tls_server_start(struct tls_server *s, const char *name, ...);
void tls_server_stop(struct tls_server *s);

/* Not TLS: accepts, says text to whoever comes, and ends. */
void tls_plain_start(struct tls_server *s, const char *text);

/* Relays connections to 127.0.0.1:to_port one after another, and resets each after cut_at bytes
 * towards the client. */
void tls_relay_start(struct tls_relay *r, uint16_t to_port, size_t cut_at);
void tls_relay_stop(struct tls_relay *r);

/* A port of 127.0.0.1 on which nobody listens (a moment ago). */
uint16_t tls_closed_port(void);

#endif /* OTAML_TEST_TLS_SERVER_H */
