/*
 * suit_manifest.c - find the elements of an authenticated manifest.
 *
 *   { 1: version 1, 2: sequence number,
 *     3: bstr { 2: [ + component identifier ], 4: bstr shared sequence },
 *     7: bstr validate, 16, 20: bstr payload-fetch, install, or the digest of a severed one,
 *     23: bstr text, or its digest }
 *
 * Elements for which other drafts define what must be done (dependencies, set version,
 * uninstall, ...) are refused: to ignore them would not do what the author asked for.
 */
#include <string.h>
#include <otaml/sha256.h>

#include "base_priv.h"
#include "suit_priv.h"

/* A severed member: the digest in the manifest must be that of the member. An absent one
 * gives an empty span. Clears the envelope's entry, so that what is left over shows. */
static struct otaml_span take_severed(struct otaml_cbor *r, struct otaml_span *severed)
{
    struct otaml_span inside = { NULL, 0 };
    const uint8_t *announced = otaml_suit_digest_read(r);
    struct otaml_cbor member;
    uint8_t computed[32];

    if (!announced || !severed->at) {
        return inside;
    }
    if (otaml_sha256(severed->at, severed->size, computed)) {
        otaml_cbor_fail(r, OTAML_ERR_CRYPTO);
    } else if (!otaml_equal_ct(announced, computed, 32)) {
        otaml_cbor_fail(r, OTAML_ERR_MANIFEST_DIGEST);
    } else {
        otaml_cbor_init(&member, *severed, OTAML_ERR_ENVELOPE);
        inside = otaml_cbor_bytes(&member);
        severed->at = NULL;
    }
    return inside;
}

/* An element that is there as a byte string, or severed. */
static struct otaml_span read_severable(struct otaml_cbor *r, struct otaml_span *severed,
                                        bool required)
{
    struct otaml_span span;

    if (otaml_cbor_peek(r) != OTAML_CBOR_ARRAY) {
        return otaml_cbor_bytes(r);
    }
    span = take_severed(r, severed);
    if (required && !span.at) {
        otaml_cbor_fail(r, OTAML_ERR_ENVELOPE);
    }
    return span;
}

static void read_common(struct otaml_cbor *outer, struct otaml_suit_manifest *m)
{
    struct otaml_span last = { NULL, 0 };
    struct otaml_cbor r;
    uint32_t pairs;

    otaml_cbor_init(&r, otaml_cbor_bytes(outer), OTAML_ERR_MANIFEST);
    r.err = outer->err;
    pairs = otaml_cbor_map(&r);
    for (uint32_t i = 0; i < pairs && !r.err; i++) {
        switch (otaml_cbor_key(&r, &last)) {
        case SUIT_COMMON_COMPONENTS:
            m->component_count = otaml_cbor_array(&r);
            for (uint32_t c = 0; c < m->component_count && !r.err; c++) {
                const struct otaml_span id = otaml_cbor_skip(&r);
                m->component = c == 0 ? id : m->component;
            }
            break;
        case SUIT_COMMON_SHARED:
            m->shared = otaml_cbor_bytes(&r);
            break;
        default:
            otaml_cbor_fail(&r, OTAML_ERR_UNSUPPORTED);
        }
    }
    if (otaml_cbor_end(&r)) {
        otaml_cbor_fail(outer, r.err);
    }
}

static void read_element(struct otaml_cbor *r, int64_t key, struct otaml_span *severed,
                         struct otaml_suit_manifest *m)
{
    switch (key) {
    case SUIT_MANIFEST_VERSION:
        if (otaml_cbor_uint(r) != 1) {
            otaml_cbor_fail(r, OTAML_ERR_UNSUPPORTED);
        }
        break;
    case SUIT_MANIFEST_SEQUENCE:
        m->sequence = otaml_cbor_uint(r);
        break;
    case SUIT_MANIFEST_COMMON:
        read_common(r, m);
        break;
    case SUIT_MANIFEST_REFERENCE_URI: /* for people and servers */
    case SUIT_MANIFEST_LOAD:          /* run at boot, where there is a boot: not here */
    case SUIT_MANIFEST_INVOKE:
        (void)otaml_cbor_skip(r);
        break;
    case SUIT_MANIFEST_VALIDATE:
        m->validate = otaml_cbor_bytes(r);
        break;
    case SUIT_COSWID:
        (void)read_severable(r, &severed[SEVERABLE_COSWID], false);
        break;
    case SUIT_PAYLOAD_FETCH:
        m->fetch = read_severable(r, &severed[SEVERABLE_FETCH], true);
        break;
    case SUIT_INSTALL:
        m->install = read_severable(r, &severed[SEVERABLE_INSTALL], true);
        break;
    case SUIT_TEXT:
        m->text = read_severable(r, &severed[SEVERABLE_TEXT], false);
        break;
    default:
        otaml_cbor_fail(r, OTAML_ERR_UNSUPPORTED);
    }
}

int otaml_suit_manifest_read(const struct otaml_suit_envelope *e, struct otaml_suit_manifest *m)
{
    struct otaml_span severed[SUIT_SEVERABLES], last = { NULL, 0 };
    struct otaml_cbor r;
    uint32_t pairs, required = 0;

    memset(m, 0, sizeof(*m));
    memcpy(severed, e->severed, sizeof(severed));
    otaml_cbor_init(&r, e->manifest, OTAML_ERR_MANIFEST);
    pairs = otaml_cbor_map(&r);
    for (uint32_t i = 0; i < pairs && !r.err; i++) {
        const int64_t key = otaml_cbor_key(&r, &last);
        read_element(&r, key, severed, m);
        /* Keys are in order and unique, so counting tells that all three are there. */
        required += key >= SUIT_MANIFEST_VERSION && key <= SUIT_MANIFEST_COMMON;
    }
    if (otaml_cbor_end(&r)) {
        return r.err;
    }
    if (required != 3 || m->component_count == 0) {
        return OTAML_ERR_MANIFEST;
    }
    for (uint32_t i = 0; i < SUIT_SEVERABLES; i++) {
        if (severed[i].at) {
            return OTAML_ERR_ENVELOPE; /* nothing in the manifest vouches for it */
        }
    }
    return OTAML_OK;
}
