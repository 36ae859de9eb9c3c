/*
 * otaml/fetch.h - a download that survives broken connections: bytes of one URL, in order,
 * each exactly once, to a sink.
 *
 * After a failure of the network or of the server (5xx, 429, 408) it waits, longer each
 * time and by a random part, and asks for the missing range only (Range, with If-Range once
 * a strong entity tag is known). What comes back must be that range of the same file:
 * another total length, entity tag or range is an error, never stored. A server that knows
 * no ranges costs a skip of what is there already, not a new start. Redirects are followed,
 * to https only, and without the Authorization when they lead to another server; after a
 * broken connection the original URL is asked again, for such links expire.
 *
 * Holds no body in memory beyond the HTTP client's buffer. One step sends, fetches or hands
 * on at most one piece; waiting is a matter of the clock and never blocks.
 */
#ifndef OTAML_FETCH_H
#define OTAML_FETCH_H

#include <stdbool.h>
#include <stdint.h>
#include <otaml/err.h>
#include <otaml/http.h>

#define OTAML_FETCH_ATTEMPTS     8u      /* in a row without a new byte */
#define OTAML_FETCH_RETRY_MS     1000u   /* first wait; doubles */
#define OTAML_FETCH_RETRY_MAX_MS 300000u /* longest wait, also of a Retry-After */
#define OTAML_FETCH_REDIRECTS    5u

/* Zero it, then fill it in. It, its texts and http must outlive the fetch. */
struct otaml_fetch_config {
    struct otaml_http *http; /* the fetch's from begin to its end; its buffer is the buffer */
    const char *url;
    const char *authorization; /* for url's own server only, or NULL */
    uint32_t offset;           /* first byte wanted: what is before it is there already */
    uint32_t end;              /* byte before which to stop, 0: the file's end */
    uint32_t total;            /* the file's length as announced, 0: not known */
    const char *etag;          /* strong entity tag from an earlier life, or NULL */
    /* Takes the bytes [f.offset, f.offset + len), 0 < len <= http's buffer, readable during
     * the call. A negative code ends the fetch with that code. */
    int (*write)(void *ctx, const uint8_t *data, uint32_t len);
    void *ctx;
    uint32_t attempts;     /* 0: OTAML_FETCH_ATTEMPTS */
    uint32_t retry_ms;     /* 0: OTAML_FETCH_RETRY_MS */
    uint32_t retry_max_ms; /* 0: OTAML_FETCH_RETRY_MAX_MS */
};

/* Caller allocates, library fills. The fields down to etag may be read at any time. */
struct otaml_fetch {
    uint32_t offset;     /* of the next byte for the sink: what to keep for a later life */
    uint32_t total;      /* the file's length, 0: not known yet */
    uint32_t received;   /* body bytes in all, the skipped ones included */
    uint32_t requests;   /* sent, redirected ones included */
    uint32_t reconnects; /* tries after a failure */
    int last_error;      /* the reason for the latest retry, OTAML_OK if there was none */
    uint16_t status;     /* HTTP status of the latest response, 0 if there was none */
    char etag[OTAML_HTTP_ETAG_MAX + 1]; /* strong entity tag of the file, or "" */
    /* private */
    const struct otaml_fetch_config *config;
    uint32_t skip, left; /* bytes to pass over, then to take, of this response */
    uint32_t wait_from, wait_ms;
    uint32_t attempts; /* failed in a row */
    int result;
    uint8_t state, redirects;
    bool partial; /* the response is a 206 */
};

#ifdef __cplusplus
extern "C" {
#endif

/* Prepare; nothing is sent yet. OTAML_ERR_ARG: config breaks a rule above. OTAML_ERR_URL. */
OTAML_MUST_CHECK int otaml_fetch_begin(struct otaml_fetch *f,
                                       const struct otaml_fetch_config *config);

/*
 * Go on: OTAML_ERR_AGAIN until OTAML_OK (the sink has all bytes) or the error that ended it:
 * OTAML_ERR_ATTEMPTS (too many failures in a row, see last_error), OTAML_ERR_HTTP_STATUS
 * (see status), OTAML_ERR_RANGE (another file, or not the range asked for),
 * OTAML_ERR_CERTIFICATE, OTAML_ERR_HOSTNAME, OTAML_ERR_ENTROPY, OTAML_ERR_HTTP, OTAML_ERR_URL (a
 * redirect to where we do not go), OTAML_ERR_NOSPC or the sink's own code. The connection stays
 * open for the next request where that is possible.
 */
OTAML_MUST_CHECK int otaml_fetch_step(struct otaml_fetch *f);

/* Milliseconds for which a step would do nothing but wait for the next attempt; 0: call it. */
uint32_t otaml_fetch_wait_ms(const struct otaml_fetch *f);

/* Give it up; the connection is closed. f.offset stands. */
void otaml_fetch_cancel(struct otaml_fetch *f);

#ifdef __cplusplus
}
#endif
#endif /* OTAML_FETCH_H */
