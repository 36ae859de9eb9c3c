/*
 * otaml/tls.h - a TLS client over a transport: the seam to mbedTLS, or to a modem that
 * speaks TLS itself.
 *
 * Linked in, not called through pointers: device/net/tls_mbedtls.c implements it with
 * mbedTLS 2.28 or 3.x. TLS 1.2 (and 1.3 where a build of 3.x has that and no maximum fragment
 * length), ephemeral ECDH and authenticated ciphers only. The server must prove, by a chain
 * of certificates up to the given authority, that it owns the host name asked for: a dNSName,
 * or for a host given as an IP address an iPAddress subjectAltName (mbedTLS itself matches
 * those only from 3.5 on; ours does with every version). There is no way to switch that off.
 *
 * Cost: mbedTLS's own heap while a connection is open (its record buffers, and the
 * peer's certificates and key exchange during the handshake); between connections only
 * the authority's parsed form. A fragment length of 4096 bytes, or what the build's record
 * buffers hold, is asked of the server. OpenSSL keeps to it; GnuTLS 3.7 agrees, but keeps to it
 * only after gnutls_record_set_max_size, else a client with small buffers says OTAML_ERR_TLS.
 * No globals of ours; one client belongs to one task. A step of the handshake blocks for
 * at most one public-key operation.
 */
#ifndef OTAML_TLS_H
#define OTAML_TLS_H

#include <stdbool.h>
#include <stdint.h>
#include <mbedtls/ctr_drbg.h>
#include <mbedtls/ssl.h>
#include <mbedtls/x509_crt.h>
#include <otaml/err.h>
#include <otaml/transport.h>

/* Caller allocates; private. Must not be moved between init and free. */
struct otaml_tls {
    const struct otaml_transport *net;
    mbedtls_ssl_context ssl;
    mbedtls_ssl_config conf;
    mbedtls_x509_crt authority;
    mbedtls_ctr_drbg_context random;
    const char *host; /* of the connection, for the check of its certificate */
    int net_error;    /* what the transport said, for mbedTLS cannot carry it */
    uint8_t state;
};

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Prepare a client that trusts the given certificate authorities: one DER certificate,
 * which is borrowed until free, or PEM text of one or more with its closing NUL counted in
 * ca_size, which is copied to mbedTLS's heap. OTAML_ERR_ARG: net lacks a callback.
 * OTAML_ERR_CERTIFICATE: no certificate in there. OTAML_ERR_ENTROPY. OTAML_ERR_NOSPC: heap.
 * After an error there is nothing to free.
 */
OTAML_MUST_CHECK int otaml_tls_init(struct otaml_tls *t, const struct otaml_transport *net,
                                    const void *ca, uint32_t ca_size);

/*
 * Connect and shake hands; call again with the same arguments while it returns
 * OTAML_ERR_AGAIN. host is borrowed until close. OTAML_ERR_CERTIFICATE: not trusted, or out
 * of its time. OTAML_ERR_HOSTNAME: trusted, but for another host. OTAML_ERR_TLS: no TLS that
 * suits us is spoken there. OTAML_ERR_CLOSED, OTAML_ERR_CONNECT or the port's code: the
 * connection. After an error close it.
 */
OTAML_MUST_CHECK int otaml_tls_connect(struct otaml_tls *t, const char *host, uint16_t port);

/* Bytes taken (> 0), OTAML_ERR_AGAIN (call again with the same arguments), or an error. */
OTAML_MUST_CHECK int otaml_tls_send(struct otaml_tls *t, const void *data, uint32_t len);

/* Bytes fetched (> 0); 0 when the peer has said in TLS that it is done; OTAML_ERR_AGAIN;
 * OTAML_ERR_CLOSED: the stream ended without that; or another error. */
OTAML_MUST_CHECK int otaml_tls_recv(struct otaml_tls *t, void *data, uint32_t cap);

/* End the connection, tell the peer if that can be done at once, give back its memory. */
void otaml_tls_close(struct otaml_tls *t);

/* close, and give back the rest. */
void otaml_tls_free(struct otaml_tls *t);

#ifdef __cplusplus
}
#endif
#endif /* OTAML_TLS_H */
