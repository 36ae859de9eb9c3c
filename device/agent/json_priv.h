/*
 * json_priv.h - JSON (RFC 8259) for a device: walk the leaves of a text, write a small one.
 *
 * Reading yields one scalar after another with its path, such as
 * "deployment.chunks.0.artifacts.1.size", so that a protocol is a list of the paths it
 * knows and everything else passes by. No heap, no recursion, one pass; the text is
 * bounded by the caller's buffer, depth and path length by the constants here.
 */
#ifndef OTAML_JSON_PRIV_H
#define OTAML_JSON_PRIV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <otaml/err.h>

#define JSON_DEPTH_MAX 12u  /* objects and arrays inside of each other */
#define JSON_PATH_MAX  112u /* bytes; a longer path matches nothing */

enum json_type { JSON_IS_NULL, JSON_IS_FALSE, JSON_IS_TRUE, JSON_IS_NUMBER, JSON_IS_STRING };

struct json_level {
    uint16_t path_len; /* of the path up to this object or array */
    uint16_t index;    /* of the next element, in an array */
    bool is_array;
    bool is_empty; /* nothing came yet: no comma is due */
};

/* Caller allocates, json_walk_init fills; private but for path and type. */
struct json_walk {
    const char *text;
    size_t len, at;
    struct json_level level[JSON_DEPTH_MAX];
    unsigned depth;
    bool started;
    uint16_t path_len;
    char path[JSON_PATH_MAX + 1]; /* of the leaf, NUL-terminated */
    enum json_type type;          /* of the leaf */
    size_t value_at, value_len;   /* a number's or string's bytes, escapes untouched */
};

/* text is borrowed until the walk is over. */
void json_walk_init(struct json_walk *w, const char *text, size_t len);

/* The next leaf. OTAML_ERR_NOT_FOUND: the text is over and was well-formed.
 * OTAML_ERR_JSON: it is not; leaves seen before are not to be trusted. */
OTAML_MUST_CHECK int json_walk_next(struct json_walk *w);

/* Does the leaf's path match? '#' stands for an array index; those are put into indices,
 * which has room for as many as the pattern has. */
bool json_path_is(const struct json_walk *w, const char *pattern, unsigned *indices);

/* The leaf's string, unescaped to UTF-8 and NUL-terminated. OTAML_ERR_JSON: not a string, or one
 * with a NUL or half a surrogate pair in it; OTAML_ERR_NOSPC: longer than cap - 1. */
OTAML_MUST_CHECK int json_get_string(const struct json_walk *w, char *dst, size_t cap);

/* The leaf's number. OTAML_ERR_JSON: not a whole number from 0 to UINT64_MAX. */
OTAML_MUST_CHECK int json_get_u64(const struct json_walk *w, uint64_t *value);

/* A text under construction in the caller's buffer; overflow is sticky. */
struct json_out {
    char *buf;
    size_t cap, len;
    bool overflow;
};

void json_put(struct json_out *o, const char *raw);           /* as it stands */
void json_put_string(struct json_out *o, const char *string); /* quoted and escaped */
void json_put_i64(struct json_out *o, int64_t value);

#endif /* OTAML_JSON_PRIV_H */
