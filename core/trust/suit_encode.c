/*
 * suit_encode.c - write the head of a package. API: otaml/suit.h; bytes: spec/package.md
 *
 * The authentication block stands before the manifest that it signs, but its size is known:
 * it is written with zeros for digest and signature, which are put in at the end.
 */
#include <otaml/suit.h>

#include <string.h>
#include <otaml/sha256.h>

#include "suit_priv.h"

#define PAYLOAD_KEY "#model"
#define DIGEST_SIZE 36u /* of an encoded [ -16, bstr(32) ] */

static const uint8_t protected_esp256[] = { 0xa1, 0x01, 0x28 }; /* { 1: -9 } */

static struct otaml_span text_span(const char *text)
{
    struct otaml_span span;
    span.at = (const uint8_t *)text;
    span.size = (uint32_t)strlen(text);
    return span;
}

static bool recipe_ok(const struct otaml_suit_recipe *r)
{
    return r && r->name && otaml_suit_printable(text_span(r->name), OTAML_SUIT_NAME_MAX, 0x21, '/')
           && (!r->version
               || otaml_suit_printable(text_span(r->version), OTAML_SUIT_VERSION_MAX, 0x20, 0))
           && (!r->uri || (r->uri[0] != '\0' && r->uri[0] != '#')) && r->image_size > 0;
}

static void put_digest(struct otaml_cbor_out *w, const uint8_t digest[32])
{
    otaml_cbor_put(w, OTAML_CBOR_ARRAY, 2);
    otaml_cbor_put_int(w, COSE_ALG_SHA256);
    otaml_cbor_put_bytes(w, digest, 32);
}

/* Where digest and signature belong once they are known. */
struct blanks {
    uint32_t digest, signature;
};

static void put_authentication(struct otaml_cbor_out *w, struct blanks *blanks)
{
    static const uint8_t zeros[64];
    uint32_t outer, inner;

    otaml_cbor_put(w, OTAML_CBOR_UINT, SUIT_ENVELOPE_AUTHENTICATION);
    outer = otaml_cbor_wrap(w);
    otaml_cbor_put(w, OTAML_CBOR_ARRAY, 2);
    inner = otaml_cbor_wrap(w);
    put_digest(w, zeros);
    otaml_cbor_wrap_end(w, inner);

    inner = otaml_cbor_wrap(w);
    otaml_cbor_put(w, OTAML_CBOR_TAG, COSE_TAG_SIGN1);
    otaml_cbor_put(w, OTAML_CBOR_ARRAY, 4);
    otaml_cbor_put_bytes(w, protected_esp256, sizeof(protected_esp256));
    otaml_cbor_put(w, OTAML_CBOR_MAP, 0);
    otaml_cbor_put(w, OTAML_CBOR_SIMPLE, 22);
    otaml_cbor_put_bytes(w, zeros, COSE_SIGNATURE_SIZE);
    otaml_cbor_wrap_end(w, inner);
    otaml_cbor_wrap_end(w, outer);
    /* The signature ends the block; before it: its header (2), nil, map, protected (4), array,
     * tag, the block's header (2), the digest's 32 bytes. */
    blanks->signature = w->size - COSE_SIGNATURE_SIZE;
    blanks->digest = blanks->signature - (2 + 1 + 1 + 4 + 1 + 1 + 2) - 32;
}

static void put_component(struct otaml_cbor_out *w, const char *name)
{
    otaml_cbor_put(w, OTAML_CBOR_ARRAY, 2);
    otaml_cbor_put_bytes(w, "model", 5);
    otaml_cbor_put_bytes(w, name, (uint32_t)strlen(name));
}

/* A command with the reporting policy that asks for a record of everything. */
static void put_command(struct otaml_cbor_out *w, uint32_t command)
{
    otaml_cbor_put(w, OTAML_CBOR_UINT, command);
    otaml_cbor_put(w, OTAML_CBOR_UINT, SUIT_REPORT_ALL);
}

static void put_shared(struct otaml_cbor_out *w, const struct otaml_suit_recipe *recipe)
{
    uint32_t digest;

    otaml_cbor_put(w, OTAML_CBOR_ARRAY, 6);
    otaml_cbor_put(w, OTAML_CBOR_UINT, SUIT_DIRECTIVE_OVERRIDE);
    otaml_cbor_put(w, OTAML_CBOR_MAP, 4);
    otaml_cbor_put(w, OTAML_CBOR_UINT, SUIT_PARAMETER_VENDOR);
    otaml_cbor_put_bytes(w, recipe->vendor_id, 16);
    otaml_cbor_put(w, OTAML_CBOR_UINT, SUIT_PARAMETER_CLASS);
    otaml_cbor_put_bytes(w, recipe->class_id, 16);
    otaml_cbor_put(w, OTAML_CBOR_UINT, SUIT_PARAMETER_DIGEST);
    digest = otaml_cbor_wrap(w);
    put_digest(w, recipe->image_sha256);
    otaml_cbor_wrap_end(w, digest);
    otaml_cbor_put(w, OTAML_CBOR_UINT, SUIT_PARAMETER_SIZE);
    otaml_cbor_put(w, OTAML_CBOR_UINT, recipe->image_size);
    put_command(w, SUIT_CONDITION_VENDOR);
    put_command(w, SUIT_CONDITION_CLASS);
}

static void put_common(struct otaml_cbor_out *w, const struct otaml_suit_recipe *recipe)
{
    uint32_t common, shared;

    otaml_cbor_put(w, OTAML_CBOR_UINT, SUIT_MANIFEST_COMMON);
    common = otaml_cbor_wrap(w);
    otaml_cbor_put(w, OTAML_CBOR_MAP, 2);
    otaml_cbor_put(w, OTAML_CBOR_UINT, SUIT_COMMON_COMPONENTS);
    otaml_cbor_put(w, OTAML_CBOR_ARRAY, 1);
    put_component(w, recipe->name);
    otaml_cbor_put(w, OTAML_CBOR_UINT, SUIT_COMMON_SHARED);
    shared = otaml_cbor_wrap(w);
    put_shared(w, recipe);
    otaml_cbor_wrap_end(w, shared);
    otaml_cbor_wrap_end(w, common);
}

