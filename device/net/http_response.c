/*
 * http_response.c - reads a response as it comes in, in pieces of any size. API: http_priv.h
 *
 *   STATUS_LINE -> FIELDS -> HEAD_DONE -+-> BODY ------------------------+-> COMPLETE
 *        ^           |                  +-> BODY_TO_END -----------------+
 *        +-- 1xx ----+                  +-> CHUNK_SIZE -> TRAILERS ------+
 *                                       |     |  ^
 *                                       |  CHUNK_DATA -> CHUNK_END
 *                                       +-> (no body) -------------------+
 *
 * Heads are read line by line where they lie: a line that is not whole yet stays with the
 * caller, so its buffer is the bound of a line. Anything that two readers could understand
 * in two ways is refused, for a proxy between us and the server may have understood the
 * other one (request and response smuggling, RFC 9112 section 11).
 */
#include "http_priv.h"

#include <string.h>
#include "base_priv.h"

struct span {
    const char *p;
    uint32_t len;
};

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

/* Equal without regard to the case of s; word is in lower case. */
static bool is(struct span s, const char *word)
{
    uint32_t i = 0;
    while (i < s.len && word[i] && lower(s.p[i]) == word[i]) {
        i++;
    }
    return i == s.len && !word[i];
}

static bool is_exactly(struct span s, const char *word)
{
    return s.len == strlen(word) && !memcmp(s.p, word, s.len);
}

static struct span trim(struct span s)
{
    while (s.len > 0 && (s.p[0] == ' ' || s.p[0] == '\t')) {
        s.p++;
        s.len--;
    }
    while (s.len > 0 && (s.p[s.len - 1] == ' ' || s.p[s.len - 1] == '\t')) {
        s.len--;
    }
    return s;
}

/* What stands before the separator, which is taken away with it; all if there is none. */
static struct span cut(struct span *rest, char separator)
{
    struct span before = *rest;
    const char *at = rest->len > 0 ? memchr(rest->p, separator, rest->len) : NULL;

    if (at) {
        before.len = (uint32_t)(at - rest->p);
    }
    rest->p += before.len;
    rest->len -= before.len;
    if (at) {
        rest->p++;
        rest->len--;
    }
    return before;
}

/* Digits of the base, and nothing else, below OTAML_HTTP_UNKNOWN. */
static bool number(struct span s, uint32_t base, uint32_t *value)
{
    uint32_t v = 0;

    for (uint32_t i = 0; i < s.len; i++) {
        const char c = lower(s.p[i]);
        const uint32_t digit = c >= '0' && c <= '9'   ? (uint32_t)(c - '0')
                               : c >= 'a' && c <= 'f' ? (uint32_t)(c - 'a') + 10
                                                      : base;
        if (digit >= base || v > (OTAML_HTTP_UNKNOWN - 1 - digit) / base) {
            return false;
        }
        v = v * base + digit;
    }
    *value = v;
    return s.len > 0;
}

static void copy(char *dst, uint32_t cap, struct span s)
{
    const uint32_t n = s.len < cap ? s.len : 0; /* too long is as good as absent */
    memcpy(dst, s.p, n);
    dst[n] = '\0';
}

/* "HTTP/1.1 200 OK": also the reader's start for the response after a 1xx. */
static int status_line(struct otaml_http_reader *r, struct span line)
{
    struct span version = cut(&line, ' ');
    struct span digits = cut(&line, ' ');
    struct otaml_http_response *o = r->response;
    uint32_t status;

    memset(o, 0, sizeof(*o));
    o->length = OTAML_HTTP_UNKNOWN;
    r->has_length = r->chunked = r->other_coding = r->close = false;
    r->http10 = is_exactly(version, "HTTP/1.0");
    if ((!r->http10 && !is_exactly(version, "HTTP/1.1")) || digits.len != 3
        || !number(digits, 10, &status) || status < 100 || status > 599) {
        return OTAML_ERR_HTTP;
    }
    o->status = (uint16_t)status;
    r->part = HTTP_FIELDS;
    return OTAML_OK;
}

