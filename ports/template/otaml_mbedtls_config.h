/*
 * otaml_mbedtls_config.h - mbedTLS (2.28 and 3.x) cut to what OTA-TinyML asks of it, to copy for a
 * new board: MBEDTLS_CONFIG_FILE='"otaml_mbedtls_config.h"' for the library and for what uses it.
 *
 * A TLS 1.2 client with ECDHE, AES-GCM and ChaCha20-Poly1305, certificates of P-256, P-384 and
 * RSA; ES256 signatures and SHA-256 for packages. Records are of 4096 bytes: the client asks
 * the server for that (max_fragment_length, one length for both directions, so two unlike
 * buffers gain nothing). A server that does not know the extension and sends longer ones, and
 * one whose chain of certificates is longer than that, is refused with OTAML_ERR_TLS. GnuTLS
 * (3.7) agrees to the extension and keeps to it only after gnutls_record_set_max_size; OpenSSL
 * keeps to it. 16384 for the IN length suits every server and costs 12 KB of heap while
 * connected.
 *
 * Left to the board: memory (MBEDTLS_PLATFORM_MEMORY with its own pool), time
 * (otaml_transport.wall_s is enough for certificates) and randomness
 * (otaml_transport.entropy).
 */
#ifndef OTAML_TEMPLATE_MBEDTLS_CONFIG_H
#define OTAML_TEMPLATE_MBEDTLS_CONFIG_H

/* records and handshake */
#define MBEDTLS_SSL_TLS_C
#define MBEDTLS_SSL_CLI_C
#define MBEDTLS_SSL_PROTO_TLS1_2
#define MBEDTLS_SSL_SERVER_NAME_INDICATION
#define MBEDTLS_SSL_MAX_FRAGMENT_LENGTH
#define MBEDTLS_SSL_EXTENDED_MASTER_SECRET
#define MBEDTLS_KEY_EXCHANGE_ECDHE_ECDSA_ENABLED
#define MBEDTLS_KEY_EXCHANGE_ECDHE_RSA_ENABLED
#define MBEDTLS_SSL_IN_CONTENT_LEN  4096
#define MBEDTLS_SSL_OUT_CONTENT_LEN 4096

/* ciphers and digests */
#define MBEDTLS_CIPHER_C
#define MBEDTLS_AES_C
#define MBEDTLS_AES_ROM_TABLES
#define MBEDTLS_GCM_C
#define MBEDTLS_CHACHA20_C
#define MBEDTLS_POLY1305_C
#define MBEDTLS_CHACHAPOLY_C
#define MBEDTLS_MD_C
#define MBEDTLS_SHA224_C
#define MBEDTLS_SHA256_C
#define MBEDTLS_SHA384_C
#define MBEDTLS_SHA512_C
#define MBEDTLS_CTR_DRBG_C

/* public keys; a window of 2 trades time for heap in the handshake */
#define MBEDTLS_BIGNUM_C
#define MBEDTLS_ECP_C
#define MBEDTLS_ECP_DP_SECP256R1_ENABLED
#define MBEDTLS_ECP_DP_SECP384R1_ENABLED
#define MBEDTLS_ECP_NIST_OPTIM
#define MBEDTLS_ECP_WINDOW_SIZE 2
#define MBEDTLS_ECDH_C
#define MBEDTLS_ECDSA_C
#define MBEDTLS_RSA_C
#define MBEDTLS_PKCS1_V15
#define MBEDTLS_PKCS1_V21
#define MBEDTLS_MPI_MAX_SIZE 512

/* certificates: DER, and PEM for convenience */
#define MBEDTLS_X509_USE_C
#define MBEDTLS_X509_CRT_PARSE_C
#define MBEDTLS_X509_CHECK_KEY_USAGE
#define MBEDTLS_X509_CHECK_EXTENDED_KEY_USAGE
#define MBEDTLS_X509_RSASSA_PSS_SUPPORT
#define MBEDTLS_PK_C
#define MBEDTLS_PK_PARSE_C
#define MBEDTLS_ASN1_PARSE_C
#define MBEDTLS_ASN1_WRITE_C
#define MBEDTLS_OID_C
#define MBEDTLS_BASE64_C
#define MBEDTLS_PEM_PARSE_C

#define MBEDTLS_PLATFORM_C
#define MBEDTLS_NO_PLATFORM_ENTROPY

#include <limits.h>
#include <mbedtls/version.h>
#if MBEDTLS_VERSION_MAJOR < 3
#include <mbedtls/check_config.h>
#endif

#endif /* OTAML_TEMPLATE_MBEDTLS_CONFIG_H */
