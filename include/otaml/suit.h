/*
 * otaml/suit.h - packages: SUIT envelopes (draft-ietf-suit-manifest-37, COSE: RFC 9052) that
 * carry one model and say who made it, for which devices, and what its bytes must be.
 *
 * A package is one file: authentication block, manifest, and the model as the last member.
 * What comes before the model's first byte is the head, a few hundred bytes. A device brings
 * the head, lets otaml_suit_head() judge it whole, and only then streams the rest into a
 * store that compares the digest. Every byte is described in spec/package.md.
 *
 * Pure functions over the caller's buffers: no heap (mbedTLS takes some for a signature, see
 * otaml/p256.h), no globals, no recursion; no stack frame of ours over 512 bytes. The time is
 * that of one SHA-256 over the head and of one P-256 verification for each trusted key and
 * signature until one is good: a bad head of 1024 bytes can cost a dozen for each key.
 */
#ifndef OTAML_SUIT_H
#define OTAML_SUIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <otaml/err.h>
#include <otaml/p256.h>

#define OTAML_SUIT_HEAD_MAX    1024u /* bytes of head accepted when the policy says nothing */
#define OTAML_SUIT_NAME_MAX    39u   /* bytes of a component name without the NUL */
#define OTAML_SUIT_VERSION_MAX 31u   /* bytes of a version text without the NUL */

/*
 * What a device accepts. Zero it, then fill it in; borrowed for the time of a call.
 * Fields added later read 0 as "behave as before".
 */
struct otaml_suit_policy {
    const struct otaml_p256_key *keys; /* a signature by any one of them will do */
    uint32_t key_count;                /* > 0 */
    uint8_t vendor_id[16];             /* UUIDs that the manifest's conditions must name */
    uint8_t class_id[16];
    bool any_device;   /* tools only: accept every vendor and class (a device never does) */
    uint32_t head_max; /* bytes of buffer for a head; 0: OTAML_SUIT_HEAD_MAX */

    /* The highest sequence number accepted so far for the component of this name; asked
     * once, after the signature, vendor and class were found good. OTAML_ERR_NOT_FOUND:
     * none yet. Any other error is handed back. Must be there: without it an old package
     * could be replayed. */
    int (*installed)(void *ctx, const char *name, uint64_t *sequence);
    void *ctx; /* passed to installed, never read here */
};

/* What a package says. All of it is authenticated once OTAML_OK was returned, and only then. */
struct otaml_suit_package {
    uint64_t sequence;
    char name[OTAML_SUIT_NAME_MAX + 1];       /* NAME of the component ['model', NAME]: 0x21 to
                                                 0x7e without '/', fit for a store */
    char version[OTAML_SUIT_VERSION_MAX + 1]; /* for people, printable ASCII; "" if none */
    uint8_t vendor_id[16], class_id[16];      /* that the manifest demands */
    uint32_t image_size;                      /* bytes of the model, > 0 */
    uint8_t image_sha256[32];                 /* the store must compare it: image-match */

    /* Where the model is: in this file from payload_at to its end, payload_at + image_size;
     * or, when uri_size > 0, not in this file but at that URI (uri_at is its offset in the
     * head; no NUL; the file ends at payload_at). */
    uint32_t payload_at;
    uint32_t uri_at, uri_size;

    uint32_t need; /* set with OTAML_ERR_AGAIN: bytes to have before asking again, > have */
};

/* What is to be packed. Borrowed for the time of the call. */
struct otaml_suit_recipe {
    const char *name;    /* rules of otaml_suit_package.name */
    const char *version; /* printable ASCII, at most OTAML_SUIT_VERSION_MAX bytes; NULL: none */
    const char *uri;     /* NULL: the model follows in the same file; else where it is */
    uint64_t sequence;
    uint8_t vendor_id[16], class_id[16];
    uint32_t image_size; /* > 0 */
    uint8_t image_sha256[32];
};

