/*
 * utf8.h - is it text that may be kept, shown in a terminal and put in a URL? Pure.
 */
#ifndef OTAMLD_UTF8_H
#define OTAMLD_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/* Well-formed UTF-8 (RFC 3629: no surrogates, no overlong forms) without control characters. */
bool utf8_is_clean(const char *text, size_t len);

/* The largest length <= limit that does not split a character of well-formed text. */
size_t utf8_cut(const char *text, size_t len, size_t limit);

/* 1 to max bytes of clean text without '/', and not "." or "..": safe as a path segment. */
bool utf8_is_name(const char *text, size_t max);

#endif /* OTAMLD_UTF8_H */
