/*
 * operator_body.h - the JSON bodies of the operator API, checked. Pure but for the heap.
 *
 * The structs borrow their texts from `root`: json_decref it last.
 */
#ifndef OTAMLD_OPERATOR_BODY_H
#define OTAMLD_OPERATOR_BODY_H

#include <jansson.h>

#include "db.h"

enum { OPERATOR_TARGETS_MAX = 5000 }; /* in one assignment; hawkBit's quota */

struct operator_package {
    json_t *root;
    struct db_package package;
    size_t count;
    struct db_package_file file[DB_ARTEFACTS_PER_MODULE];
};

struct operator_target {
    json_t *root;
    const char *controller; /* NULL where absent */
    const char *name;
    const char *token;
    bool make_token, request_attributes;
};

struct operator_assignment {
    json_t *root;
    int64_t package;
    bool all, forced;
    size_t count;
    const char **target; /* on the heap */
};

/* Each: NULL, or a phrase that says what is wrong. To be freed in either case. */
const char *operator_package_parse(const char *body, size_t len, struct operator_package *p);
const char *operator_target_parse(const char *body, size_t len, struct operator_target *t);
const char *operator_assignment_parse(const char *body, size_t len, struct operator_assignment *a);
void operator_package_free(struct operator_package *p);
void operator_target_free(struct operator_target *t);
void operator_assignment_free(struct operator_assignment *a);

/* Could these first bytes of a file be a SUIT envelope? A CBOR map, tagged 107 or not. */
bool operator_looks_like_suit(const unsigned char *bytes, size_t len);

#endif /* OTAMLD_OPERATOR_BODY_H */
