/*
 * suit_package.c - is an envelope a package that we install? API: otaml/suit.h
 *
 * The profile (spec/package.md): one component ['model', NAME]; conditions on vendor and
 * class; one fetch, of the integrated payload or of another URI; an image-match with digest
 * and size after it, for without one the payload would be anybody's.
 */
#include <otaml/suit.h>

#include <string.h>
#include <otaml/sha256.h>

#include "base_priv.h"
#include "suit_priv.h"

static const uint8_t component_kind[] = { 'm', 'o', 'd', 'e', 'l' };

static bool span_is(struct otaml_span span, const void *bytes, uint32_t size)
{
    return span.at && span.size == size && memcmp(span.at, bytes, size) == 0;
}

bool otaml_suit_printable(struct otaml_span text, uint32_t max, uint8_t first, uint8_t except)
{
    bool ok = text.size > 0 && text.size <= max;

    for (uint32_t i = 0; ok && i < text.size; i++) {
        ok = text.at[i] >= first && text.at[i] <= 0x7e && text.at[i] != except;
    }
    return ok;
}

/* ['model', NAME] to NAME. */
static int read_name(const struct otaml_suit_manifest *m, char name[OTAML_SUIT_NAME_MAX + 1])
{
    struct otaml_span kind, segment;
    struct otaml_cbor r;

    if (m->component_count != 1) {
        return OTAML_ERR_COMPONENT;
    }
    otaml_cbor_init(&r, m->component, OTAML_ERR_COMPONENT);
    if (otaml_cbor_array(&r) != 2) {
        otaml_cbor_fail(&r, OTAML_ERR_COMPONENT);
    }
    kind = otaml_cbor_bytes(&r);
    segment = otaml_cbor_bytes(&r);
    if (otaml_cbor_end(&r)) {
        return r.err;
    }
    if (!span_is(kind, component_kind, sizeof(component_kind))
        || !otaml_suit_printable(segment, OTAML_SUIT_NAME_MAX, 0x21, '/')) {
        return OTAML_ERR_COMPONENT;
    }
    memcpy(name, segment.at, segment.size);
    name[segment.size] = '\0';
    return OTAML_OK;
}

/* The version in what one component's texts are: { ..., 6: version, ... }. */
static struct otaml_span read_component_texts(struct otaml_cbor *r)
{
    struct otaml_span version = { NULL, 0 }, last = { NULL, 0 };
    const uint32_t pairs = otaml_cbor_map(r);

    for (uint32_t i = 0; i < pairs && !r->err; i++) {
        if (otaml_cbor_key(r, &last) == SUIT_TEXT_COMPONENT_VERSION) {
            version = otaml_cbor_text(r);
        } else {
            (void)otaml_cbor_skip(r);
        }
    }
    return version;
}

/* { language: { component identifier: { 6: version } } } of the first language that has one.
 * Text is for people: what cannot be printed here is left out, not refused. */
static int read_version(const struct otaml_suit_manifest *m,
                        char version[OTAML_SUIT_VERSION_MAX + 1])
{
    struct otaml_span found = { NULL, 0 }, key;
    struct otaml_cbor r;
    uint32_t languages, pairs;

    if (!m->text.at) {
        return OTAML_OK;
    }
    otaml_cbor_init(&r, m->text, OTAML_ERR_MANIFEST);
    languages = otaml_cbor_map(&r);
    for (uint32_t l = 0; l < languages && !r.err; l++) {
        (void)otaml_cbor_text(&r);
        pairs = otaml_cbor_map(&r);
        for (uint32_t i = 0; i < pairs && !r.err; i++) {
            key = otaml_cbor_skip(&r);
            if (!found.at && span_is(key, m->component.at, m->component.size)) {
                found = read_component_texts(&r);
            } else {
                (void)otaml_cbor_skip(&r);
            }
        }
    }
    if (otaml_cbor_end(&r)) {
        return r.err;
    }
    if (found.at && otaml_suit_printable(found, OTAML_SUIT_VERSION_MAX, 0x20, 0)) {
        memcpy(version, found.at, found.size);
        version[found.size] = '\0';
    }
    return OTAML_OK;
}

