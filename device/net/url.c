/*
 * url.c - https URLs taken apart. API: otaml/url.h
 */
#include <otaml/url.h>

#include <string.h>
#include "base_priv.h"

#define SCHEME     "https://"
#define SCHEME_LEN 8u
#define HTTPS_PORT 443u

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_hex(char c)
{
    return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'f');
}

/* What names and IPv4 addresses are made of; '_' is no host name's but is seen in private
 * networks. */
static bool is_name_char(char c)
{
    return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'z') || c == '-' || c == '.' || c == '_';
}

/* What may stand in a path and query, left as it is: it is sent, not understood. */
static bool is_path_char(char c)
{
    return c > 0x20 && c < 0x7f && !strchr("\"<>\\^`{|}#", c);
}

static bool all(const char *text, size_t len, bool (*good)(char c))
{
    for (size_t i = 0; i < len; i++) {
        if (!good(text[i])) {
            return false;
        }
    }
    return true;
}

static bool is_ipv6_char(char c)
{
    return is_hex(c) || c == ':' || c == '.';
}

/* Host and what follows it: a pointer to that, or NULL. */
static const char *parse_host(struct otaml_url *url, const char *p)
{
    size_t len;

    url->ipv6 = *p == '[';
    if (url->ipv6) {
        p++;
        len = strcspn(p, "]");
        if (p[len] != ']' || !all(p, len, is_ipv6_char)) {
            return NULL;
        }
    } else {
        len = strcspn(p, ":/?");
        if (!all(p, len, is_name_char)) {
            return NULL;
        }
    }
    if (len == 0 || len > OTAML_URL_HOST_MAX) {
        return NULL;
    }
    url->host = p;
    url->host_len = (uint16_t)len;
    return p + len + (url->ipv6 ? 1 : 0);
}

/* Port, if there is one, and what follows it, or NULL. */
static const char *parse_port(struct otaml_url *url, const char *p)
{
    uint32_t port = 0;

    url->port = HTTPS_PORT;
    if (*p != ':') {
        return p;
    }
    for (p++; is_digit(*p); p++) {
        port = port * 10 + (uint32_t)(*p - '0');
        if (port > UINT16_MAX) {
            return NULL;
        }
    }
    url->port = (uint16_t)port; /* 0: "host:" without a number, or the number 0 */
    return port > 0 ? p : NULL;
}

int otaml_url_parse(struct otaml_url *url, const char *text)
{
    const char *p = text;
    size_t i;

    for (i = 0; i < SCHEME_LEN; i++) { /* stops at the NUL of a shorter text */
        if (lower(p[i]) != SCHEME[i]) {
            return OTAML_ERR_URL;
        }
    }
    if (strlen(text) > OTAML_URL_MAX) {
        return OTAML_ERR_URL;
    }
    p = parse_host(url, p + SCHEME_LEN);
    if (p) {
        p = parse_port(url, p);
    }
    if (!p || (*p && *p != '/') || !all(p, strlen(p), is_path_char)) {
        return OTAML_ERR_URL;
    }
    url->path = *p ? p : "/";
    return OTAML_OK;
}

bool otaml_url_same_origin(const struct otaml_url *a, const struct otaml_url *b)
{
    if (a->host_len != b->host_len || a->port != b->port) {
        return false;
    }
    for (size_t i = 0; i < a->host_len; i++) {
        if (lower(a->host[i]) != lower(b->host[i])) {
            return false;
        }
    }
    return true;
}
