/*
 * http.c - the HTTPS client: a connection, one request on it at a time. API: otaml/http.h
 *
 *   IDLE -- request --> CHECK or CONNECT -> SEND -> RECEIVE -> BODY -> DONE -- request --> ...
 *                          ^                 |         |
 *                          +-- stale --------+---------+        any -- error --> FAILED
 *
 * One buffer serves all: the request's head stays in it until the first byte of the
 * response overwrites it, and so can be sent once more if a kept connection turns out to
 * have been closed by the server in the meantime.
 */
#include <otaml/http.h>

#include <string.h>
#include "base_priv.h"
#include "http_priv.h"

enum { IDLE, CHECK, CONNECT, SEND, RECEIVE, BODY, DONE, FAILED };

static void disconnect(struct otaml_http *h)
{
    otaml_tls_close(&h->tls);
    h->host[0] = '\0';
}

static int fail(struct otaml_http *h, int err)
{
    disconnect(h);
    h->state = FAILED;
    h->error = err;
    return err;
}

static void sign_of_life(struct otaml_http *h)
{
    h->quiet_since = h->net->now_ms(h->net->ctx);
}

/* Nothing could be done: OTAML_ERR_AGAIN, or the patience is at its end. */
static int quiet(struct otaml_http *h)
{
    if (h->net->now_ms(h->net->ctx) - h->quiet_since >= h->timeout_ms) {
        return fail(h, OTAML_ERR_TIMEOUT);
    }
    return OTAML_ERR_AGAIN;
}

/* The connection broke. If it was one kept from an earlier request, and no byte of a response
 * has come, the server may just have tired of it: connect anew, once. */
static int broken(struct otaml_http *h, int err)
{
    char host[sizeof(h->host)];

    if (!h->reused || !h->repeatable) {
        return fail(h, err);
    }
    memcpy(host, h->host, sizeof(host));
    disconnect(h);
    memcpy(h->host, host, sizeof(host));
    h->reused = false;
    h->sent = 0;
    h->state = CONNECT;
    sign_of_life(h);
    return OTAML_ERR_AGAIN;
}

static int step_connect(struct otaml_http *h)
{
    const int err = otaml_tls_connect(&h->tls, h->host, h->port);

    if (err == OTAML_ERR_AGAIN) {
        return quiet(h);
    }
    if (err) {
        return fail(h, err);
    }
    h->state = SEND;
    sign_of_life(h);
    return OTAML_ERR_AGAIN;
}

static int step_send(struct otaml_http *h)
{
    const bool head = h->sent < h->head_size;
    const uint8_t *from = head ? h->buf + h->sent : h->body + (h->sent - h->head_size);
    const uint32_t left = head ? h->head_size - h->sent : h->head_size + h->body_size - h->sent;
    const int n = otaml_tls_send(&h->tls, from, left);

    if (n == OTAML_ERR_AGAIN) {
        return quiet(h);
    }
    if (n < 0) {
        return broken(h, n);
    }
    sign_of_life(h);
    h->sent += (uint32_t)n;
    if (h->sent == h->head_size + h->body_size) {
        h->state = RECEIVE;
    }
    return OTAML_ERR_AGAIN;
}

/* A server that gave up the kept connection has said so by now, and a live one is silent. */
static int step_check(struct otaml_http *h)
{
    uint8_t byte;
    const int n = otaml_tls_recv(&h->tls, &byte, 1);

    if (n == OTAML_ERR_AGAIN) {
        /* Send at once: whoever waits for the peer after this call would wait in vain. */
        h->state = SEND;
        return step_send(h);
    }
    otaml_tls_close(&h->tls);
    h->reused = false;
    h->state = CONNECT;
    return OTAML_ERR_AGAIN;
}

/* One piece from the peer, behind what is in the buffer. OTAML_OK: more is there, or the
 * stream's end made the response whole. */
static int receive(struct otaml_http *h)
{
    int n;

    if (h->used > 0) {
        h->have -= h->used;
        memmove(h->buf, h->buf + h->used, h->have);
        h->used = 0;
    }
    if (h->have == h->buf_size) {
        return fail(h, OTAML_ERR_HTTP); /* a line longer than the buffer */
    }
    n = otaml_tls_recv(&h->tls, h->buf + h->have, h->buf_size - h->have);
    if (n == OTAML_ERR_AGAIN) {
        return quiet(h);
    }
    if (n == 0) {
        n = http_reader_end(&h->reader);
    }
    if (n < 0) {
        return broken(h, n);
    }
    sign_of_life(h);
    h->reused = false; /* the request's head is overwritten now */
    h->have += (uint32_t)n;
    return OTAML_OK;
}

static int feed(struct otaml_http *h)
{
    uint32_t used;
    const int err = http_reader_feed(&h->reader, h->buf + h->used, h->have - h->used, &used);

    h->used += used;
    return err ? fail(h, err) : OTAML_OK;
}

static int step_receive(struct otaml_http *h)
{
    int err = receive(h);

    if (!err) {
        err = feed(h);
    }
    if (err) {
        return err;
    }
    if (h->reader.part != HTTP_HEAD_DONE) {
        return OTAML_ERR_AGAIN;
    }
    h->state = BODY;
    return OTAML_OK;
}

