/*
 * suit_uuid_mbedtls.c - vendor and class identifiers: UUID version 5 (RFC 9562 section 5.5),
 * with the SHA-1 of mbedTLS, 2.28 and 3.x. API: otaml/suit.h
 */
#include <otaml/suit.h>

#include <string.h>
#include <mbedtls/sha1.h>
#include <mbedtls/version.h>

#if MBEDTLS_VERSION_MAJOR < 3 /* 3.0 dropped the suffix */
#define mbedtls_sha1_starts mbedtls_sha1_starts_ret
#define mbedtls_sha1_update mbedtls_sha1_update_ret
#define mbedtls_sha1_finish mbedtls_sha1_finish_ret
#endif

static int uuid5(const uint8_t space[16], const char *name, uint8_t id[16])
{
    mbedtls_sha1_context sha;
    uint8_t digest[20];
    int failed;

    mbedtls_sha1_init(&sha);
    failed = mbedtls_sha1_starts(&sha) || mbedtls_sha1_update(&sha, space, 16)
             || mbedtls_sha1_update(&sha, (const uint8_t *)name, strlen(name))
             || mbedtls_sha1_finish(&sha, digest);
    mbedtls_sha1_free(&sha);
    if (failed) {
        return OTAML_ERR_CRYPTO;
    }
    memcpy(id, digest, 16);
    id[6] = (uint8_t)((id[6] & 0x0f) | 0x50); /* version 5 */
    id[8] = (uint8_t)((id[8] & 0x3f) | 0x80); /* variant of RFC 9562 */
    return OTAML_OK;
}

int otaml_suit_vendor_id(const char *domain, uint8_t id[16])
{
    /* RFC 9562 section 6.6: the name space of DNS. */
    static const uint8_t dns[16] = { 0x6b, 0xa7, 0xb8, 0x10, 0x9d, 0xad, 0x11, 0xd1,
                                     0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8 };
    return uuid5(dns, domain, id);
}

int otaml_suit_class_id(const uint8_t vendor_id[16], const char *name, uint8_t id[16])
{
    return uuid5(vendor_id, name, id);
}
