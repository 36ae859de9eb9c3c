/*
 * byte_range.h - Range and conditional header fields of RFC 9110, for one representation that
 * has a strong entity tag and no modification date. Pure.
 */
#ifndef OTAMLD_BYTE_RANGE_H
#define OTAMLD_BYTE_RANGE_H

#include <stdbool.h>
#include <stdint.h>

enum range_kind { RANGE_WHOLE, RANGE_PART, RANGE_UNSATISFIABLE };

/* The field's value, or NULL where there is none. Sets *first and *len for RANGE_PART (len >= 1,
 * within size). What is malformed, in another unit or of several ranges is RANGE_WHOLE: a server
 * may ignore Range (RFC 9110, 14.2). */
enum range_kind range_parse(const char *value, uint64_t size, uint64_t *first, uint64_t *len);

/* Does a list of entity tags ("*" is any) have this one? tag is quoted. weak: W/"x" matches "x"
 * (If-None-Match); otherwise it does not (If-Match). */
bool etag_list_has(const char *value, const char *tag, bool weak);

enum condition {
    CONDITION_WHOLE,
    CONDITION_PART,
    CONDITION_NOT_MODIFIED,
    CONDITION_FAILED,
    CONDITION_UNSATISFIABLE
};

struct conditional {
    const char *if_match, *if_none_match, *if_range, *range; /* NULL where absent */
    bool is_get;                                             /* HEAD takes no Range */
};

/* RFC 9110, 13.2.2. */
enum condition condition_evaluate(const struct conditional *fields, const char *tag, uint64_t size,
                                  uint64_t *first, uint64_t *len);

#endif /* OTAMLD_BYTE_RANGE_H */
