/*
 * operator_list.c - read a list of operators. API: operator_list_priv.h
 */
#include "operator_list_priv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <otaml/model.h>

enum { CUSTOM = 32 };

static const char *type_of(char letter)
{
    static const struct {
        char letter;
        uint8_t type;
    } letters[] = {
        { 'b', OTAML_TYPE_INT8 },  { 'B', OTAML_TYPE_UINT8 }, { 'h', OTAML_TYPE_INT16 },
        { 'i', OTAML_TYPE_INT32 }, { 'q', OTAML_TYPE_INT64 }, { 'f', OTAML_TYPE_FLOAT32 },
        { '?', OTAML_TYPE_BOOL },
    };

    for (size_t i = 0; i < sizeof(letters) / sizeof(letters[0]); i++) {
        if (letters[i].letter == letter) {
            return otaml_type_name(letters[i].type);
        }
    }
    return letter == '*' ? "ANY" : NULL;
}

/* "bhf" */
static bool read_types(const char *letters, size_t len, struct operator_entry *e)
{
    if (len == 0 || len > OPERATOR_TYPES_MAX) {
        return false;
    }
    for (size_t i = 0; i < len; i++) {
        const char *type = type_of(letters[i]);
        if (!type) {
            return false;
        }
        e->types[e->type_count++] = type;
    }
    return true;
}

/* A custom operator's own name, of letters, digits and '_' only: "SignalRfft:hif" */
static bool read_custom(const char *word, size_t len, struct operator_entry *e)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
    const size_t name = strspn(word, allowed);

    if (name >= len || name >= sizeof(e->name) || word[name] != ':') {
        return false;
    }
    memcpy(e->name, word, name);
    e->name[name] = '\0';
    e->code = CUSTOM;
    return read_types(word + name + 1, len - name - 1, e);
}

/* "3bhf" */
static bool read_builtin(const char *word, size_t len, struct operator_entry *e)
{
    const size_t digits = strspn(word, "0123456789");

    if (digits > 5 || digits >= len) {
        return false;
    }
    e->code = (uint32_t)strtoul(word, NULL, 10);
    snprintf(e->name, sizeof(e->name), "%s", otaml_operator_name(e->code));
    return read_types(word + digits, len - digits, e);
}

bool operator_list_next(const char **text, struct operator_entry *entry)
{
    bool read = false;

    while (!read) {
        const char *word = *text + strspn(*text, " ");
        const size_t len = strcspn(word, " ");
        if (len == 0) {
            return false;
        }
        *text = word + len;
        memset(entry, 0, sizeof(*entry));
        read = *word >= '0' && *word <= '9' ? read_builtin(word, len, entry)
                                            : read_custom(word, len, entry);
    }
    return true;
}
