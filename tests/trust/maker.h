/*
 * maker.h - envelopes for tests, put together piece by piece so that any piece can be wrong.
 * Pieces are in the notation of from_hex() (signer.h).
 */
#ifndef OTAML_TEST_MAKER_H
#define OTAML_TEST_MAKER_H

#include <stdint.h>
#include <otaml/suit.h>

#include "signer.h"

/* The vendor and class of the tests' device, and SHA-256 of "abc" (FIPS 180-4). */
#define VENDOR      "00112233445566778899aabbccddeeff"
#define CLASS       "ffeeddccbbaa99887766554433221100"
#define ABC_SHA256  "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define MODEL_URI   "66236d6f64656c"                    /* "#model" */
#define ABC_PAYLOAD MODEL_URI "43616263"                /* the member that holds "abc" */
#define COMPONENTS  "81 82 456d6f64656c 46646967697473" /* [['model', 'digits']] */
#define PARAMETERS  "14 a4 0150" VENDOR "0250" CLASS "03<822f5820" ABC_SHA256 "> 0e03"
#define SHARED      "86" PARAMETERS "010f 020f"
#define SET_URI     "14 a1 15" MODEL_URI
#define INSTALL     "86" SET_URI "150f 030f"
#define VALIDATE    "82 030f"

struct maker {
    uint8_t bytes[2048];
    uint32_t size;
};

/* A manifest with sequence number 5 and these command sequences; validate may be NULL. */
void make_manifest(struct maker *manifest, const char *shared, const char *install,
                   const char *validate);

/* The content of key 2: digest of the manifest, and one COSE_Sign1 by s. */
void make_authentication(struct maker *auth, const struct maker *manifest, struct signer *s);

/* A COSE_Sign1 over the manifest's digest from its own pieces. */
struct block {
    const char *protected_header, *unprotected, *payload;
    struct signer *signer;
};
#define GOOD_BLOCK(s)                                                                              \
    {                                                                                              \
        "a10128", "a0", "f6", (s)                                                                  \
    }
void make_authentication_of(struct maker *auth, const struct maker *manifest,
                            const struct block *blocks, uint32_t count);

/* Tag 107 and a map of `members` members: keys 2 and 3 with these, then `rest`. */
void make_envelope(struct maker *envelope, const struct maker *auth, const struct maker *manifest,
                   uint32_t members, const char *rest);

/* All of it at once, with the payload "abc". */
void make_package(struct maker *envelope, struct signer *s, const char *shared, const char *install,
                  const char *validate);

/* What is to be packed for that device: "digits" 1.2.0, sequence 5, with these bytes. */
struct otaml_suit_recipe make_recipe(const void *bytes, size_t size);

/* A package with maker_model by otaml_suit_encode(); returns its size, and that of its head. */
extern const char maker_model[30];
uint32_t make_model_package(uint8_t file[1024], uint32_t *head, struct signer *s);

/* A device of VENDOR and CLASS that trusts s and has sequence number 5 of any model. */
void make_policy(struct otaml_suit_policy *policy, const struct signer *s);

#endif /* OTAML_TEST_MAKER_H */