static void connection(struct otaml_http_reader *r, struct span list)
{
    while (list.len > 0) {
        r->close = is(trim(cut(&list, ',')), "close") || r->close;
    }
}

/* "bytes 0-99/1000", the total may be "*"; or of a 416 "bytes * /1000" without the space. */
static bool content_range(struct otaml_http_response *o, struct span value)
{
    struct span range, first;

    if (o->has_range || !is(cut(&value, ' '), "bytes")) {
        return false;
    }
    range = cut(&value, '/');
    o->range_total = OTAML_HTTP_UNKNOWN;
    if (!is(value, "*") && !number(value, 10, &o->range_total)) {
        return false;
    }
    if (is(range, "*")) {
        return true;
    }
    first = cut(&range, '-');
    o->has_range = true;
    return number(first, 10, &o->range_first) && number(range, 10, &o->range_last)
           && o->range_first <= o->range_last && o->range_last < o->range_total;
}

static int known_field(struct otaml_http_reader *r, struct span name, struct span value)
{
    struct otaml_http_response *o = r->response;

    if (is(name, "content-length")) {
        if (r->has_length || !number(value, 10, &o->length)) {
            return OTAML_ERR_HTTP;
        }
        r->has_length = true;
    } else if (is(name, "transfer-encoding")) {
        if (r->chunked || !is(value, "chunked")) {
            return OTAML_ERR_HTTP;
        }
        r->chunked = true;
    } else if (is(name, "content-range")) {
        return content_range(o, value) ? OTAML_OK : OTAML_ERR_HTTP;
    } else if (is(name, "content-encoding")) {
        r->other_coding = !is(value, "identity");
    } else if (is(name, "connection")) {
        connection(r, value);
    } else if (is(name, "etag")) {
        copy(o->etag, sizeof(o->etag), value);
    } else if (is(name, "location")) {
        copy(o->location, sizeof(o->location), value);
    } else if (is(name, "retry-after") && !number(value, 10, &o->retry_after_s)) {
        o->retry_after_s = 0; /* a date, which would need a clock: not said */
    }
    return OTAML_OK;
}

/* token characters of RFC 9110 section 5.6.2 */
static bool is_token(struct span s)
{
    for (uint32_t i = 0; i < s.len; i++) {
        const char c = lower(s.p[i]);
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')
              || (c && strchr("!#$%&'*+-.^_`|~", c)))) {
            return false;
        }
    }
    return s.len > 0;
}

/* One field of a head or, not read further, of the trailers. A folded line (RFC 9112
 * section 5.2) has no name and is refused by that. */
static int field(struct otaml_http_reader *r, struct span line)
{
    struct span name = cut(&line, ':');

    if (r->count >= OTAML_HTTP_FIELDS_MAX || !is_token(name) || name.p + name.len == line.p) {
        return OTAML_ERR_HTTP; /* the last: no colon */
    }
    r->count++;
    return r->part == HTTP_TRAILERS ? OTAML_OK : known_field(r, name, trim(line));
}

static bool has_no_body(const struct otaml_http_reader *r)
{
    return r->head_only || r->response->status == 204 || r->response->status == 304;
}

/* RFC 9112 section 6.3: where the body ends. */
static int frame_body(struct otaml_http_reader *r)
{
    struct otaml_http_response *o = r->response;

    if (r->chunked && (r->has_length || r->http10)) {
        return OTAML_ERR_HTTP;
    }
    o->keep = !r->close && !r->http10;
    if (has_no_body(r)) {
        r->body = HTTP_COMPLETE;
    } else if (r->chunked) {
        r->body = HTTP_CHUNK_SIZE;
    } else if (r->has_length) {
        r->left = o->length;
        r->body = o->length > 0 ? HTTP_BODY : HTTP_COMPLETE;
    } else {
        r->body = HTTP_BODY_TO_END;
        o->keep = false;
    }
    return OTAML_OK;
}

