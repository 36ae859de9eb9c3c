/*
 * byte_range.c - API: byte_range.h
 */
#include "byte_range.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

static const char *skip_space(const char *p)
{
    return p + strspn(p, " \t");
}

/* 1*DIGIT; a number beyond 64 bits is as good as the largest. NULL if there is no digit. */
static const char *number(const char *p, uint64_t *value)
{
    uint64_t v = 0;
    if (*p < '0' || *p > '9') {
        return NULL;
    }
    for (; *p >= '0' && *p <= '9'; p++) {
        const unsigned digit = (unsigned)(*p - '0');
        v = v > (UINT64_MAX - digit) / 10 ? UINT64_MAX : v * 10 + digit;
    }
    *value = v;
    return p;
}

static bool at_end(const char *p)
{
    return *skip_space(p) == '\0';
}

enum range_kind range_parse(const char *value, uint64_t size, uint64_t *first, uint64_t *len)
{
    const char *p;
    uint64_t from, to = UINT64_MAX;

    if (!value || strncasecmp(value, "bytes", 5) != 0 || value[5] != '=') {
        return RANGE_WHOLE;
    }
    p = skip_space(value + 6);
    if (*p == '-') {
        p = number(p + 1, &from);
        if (!p || !at_end(p)) {
            return RANGE_WHOLE;
        }
        if (from == 0 || size == 0) {
            return RANGE_UNSATISFIABLE;
        }
        *len = from < size ? from : size;
        *first = size - *len;
        return RANGE_PART;
    }
    p = number(p, &from);
    if (!p || *p != '-') {
        return RANGE_WHOLE;
    }
    p++;
    if (!at_end(p)) {
        p = number(p, &to);
        if (!p || !at_end(p) || to < from) {
            return RANGE_WHOLE;
        }
    }
    if (from >= size) {
        return RANGE_UNSATISFIABLE;
    }
    *first = from;
    *len = (to < size - 1 ? to : size - 1) - from + 1;
    return RANGE_PART;
}

bool etag_list_has(const char *value, const char *tag, bool weak)
{
    const char *p = skip_space(value);

    if (*p == '*') {
        return at_end(p + 1);
    }
    for (;;) {
        bool is_weak = false;
        const char *end;
        p += strspn(p, " \t,");
        if (p[0] == 'W' && p[1] == '/') {
            is_weak = true;
            p += 2;
        }
        if (*p != '"' || (end = strchr(p + 1, '"')) == NULL) {
            return false;
        }
        end++;
        if ((weak || !is_weak) && (size_t)(end - p) == strlen(tag)
            && !memcmp(p, tag, (size_t)(end - p))) {
            return true;
        }
        p = end;
    }
}

enum condition condition_evaluate(const struct conditional *fields, const char *tag, uint64_t size,
                                  uint64_t *first, uint64_t *len)
{
    if (fields->if_match && !etag_list_has(fields->if_match, tag, false)) {
        return CONDITION_FAILED;
    }
    if (fields->if_none_match && etag_list_has(fields->if_none_match, tag, true)) {
        return CONDITION_NOT_MODIFIED;
    }
    /* If-Range is one strong tag or a date, and never "*". */
    if (!fields->is_get
        || (fields->if_range
            && (*skip_space(fields->if_range) != '"'
                || !etag_list_has(fields->if_range, tag, false)))) {
        return CONDITION_WHOLE;
    }
    switch (range_parse(fields->range, size, first, len)) {
    case RANGE_PART:
        return CONDITION_PART;
    case RANGE_UNSATISFIABLE:
        return CONDITION_UNSATISFIABLE;
    case RANGE_WHOLE:
        break;
    }
    return CONDITION_WHOLE;
}
