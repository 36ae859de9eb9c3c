/*
 * suit_envelope.c - find the members of a SUIT envelope and verify who signed it.
 *
 *   107({ 2: bstr [ bstr digest, bstr COSE_Sign1, ... ],
 *         3: bstr manifest,
 *         14, 16, 20, 23: bstr severed members,
 *         "#model": bstr payload })
 *
 * Deterministic order puts the payload's text key after all integers. Only one is taken, so
 * everything that has to be judged precedes the payload's first byte.
 */
#include <string.h>
#include <otaml/sha256.h>

#include "base_priv.h"
#include "suit_priv.h"

/* The place of a severable member, or SUIT_SEVERABLES. */
static uint32_t severable(int64_t key)
{
    switch (key) {
    case SUIT_COSWID:
        return SEVERABLE_COSWID;
    case SUIT_PAYLOAD_FETCH:
        return SEVERABLE_FETCH;
    case SUIT_INSTALL:
        return SEVERABLE_INSTALL;
    case SUIT_TEXT:
        return SEVERABLE_TEXT;
    default:
        return SUIT_SEVERABLES;
    }
}

/* A member under an integer key. */
static void read_member(struct otaml_cbor *r, int64_t key, struct otaml_suit_envelope *e)
{
    const uint32_t start = r->pos;
    const struct otaml_span inside = otaml_cbor_bytes(r);
    struct otaml_span encoded;
    uint32_t place;

    if (r->err) {
        return;
    }
    encoded.at = r->at + start;
    encoded.size = r->pos - start;
    place = severable(key);
    if (key == SUIT_ENVELOPE_AUTHENTICATION) {
        e->authentication = inside;
    } else if (key == SUIT_ENVELOPE_MANIFEST) {
        e->manifest = inside;
        e->manifest_encoded = encoded;
    } else if (place < SUIT_SEVERABLES) {
        e->severed[place] = encoded;
    } else {
        otaml_cbor_fail(r, OTAML_ERR_ENVELOPE);
    }
}

int otaml_suit_envelope_read(const uint8_t *head, uint32_t have, struct otaml_suit_envelope *e)
{
    struct otaml_span bytes, last = { NULL, 0 };
    struct otaml_cbor r;
    uint32_t members;

    memset(e, 0, sizeof(*e));
    bytes.at = head;
    bytes.size = have;
    otaml_cbor_init_part(&r, bytes, OTAML_ERR_ENVELOPE);
    otaml_cbor_tag(&r, SUIT_TAG_ENVELOPE);
    if (r.err == OTAML_ERR_CBOR) {
        r.err = OTAML_ERR_ENVELOPE; /* some other file, rather than a damaged package */
    }
    members = otaml_cbor_map(&r);
    for (uint32_t i = 0; i < members && !r.err; i++) {
        const uint32_t start = r.pos;
        if (otaml_cbor_peek(&r) == OTAML_CBOR_TEXT) {
            e->payload_key = otaml_cbor_text(&r);
            e->payload_size = otaml_cbor_bytes_head(&r);
            if (!r.err && (e->payload_key.size == 0 || i != members - 1)) {
                otaml_cbor_fail(&r, OTAML_ERR_ENVELOPE);
            }
        } else {
            const int64_t key = otaml_cbor_int(&r);
            otaml_cbor_ordered(&r, start, &last);
            read_member(&r, key, e);
        }
    }
    e->head_size = r.pos;
    e->need = r.need;
    if (r.err) {
        return r.err;
    }
    if (!e->manifest_encoded.at) {
        return OTAML_ERR_ENVELOPE;
    }
    return e->authentication.at ? OTAML_OK : OTAML_ERR_UNSIGNED;
}

const uint8_t *otaml_suit_digest_read(struct otaml_cbor *r)
{
    struct otaml_span digest;

    if (otaml_cbor_array(r) != 2) {
        otaml_cbor_fail(r, r->shape_err);
    }
    if (otaml_cbor_int(r) != COSE_ALG_SHA256) {
        otaml_cbor_fail(r, OTAML_ERR_ALGORITHM);
    }
    digest = otaml_cbor_bytes(r);
    if (digest.size != OTAML_SHA256_SIZE) {
        otaml_cbor_fail(r, r->shape_err);
    }
    return r->err ? NULL : digest.at;
}

static int check_manifest_digest(const struct otaml_suit_envelope *e, struct otaml_span digest)
{
    struct otaml_cbor r;
    const uint8_t *announced;
    uint8_t computed[32];
    int err;

    otaml_cbor_init(&r, digest, OTAML_ERR_ENVELOPE);
    announced = otaml_suit_digest_read(&r);
    if (otaml_cbor_end(&r)) {
        return r.err;
    }
    err = otaml_sha256(e->manifest_encoded.at, e->manifest_encoded.size, computed);
    if (err) {
        return err;
    }
    return otaml_equal_ct(announced, computed, 32) ? OTAML_OK : OTAML_ERR_MANIFEST_DIGEST;
}

int otaml_suit_envelope_verify(const struct otaml_suit_envelope *e,
                               const struct otaml_p256_key *keys, uint32_t key_count)
{
    struct otaml_cbor r;
    struct otaml_span digest;
    uint32_t items;
    int err, result = OTAML_ERR_UNSIGNED;

    otaml_cbor_init(&r, e->authentication, OTAML_ERR_ENVELOPE);
    items = otaml_cbor_array(&r);
    digest = otaml_cbor_bytes(&r);
    if (r.err) {
        return r.err;
    }
    err = check_manifest_digest(e, digest);
    if (err) {
        return err;
    }
    /* One good signature will do; of several bad ones an untrusted key says more than an
     * algorithm that is not known here. */
    for (uint32_t i = 1; i < items; i++) {
        const struct otaml_span block = otaml_cbor_bytes(&r);
        if (r.err) {
            return r.err;
        }
        if (result == OTAML_OK) {
            continue;
        }
        err = otaml_cose_sign1_verify(block, digest, keys, key_count);
        if (err && err != OTAML_ERR_SIGNATURE && err != OTAML_ERR_ALGORITHM) {
            return err;
        }
        if (err != OTAML_ERR_ALGORITHM || result == OTAML_ERR_UNSIGNED) {
            result = err;
        }
    }
    err = otaml_cbor_end(&r);
    return err ? err : result;
}