static void complete(struct otaml_http *h)
{
    h->state = DONE;
    if (!h->response.keep || h->used < h->have) { /* the latter: nobody asked for more */
        disconnect(h);
    }
}

/* A piece of the body from what is in the buffer: as otaml_http_body, but for
 * OTAML_ERR_AGAIN, which here means that the buffer has no more. */
static int next_piece(struct otaml_http *h, const uint8_t **data, uint32_t *len)
{
    const int err = feed(h);
    uint32_t n = h->have - h->used;

    if (err) {
        return err;
    }
    if (h->reader.part == HTTP_COMPLETE) {
        complete(h);
        return OTAML_OK;
    }
    if (h->reader.part == HTTP_BODY || h->reader.part == HTTP_CHUNK_DATA) {
        n = otaml_min_u32(n, h->reader.left);
    } else if (h->reader.part != HTTP_BODY_TO_END) {
        return OTAML_ERR_AGAIN;
    }
    if (n == 0) {
        return OTAML_ERR_AGAIN;
    }
    *data = h->buf + h->used;
    *len = n;
    h->used += n;
    http_reader_took(&h->reader, n);
    return OTAML_OK;
}

/* Before another request: pass over the rest of the response if all of it is here already,
 * for then the connection can be used again. */
static void settle(struct otaml_http *h)
{
    const uint8_t *data;
    uint32_t len;

    while (h->state == BODY && next_piece(h, &data, &len) == OTAML_OK) {}
    if (h->state != DONE) {
        disconnect(h);
    }
}

static bool connected_to(const struct otaml_http *h, const struct otaml_url *url)
{
    const struct otaml_url ours = { .host = h->host,
                                    .host_len = (uint16_t)strlen(h->host),
                                    .port = h->port };
    return otaml_url_same_origin(&ours, url);
}

static void aim(struct otaml_http *h, const struct otaml_url *url)
{
    h->reused = connected_to(h, url);
    if (!h->reused) {
        disconnect(h);
        memcpy(h->host, url->host, url->host_len);
        h->host[url->host_len] = '\0';
        h->port = url->port;
    }
    h->state = h->reused ? CHECK : CONNECT;
}

int otaml_http_init(struct otaml_http *h, const struct otaml_http_config *config)
{
    if (!h || !config || !config->buf || config->buf_size < OTAML_HTTP_BUF_MIN) {
        return OTAML_ERR_ARG;
    }
    memset(h, 0, sizeof(*h));
    h->net = config->net;
    h->buf = config->buf;
    h->buf_size = config->buf_size;
    h->timeout_ms = config->timeout_ms ? config->timeout_ms : OTAML_HTTP_TIMEOUT_MS;
    return otaml_tls_init(&h->tls, config->net, config->ca, config->ca_size);
}

int otaml_http_request(struct otaml_http *h, const struct otaml_http_request *request)
{
    struct otaml_url url;
    int err = otaml_url_parse(&url, request->url);

    settle(h);
    h->state = IDLE;
    if (!err) {
        err = http_write_head(request, &url, (char *)h->buf, h->buf_size, &h->head_size);
    }
    if (err) {
        disconnect(h);
        return err;
    }
    aim(h, &url);
    h->body = request->body;
    h->body_size = request->body ? request->body_size : 0;
    h->sent = h->have = h->used = 0;
    h->repeatable = strcmp(request->method, "POST") != 0;
    /* Last, for the URL may lie in the response's location. */
    http_reader_begin(&h->reader, &h->response, !strcmp(request->method, "HEAD"));
    sign_of_life(h);
    return OTAML_OK;
}

int otaml_http_step(struct otaml_http *h)
{
    switch (h->state) {
    case CHECK:
        return step_check(h);
    case CONNECT:
        return step_connect(h);
    case SEND:
        return step_send(h);
    case RECEIVE:
        return step_receive(h);
    case BODY:
    case DONE:
        return OTAML_OK;
    case FAILED:
        return h->error;
    default:
        return OTAML_ERR_STATE;
    }
}

int otaml_http_body(struct otaml_http *h, const uint8_t **data, uint32_t *len)
{
    int err;

    *len = 0;
    if (h->state != BODY) {
        return h->state == DONE ? OTAML_OK : h->state == FAILED ? h->error : OTAML_ERR_STATE;
    }
    err = next_piece(h, data, len);
    if (err != OTAML_ERR_AGAIN) {
        return err;
    }
    err = receive(h);
    return err ? err : next_piece(h, data, len);
}

int otaml_http_read(struct otaml_http *h, void *dst, uint32_t cap, uint32_t *len)
{
    const uint8_t *data;
    uint32_t n;
    const int err = otaml_http_body(h, &data, &n);

    if (err || n == 0) {
        return err;
    }
    if (n > cap - *len) {
        return fail(h, OTAML_ERR_NOSPC);
    }
    memcpy((uint8_t *)dst + *len, data, n);
    *len += n;
    return OTAML_ERR_AGAIN;
}

void otaml_http_close(struct otaml_http *h)
{
    disconnect(h);
    h->state = IDLE;
}

void otaml_http_free(struct otaml_http *h)
{
    otaml_http_close(h);
    otaml_tls_free(&h->tls);
}
