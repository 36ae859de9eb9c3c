/*
 * otaml/transport.h - what the network room asks of a board: a byte stream, a clock and
 * randomness, as a struct of callbacks that the port fills in.
 *
 * One transport carries one connection at a time and belongs to one task. Nothing here
 * may block for longer than the application can bear: what cannot be done at once says
 * OTAML_ERR_AGAIN and is called again with the same arguments.
 */
#ifndef OTAML_TRANSPORT_H
#define OTAML_TRANSPORT_H

#include <stdint.h>
#include <otaml/err.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Zero it, then fill it in: fields added later read 0 as "behave as before". It must
 * outlive whatever uses it.
 *
 * Failures are OTAML_ERR_CONNECT, OTAML_ERR_CLOSED or a code at or below
 * OTAML_ERR_PORT_BASE; either is taken as a broken connection and may be tried again.
 */
struct otaml_transport {
    void *ctx; /* passed to every callback, never read by the library */

    /* Begin to connect, and go on: OTAML_ERR_AGAIN until OTAML_OK or a failure. host is a
     * name or the text of an IP address (IPv6 without brackets), readable during the call
     * only. After a failure close() is called before the next open(). */
    int (*open)(void *ctx, const char *host, uint16_t port);

    /* Hand over up to len (> 0) bytes: how many were taken (> 0), OTAML_ERR_AGAIN, or a
     * failure. */
    int (*send)(void *ctx, const void *data, uint32_t len);

    /* Fetch up to cap (> 0) bytes: how many there were (> 0), 0 when the peer has ended
     * the stream, OTAML_ERR_AGAIN, or a failure. */
    int (*recv)(void *ctx, void *data, uint32_t cap);

    /* Let go of the connection, or of an attempt at one. Harmless when there is none. */
    void (*close)(void *ctx);

    /* Milliseconds from any start; never goes back, wraps past 2^32. */
    uint32_t (*now_ms)(void *ctx);

    /* Fill out with len bytes fit to seed a generator of keys (a hardware generator, the
     * operating system's). 0 or a failure. */
    int (*entropy)(void *ctx, void *out, uint32_t len);

    /*
     * Seconds since 1970-01-01T00:00:00Z, by which certificates are valid or not; 0 or less
     * while unknown. May be NULL. Where it is unknown mbedTLS's own clock decides, and in a
     * build of mbedTLS without MBEDTLS_HAVE_TIME_DATE no certificate is ever too old.
     */
    int64_t (*wall_s)(void *ctx);
};

#ifdef __cplusplus
}
#endif
#endif /* OTAML_TRANSPORT_H */
