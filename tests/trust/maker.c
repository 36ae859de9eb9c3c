/*
 * maker.c - envelopes for tests. API: maker.h
 */
#include "maker.h"

#include <fixture.h>
#include <stdio.h>
#include <string.h>
#include <otaml/sha256.h>

#include "cbor_priv.h"

static void add(struct maker *m, const void *bytes, uint32_t size)
{
    assert_true(size <= sizeof(m->bytes) - m->size);
    memcpy(m->bytes + m->size, bytes, size);
    m->size += size;
}

static void add_hex(struct maker *m, const char *hex)
{
    m->size += from_hex(hex, m->bytes + m->size, (uint32_t)sizeof(m->bytes) - m->size);
}

static void add_wrapped(struct maker *m, const void *bytes, uint32_t size)
{
    struct otaml_cbor_out w;

    otaml_cbor_out_init(&w, m->bytes + m->size, (uint32_t)sizeof(m->bytes) - m->size);
    otaml_cbor_put_bytes(&w, bytes, size);
    assert_int_equal(w.err, 0);
    m->size += w.size;
}

void make_manifest(struct maker *manifest, const char *shared, const char *install,
                   const char *validate)
{
    char text[8192];

    snprintf(text, sizeof(text), "%s 0101 0205 03<a2 02" COMPONENTS "04<%s>> %s%s%s 14<%s>",
             validate ? "a5" : "a4", shared, validate ? "07<" : "", validate ? validate : "",
             validate ? ">" : "", install);
    manifest->size = 0;
    add_hex(manifest, text);
}

/* [ -16, digest of the manifest with its byte string's header ] */
static void make_digest(struct maker *digest, const struct maker *manifest)
{
    struct maker wrapped = { .size = 0 };
    uint8_t sha[32];

    add_wrapped(&wrapped, manifest->bytes, manifest->size);
    assert_int_equal(otaml_sha256(wrapped.bytes, wrapped.size, sha), 0);
    digest->size = 0;
    add_hex(digest, "822f");
    add_wrapped(digest, sha, 32);
}

static void add_block(struct maker *auth, const struct maker *digest, const struct block *b)
{
    struct maker header = { .size = 0 }, signed_bytes = { .size = 0 }, block = { .size = 0 };
    uint8_t sha[32], signature[64];

    add_hex(&header, b->protected_header);
    add_hex(&signed_bytes, "84 6a5369676e617475726531");
    add_wrapped(&signed_bytes, header.bytes, header.size);
    add_hex(&signed_bytes, "40");
    add_wrapped(&signed_bytes, digest->bytes, digest->size);
    assert_int_equal(otaml_sha256(signed_bytes.bytes, signed_bytes.size, sha), 0);
    assert_int_equal(signer_sign(b->signer, sha, signature), 0);
    add_hex(&block, "d2 84");
    add_wrapped(&block, header.bytes, header.size);
    add_hex(&block, b->unprotected);
    add_hex(&block, b->payload);
    add_wrapped(&block, signature, 64);
    add_wrapped(auth, block.bytes, block.size);
}

void make_authentication_of(struct maker *auth, const struct maker *manifest,
                            const struct block *blocks, uint32_t count)
{
    struct maker digest;
    const uint8_t head = (uint8_t)(0x81 + count);

    make_digest(&digest, manifest);
    auth->size = 0;
    add(auth, &head, 1);
    add_wrapped(auth, digest.bytes, digest.size);
    for (uint32_t i = 0; i < count; i++) {
        add_block(auth, &digest, &blocks[i]);
    }
}

void make_authentication(struct maker *auth, const struct maker *manifest, struct signer *s)
{
    const struct block block = GOOD_BLOCK(s);
    make_authentication_of(auth, manifest, &block, 1);
}

void make_envelope(struct maker *envelope, const struct maker *auth, const struct maker *manifest,
                   uint32_t members, const char *rest)
{
    const uint8_t head[] = { 0xd8, 0x6b, (uint8_t)(0xa0 + members), 0x02 };

    envelope->size = 0;
    add(envelope, head, 4);
    add_wrapped(envelope, auth->bytes, auth->size);
    add_hex(envelope, "03");
    add_wrapped(envelope, manifest->bytes, manifest->size);
    add_hex(envelope, rest);
}

void make_package(struct maker *envelope, struct signer *s, const char *shared, const char *install,
                  const char *validate)
{
    struct maker manifest, auth;

    make_manifest(&manifest, shared, install, validate);
    make_authentication(&auth, &manifest, s);
    make_envelope(envelope, &auth, &manifest, 3, ABC_PAYLOAD);
}

struct otaml_suit_recipe make_recipe(const void *bytes, size_t size)
{
    struct otaml_suit_recipe r;

    memset(&r, 0, sizeof(r));
    r.name = "digits";
    r.version = "1.2.0";
    r.sequence = 5;
    assert_int_equal(from_hex(VENDOR, r.vendor_id, 16), 16);
    assert_int_equal(from_hex(CLASS, r.class_id, 16), 16);
    r.image_size = (uint32_t)size;
    assert_int_equal(otaml_sha256(bytes, size, r.image_sha256), OTAML_OK);
    return r;
}

const char maker_model[30] = "not really a model, but bytes";

uint32_t make_model_package(uint8_t file[1024], uint32_t *head, struct signer *s)
{
    const struct otaml_suit_recipe r = make_recipe(maker_model, sizeof(maker_model));

    assert_int_equal(otaml_suit_encode(&r, signer_sign, s, file, 1024, head), OTAML_OK);
    memcpy(file + *head, maker_model, sizeof(maker_model));
    return *head + (uint32_t)sizeof(maker_model);
}

static int has_five(void *ctx, const char *name, uint64_t *sequence)
{
    (void)ctx;
    (void)name;
    *sequence = 5;
    return OTAML_OK;
}

void make_policy(struct otaml_suit_policy *policy, const struct signer *s)
{
    memset(policy, 0, sizeof(*policy));
    policy->keys = &s->key;
    policy->key_count = 1;
    assert_int_equal(from_hex(VENDOR, policy->vendor_id, 16), 16);
    assert_int_equal(from_hex(CLASS, policy->class_id, 16), 16);
    policy->installed = has_five;
}
