/*
 * otaml/p256.h - ECDSA verification on NIST P-256 (FIPS 186-4), the seam to a library or
 * to hardware.
 *
 * Linked in, not called through pointers: core/trust/p256_mbedtls.c implements it with
 * mbedTLS 2.28 or 3.x; a port with a public-key engine links its own file instead.
 * Cost: a verification is one uninterrupted call of tens of millions of cycles on a Cortex-M
 * with mbedTLS (a fraction of a second on an M4, seconds on an M0+), and mbedTLS takes a few
 * KB from its own allocator while it runs.
 */
#ifndef OTAML_P256_H
#define OTAML_P256_H

#include <stdint.h>
#include <otaml/err.h>

#define OTAML_P256_SIGNATURE_SIZE 64u /* r || s, 32 bytes each, big endian */

/* A public key: the uncompressed point of SEC 1, 0x04 || X || Y. */
struct otaml_p256_key {
    uint8_t point[65];
};

#ifdef __cplusplus
extern "C" {
#endif

/* Does `signature` over the SHA-256 digest come from this key? OTAML_OK;
 * OTAML_ERR_SIGNATURE: no; OTAML_ERR_KEY: not a point of the curve; OTAML_ERR_CRYPTO. */
OTAML_MUST_CHECK int otaml_p256_verify(const struct otaml_p256_key *key, const uint8_t digest[32],
                                       const uint8_t signature[64]);

#ifdef __cplusplus
}
#endif
#endif /* OTAML_P256_H */