static int head_end(struct otaml_http_reader *r)
{
    struct otaml_http_response *o = r->response;

    if (o->status < 200) {
        /* 101 changes the protocol, which nobody asked for. */
        if (o->status == 101 || r->interim >= OTAML_HTTP_INTERIM_MAX) {
            return OTAML_ERR_HTTP;
        }
        r->interim++;
        r->part = HTTP_STATUS_LINE;
        return OTAML_OK;
    }
    if (r->other_coding && o->status < 300) {
        return OTAML_ERR_HTTP; /* we asked for none and would store what is not the file */
    }
    if (o->status == 206
        && (!o->has_range || (r->has_length && o->length - 1 != o->range_last - o->range_first))) {
        return OTAML_ERR_HTTP;
    }
    r->part = HTTP_HEAD_DONE;
    return frame_body(r);
}

static int chunk_size(struct otaml_http_reader *r, struct span line)
{
    if (!number(trim(cut(&line, ';')), 16, &r->left)) {
        return OTAML_ERR_HTTP;
    }
    r->part = r->left > 0 ? HTTP_CHUNK_DATA : HTTP_TRAILERS;
    return OTAML_OK;
}

static int take_line(struct otaml_http_reader *r, struct span line)
{
    for (uint32_t i = 0; i < line.len; i++) {
        if (((uint8_t)line.p[i] < 0x20 && line.p[i] != '\t') || line.p[i] == 0x7f) {
            return OTAML_ERR_HTTP;
        }
    }
    switch (r->part) {
    case HTTP_STATUS_LINE:
        return status_line(r, line);
    case HTTP_FIELDS:
        return line.len > 0 ? field(r, line) : head_end(r);
    case HTTP_CHUNK_SIZE:
        return chunk_size(r, line);
    case HTTP_CHUNK_END:
        r->part = HTTP_CHUNK_SIZE;
        return line.len > 0 ? OTAML_ERR_HTTP : OTAML_OK;
    default: /* HTTP_TRAILERS */
        if (line.len > 0) {
            return field(r, line);
        }
        r->part = HTTP_COMPLETE;
        return OTAML_OK;
    }
}

static bool reads_lines(const struct otaml_http_reader *r)
{
    return r->part == HTTP_STATUS_LINE || r->part == HTTP_FIELDS || r->part == HTTP_CHUNK_SIZE
           || r->part == HTTP_CHUNK_END || r->part == HTTP_TRAILERS;
}

void http_reader_begin(struct otaml_http_reader *r, struct otaml_http_response *response,
                       bool head_only)
{
    memset(r, 0, sizeof(*r));
    memset(response, 0, sizeof(*response));
    r->response = response;
    r->head_only = head_only;
    r->part = HTTP_STATUS_LINE;
}

int http_reader_feed(struct otaml_http_reader *r, const uint8_t *p, uint32_t len, uint32_t *used)
{
    int err = OTAML_OK;

    *used = 0;
    if (r->part == HTTP_HEAD_DONE) {
        r->part = r->body;
    }
    while (!err && reads_lines(r) && *used < len) {
        struct span line = { (const char *)p + *used, 0 };
        const char *end = memchr(line.p, '\n', len - *used);

        if (!end) {
            break;
        }
        line.len = (uint32_t)(end - line.p);
        *used += line.len + 1;
        if (line.len == 0 || line.p[line.len - 1] != '\r') {
            return OTAML_ERR_HTTP; /* a bare LF ends a line for some and not for others */
        }
        line.len--;
        err = take_line(r, line);
    }
    return err;
}

void http_reader_took(struct otaml_http_reader *r, uint32_t n)
{
    if (r->part == HTTP_BODY_TO_END) {
        return;
    }
    r->left -= n;
    if (r->left == 0) {
        r->part = r->part == HTTP_BODY ? HTTP_COMPLETE : HTTP_CHUNK_END;
    }
}

int http_reader_end(struct otaml_http_reader *r)
{
    if (r->part == HTTP_BODY_TO_END) {
        r->part = HTTP_COMPLETE;
    }
    return r->part == HTTP_COMPLETE ? OTAML_OK : OTAML_ERR_CLOSED;
}
