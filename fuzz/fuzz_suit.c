/*
 * fuzz_suit.c - packages from anywhere: whole files through the front door, and the same bytes
 * past the signature, as if a trusted key had signed them, for the parsers behind it. Trusts the
 * key of RFC 6979 appendix A.2.5, which also signed the corpus.
 */
#include <stdlib.h>
#include <string.h>
#include <otaml/suit.h>

#include "suit_priv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct otaml_p256_key key = {
    { 0x04, 0x60, 0xfe, 0xd4, 0xba, 0x25, 0x5a, 0x9d, 0x31, 0xc9, 0x61, 0xeb, 0x74,
      0xc6, 0x35, 0x6d, 0x68, 0xc0, 0x49, 0xb8, 0x92, 0x3b, 0x61, 0xfa, 0x6c, 0xe6,
      0x69, 0x62, 0x2e, 0x60, 0xf2, 0x9f, 0xb6, 0x79, 0x03, 0xfe, 0x10, 0x08, 0xb8,
      0xbc, 0x99, 0xa4, 0x1a, 0xe9, 0xe9, 0x56, 0x28, 0xbc, 0x64, 0xf2, 0xf1, 0xb2,
      0x0c, 0x2d, 0x7e, 0x9f, 0x51, 0x77, 0xa3, 0xc2, 0x94, 0xd4, 0x46, 0x22, 0x99 }
};

/* What must hold is checked with or without NDEBUG. */
static void require(bool holds)
{
    if (!holds) {
        abort();
    }
}

static int installed(void *ctx, const char *name, uint64_t *sequence)
{
    (void)ctx;
    require(strlen(name) > 0 && strlen(name) <= OTAML_SUIT_NAME_MAX);
    *sequence = 3;
    return OTAML_OK;
}

static void check_package(const struct otaml_suit_package *p, size_t size)
{
    require(strlen(p->name) > 0 && strlen(p->name) <= OTAML_SUIT_NAME_MAX);
    require(strlen(p->version) <= OTAML_SUIT_VERSION_MAX);
    require(p->image_size > 0 && p->sequence >= 3);
    require(p->payload_at <= size && p->image_size <= UINT32_MAX - p->payload_at);
    require(p->uri_at <= p->payload_at && p->uri_size <= p->payload_at - p->uri_at);
}

/* From the envelope on, without its signature. */
static void judge_unsigned(const struct otaml_suit_policy *policy, const uint8_t *data, size_t size)
{
    struct otaml_suit_envelope e;
    struct otaml_suit_package p;
    int err = otaml_suit_envelope_read(data, (uint32_t)size, &e);

    require(err != OTAML_ERR_AGAIN || e.need > size);
    if (!err) {
        memset(&p, 0, sizeof(p));
        if (!otaml_suit_package_read(policy, data, &e, &p)) {
            check_package(&p, size);
        }
        /* A head that lacks its last byte is unfinished, never wrong. */
        require(otaml_suit_envelope_read(data, e.head_size - 1, &e) == OTAML_ERR_AGAIN);
    }
    /* All of it a manifest. */
    memset(&e, 0, sizeof(e));
    e.manifest.at = data;
    e.manifest.size = (uint32_t)size;
    e.head_size = (uint32_t)size;
    memset(&p, 0, sizeof(p));
    if (!otaml_suit_package_read(policy, data, &e, &p)) {
        check_package(&p, size);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct otaml_suit_policy policy;
    struct otaml_suit_package p;

    if (size > 1u << 20) {
        return 0;
    }
    memset(&policy, 0, sizeof(policy));
    policy.keys = &key;
    policy.key_count = 1;
    policy.installed = installed;
    if (!otaml_suit_verify(&policy, data, (uint32_t)size, &p)) {
        check_package(&p, size);
    }
    judge_unsigned(&policy, data, size);
    policy.any_device = true;
    if (!otaml_suit_verify(&policy, data, (uint32_t)size, &p)) {
        check_package(&p, size);
    }
    judge_unsigned(&policy, data, size);
    return 0;
}
