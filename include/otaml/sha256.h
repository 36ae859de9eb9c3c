/*
 * otaml/sha256.h - SHA-256 (FIPS 180-4), the seam to a library or to hardware.
 *
 * Linked in, not called through pointers: core/base/sha256_mbedtls.c implements it
 * with mbedTLS 2.28 or 3.x; a port with a hash engine links its own file instead.
 * No heap. A context may be copied by assignment to keep an intermediate state.
 */
#ifndef OTAML_SHA256_H
#define OTAML_SHA256_H

#include <stddef.h>
#include <stdint.h>
#include <otaml/err.h>

#define OTAML_SHA256_SIZE 32u /* bytes of a digest */

/* Caller allocates; private. Room for mbedTLS's context (108 to 128 bytes). */
struct otaml_sha256 {
    uint64_t opaque[17];
};

#ifdef __cplusplus
extern "C" {
#endif

/* Begin, add, finish. Each returns OTAML_OK or OTAML_ERR_CRYPTO (a hardware engine can
 * fail); after finish the context is wiped. Any number of bytes per update, 0 included. */
OTAML_MUST_CHECK int otaml_sha256_init(struct otaml_sha256 *h);
OTAML_MUST_CHECK int otaml_sha256_update(struct otaml_sha256 *h, const void *data, size_t len);
OTAML_MUST_CHECK int otaml_sha256_finish(struct otaml_sha256 *h, uint8_t digest[32]);

/* The three in one. */
OTAML_MUST_CHECK int otaml_sha256(const void *data, size_t len, uint8_t digest[32]);

#ifdef __cplusplus
}
#endif
#endif /* OTAML_SHA256_H */
