/*
 * token.h - secrets: kept as SHA-256, compared in constant time.
 */
#ifndef OTAMLD_TOKEN_H
#define OTAMLD_TOKEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TOKEN_HASH_SIZE = 32, TOKEN_MIN = 16, TOKEN_MAX = 128, TOKEN_NEW = 32 };

/* 16 to 128 of A-Z a-z 0-9 - . _ ~ + / = */
bool token_is_valid(const char *token, size_t len);

void token_hash(const char *token, size_t len, uint8_t hash[TOKEN_HASH_SIZE]);
bool token_hash_equal(const uint8_t a[TOKEN_HASH_SIZE], const uint8_t b[TOKEN_HASH_SIZE]);

/* A new random one: TOKEN_NEW alphanumeric characters and a NUL. False without randomness. */
bool token_make(char token[TOKEN_NEW + 1]);

/* The hash of the first line of a file. False after a message in error (cap bytes). */
bool token_read_file(const char *path, uint8_t hash[TOKEN_HASH_SIZE], char *error, size_t cap);

#endif /* OTAMLD_TOKEN_H */
