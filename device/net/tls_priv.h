/*
 * tls_priv.h - what mbedTLS leaves to its caller in checking a server's certificate.
 */
#ifndef OTAML_TLS_PRIV_H
#define OTAML_TLS_PRIV_H

#include <otaml/tls.h>

/* The text of an IP address to its bytes in network order: 4, 16, or 0 for a name. */
uint32_t tls_parse_ip(const char *text, uint8_t ip[16]);

/* mbedTLS's verification callback, called for each certificate of the chain, the server's
 * own at depth 0; ctx is the struct otaml_tls. */
int tls_verify(void *ctx, mbedtls_x509_crt *crt, int depth, uint32_t *flags);

#endif /* OTAML_TLS_PRIV_H */
