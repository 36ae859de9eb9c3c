/*
 * token.c - API: token.h
 */
#include "token.h"

#include <errno.h>
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "server_log.h"

bool token_is_valid(const char *token, size_t len)
{
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                  "0123456789-._~+/=";
    return len >= TOKEN_MIN && len <= TOKEN_MAX && strspn(token, allowed) >= len;
}

void token_hash(const char *token, size_t len, uint8_t hash[TOKEN_HASH_SIZE])
{
    /* One pass is enough: these are random strings, not passwords. */
    if (gnutls_hash_fast(GNUTLS_DIG_SHA256, token, len, hash) < 0) {
        log_error("cannot hash a token");
        memset(hash, 0, TOKEN_HASH_SIZE); /* the hash of nothing: matches no token */
    }
}

bool token_hash_equal(const uint8_t a[TOKEN_HASH_SIZE], const uint8_t b[TOKEN_HASH_SIZE])
{
    return gnutls_memcmp(a, b, TOKEN_HASH_SIZE) == 0;
}

bool token_make(char token[TOKEN_NEW + 1])
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    uint8_t byte;

    for (int i = 0; i < TOKEN_NEW;) {
        if (gnutls_rnd(GNUTLS_RND_KEY, &byte, 1) < 0) {
            return false;
        }
        if (byte < 4 * 62) { /* the rest would favour some letters */
            token[i++] = letters[byte % 62];
        }
    }
    token[TOKEN_NEW] = '\0';
    return true;
}

bool token_read_file(const char *path, uint8_t hash[TOKEN_HASH_SIZE], char *error, size_t cap)
{
    char line[TOKEN_MAX + 3] = "";
    struct stat st;
    size_t len;
    FILE *f = fopen(path, "r");

    if (!f) {
        snprintf(error, cap, "cannot read the token file %s: %s", path, strerror(errno));
        return false;
    }
    if (!fstat(fileno(f), &st) && (st.st_mode & (S_IROTH | S_IWOTH))) {
        log_warn("%s is open to everyone on this machine; chmod 600 it", path);
    }
    if (!fgets(line, sizeof(line), f)) {
        line[0] = '\0';
    }
    fclose(f);
    len = strcspn(line, "\r\n");
    line[len] = '\0';
    if (!token_is_valid(line, len)) {
        snprintf(error, cap,
                 "the first line of %s is not a token: %d to %d characters of A-Z a-z 0-9 -._~+/=;"
                 " `openssl rand -hex 32` makes one",
                 path, TOKEN_MIN, TOKEN_MAX);
        return false;
    }
    token_hash(line, len, hash);
    gnutls_memset(line, 0, sizeof(line));
    return true;
}
