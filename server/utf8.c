/*
 * utf8.c - API: utf8.h
 */
#include "utf8.h"

#include <stdint.h>
#include <string.h>

/* Bytes of the character at p, 0 if it is malformed or a control character. */
static size_t character(const unsigned char *p, size_t left)
{
    size_t n;
    uint32_t code;

    if (p[0] < 0x80) {
        return p[0] < 0x20 || p[0] == 0x7f ? 0 : 1;
    }
    if (p[0] < 0xc2 || p[0] > 0xf4) {
        return 0;
    }
    n = p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
    if (left < n) {
        return 0;
    }
    code = p[0] & (0x7fu >> n);
    for (size_t i = 1; i < n; i++) {
        if ((p[i] & 0xc0) != 0x80) {
            return 0;
        }
        code = code << 6 | (p[i] & 0x3fu);
    }
    if ((n == 2 && code < 0xa0) || (n == 3 && code < 0x800) || (n == 4 && code < 0x10000)
        || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
        return 0; /* the first: C1 controls */
    }
    return n;
}

bool utf8_is_clean(const char *text, size_t len)
{
    const unsigned char *p = (const unsigned char *)text;
    while (len) {
        const size_t n = character(p, len);
        if (!n) {
            return false;
        }
        p += n;
        len -= n;
    }
    return true;
}

size_t utf8_cut(const char *text, size_t len, size_t limit)
{
    if (len <= limit) {
        return len;
    }
    while (limit && ((unsigned char)text[limit] & 0xc0) == 0x80) {
        limit--;
    }
    return limit;
}

bool utf8_is_name(const char *text, size_t max)
{
    const size_t len = strlen(text);
    return len >= 1 && len <= max && !strchr(text, '/') && strcmp(text, ".") != 0
           && strcmp(text, "..") != 0 && utf8_is_clean(text, len);
}
