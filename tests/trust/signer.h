/*
 * signer.h - P-256 signing keys for tests: from published scalars, so nothing is secret.
 */
#ifndef OTAML_TEST_SIGNER_H
#define OTAML_TEST_SIGNER_H

#include <stdint.h>
#include <otaml/p256.h>

struct signer {
    uint8_t scalar[32];
    struct otaml_p256_key key; /* the public half */
    unsigned calls;            /* of signer_sign */
    int fail;                  /* what signer_sign returns instead of signing */
};

/* The key of RFC 6979 appendix A.2.5, and another one. */
void signer_rfc6979(struct signer *s);
void signer_other(struct signer *s);

/* otaml_suit_sign; ctx is a struct signer. */
int signer_sign(void *ctx, const uint8_t digest[32], uint8_t signature[64]);

/* "0a ff <01>" to bytes; blanks are skipped, <...> is a byte string that holds what is between.
 * Returns their number. */
uint32_t from_hex(const char *hex, uint8_t *out, uint32_t cap);

#endif /* OTAML_TEST_SIGNER_H */
