/*
 * peer_fake.c - a server without a network. API: peer_fake.h
 */
#include "peer_fake.h"

#include <fixture.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <otaml/tls.h>

static int no_bytes(void *ctx, const void *data, uint32_t len)
{
    (void)ctx;
    (void)data;
    (void)len;
    return OTAML_ERR_CLOSED;
}

static int no_recv(void *ctx, void *data, uint32_t cap)
{
    return no_bytes(ctx, data, cap);
}

static int no_open(void *ctx, const char *host, uint16_t port)
{
    return no_bytes(ctx, host, port);
}

static void no_close(void *ctx)
{
    (void)ctx;
}

static uint32_t fake_now(void *ctx)
{
    struct peer *p = ctx;
    p->now += p->tick;
    return p->now;
}

static int fake_entropy(void *ctx, void *out, uint32_t len)
{
    static uint32_t x = 12345;
    (void)ctx;
    for (uint32_t i = 0; i < len; i++) {
        x = x * 1664525u + 1013904223u;
        ((uint8_t *)out)[i] = (uint8_t)(x >> 24);
    }
    return 0;
}

void peer_init(struct peer *p, struct otaml_transport *net)
{
    memset(p, 0, sizeof(*p));
    p->break_at = SIZE_MAX;
    *net = (struct otaml_transport){ .ctx = p,
                                     .open = no_open,
                                     .send = no_bytes,
                                     .recv = no_recv,
                                     .close = no_close,
                                     .now_ms = fake_now,
                                     .entropy = fake_entropy };
}

void peer_free(struct peer *p)
{
    free(p->out);
    p->out = NULL;
}

void peer_say(struct peer *p, const void *data, size_t len)
{
    if (len == 0) {
        return;
    }
    if (len > p->out_cap - p->out_len) {
        p->out_cap = 2 * (p->out_len + len);
        p->out = realloc(p->out, p->out_cap);
        assert_non_null(p->out);
    }
    memcpy(p->out + p->out_len, data, len);
    p->out_len += len;
}

void peer_sayf(struct peer *p, const char *format, ...)
{
    char text[4096];
    va_list args;

    va_start(args, format);
    const int n = vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    assert_in_range(n, 0, sizeof(text) - 1);
    peer_say(p, text, (size_t)n);
}

const char *peer_field(const char *request, const char *name)
{
    static char values[4][512];
    static unsigned turn;
    const size_t len = strlen(name);

    for (const char *line = strstr(request, "\r\n"); line; line = strstr(line + 2, "\r\n")) {
        if (!strncasecmp(line + 2, name, len) && line[2 + len] == ':') {
            char *value = values[turn++ % 4];
            line += 3 + len + strspn(line + 3 + len, " ");
            snprintf(value, sizeof(values[0]), "%.*s", (int)strcspn(line, "\r"), line);
            return value;
        }
    }
    return NULL;
}

/* Answer whole requests that have come in. */
static void listen_to(struct peer *p)
{
    const char *head_end;

    p->in[p->in_len] = '\0';
    while ((head_end = strstr(p->in, "\r\n\r\n")) != NULL) {
        const char *body = peer_field(p->in, "Content-Length");
        const size_t size = (size_t)(head_end + 4 - p->in) + (body ? strtoul(body, NULL, 10) : 0);
        if (p->in_len < size) {
            return;
        }
        assert_in_range(p->request_count, 0, PEER_REQUESTS - 1);
        memcpy(p->requests[p->request_count], p->in, size);
        p->requests[p->request_count][size] = '\0';
        p->in_len -= size;
        memmove(p->in, p->in + size, p->in_len + 1);
        p->answer(p, p->requests[p->request_count++]);
    }
}

static bool stutters(struct peer *p)
{
    p->odd = !p->odd;
    return p->stutter && p->odd;
}

int otaml_tls_init(struct otaml_tls *t, const struct otaml_transport *net, const void *ca,
                   uint32_t ca_size)
{
    (void)ca;
    (void)ca_size;
    memset(t, 0, sizeof(*t));
    t->net = net;
    return OTAML_OK;
}

int otaml_tls_connect(struct otaml_tls *t, const char *host, uint16_t port)
{
    struct peer *p = t->net->ctx;

    if (stutters(p)) {
        return OTAML_ERR_AGAIN;
    }
    assert_in_range(p->connections, 0, PEER_REQUESTS - 1);
    assert_false(p->open);
    snprintf(p->host[p->connections++], sizeof(p->host[0]), "%s", host);
    p->port = port;
    p->in_len = p->out_len = p->said = 0;
    if (p->connect_error) {
        return p->connect_error;
    }
    p->open = true;
    return OTAML_OK;
}

int otaml_tls_send(struct otaml_tls *t, const void *data, uint32_t len)
{
    struct peer *p = t->net->ctx;
    const size_t n = p->take && p->take < len ? p->take : len;

    assert_true(p->open && len > 0);
    if (stutters(p)) {
        return OTAML_ERR_AGAIN;
    }
    if (p->said >= p->break_at) {
        return OTAML_ERR_CLOSED;
    }
    assert_in_range(p->in_len + n, 0, sizeof(p->in) - 1);
    memcpy(p->in + p->in_len, data, n);
    p->in_len += n;
    listen_to(p);
    return (int)n;
}

int otaml_tls_recv(struct otaml_tls *t, void *data, uint32_t cap)
{
    struct peer *p = t->net->ctx;
    const size_t piece = p->said == 0 && p->first ? p->first : p->piece;
    size_t n = p->out_len - p->said;

    assert_true(p->open && cap > 0);
    if (stutters(p)) {
        return OTAML_ERR_AGAIN;
    }
    if (p->said >= p->break_at) {
        return OTAML_ERR_CLOSED;
    }
    n = n < cap ? n : cap;
    n = piece && piece < n ? piece : n;
    n = n < p->break_at - p->said ? n : p->break_at - p->said;
    if (n == 0) {
        return p->hang_up ? 0 : OTAML_ERR_AGAIN;
    }
    memcpy(data, p->out + p->said, n);
    p->said += n;
    return (int)n;
}

void otaml_tls_close(struct otaml_tls *t)
{
    ((struct peer *)t->net->ctx)->open = false;
}

void otaml_tls_free(struct otaml_tls *t)
{
    otaml_tls_close(t);
}
