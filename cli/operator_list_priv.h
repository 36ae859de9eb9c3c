/*
 * operator_list_priv.h - read the list of operators that a build or a device gives of itself
 * (otaml_infer_list, spec/device-api.md). It may come from anywhere: what is malformed in it is
 * passed over.
 */
#ifndef OTAML_OPERATOR_LIST_PRIV_H
#define OTAML_OPERATOR_LIST_PRIV_H

#include <stdbool.h>
#include <stdint.h>

enum { OPERATOR_TYPES_MAX = 8 };

struct operator_entry {
    char name[64];
    uint32_t code;
    uint32_t type_count;
    const char *types[OPERATOR_TYPES_MAX]; /* "INT8"; "ANY" where it takes several */
};

/* Read the entry at *text and move on to the next one; false at the end. */
bool operator_list_next(const char **text, struct operator_entry *entry);

#endif /* OTAML_OPERATOR_LIST_PRIV_H */
