/*
 * cli_key_priv.h - P-256 keys in PEM files, for the subcommands that sign and verify.
 *
 * Private keys are SEC 1 ("EC PRIVATE KEY") or PKCS #8 ("PRIVATE KEY"), public ones
 * SubjectPublicKeyInfo ("PUBLIC KEY"): what OpenSSL reads and writes. mbedTLS 2.28 and 3.x.
 */
#ifndef OTAML_CLI_KEY_PRIV_H
#define OTAML_CLI_KEY_PRIV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <otaml/p256.h>

struct cli_signer;

/* A private key from a file; NULL after cli_fail's message. Wiped and freed by close. */
struct cli_signer *cli_signer_open(const char *path);
void cli_signer_close(struct cli_signer *signer);

/* For otaml_suit_encode(): ctx is a struct cli_signer. Deterministic (RFC 6979). */
int cli_signer_sign(void *ctx, const uint8_t digest[32], uint8_t signature[64]);

/* A public key from a file; false after cli_fail's message. */
bool cli_public_key_read(const char *path, struct otaml_p256_key *key);

/* A new key pair as two NUL-terminated PEM texts; false after cli_fail's message. */
enum { CLI_KEY_PEM_MAX = 512 };
bool cli_key_make(char private_pem[CLI_KEY_PEM_MAX], char public_pem[CLI_KEY_PEM_MAX]);

#endif /* OTAML_CLI_KEY_PRIV_H */
