/*
 * sha256_mbedtls.c - SHA-256 by mbedTLS, 2.28 and 3.x. API: otaml/sha256.h
 */
#include <otaml/sha256.h>

#include <mbedtls/sha256.h>
#include <mbedtls/version.h>
#include "base_priv.h"

OTAML_STATIC_ASSERT(sizeof(mbedtls_sha256_context) <= sizeof(struct otaml_sha256),
                    sha256_context_fits);

#if MBEDTLS_VERSION_MAJOR < 3 /* 3.0 dropped the suffix */
#define mbedtls_sha256_starts mbedtls_sha256_starts_ret
#define mbedtls_sha256_update mbedtls_sha256_update_ret
#define mbedtls_sha256_finish mbedtls_sha256_finish_ret
#endif

static mbedtls_sha256_context *context(struct otaml_sha256 *h)
{
    return (mbedtls_sha256_context *)(void *)h->opaque;
}

int otaml_sha256_init(struct otaml_sha256 *h)
{
    mbedtls_sha256_init(context(h));
    return mbedtls_sha256_starts(context(h), 0) ? OTAML_ERR_CRYPTO : OTAML_OK;
}

int otaml_sha256_update(struct otaml_sha256 *h, const void *data, size_t len)
{
    return mbedtls_sha256_update(context(h), data, len) ? OTAML_ERR_CRYPTO : OTAML_OK;
}

int otaml_sha256_finish(struct otaml_sha256 *h, uint8_t digest[32])
{
    int failed = mbedtls_sha256_finish(context(h), digest);
    mbedtls_sha256_free(context(h));
    return failed ? OTAML_ERR_CRYPTO : OTAML_OK;
}

int otaml_sha256(const void *data, size_t len, uint8_t digest[32])
{
    struct otaml_sha256 h;
    int err = otaml_sha256_init(&h);
    if (!err) {
        err = otaml_sha256_update(&h, data, len);
    }
    if (!err) {
        err = otaml_sha256_finish(&h, digest);
    }
    return err;
}
