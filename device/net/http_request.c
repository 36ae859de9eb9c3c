/*
 * http_request.c - the head of a request, written into a buffer. API: http_priv.h
 */
#include "http_priv.h"

#include <string.h>
#include "base_priv.h"

#define USER_AGENT "OTA-TinyML"

/* Sticky error: written straight down, checked once at the end. */
struct writer {
    char *p;
    uint32_t len, cap;
    int error;
};

static void put_bytes(struct writer *w, const char *text, size_t len)
{
    if (len > w->cap - w->len) {
        w->error = w->error ? w->error : OTAML_ERR_NOSPC;
        return;
    }
    memcpy(w->p + w->len, text, len);
    w->len += (uint32_t)len;
}

static void put(struct writer *w, const char *text)
{
    put_bytes(w, text, strlen(text));
}

/* A value from outside: no control character, for a line end in it would be a new field. */
static void put_value(struct writer *w, const char *text)
{
    for (const char *c = text; *c; c++) {
        if ((uint8_t)*c < 0x20 || *c == 0x7f) {
            w->error = OTAML_ERR_ARG;
            return;
        }
    }
    put(w, text);
}

static bool is_token(const char *text)
{
    const char *c = text;
    while ((*c >= 'A' && *c <= 'Z') || (*c >= 'a' && *c <= 'z') || (*c >= '0' && *c <= '9')
           || *c == '-' || *c == '_') {
        c++;
    }
    return c > text && !*c;
}

static void put_field(struct writer *w, const char *name, const char *value)
{
    if (!is_token(name)) {
        w->error = OTAML_ERR_ARG;
        return;
    }
    put(w, name);
    put(w, ": ");
    put_value(w, value);
    put(w, "\r\n");
}

static void put_number(struct writer *w, uint32_t n)
{
    char digits[10];
    uint32_t i = sizeof(digits);

    do {
        digits[--i] = (char)('0' + n % 10);
        n /= 10;
    } while (n > 0);
    put_bytes(w, digits + i, sizeof(digits) - i);
}

static void put_host(struct writer *w, const struct otaml_url *url)
{
    put(w, "Host: ");
    put(w, url->ipv6 ? "[" : "");
    put_bytes(w, url->host, url->host_len);
    put(w, url->ipv6 ? "]" : "");
    if (url->port != 443) {
        put(w, ":");
        put_number(w, url->port);
    }
    put(w, "\r\n");
}

static void put_range(struct writer *w, const struct otaml_http_request *request)
{
    if (request->range_last == 0 && request->range_first == 0) {
        return;
    }
    put(w, "Range: bytes=");
    put_number(w, request->range_first);
    put(w, "-");
    if (request->range_last > 0) {
        put_number(w, request->range_last);
    }
    put(w, "\r\n");
    if (request->if_range) {
        put_field(w, "If-Range", request->if_range);
    }
}

static bool is_method(const char *method)
{
    static const char *const methods[] = { "GET", "HEAD", "PUT", "POST", "DELETE" };
    for (size_t i = 0; i < OTAML_ARRAY_LEN(methods); i++) {
        if (!strcmp(method, methods[i])) {
            return true;
        }
    }
    return false;
}

int http_write_head(const struct otaml_http_request *request, const struct otaml_url *url, char *p,
                    uint32_t cap, uint32_t *len)
{
    struct writer w = { .p = p, .cap = cap };

    if (!is_method(request->method)
        || (request->range_last > 0 && request->range_last < request->range_first)) {
        return OTAML_ERR_ARG;
    }
    put(&w, request->method);
    put(&w, " ");
    put(&w, url->path); /* otaml_url_parse let nothing through that could end the line */
    put(&w, " HTTP/1.1\r\n");
    put_host(&w, url);
    put(&w, "User-Agent: " USER_AGENT "\r\nAccept-Encoding: identity\r\n");
    if (request->authorization) {
        put_field(&w, "Authorization", request->authorization);
    }
    put_range(&w, request);
    for (uint32_t i = 0; i < request->field_count; i++) {
        put_field(&w, request->fields[i].name, request->fields[i].value);
    }
    if (request->body || request->method[0] == 'P') { /* PUT, POST: "0" says more than nothing */
        put(&w, "Content-Length: ");
        put_number(&w, request->body ? request->body_size : 0);
        put(&w, "\r\n");
    }
    put(&w, "\r\n");
    *len = w.len;
    return w.error;
}
