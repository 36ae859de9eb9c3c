/*
 * http_priv.h - the two halves of the HTTP client that know no connection: a writer of
 * request heads and a reader of responses. API of the whole: otaml/http.h
 */
#ifndef OTAML_HTTP_PRIV_H
#define OTAML_HTTP_PRIV_H

#include <otaml/http.h>

/* Where in a response the reader is. */
enum {
    HTTP_STATUS_LINE,
    HTTP_FIELDS,      /* of the head */
    HTTP_HEAD_DONE,   /* response is filled in, the body's framing is known */
    HTTP_BODY,        /* body_left bytes of known length */
    HTTP_BODY_TO_END, /* until the peer ends the stream */
    HTTP_CHUNK_SIZE,
    HTTP_CHUNK_DATA, /* body_left bytes of this chunk */
    HTTP_CHUNK_END,  /* the line end after a chunk */
    HTTP_TRAILERS,
    HTTP_COMPLETE
};

/* The head for a request to url in p[0, cap): *len bytes. OTAML_ERR_NOSPC, OTAML_ERR_ARG. */
int http_write_head(const struct otaml_http_request *request, const struct otaml_url *url, char *p,
                    uint32_t cap, uint32_t *len);

/* Begin to read a response; head_only: to a HEAD request. */
void http_reader_begin(struct otaml_http_reader *r, struct otaml_http_response *response,
                       bool head_only);

/*
 * Read on in p[0, len): *used bytes are done with, the rest is to be given again with more
 * behind it. Stops after the head (HTTP_HEAD_DONE: call again to go on), before body bytes
 * (HTTP_BODY, HTTP_CHUNK_DATA, HTTP_BODY_TO_END: take them, then http_reader_took) and at
 * HTTP_COMPLETE. Elsewhere it wants more: a whole line. OTAML_OK or OTAML_ERR_HTTP.
 */
int http_reader_feed(struct otaml_http_reader *r, const uint8_t *p, uint32_t len, uint32_t *used);

/* n <= left bytes of the body were taken by the caller. */
void http_reader_took(struct otaml_http_reader *r, uint32_t n);

/* The peer has ended the stream: OTAML_OK if the response is whole by that. */
int http_reader_end(struct otaml_http_reader *r);

#endif /* OTAML_HTTP_PRIV_H */
