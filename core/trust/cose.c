/*
 * cose.c - COSE_Sign1 (RFC 9052 section 4.2) with ECDSA on P-256 and a detached payload.
 *
 *   18([ protected: bstr { 1: alg }, unprotected: {}, payload: nil, signature: bstr(64) ])
 *
 * What is signed: [ "Signature1", protected, external_aad: h'', payload ].
 */
#include <string.h>
#include <otaml/sha256.h>

#include "suit_priv.h"

/* "Sig_structure begins" and the text, as bytes: the rest depends on the message. */
static const uint8_t context[] = { 0x84, 0x6a, 'S', 'i', 'g', 'n', 'a', 't', 'u', 'r', 'e', '1' };

/* Hash a byte string with its header. */
static int hash_bytes(struct otaml_sha256 *h, struct otaml_span bytes)
{
    uint8_t head[9];
    struct otaml_cbor_out w;
    int err;

    otaml_cbor_out_init(&w, head, sizeof(head));
    otaml_cbor_put(&w, OTAML_CBOR_BYTES, bytes.size);
    err = otaml_sha256_update(h, head, w.size);
    return err ? err : otaml_sha256_update(h, bytes.at, bytes.size);
}

int otaml_cose_sign1_digest(struct otaml_span protected_header, struct otaml_span payload,
                            uint8_t digest[32])
{
    static const uint8_t no_aad = 0x40;
    struct otaml_sha256 h;
    int err = otaml_sha256_init(&h);

    err = err ? err : otaml_sha256_update(&h, context, sizeof(context));
    err = err ? err : hash_bytes(&h, protected_header);
    err = err ? err : otaml_sha256_update(&h, &no_aad, 1);
    err = err ? err : hash_bytes(&h, payload);
    return err ? err : otaml_sha256_finish(&h, digest);
}

/* The protected header must name an algorithm that we verify, and nothing critical. */
static int check_protected(struct otaml_span header)
{
    struct otaml_span last = { NULL, 0 };
    struct otaml_cbor r;
    uint32_t pairs;
    bool accepted = false, critical = false;

    otaml_cbor_init(&r, header, OTAML_ERR_ALGORITHM);
    pairs = otaml_cbor_map(&r);
    for (uint32_t i = 0; i < pairs && !r.err; i++) {
        const int64_t label = otaml_cbor_key(&r, &last);
        if (label == COSE_HEADER_ALG) {
            const int64_t alg = otaml_cbor_int(&r);
            accepted = alg == COSE_ALG_ES256 || alg == COSE_ALG_ESP256;
        } else {
            critical = critical || label == COSE_HEADER_CRIT;
            (void)otaml_cbor_skip(&r);
        }
    }
    if (otaml_cbor_end(&r)) {
        return r.err;
    }
    return accepted && !critical ? OTAML_OK : OTAML_ERR_ALGORITHM;
}

int otaml_cose_sign1_verify(struct otaml_span block, struct otaml_span payload,
                            const struct otaml_p256_key *keys, uint32_t key_count)
{
    struct otaml_span header, signature;
    struct otaml_cbor r;
    uint8_t digest[32];
    int err;

    /* COSE_Mac0, COSE_Sign and what is yet to come are other algorithms to us. */
    otaml_cbor_init(&r, block, OTAML_ERR_ALGORITHM);
    otaml_cbor_tag(&r, COSE_TAG_SIGN1);
    r.shape_err = OTAML_ERR_ENVELOPE;
    if (otaml_cbor_array(&r) != 4) {
        otaml_cbor_fail(&r, OTAML_ERR_ENVELOPE);
    }
    header = otaml_cbor_bytes(&r);
    if (otaml_cbor_peek(&r) != OTAML_CBOR_MAP) {
        otaml_cbor_fail(&r, OTAML_ERR_ENVELOPE);
    }
    (void)otaml_cbor_skip(&r); /* unprotected: hints that nobody vouches for */
    otaml_cbor_simple(&r, 22);
    signature = otaml_cbor_bytes(&r);
    if (otaml_cbor_end(&r)) {
        return r.err;
    }
    err = check_protected(header);
    if (err) {
        return err;
    }
    if (signature.size != COSE_SIGNATURE_SIZE) {
        return OTAML_ERR_SIGNATURE;
    }
    err = otaml_cose_sign1_digest(header, payload, digest);
    if (err) {
        return err;
    }
    err = OTAML_ERR_SIGNATURE;
    for (uint32_t i = 0; i < key_count && err == OTAML_ERR_SIGNATURE; i++) {
        err = otaml_p256_verify(&keys[i], digest, signature.at);
    }
    return err;
}
