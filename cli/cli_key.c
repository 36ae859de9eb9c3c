/*
 * cli_key.c - P-256 keys by mbedTLS. API: cli_key_priv.h
 */
#include "cli_key_priv.h"

#include <stdlib.h>
#include <string.h>
#include <mbedtls/asn1.h>
#include <mbedtls/ctr_drbg.h>
#include <mbedtls/ecdsa.h>
#include <mbedtls/ecp.h>
#include <mbedtls/entropy.h>
#include <mbedtls/pk.h>
#include <mbedtls/platform_util.h>
#include <mbedtls/version.h>
#if defined(MBEDTLS_USE_PSA_CRYPTO)
#include <psa/crypto.h>
#endif
#include <otaml/err.h>
#include "cli_priv.h"

struct cli_signer {
    mbedtls_entropy_context entropy;
    mbedtls_ctr_drbg_context random;
    mbedtls_pk_context pk;
};

/* A signer without a key; exits when the machine has no randomness. */
static struct cli_signer *signer_new(void)
{
    struct cli_signer *s = cli_alloc(sizeof(*s));

    mbedtls_entropy_init(&s->entropy);
    mbedtls_ctr_drbg_init(&s->random);
    mbedtls_pk_init(&s->pk);
    if (mbedtls_ctr_drbg_seed(&s->random, mbedtls_entropy_func, &s->entropy, NULL, 0)) {
        exit(cli_fail("the system gives no random numbers"));
    }
#if defined(MBEDTLS_USE_PSA_CRYPTO)
    if (psa_crypto_init() != PSA_SUCCESS) {
        exit(cli_fail("mbedTLS cannot start its PSA part"));
    }
#endif
    return s;
}

void cli_signer_close(struct cli_signer *signer)
{
    if (signer) {
        mbedtls_pk_free(&signer->pk);
        mbedtls_ctr_drbg_free(&signer->random);
        mbedtls_entropy_free(&signer->entropy);
        free(signer);
    }
}

/* The uncompressed point: 65 bytes for a 256-bit curve alone; false for other keys. */
static bool read_point(mbedtls_pk_context *pk, struct otaml_p256_key *key)
{
    uint8_t buffer[256], *p = buffer + sizeof(buffer);

    if (!mbedtls_pk_can_do(pk, MBEDTLS_PK_ECKEY) || mbedtls_pk_get_bitlen(pk) != 256
        || mbedtls_pk_write_pubkey(&p, buffer, pk) != (int)sizeof(key->point)) {
        return false;
    }
    memcpy(key->point, p, sizeof(key->point));
    return true;
}

/* P-256, and not one of the other curves of 256 bits? A point tells: it is on one only. */
static bool is_p256(const struct otaml_p256_key *key)
{
    static const uint8_t digest[32], signature[64];
    return otaml_p256_verify(key, digest, signature) == OTAML_ERR_SIGNATURE;
}

struct cli_signer *cli_signer_open(const char *path)
{
    struct cli_signer *s;
    struct otaml_p256_key key;
    size_t size;
    uint8_t *pem = cli_read_text(path, &size);
    int failed;

    if (!pem) {
        return NULL;
    }
    s = signer_new();
#if MBEDTLS_VERSION_MAJOR < 3
    failed = mbedtls_pk_parse_key(&s->pk, pem, size, NULL, 0);
#else
    failed = mbedtls_pk_parse_key(&s->pk, pem, size, NULL, 0, mbedtls_ctr_drbg_random, &s->random);
#endif
    mbedtls_platform_zeroize(pem, size);
    free(pem);
    if (failed == MBEDTLS_ERR_PK_PASSWORD_REQUIRED) {
        cli_fail("%s is encrypted; decrypt it first (openssl pkey -in %s)", path, path);
    } else if (failed) {
        cli_fail("%s holds no private key (otaml keygen makes one)", path);
    } else if (!read_point(&s->pk, &key) || !is_p256(&key)) {
        cli_fail("%s is not a P-256 key (otaml keygen makes one)", path);
        failed = 1;
    }
    if (failed) {
        cli_signer_close(s);
        return NULL;
    }
    return s;
}

/* SEQUENCE { r INTEGER, s INTEGER } to 32 bytes of each. */
static bool der_to_raw(uint8_t *der, size_t size, uint8_t signature[64])
{
    unsigned char *p = der;
    const unsigned char *end = der + size;
    mbedtls_mpi r, s;
    size_t inside;
    bool ok;

    mbedtls_mpi_init(&r);
    mbedtls_mpi_init(&s);
    ok = mbedtls_asn1_get_tag(&p, end, &inside, MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_SEQUENCE)
             == 0
         && mbedtls_asn1_get_mpi(&p, end, &r) == 0 && mbedtls_asn1_get_mpi(&p, end, &s) == 0
         && mbedtls_mpi_write_binary(&r, signature, 32) == 0
         && mbedtls_mpi_write_binary(&s, signature + 32, 32) == 0;
    mbedtls_mpi_free(&r);
    mbedtls_mpi_free(&s);
    return ok;
}

int cli_signer_sign(void *ctx, const uint8_t digest[32], uint8_t signature[64])
{
    struct cli_signer *s = ctx;
    uint8_t der[MBEDTLS_ECDSA_MAX_LEN];
    size_t size = 0;
    int failed;

#if MBEDTLS_VERSION_MAJOR < 3
    failed = mbedtls_pk_sign(&s->pk, MBEDTLS_MD_SHA256, digest, 32, der, &size,
                             mbedtls_ctr_drbg_random, &s->random);
#else
    failed = mbedtls_pk_sign(&s->pk, MBEDTLS_MD_SHA256, digest, 32, der, sizeof(der), &size,
                             mbedtls_ctr_drbg_random, &s->random);
#endif
    return !failed && der_to_raw(der, size, signature) ? OTAML_OK : OTAML_ERR_CRYPTO;
}

bool cli_public_key_read(const char *path, struct otaml_p256_key *key)
{
    mbedtls_pk_context pk;
    size_t size;
    uint8_t *pem = cli_read_text(path, &size);
    bool ok = false;

    if (!pem) {
        return false;
    }
    mbedtls_pk_init(&pk);
    if (mbedtls_pk_parse_public_key(&pk, pem, size)) {
        cli_fail("%s holds no public key (otaml keygen writes it to PREFIX.pub.pem)", path);
    } else if (!read_point(&pk, key) || !is_p256(key)) {
        cli_fail("%s is not a P-256 key", path);
    } else {
        ok = true;
    }
    mbedtls_pk_free(&pk);
    free(pem);
    return ok;
}

bool cli_key_make(char private_pem[CLI_KEY_PEM_MAX], char public_pem[CLI_KEY_PEM_MAX])
{
    struct cli_signer *s = signer_new();
    bool ok = mbedtls_pk_setup(&s->pk, mbedtls_pk_info_from_type(MBEDTLS_PK_ECKEY)) == 0
              && mbedtls_ecp_gen_key(MBEDTLS_ECP_DP_SECP256R1, mbedtls_pk_ec(s->pk),
                                     mbedtls_ctr_drbg_random, &s->random)
                     == 0
              && mbedtls_pk_write_key_pem(&s->pk, (uint8_t *)private_pem, CLI_KEY_PEM_MAX) == 0
              && mbedtls_pk_write_pubkey_pem(&s->pk, (uint8_t *)public_pem, CLI_KEY_PEM_MAX) == 0;

    if (!ok) {
        cli_fail("cannot make a key");
    }
    cli_signer_close(s);
    return ok;
}
