/*
 * fuzz_server_http.c - what a stranger's request line and header say to otamld: paths, queries,
 * Range, entity tags. The input is a URI, then on further lines Range, If-Match, If-None-Match,
 * If-Range.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "byte_range.h"
#include "route.h"
#include "utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int condition)
{
    if (!condition) {
        abort();
    }
}

static void check_route(const char *uri)
{
    char value[ROUTE_PARAM_MAX], encoded[3 * ROUTE_PARAM_MAX + 1];
    struct route r;

    route_parse(uri, &r);
    require(strlen(r.controller) <= DB_CONTROLLER_MAX && !strchr(r.controller, '/'));
    require(utf8_is_clean(r.controller, strlen(r.controller)));
    require(!strchr(r.name, '/') && strcmp(r.name, "..") != 0 && r.id >= 0);
    require(r.kind != ROUTE_ARTEFACT || strlen(r.sha256) == 64);
    require((r.kind == ROUTE_NONE) == (r.methods == 0));
    if (r.controller[0]) { /* what was decoded can be encoded, and decodes to the same */
        char again[3 * DB_CONTROLLER_MAX + 64] = "/DEFAULT/controller/v1/";
        struct route second;
        require(route_encode(r.controller, encoded, sizeof(encoded)));
        strcat(again, encoded);
        route_parse(again, &second);
        require(second.kind == ROUTE_DDI_POLL && !strcmp(second.controller, r.controller));
    }
    if (route_param(uri, "name", value)) {
        require(utf8_is_clean(value, strlen(value)) && route_has_param(uri, "name"));
    }
    route_strip_md5sum(r.name);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1), *field[5] = { 0 }, *p = text;
    struct conditional c;
    uint64_t first = 0, len = 0;

    require(text != NULL);
    memcpy(text, data, size);
    text[size] = '\0';
    for (int i = 0; i < 5 && p; i++) {
        field[i] = p;
        p = strchr(p, '\n');
        if (p) {
            *p++ = '\0';
        }
    }
    check_route(field[0]);
    c = (struct conditional){ .range = field[1],
                              .if_match = field[2] && *field[2] ? field[2] : NULL,
                              .if_none_match = field[3] && *field[3] ? field[3] : NULL,
                              .if_range = field[4] && *field[4] ? field[4] : NULL,
                              .is_get = true };
    for (uint64_t whole = 0; whole <= 10000; whole = whole * 10 + 1) {
        if (condition_evaluate(&c, "\"tag\"", whole, &first, &len) == CONDITION_PART) {
            require(len >= 1 && first < whole && len <= whole - first);
        }
    }
    free(text);
    return 0;
}
