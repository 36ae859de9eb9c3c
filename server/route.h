/*
 * route.h - from a request's URI to what it names. Pure; the caller's structs only.
 */
#ifndef OTAMLD_ROUTE_H
#define OTAMLD_ROUTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "db.h"

/* Which methods a resource has; 405's Allow is made of them. */
enum route_method {
    METHOD_GET = 1,
    METHOD_HEAD = 2,
    METHOD_PUT = 4,
    METHOD_POST = 8,
    METHOD_DELETE = 16,
};

enum route_kind {
    ROUTE_NONE, /* no such resource */
    ROUTE_HEALTH,
    ROUTE_ARTEFACT,
    ROUTE_DDI_POLL,
    ROUTE_DDI_CONFIG_DATA,
    ROUTE_DDI_DEPLOYMENT,
    ROUTE_DDI_DEPLOYMENT_FEEDBACK,
    ROUTE_DDI_CANCEL,
    ROUTE_DDI_CANCEL_FEEDBACK,
    ROUTE_DDI_INSTALLED,
    ROUTE_DDI_ARTEFACTS,
    ROUTE_DDI_ARTEFACT, /* also NAME.MD5SUM: see route_strip_md5sum */
    ROUTE_API_ARTEFACTS,
    ROUTE_API_ARTEFACT,
    ROUTE_API_PACKAGES,
    ROUTE_API_PACKAGE,
    ROUTE_API_TARGETS,
    ROUTE_API_TARGET,
    ROUTE_API_ASSIGNMENTS,
    ROUTE_API_ACTIONS,
    ROUTE_API_ACTION,
};

struct route {
    enum route_kind kind;
    unsigned methods;                       /* of METHOD_* that the resource has */
    char controller[DB_CONTROLLER_MAX + 1]; /* decoded; "" where the path has none */
    int64_t id;                             /* of an action, module or package */
    char name[DB_FILENAME_MAX + 8];         /* a file's name; with room for .MD5SUM */
    char sha256[65];
};

enum { ROUTE_PARAM_MAX = 256 };

/* uri is as sent, percent-encoded, with or without a query. Sets route->kind to ROUTE_NONE for all
 * that names nothing here: unknown paths, empty or dotted segments, bad encodings, encoded '/' or
 * control characters, malformed UTF-8, numbers that are not plain positive decimals. */
void route_parse(const char *uri, struct route *route);

/* The bit of METHOD_* for a method's name, 0 for others. */
unsigned route_method(const char *method);

/* One parameter of the query, decoded into value. False: absent, too long or malformed. */
bool route_param(const char *uri, const char *key, char value[ROUTE_PARAM_MAX]);

/* Is there a parameter of this name at all? */
bool route_has_param(const char *uri, const char *key);

/* A plain decimal from 0 to max without sign, spaces or leading zeros. */
bool route_number(const char *text, int64_t max, int64_t *value);

/* Remove a trailing ".MD5SUM" from name and say whether it was there. */
bool route_strip_md5sum(char *name);

/* Percent-encode all but unreserved characters. False if out is too small (cap counts the NUL). */
bool route_encode(const char *segment, char *out, size_t cap);

#endif /* OTAMLD_ROUTE_H */
