/*
 * p256_mbedtls.c - ECDSA verification by mbedTLS, 2.28 and 3.x. API: otaml/p256.h
 */
#include <otaml/p256.h>

#include <mbedtls/bignum.h>
#include <mbedtls/ecdsa.h>
#include <mbedtls/ecp.h>
#include "base_priv.h"

/* What a verification needs at once; freed as a whole. */
struct job {
    mbedtls_ecp_group group;
    mbedtls_ecp_point point;
    mbedtls_mpi r, s;
};

static int load_key(struct job *j, const struct otaml_p256_key *key)
{
    if (mbedtls_ecp_group_load(&j->group, MBEDTLS_ECP_DP_SECP256R1)) {
        return OTAML_ERR_CRYPTO;
    }
    if (mbedtls_ecp_point_read_binary(&j->group, &j->point, key->point, sizeof(key->point))
        || mbedtls_ecp_check_pubkey(&j->group, &j->point)) {
        return OTAML_ERR_KEY;
    }
    return OTAML_OK;
}

int otaml_p256_verify(const struct otaml_p256_key *key, const uint8_t digest[32],
                      const uint8_t signature[64])
{
    struct job j;
    int err, failed;

    mbedtls_ecp_group_init(&j.group);
    mbedtls_ecp_point_init(&j.point);
    mbedtls_mpi_init(&j.r);
    mbedtls_mpi_init(&j.s);

    err = load_key(&j, key);
    if (!err
        && (mbedtls_mpi_read_binary(&j.r, signature, 32)
            || mbedtls_mpi_read_binary(&j.s, signature + 32, 32))) {
        err = OTAML_ERR_CRYPTO;
    }
    if (!err) {
        failed = mbedtls_ecdsa_verify(&j.group, digest, 32, &j.point, &j.r, &j.s);
        err = failed == 0                               ? OTAML_OK
              : failed == MBEDTLS_ERR_ECP_VERIFY_FAILED ? OTAML_ERR_SIGNATURE
                                                        : OTAML_ERR_CRYPTO;
    }

    mbedtls_mpi_free(&j.s);
    mbedtls_mpi_free(&j.r);
    mbedtls_ecp_point_free(&j.point);
    mbedtls_ecp_group_free(&j.group);
    return err;
}