/* Sign a SHA-256 digest with P-256: r || s. Returns 0 or an error, which is handed back.
 * The private key never enters this library. */
typedef int (*otaml_suit_sign)(void *ctx, const uint8_t digest[32], uint8_t signature[64]);

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Judge the head of a package of which the first `have` bytes are at `head`. The signature
 * is verified before anything of the manifest is looked at.
 *
 * OTAML_ERR_AGAIN    the head is longer than `have`: see package->need; call anew
 * OTAML_ERR_NOSPC    the head is longer than the policy's head_max
 * OTAML_ERR_ARG      the policy breaks a rule above
 * OTAML_ERR_ENVELOPE not a SUIT envelope, or not with this package's shape
 * OTAML_ERR_CBOR     not well-formed deterministic CBOR (RFC 8949 section 4.2.1)
 * OTAML_ERR_UNSIGNED no authentication block
 * OTAML_ERR_ALGORITHM neither SHA-256 with ESP256 (-9) nor with ES256 (-7)
 * OTAML_ERR_MANIFEST_DIGEST, _SIGNATURE   changed after signing; no trusted key signed it
 * OTAML_ERR_MANIFEST, _COMMAND, _UNSUPPORTED  signed, but not understood, or not safe:
 *                    in a wrong shape; by a command, parameter or nesting depth beyond this
 *                    processor; by a manifest element of another draft
 * OTAML_ERR_VENDOR, _CLASS, _SEQUENCE     for others; older than what `installed` said
 * OTAML_ERR_COMPONENT not exactly one component ['model', NAME]
 * OTAML_ERR_IMAGE_SIZE the payload's length is not the signed one
 * OTAML_ERR_ABORTED  the manifest's own conditions led to an abort
 * OTAML_ERR_KEY, _CRYPTO  from otaml_p256_verify and SHA-256; or what `installed` returned
 */
OTAML_MUST_CHECK int otaml_suit_head(const struct otaml_suit_policy *policy, const void *head,
                                     uint32_t have, struct otaml_suit_package *package);

/* Judge a whole file in memory, payload included: the errors of otaml_suit_head() but AGAIN
 * (a file cut inside its head is OTAML_ERR_ENVELOPE), and
 * OTAML_ERR_IMAGE_SIZE  the file ends before the payload does, or goes on after it
 * OTAML_ERR_IMAGE_DIGEST  the payload was changed. */
OTAML_MUST_CHECK int otaml_suit_verify(const struct otaml_suit_policy *policy, const void *file,
                                       uint32_t size, struct otaml_suit_package *package);

/*
 * Write a head of *head_size bytes into out, signed by one call of sign; the file is these
 * bytes and, unless recipe->uri, the image_size bytes of the model. Deterministic when sign
 * is. OTAML_ERR_ARG: the recipe breaks a rule; OTAML_ERR_NOSPC: cap too small (512 bytes and
 * the URI always suffice); OTAML_ERR_CRYPTO; or what sign returned.
 */
OTAML_MUST_CHECK int otaml_suit_encode(const struct otaml_suit_recipe *recipe, otaml_suit_sign sign,
                                       void *ctx, uint8_t *out, uint32_t cap, uint32_t *head_size);

/* Vendor and class identifiers as the draft makes them: UUID version 5 (RFC 9562) of the
 * vendor's domain in the name space of DNS, and of the class's name in that of the vendor.
 * A device may as well have the 16 bytes as constants: these two need SHA-1.
 * OTAML_ERR_CRYPTO. */
OTAML_MUST_CHECK int otaml_suit_vendor_id(const char *domain, uint8_t id[16]);
OTAML_MUST_CHECK int otaml_suit_class_id(const uint8_t vendor_id[16], const char *name,
                                         uint8_t id[16]);

#ifdef __cplusplus
}
#endif
#endif /* OTAML_SUIT_H */
