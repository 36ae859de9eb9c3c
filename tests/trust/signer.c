/*
 * signer.c - ECDSA signing for tests by mbedTLS. API: signer.h
 */
#include "signer.h"

#include <fixture.h>
#include <string.h>
#include <mbedtls/ecdsa.h>

#include "cbor_priv.h"

static int random_bytes(void *ctx, unsigned char *out, size_t size)
{
    static uint32_t state = 1; /* blinding only: nothing here is secret */

    (void)ctx;
    for (size_t i = 0; i < size; i++) {
        state = state * 1664525u + 1013904223u;
        out[i] = (unsigned char)(state >> 24);
    }
    return 0;
}

static void from_scalar(struct signer *s, const char *hex)
{
    mbedtls_ecp_group group;
    mbedtls_ecp_point point;
    mbedtls_mpi d;
    size_t size;

    memset(s, 0, sizeof(*s));
    assert_int_equal(from_hex(hex, s->scalar, 32), 32);
    mbedtls_ecp_group_init(&group);
    mbedtls_ecp_point_init(&point);
    mbedtls_mpi_init(&d);
    assert_int_equal(mbedtls_ecp_group_load(&group, MBEDTLS_ECP_DP_SECP256R1), 0);
    assert_int_equal(mbedtls_mpi_read_binary(&d, s->scalar, 32), 0);
    assert_int_equal(mbedtls_ecp_mul(&group, &point, &d, &group.G, random_bytes, NULL), 0);
    assert_int_equal(mbedtls_ecp_point_write_binary(&group, &point, MBEDTLS_ECP_PF_UNCOMPRESSED,
                                                    &size, s->key.point, sizeof(s->key.point)),
                     0);
    assert_int_equal(size, sizeof(s->key.point));
    mbedtls_mpi_free(&d);
    mbedtls_ecp_point_free(&point);
    mbedtls_ecp_group_free(&group);
}

void signer_rfc6979(struct signer *s)
{
    from_scalar(s, "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721");
}

void signer_other(struct signer *s)
{
    from_scalar(s, "0000000000000000000000000000000000000000000000000000000000c0ffee");
}

int signer_sign(void *ctx, const uint8_t digest[32], uint8_t signature[64])
{
    struct signer *signer = ctx;
    mbedtls_ecp_group group;
    mbedtls_mpi d, r, s;

    signer->calls++;
    if (signer->fail) {
        return signer->fail;
    }
    mbedtls_ecp_group_init(&group);
    mbedtls_mpi_init(&d);
    mbedtls_mpi_init(&r);
    mbedtls_mpi_init(&s);
    assert_int_equal(mbedtls_ecp_group_load(&group, MBEDTLS_ECP_DP_SECP256R1), 0);
    assert_int_equal(mbedtls_mpi_read_binary(&d, signer->scalar, 32), 0);
    assert_int_equal(mbedtls_ecdsa_sign_det_ext(&group, &r, &s, &d, digest, 32, MBEDTLS_MD_SHA256,
                                                random_bytes, NULL),
                     0);
    assert_int_equal(mbedtls_mpi_write_binary(&r, signature, 32), 0);
    assert_int_equal(mbedtls_mpi_write_binary(&s, signature + 32, 32), 0);
    mbedtls_mpi_free(&s);
    mbedtls_mpi_free(&r);
    mbedtls_mpi_free(&d);
    mbedtls_ecp_group_free(&group);
    return 0;
}

static int nibble(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

uint32_t from_hex(const char *hex, uint8_t *out, uint32_t cap)
{
    struct otaml_cbor_out w;
    uint32_t starts[16], depth = 0;

    otaml_cbor_out_init(&w, out, cap);
    for (; *hex; hex++) {
        if (*hex == ' ') {
            continue;
        }
        if (*hex == '<') {
            assert_true(depth < 16);
            starts[depth++] = otaml_cbor_wrap(&w);
        } else if (*hex == '>') {
            assert_true(depth > 0);
            otaml_cbor_wrap_end(&w, starts[--depth]);
        } else {
            assert_true(nibble(hex[0]) >= 0 && nibble(hex[1]) >= 0 && w.size < cap);
            out[w.size++] = (uint8_t)(nibble(hex[0]) << 4 | nibble(hex[1]));
            hex++;
        }
    }
    assert_int_equal(depth, 0);
    assert_int_equal(w.err, 0);
    return w.size;
}
