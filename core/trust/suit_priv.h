/*
 * suit_priv.h - the steps of judging a package, in their order:
 *
 *   envelope   where the members are; nothing of it is authentic   suit_envelope.c
 *   signature  the manifest's digest, and who signed it            suit_envelope.c, cose.c
 *   manifest   where its elements are                              suit_manifest.c
 *   process    run the commands that lead to an installed model    suit_process.c
 *   profile    is the result one that we install?                  suit_package.c
 *
 * Spans point into the caller's head. Registered numbers: draft-ietf-suit-manifest-37.
 */
#ifndef OTAML_SUIT_PRIV_H
#define OTAML_SUIT_PRIV_H

#include <otaml/suit.h>
#include "cbor_priv.h"

enum {
    SUIT_TAG_ENVELOPE = 107,
    COSE_TAG_SIGN1 = 18,
    COSE_HEADER_ALG = 1,
    COSE_HEADER_CRIT = 2,
    COSE_ALG_ES256 = -7,
    COSE_ALG_ESP256 = -9,
    COSE_ALG_SHA256 = -16,
    COSE_SIGNATURE_SIZE = 64,

    SUIT_ENVELOPE_AUTHENTICATION = 2,
    SUIT_ENVELOPE_MANIFEST = 3,

    SUIT_MANIFEST_VERSION = 1,
    SUIT_MANIFEST_SEQUENCE = 2,
    SUIT_MANIFEST_COMMON = 3,
    SUIT_MANIFEST_REFERENCE_URI = 4,
    SUIT_MANIFEST_VALIDATE = 7,
    SUIT_MANIFEST_LOAD = 8,
    SUIT_MANIFEST_INVOKE = 9,
    SUIT_COSWID = 14, /* this and those below have equal keys in envelope and manifest */
    SUIT_PAYLOAD_FETCH = 16,
    SUIT_INSTALL = 20,
    SUIT_TEXT = 23,

    SUIT_COMMON_COMPONENTS = 2,
    SUIT_COMMON_SHARED = 4,

    SUIT_CONDITION_VENDOR = 1,
    SUIT_CONDITION_CLASS = 2,
    SUIT_CONDITION_IMAGE_MATCH = 3,
    SUIT_CONDITION_SLOT = 5,
    SUIT_CONDITION_ABORT = 14,
    SUIT_DIRECTIVE_SET_COMPONENT = 12,
    SUIT_DIRECTIVE_TRY_EACH = 15,
    SUIT_DIRECTIVE_OVERRIDE = 20,
    SUIT_DIRECTIVE_FETCH = 21,
    SUIT_DIRECTIVE_RUN_SEQUENCE = 32,

    SUIT_PARAMETER_VENDOR = 1,
    SUIT_PARAMETER_CLASS = 2,
    SUIT_PARAMETER_DIGEST = 3,
    SUIT_PARAMETER_SLOT = 5,
    SUIT_PARAMETER_SIZE = 14,
    SUIT_PARAMETER_URI = 21,

    SUIT_TEXT_COMPONENT_VERSION = 6,
    SUIT_REPORT_ALL = 15 /* reporting policy: record success and failure, with system info */
};

/* The members that may be severed from the manifest into the envelope, by their place here. */
enum suit_severable { SEVERABLE_COSWID, SEVERABLE_FETCH, SEVERABLE_INSTALL, SEVERABLE_TEXT };
#define SUIT_SEVERABLES 4u

struct otaml_suit_envelope {
    struct otaml_span authentication;           /* inside of its byte string */
    struct otaml_span manifest;                 /* the same */
    struct otaml_span manifest_encoded;         /* with the byte string's header: what is hashed */
    struct otaml_span severed[SUIT_SEVERABLES]; /* the same, empty if absent */
    struct otaml_span payload_key;              /* empty if no payload is integrated */
    uint64_t payload_size;
    uint32_t head_size; /* bytes up to the payload's first, or of the whole envelope */
    uint32_t need;      /* with OTAML_ERR_AGAIN */
};

/* Find the members. OTAML_ERR_AGAIN: not all of the head is there. */
OTAML_MUST_CHECK int otaml_suit_envelope_read(const uint8_t *head, uint32_t have,
                                              struct otaml_suit_envelope *e);

/* Compare the manifest's digest, then look for a signature by one of the keys. */
OTAML_MUST_CHECK int otaml_suit_envelope_verify(const struct otaml_suit_envelope *e,
                                                const struct otaml_p256_key *keys,
                                                uint32_t key_count);

/* [ -16, 32 bytes ] of which the digest is returned; NULL after an error. */
const uint8_t *otaml_suit_digest_read(struct otaml_cbor *r);

/* The COSE_Sign1 in block, with payload detached: is it by one of the keys? */
OTAML_MUST_CHECK int otaml_cose_sign1_verify(struct otaml_span block, struct otaml_span payload,
                                             const struct otaml_p256_key *keys, uint32_t key_count);

/* SHA-256 of what a COSE_Sign1 signs: the Sig_structure of RFC 9052 section 4.4. */
OTAML_MUST_CHECK int otaml_cose_sign1_digest(struct otaml_span protected_header,
                                             struct otaml_span payload, uint8_t digest[32]);

struct otaml_suit_manifest {
    uint64_t sequence;
    uint32_t component_count;
    struct otaml_span component; /* encoded identifier of the first */
    struct otaml_span shared;    /* command sequences; empty if absent */
    struct otaml_span fetch, install, validate;
    struct otaml_span text; /* the map */
};

/* Find the elements; severed ones are taken from the envelope after their digest agreed. */
OTAML_MUST_CHECK int otaml_suit_manifest_read(const struct otaml_suit_envelope *e,
                                              struct otaml_suit_manifest *m);

/* What the command sequences did and demanded. NULL and empty: nothing. */
struct otaml_suit_outcome {
    const uint8_t *vendor_id, *class_id; /* conditions that held */
    const uint8_t *image_sha256;         /* image-match after the fetch */
    uint64_t image_size;
    bool has_size;
    bool fetched;
    struct otaml_span uri;
};

/* Run payload-fetch, install and validate, each after the shared sequence. */
OTAML_MUST_CHECK int otaml_suit_process(const struct otaml_suit_policy *policy,
                                        const struct otaml_suit_manifest *m,
                                        struct otaml_suit_outcome *out);

/* From an authenticated envelope to the package; `head` is what its spans point into. */
OTAML_MUST_CHECK int otaml_suit_package_read(const struct otaml_suit_policy *policy,
                                             const uint8_t *head,
                                             const struct otaml_suit_envelope *e,
                                             struct otaml_suit_package *package);

/* Is it a text of one to `max` bytes from first to 0x7e, without `except` (0: none)? */
bool otaml_suit_printable(struct otaml_span text, uint32_t max, uint8_t first, uint8_t except);

#endif /* OTAML_SUIT_PRIV_H */
