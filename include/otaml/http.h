/*
 * otaml/http.h - an HTTPS/1.1 client (RFC 9110, RFC 9112): one connection, one request at a
 * time, all in steps that do not block.
 *
 *     otaml_http_init(&http, &config)
 *     otaml_http_request(&http, &request)          connects only if it must
 *     otaml_http_step(&http)  until not AGAIN      then http.response is filled in
 *     otaml_http_body(&http, &data, &len)          piece by piece, or
 *     otaml_http_read(&http, buf, cap, &len)       all of it
 *
 * The connection is kept for the next request to the same host and port, and made anew
 * without the caller's noticing if the server gave it up in between. There is no HTTP
 * without TLS here. Whatever the server sends is bounded and checked: lines (by the
 * buffer), header fields (OTAML_HTTP_FIELDS_MAX), lengths, interim responses; what is
 * ambiguous (two lengths, length and chunks) is refused. No heap but mbedTLS's own.
 */
#ifndef OTAML_HTTP_H
#define OTAML_HTTP_H

#include <stdbool.h>
#include <stdint.h>
#include <otaml/err.h>
#include <otaml/tls.h>
#include <otaml/url.h>

#define OTAML_HTTP_BUF         4096u /* the usual working buffer, bytes */
#define OTAML_HTTP_BUF_MIN     256u
#define OTAML_HTTP_FIELDS_MAX  64u        /* header fields of a response, trailers included */
#define OTAML_HTTP_INTERIM_MAX 4u         /* responses 1xx that are passed over */
#define OTAML_HTTP_ETAG_MAX    79u        /* longer ones are as good as none */
#define OTAML_HTTP_TIMEOUT_MS  30000u     /* a silence this long breaks the connection */
#define OTAML_HTTP_UNKNOWN     UINT32_MAX /* a length that is not known */

struct otaml_http_config {
    const struct otaml_transport *net;
    const void *ca; /* trusted authorities, as otaml_tls_init takes and keeps them */
    uint32_t ca_size;
    uint8_t *buf;        /* the client's from init to free; requests, heads and body pass here */
    uint32_t buf_size;   /* >= OTAML_HTTP_BUF_MIN; bounds a request's head and a response's line */
    uint32_t timeout_ms; /* 0: OTAML_HTTP_TIMEOUT_MS; connecting and handshake together too */
};

struct otaml_http_field {
    const char *name, *value;
};

/* Zero it, then fill in what is wanted. All is read during otaml_http_request, but the
 * body, which is borrowed until otaml_http_step is done. */
struct otaml_http_request {
    const char *method; /* "GET", "HEAD", "PUT", "POST" or "DELETE" */
    const char *url;
    const char *authorization;             /* value of that field, or NULL */
    const struct otaml_http_field *fields; /* others: Accept, Content-Type, If-None-Match... */
    uint32_t field_count;
    const void *body; /* or NULL */
    uint32_t body_size;
    /* Bytes asked for: from range_first to range_last, both counted in (Range: bytes=A-B).
     * range_last 0: to the end. Neither: no Range is sent. */
    uint32_t range_first, range_last;
    const char *if_range; /* strong entity tag that the range must belong to, or NULL */
};

/* What a response's head says. */
struct otaml_http_response {
    uint16_t status;
    bool keep;      /* the connection stays after this response */
    bool has_range; /* the next three hold; range_total may be OTAML_HTTP_UNKNOWN */
    uint32_t range_first, range_last, range_total;
    uint32_t length;                    /* of the body, bytes, or OTAML_HTTP_UNKNOWN */
    uint32_t retry_after_s;             /* 0 when not said in seconds */
    char etag[OTAML_HTTP_ETAG_MAX + 1]; /* with its quotes, or "" */
    char location[OTAML_URL_MAX + 1];   /* or "" */
};

/* How far a response has been read; private. */
struct otaml_http_reader {
    struct otaml_http_response *response;
    uint32_t left;  /* bytes of the body, or of this chunk, still to come */
    uint16_t count; /* header fields seen */
    uint8_t part, body, interim;
    bool head_only, has_length, chunked, other_coding, http10, close;
};

/* Caller allocates, library fills; private but for response, which is to be read after
 * otaml_http_step said OTAML_OK and until the next request. Must not be moved. */
struct otaml_http {
    struct otaml_http_response response;
    struct otaml_http_reader reader;
    const struct otaml_transport *net;
    uint8_t *buf;
    uint32_t buf_size, timeout_ms;
    const uint8_t *body;           /* the request's */
    uint32_t head_size, body_size; /* the request's, bytes */
    uint32_t sent;                 /* of both */
    uint32_t have, used;           /* bytes of the response in buf, and of these consumed */
    uint32_t quiet_since;          /* now_ms at the last sign of life */
    int error;                     /* that ended the request */
    uint16_t port;
    uint8_t state;
    bool repeatable, reused;
    char host[OTAML_URL_HOST_MAX + 1]; /* connected or connecting to, or "" */
    struct otaml_tls tls;
};

#ifdef __cplusplus
extern "C" {
#endif

/* Errors as of otaml_tls_init, and OTAML_ERR_ARG for a buffer that is too small. */
OTAML_MUST_CHECK int otaml_http_init(struct otaml_http *h, const struct otaml_http_config *config);

/* Begin a request; gives up one that is under way. Nothing is sent yet. OTAML_ERR_URL;
 * OTAML_ERR_NOSPC: the head does not fit into the buffer; OTAML_ERR_ARG: a method that is
 * not of those above, or a value with control characters in it. */
OTAML_MUST_CHECK int otaml_http_request(struct otaml_http *h,
                                        const struct otaml_http_request *request);

/*
 * Go on: OTAML_ERR_AGAIN until the response's head is there, then OTAML_OK, whatever its
 * status. Each call sends or fetches at most one piece. Errors are those of the transport
 * and of otaml_tls_connect, OTAML_ERR_TIMEOUT, OTAML_ERR_CLOSED (no answer came: a request
 * that changes nothing when done twice may be repeated) and OTAML_ERR_HTTP.
 */
OTAML_MUST_CHECK int otaml_http_step(struct otaml_http *h);

/*
 * The next piece of the body, where it lies in the client's buffer, good until the next
 * call: OTAML_OK with *len > 0. OTAML_OK with *len == 0: the body is complete.
 * OTAML_ERR_AGAIN: none yet. OTAML_ERR_CLOSED: it ended too early. Others as of step.
 */
OTAML_MUST_CHECK int otaml_http_body(struct otaml_http *h, const uint8_t **data, uint32_t *len);

/* The whole body to dst: OTAML_ERR_AGAIN until OTAML_OK. *len is 0 before the first call and
 * counts up. OTAML_ERR_NOSPC: more than cap bytes. Costs a copy. */
OTAML_MUST_CHECK int otaml_http_read(struct otaml_http *h, void *dst, uint32_t cap, uint32_t *len);

/* Give up the request, if any, and the connection with its memory; the next request makes
 * a new one. */
void otaml_http_close(struct otaml_http *h);

/* close, and give back all that init took. */
void otaml_http_free(struct otaml_http *h);

#ifdef __cplusplus
}
#endif
#endif /* OTAML_HTTP_H */
