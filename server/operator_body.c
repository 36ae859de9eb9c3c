/*
 * operator_body.c - API: operator_body.h
 */
#include "operator_body.h"

#include <stdlib.h>
#include <string.h>

#include "token.h"
#include "utf8.h"

static bool is_type(const char *text)
{
    static const char allowed[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
    const size_t len = strlen(text);
    return len >= 1 && len <= DB_TYPE_MAX && strspn(text, allowed) == len;
}

static bool is_sha256(const char *text)
{
    return text && strlen(text) == 64 && strspn(text, "0123456789abcdef") == 64;
}

/* A file's name that leaves NAME.MD5SUM free. */
static bool is_filename(const char *text)
{
    static const char suffix[] = ".MD5SUM";
    const size_t len = text ? strlen(text) : 0;
    return text && utf8_is_name(text, DB_FILENAME_MAX)
           && (len < sizeof(suffix) || strcmp(text + len - (sizeof(suffix) - 1), suffix) != 0);
}

static const char *get_text(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

static const char *add_file(struct operator_package *p, const json_t *item)
{
    struct db_package_file *file = &p->file[p->count];

    file->filename = get_text(item, "filename");
    file->sha256 = get_text(item, "sha256");
    if (!is_filename(file->filename)) {
        return "artifacts: filename is missing, too long, has '/' or control characters, or ends in"
               " .MD5SUM";
    }
    if (!is_sha256(file->sha256)) {
        return "artifacts: sha256 is not 64 digits in lower-case hex";
    }
    for (size_t i = 0; i < p->count; i++) {
        if (!strcmp(p->file[i].filename, file->filename)) {
            return "artifacts: two have the same filename";
        }
    }
    p->count++;
    return NULL;
}

const char *operator_package_parse(const char *body, size_t len, struct operator_package *p)
{
    const char *name, *version, *type, *error = NULL;
    const json_t *files;
    size_t i;
    json_t *item;

    memset(p, 0, sizeof(*p));
    p->root = json_loadb(body, len, 0, NULL);
    name = get_text(p->root, "name");
    version = get_text(p->root, "version");
    type = get_text(p->root, "type");
    files = json_object_get(p->root, "artifacts");
    type = type ? type : "model";
    if (!json_is_object(p->root)) {
        return "the body is not a JSON object";
    }
    if (!name || !utf8_is_name(name, DB_NAME_MAX)) {
        return "name is missing, longer than 128 bytes, or has '/' or control characters";
    }
    if (!version || !utf8_is_name(version, DB_VERSION_MAX)) {
        return "version is missing, longer than 64 bytes, or has '/' or control characters";
    }
    if (!is_type(type)) {
        return "type is not 1 to 32 of A-Z a-z 0-9 _ -";
    }
    if (json_array_size(files) < 1 || json_array_size(files) > DB_ARTEFACTS_PER_MODULE) {
        return "artifacts is not a list of 1 to 50";
    }
    strcpy(p->package.name, name);
    strcpy(p->package.version, version);
    strcpy(p->package.type, type);
    json_array_foreach(files, i, item)
    {
        error = error ? error : add_file(p, item);
    }
    return error;
}

void operator_package_free(struct operator_package *p)
{
    json_decref(p->root);
    p->root = NULL;
}

const char *operator_target_parse(const char *body, size_t len, struct operator_target *t)
{
    memset(t, 0, sizeof(*t));
    t->root = json_loadb(body, len, 0, NULL);
    if (!json_is_object(t->root)) {
        return "the body is not a JSON object";
    }
    t->controller = get_text(t->root, "controllerId");
    t->name = get_text(t->root, "name");
    t->token = get_text(t->root, "securityToken");
    t->make_token = json_is_true(json_object_get(t->root, "newSecurityToken"));
    t->request_attributes = json_is_true(json_object_get(t->root, "requestAttributes"));
    if (t->controller && !utf8_is_name(t->controller, DB_CONTROLLER_MAX)) {
        return "controllerId is empty, longer than 128 bytes, or has '/' or control characters";
    }
    if (t->name && !utf8_is_name(t->name, DB_NAME_MAX)) {
        return "name is empty, longer than 128 bytes, or has '/' or control characters";
    }
    if (t->token && !token_is_valid(t->token, strlen(t->token))) {
        return "securityToken is not 16 to 128 of A-Z a-z 0-9 - . _ ~ + / =";
    }
    return NULL;
}

void operator_target_free(struct operator_target *t)
{
    json_decref(t->root);
    t->root = NULL;
}

static const char *parse_targets(struct operator_assignment *a, const json_t *targets)
{
    size_t i;
    json_t *item;

    if (json_array_size(targets) < 1 || json_array_size(targets) > OPERATOR_TARGETS_MAX) {
        return "targets is not a list of 1 to 5000, and all is not true";
    }
    a->target = calloc(json_array_size(targets), sizeof(*a->target));
    if (!a->target) {
        return "out of memory";
    }
    json_array_foreach(targets, i, item)
    {
        if (!json_is_string(item)) {
            return "targets is not a list of strings";
        }
        a->target[a->count++] = json_string_value(item);
    }
    return NULL;
}

const char *operator_assignment_parse(const char *body, size_t len, struct operator_assignment *a)
{
    const json_t *type, *package;

    memset(a, 0, sizeof(*a));
    a->root = json_loadb(body, len, 0, NULL);
    if (!json_is_object(a->root)) {
        return "the body is not a JSON object";
    }
    package = json_object_get(a->root, "package");
    type = json_object_get(a->root, "type");
    if (!json_is_integer(package)) {
        return "package is not an integer";
    }
    a->package = json_integer_value(package);
    a->forced = !type || (json_is_string(type) && !strcmp(json_string_value(type), "forced"));
    if (!a->forced && (!json_is_string(type) || strcmp(json_string_value(type), "soft") != 0)) {
        return "type is neither forced nor soft";
    }
    a->all = json_is_true(json_object_get(a->root, "all"));
    if (a->all) {
        return json_object_get(a->root, "targets") ? "either targets or all" : NULL;
    }
    return parse_targets(a, json_object_get(a->root, "targets"));
}

void operator_assignment_free(struct operator_assignment *a)
{
    free(a->target);
    json_decref(a->root);
    a->target = NULL;
    a->root = NULL;
}

bool operator_looks_like_suit(const unsigned char *bytes, size_t len)
{
    if (len >= 2 && bytes[0] == 0xd8 && bytes[1] == 107) {
        bytes += 2;
        len -= 2;
    }
    /* A map of at least the two members that every envelope has, the first being 2 or 3. */
    return len >= 2 && bytes[0] >= 0xa2 && bytes[0] <= 0xb7 && (bytes[1] == 2 || bytes[1] == 3);
}
