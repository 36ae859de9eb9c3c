/*
 * route.c - paths and queries. API: route.h
 *
 * A path is split at '/' while it is still encoded, and each segment is decoded once: an encoded
 * '/' can therefore never make a segment of its own, and is refused.
 */
#include "route.h"

#include <string.h>
#include <strings.h>

#include "utf8.h"

enum { SEGMENTS_MAX = 8 };

struct segments {
    char text[SEGMENTS_MAX][ROUTE_PARAM_MAX];
    size_t count;
};

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Decode [p, end) to out; false if it does not fit, is malformed or is not clean text. */
static bool decode(const char *p, const char *end, bool plus_is_space, char *out, size_t cap)
{
    size_t n = 0;
    for (; p < end; p++) {
        int c = (unsigned char)*p;
        if (c == '%') {
            const int high = end - p < 3 ? -1 : hex_digit(p[1]);
            const int low = end - p < 3 ? -1 : hex_digit(p[2]);
            if (high < 0 || low < 0) {
                return false;
            }
            c = high * 16 + low;
            p += 2;
        } else if (c == '+' && plus_is_space) {
            c = ' ';
        }
        if (n + 1 >= cap) {
            return false;
        }
        out[n++] = (char)c;
    }
    out[n] = '\0';
    return utf8_is_clean(out, n); /* a NUL is a control character: strlen(out) == n */
}

static bool split(const char *uri, struct segments *s)
{
    const char *end = uri + strcspn(uri, "?#");

    s->count = 0;
    if (*uri != '/') {
        return false;
    }
    while (uri < end) {
        const char *start = ++uri; /* past the '/' */
        while (uri < end && *uri != '/') {
            uri++;
        }
        if (s->count == SEGMENTS_MAX
            || !decode(start, uri, false, s->text[s->count], sizeof(s->text[0]))
            || !utf8_is_name(s->text[s->count], sizeof(s->text[0]) - 1)) {
            return false;
        }
        s->count++;
    }
    return true;
}

bool route_number(const char *text, int64_t max, int64_t *value)
{
    int64_t v = 0;
    if (!*text || (text[0] == '0' && text[1])) {
        return false;
    }
    for (; *text; text++) {
        const int digit = *text - '0';
        if (digit < 0 || digit > 9 || v > (max - digit) / 10) {
            return false;
        }
        v = v * 10 + digit;
    }
    *value = v;
    return true;
}

static bool sha256_hex(const char *text, char out[65])
{
    if (strlen(text) != 64 || strspn(text, "0123456789abcdef") != 64) {
        return false;
    }
    memcpy(out, text, 65);
    return true;
}

static bool copy(const char *text, char *out, size_t cap)
{
    const size_t len = strlen(text);
    if (len >= cap) {
        return false;
    }
    memcpy(out, text, len + 1);
    return true;
}

static void set(struct route *r, enum route_kind kind, unsigned methods)
{
    r->kind = kind;
    r->methods = methods;
}

/* softwaremodules/{id}/artifacts[/{filename}] */
static void parse_module(const struct segments *s, size_t at, struct route *r)
{
    if (s->count < at + 3 || strcmp(s->text[at + 2], "artifacts") != 0
        || !route_number(s->text[at + 1], INT64_MAX, &r->id)) {
        return;
    }
    if (s->count == at + 3) {
        set(r, ROUTE_DDI_ARTEFACTS, METHOD_GET);
    } else if (s->count == at + 4 && copy(s->text[at + 3], r->name, sizeof(r->name))) {
        set(r, ROUTE_DDI_ARTEFACT, METHOD_GET | METHOD_HEAD);
    }
}

/* {tenant}/controller/v1/{controllerId}/... */
static void parse_ddi(const struct segments *s, struct route *r)
{
    static const struct {
        const char *name;
        bool feedback;
        enum route_kind kind;
        unsigned methods;
    } with_id[] = {
        { "deploymentBase", false, ROUTE_DDI_DEPLOYMENT, METHOD_GET },
        { "deploymentBase", true, ROUTE_DDI_DEPLOYMENT_FEEDBACK, METHOD_POST },
        { "cancelAction", false, ROUTE_DDI_CANCEL, METHOD_GET },
        { "cancelAction", true, ROUTE_DDI_CANCEL_FEEDBACK, METHOD_POST },
        { "installedBase", false, ROUTE_DDI_INSTALLED, METHOD_GET },
    };
    const bool feedback = s->count == 7 && !strcmp(s->text[6], "feedback");

    if (!copy(s->text[3], r->controller, sizeof(r->controller))) {
        return;
    }
    if (s->count == 4) {
        set(r, ROUTE_DDI_POLL, METHOD_GET);
        return;
    }
    if (!strcmp(s->text[4], "softwaremodules")) {
        parse_module(s, 4, r);
        return;
    }
    if (s->count == 5 && !strcmp(s->text[4], "configData")) {
        set(r, ROUTE_DDI_CONFIG_DATA, METHOD_PUT);
        return;
    }
    if (s->count < 6 || (s->count == 7 && !feedback) || s->count > 7
        || !route_number(s->text[5], INT64_MAX, &r->id)) {
        return;
    }
    for (size_t i = 0; i < sizeof(with_id) / sizeof(with_id[0]); i++) {
        if (feedback == with_id[i].feedback && !strcmp(s->text[4], with_id[i].name)) {
            set(r, with_id[i].kind, with_id[i].methods);
        }
    }
}