static void put_validate(struct otaml_cbor_out *w)
{
    uint32_t start;

    otaml_cbor_put(w, OTAML_CBOR_UINT, SUIT_MANIFEST_VALIDATE);
    start = otaml_cbor_wrap(w);
    otaml_cbor_put(w, OTAML_CBOR_ARRAY, 2);
    put_command(w, SUIT_CONDITION_IMAGE_MATCH);
    otaml_cbor_wrap_end(w, start);
}

static void put_install(struct otaml_cbor_out *w, const char *uri)
{
    uint32_t start;

    otaml_cbor_put(w, OTAML_CBOR_UINT, SUIT_INSTALL);
    start = otaml_cbor_wrap(w);
    otaml_cbor_put(w, OTAML_CBOR_ARRAY, 6);
    otaml_cbor_put(w, OTAML_CBOR_UINT, SUIT_DIRECTIVE_OVERRIDE);
    otaml_cbor_put(w, OTAML_CBOR_MAP, 1);
    otaml_cbor_put(w, OTAML_CBOR_UINT, SUIT_PARAMETER_URI);
    otaml_cbor_put_text(w, uri);
    put_command(w, SUIT_DIRECTIVE_FETCH);
    put_command(w, SUIT_CONDITION_IMAGE_MATCH);
    otaml_cbor_wrap_end(w, start);
}

static void put_text(struct otaml_cbor_out *w, const struct otaml_suit_recipe *recipe)
{
    uint32_t start;

    otaml_cbor_put(w, OTAML_CBOR_UINT, SUIT_TEXT);
    start = otaml_cbor_wrap(w);
    otaml_cbor_put(w, OTAML_CBOR_MAP, 1);
    otaml_cbor_put_text(w, "en");
    otaml_cbor_put(w, OTAML_CBOR_MAP, 1);
    put_component(w, recipe->name);
    otaml_cbor_put(w, OTAML_CBOR_MAP, 1);
    otaml_cbor_put(w, OTAML_CBOR_UINT, SUIT_TEXT_COMPONENT_VERSION);
    otaml_cbor_put_text(w, recipe->version);
    otaml_cbor_wrap_end(w, start);
}

static void put_manifest(struct otaml_cbor_out *w, const struct otaml_suit_recipe *recipe)
{
    const uint32_t start = otaml_cbor_wrap(w);

    otaml_cbor_put(w, OTAML_CBOR_MAP, recipe->version ? 6 : 5);
    otaml_cbor_put(w, OTAML_CBOR_UINT, SUIT_MANIFEST_VERSION);
    otaml_cbor_put(w, OTAML_CBOR_UINT, 1);
    otaml_cbor_put(w, OTAML_CBOR_UINT, SUIT_MANIFEST_SEQUENCE);
    otaml_cbor_put(w, OTAML_CBOR_UINT, recipe->sequence);
    put_common(w, recipe);
    put_validate(w);
    put_install(w, recipe->uri ? recipe->uri : PAYLOAD_KEY);
    if (recipe->version) {
        put_text(w, recipe);
    }
    otaml_cbor_wrap_end(w, start);
}

/* Fill in digest and signature; the encoded digest begins with its array and algorithm and
 * the byte string's header, four bytes before the 32. */
static int sign_manifest(uint8_t *out, struct blanks blanks, struct otaml_span manifest,
                         otaml_suit_sign sign, void *ctx)
{
    struct otaml_span header, digest;
    uint8_t to_sign[32];
    int err = otaml_sha256(manifest.at, manifest.size, out + blanks.digest);

    if (err) {
        return err;
    }
    header.at = protected_esp256;
    header.size = sizeof(protected_esp256);
    digest.at = out + blanks.digest + 32 - DIGEST_SIZE;
    digest.size = DIGEST_SIZE;
    err = otaml_cose_sign1_digest(header, digest, to_sign);
    return err ? err : sign(ctx, to_sign, out + blanks.signature);
}

int otaml_suit_encode(const struct otaml_suit_recipe *recipe, otaml_suit_sign sign, void *ctx,
                      uint8_t *out, uint32_t cap, uint32_t *head_size)
{
    struct otaml_cbor_out w;
    struct otaml_span manifest;
    struct blanks blanks;
    int err;

    if (!recipe_ok(recipe) || !sign || !out || !head_size) {
        return OTAML_ERR_ARG;
    }
    otaml_cbor_out_init(&w, out, cap);
    otaml_cbor_put(&w, OTAML_CBOR_TAG, SUIT_TAG_ENVELOPE);
    otaml_cbor_put(&w, OTAML_CBOR_MAP, recipe->uri ? 2 : 3);
    put_authentication(&w, &blanks);
    otaml_cbor_put(&w, OTAML_CBOR_UINT, SUIT_ENVELOPE_MANIFEST);
    manifest.at = out + w.size;
    put_manifest(&w, recipe);
    manifest.size = (uint32_t)(out + w.size - manifest.at);
    if (!recipe->uri) {
        otaml_cbor_put_text(&w, PAYLOAD_KEY);
        otaml_cbor_put(&w, OTAML_CBOR_BYTES, recipe->image_size);
    }
    if (w.err) {
        return w.err;
    }
    err = sign_manifest(out, blanks, manifest, sign, ctx);
    if (!err) {
        *head_size = w.size;
    }
    return err;
}