/* What the commands came to must be one model, for this device, with a digest to hold it to. */
static int take_outcome(const struct otaml_suit_outcome *out, struct otaml_suit_package *package)
{
    if (!out->vendor_id || !out->class_id || !out->fetched || !out->image_sha256
        || !out->has_size) {
        return OTAML_ERR_MANIFEST;
    }
    if (out->image_size == 0 || out->image_size > UINT32_MAX) {
        return OTAML_ERR_IMAGE_SIZE;
    }
    memcpy(package->vendor_id, out->vendor_id, 16);
    memcpy(package->class_id, out->class_id, 16);
    memcpy(package->image_sha256, out->image_sha256, 32);
    package->image_size = (uint32_t)out->image_size;
    return OTAML_OK;
}

/* Where the payload is: in this envelope, or elsewhere. */
static int locate_payload(const struct otaml_suit_envelope *e, const uint8_t *head,
                          struct otaml_span uri, struct otaml_suit_package *package)
{
    package->payload_at = e->head_size;
    if (!e->payload_key.at) {
        if (uri.at[0] == '#') {
            return OTAML_ERR_ENVELOPE; /* it should have been in here */
        }
        package->uri_at = (uint32_t)(uri.at - head);
        package->uri_size = uri.size;
        return OTAML_OK;
    }
    if (!span_is(uri, e->payload_key.at, e->payload_key.size)) {
        return OTAML_ERR_ENVELOPE; /* it carries what the manifest does not ask for */
    }
    return e->payload_size == package->image_size
                   && package->image_size <= UINT32_MAX - e->head_size
               ? OTAML_OK
               : OTAML_ERR_IMAGE_SIZE;
}

static int check_sequence(const struct otaml_suit_policy *policy,
                          const struct otaml_suit_package *package)
{
    uint64_t installed = 0;
    const int err = policy->installed(policy->ctx, package->name, &installed);

    if (err == OTAML_ERR_NOT_FOUND) {
        return OTAML_OK;
    }
    if (err) {
        return err;
    }
    return package->sequence < installed ? OTAML_ERR_SEQUENCE : OTAML_OK;
}

/* Who it is for comes first: a package for others is refused as such, whatever is in it. */
int otaml_suit_package_read(const struct otaml_suit_policy *policy, const uint8_t *head,
                            const struct otaml_suit_envelope *e, struct otaml_suit_package *package)
{
    struct otaml_suit_manifest m;
    struct otaml_suit_outcome out;
    int err = otaml_suit_manifest_read(e, &m);

    if (err) {
        return err;
    }
    package->sequence = m.sequence;
    err = otaml_suit_process(policy, &m, &out);
    err = err ? err : take_outcome(&out, package);
    err = err ? err : locate_payload(e, head, out.uri, package);
    err = err ? err : read_name(&m, package->name);
    err = err ? err : read_version(&m, package->version);
    return err ? err : check_sequence(policy, package);
}

int otaml_suit_head(const struct otaml_suit_policy *policy, const void *head, uint32_t have,
                    struct otaml_suit_package *package)
{
    struct otaml_suit_envelope e;
    uint32_t head_max;
    int err;

    if (!policy || !policy->keys || policy->key_count == 0 || !policy->installed || !package
        || (!head && have > 0)) {
        return OTAML_ERR_ARG;
    }
    head_max = policy->head_max ? policy->head_max : OTAML_SUIT_HEAD_MAX;
    memset(package, 0, sizeof(*package));
    err = otaml_suit_envelope_read(head, have, &e);
    package->need = e.need;
    if (err == OTAML_ERR_AGAIN) {
        return e.need > head_max ? OTAML_ERR_NOSPC : OTAML_ERR_AGAIN;
    }
    if (!err && e.head_size > head_max) {
        err = OTAML_ERR_NOSPC;
    }
    err = err ? err : otaml_suit_envelope_verify(&e, policy->keys, policy->key_count);
    return err ? err : otaml_suit_package_read(policy, head, &e, package);
}

int otaml_suit_verify(const struct otaml_suit_policy *policy, const void *file, uint32_t size,
                      struct otaml_suit_package *package)
{
    uint8_t digest[32];
    uint32_t payload;
    int err = otaml_suit_head(policy, file, size, package);

    if (err) {
        return err == OTAML_ERR_AGAIN ? OTAML_ERR_ENVELOPE : err;
    }
    payload = package->uri_size > 0 ? 0 : package->image_size;
    if (size - package->payload_at != payload) {
        return OTAML_ERR_IMAGE_SIZE;
    }
    if (payload == 0) {
        return OTAML_OK;
    }
    err = otaml_sha256((const uint8_t *)file + package->payload_at, payload, digest);
    if (err) {
        return err;
    }
    return otaml_equal_ct(digest, package->image_sha256, 32) ? OTAML_OK : OTAML_ERR_IMAGE_DIGEST;
}