/* api/v1/... */
static void parse_api(const struct segments *s, struct route *r)
{
    const char *what = s->text[2];
    const char *which = s->count == 4 ? s->text[3] : NULL;

    if (!strcmp(what, "artifacts")) {
        if (!which) {
            set(r, ROUTE_API_ARTEFACTS, METHOD_GET | METHOD_POST);
        } else if (sha256_hex(which, r->sha256)) {
            set(r, ROUTE_API_ARTEFACT, METHOD_GET);
        }
    } else if (!strcmp(what, "packages")) {
        if (!which) {
            set(r, ROUTE_API_PACKAGES, METHOD_GET | METHOD_POST);
        } else if (route_number(which, INT64_MAX, &r->id)) {
            set(r, ROUTE_API_PACKAGE, METHOD_GET);
        }
    } else if (!strcmp(what, "targets")) {
        if (!which) {
            set(r, ROUTE_API_TARGETS, METHOD_GET | METHOD_POST);
        } else if (copy(which, r->controller, sizeof(r->controller))) {
            set(r, ROUTE_API_TARGET, METHOD_GET | METHOD_PUT | METHOD_DELETE);
        }
    } else if (!strcmp(what, "assignments") && !which) {
        set(r, ROUTE_API_ASSIGNMENTS, METHOD_POST);
    } else if (!strcmp(what, "actions")) {
        if (!which) {
            set(r, ROUTE_API_ACTIONS, METHOD_GET);
        } else if (route_number(which, INT64_MAX, &r->id)) {
            set(r, ROUTE_API_ACTION, METHOD_GET);
        }
    }
}

void route_parse(const char *uri, struct route *r)
{
    struct segments s;

    memset(r, 0, sizeof(*r));
    if (!split(uri, &s)) {
        return;
    }
    if (s.count == 1 && !strcmp(s.text[0], "health")) {
        set(r, ROUTE_HEALTH, METHOD_GET | METHOD_HEAD);
    } else if (s.count == 2 && !strcmp(s.text[0], "artifacts")
               && sha256_hex(s.text[1], r->sha256)) {
        set(r, ROUTE_ARTEFACT, METHOD_GET | METHOD_HEAD);
    } else if ((s.count == 3 || s.count == 4) && !strcmp(s.text[0], "api")
               && !strcmp(s.text[1], "v1")) {
        parse_api(&s, r);
    } else if (s.count >= 4 && !strcasecmp(s.text[0], "DEFAULT") && !strcmp(s.text[1], "controller")
               && !strcmp(s.text[2], "v1")) {
        parse_ddi(&s, r);
    }
}

unsigned route_method(const char *method)
{
    static const struct {
        const char *name;
        unsigned bit;
    } methods[] = { { "GET", METHOD_GET },
                    { "HEAD", METHOD_HEAD },
                    { "PUT", METHOD_PUT },
                    { "POST", METHOD_POST },
                    { "DELETE", METHOD_DELETE } };
    for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++) {
        if (!strcmp(method, methods[i].name)) {
            return methods[i].bit;
        }
    }
    return 0;
}

/* The value's first character after "key=" (or the '&' or end after a bare key), or NULL. */
static const char *find_param(const char *uri, const char *key)
{
    const size_t len = strlen(key);
    const char *p = strchr(uri, '?');

    while (p) {
        p++;
        if (!strncmp(p, key, len)) {
            if (p[len] == '=') {
                return p + len + 1;
            }
            if (p[len] == '\0' || p[len] == '&') {
                return p + len;
            }
        }
        p = strchr(p, '&');
    }
    return NULL;
}

bool route_has_param(const char *uri, const char *key)
{
    return find_param(uri, key) != NULL;
}

bool route_param(const char *uri, const char *key, char value[ROUTE_PARAM_MAX])
{
    const char *p = find_param(uri, key);
    return p && decode(p, p + strcspn(p, "&#"), true, value, ROUTE_PARAM_MAX);
}

bool route_strip_md5sum(char *name)
{
    static const char suffix[] = ".MD5SUM";
    const size_t len = strlen(name);
    if (len < sizeof(suffix) || strcmp(name + len - (sizeof(suffix) - 1), suffix) != 0) {
        return false;
    }
    name[len - (sizeof(suffix) - 1)] = '\0';
    return true;
}

bool route_encode(const char *segment, char *out, size_t cap)
{
    static const char hex[] = "0123456789ABCDEF";
    size_t n = 0;
    for (; *segment; segment++) {
        const unsigned char c = (unsigned char)*segment;
        const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z')
                           || (c >= 'a' && c <= 'z') || c == '-' || c == '.' || c == '_'
                           || c == '~';
        if (n + (plain ? 1 : 3) >= cap) {
            return false;
        }
        if (plain) {
            out[n++] = (char)c;
        } else {
            out[n++] = '%';
            out[n++] = hex[c >> 4];
            out[n++] = hex[c & 15];
        }
    }
    out[n] = '\0';
    return true;
}
