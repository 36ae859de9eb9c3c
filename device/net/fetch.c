/*
 * fetch.c - a download that survives broken connections. API: otaml/fetch.h
 *
 *        +------------------- redirect, or the range was answered in part ---+
 *        v                                                                   |
 *      ASK -> HEAD -------------------------------------------------------> BODY -> ENDED
 *        ^      |                                                            |
 *        +--- WAIT <------------- failure of the network or the server ------+
 *
 * offset alone says what the sink has; everything else of a response is checked against it
 * before a byte is handed on.
 */
#include <otaml/fetch.h>

#include <string.h>
#include "base_priv.h"

enum { ASK, HEAD, BODY, WAIT, ENDED };

static const char scheme[] = "https://";

/* A connection with the rest of a body on its way is of no use any more. */
static int end(struct otaml_fetch *f, int result)
{
    if (result || (!f->partial && (f->skip > 0 || f->offset != f->total))) {
        otaml_http_close(f->config->http);
    }
    f->state = ENDED;
    f->result = result;
    return result;
}

static uint32_t now(const struct otaml_fetch *f)
{
    const struct otaml_transport *net = f->config->http->net;
    return net->now_ms(net->ctx);
}

static uint32_t or_default(uint32_t value, uint32_t fallback)
{
    return value > 0 ? value : fallback;
}

/* The byte before which to stop, as far as it is known; else OTAML_HTTP_UNKNOWN. */
static uint32_t limit(const struct otaml_fetch *f)
{
    const uint32_t total = or_default(f->total, OTAML_HTTP_UNKNOWN);
    return otaml_min_u32(total, or_default(f->config->end, OTAML_HTTP_UNKNOWN));
}

/* Doubled with every failure in a row, and between half and all of that: devices that lost
 * the server together must not come back together. */
static int backoff(const struct otaml_fetch *f, uint32_t *wait_ms)
{
    const struct otaml_transport *net = f->config->http->net;
    const uint32_t most = or_default(f->config->retry_max_ms, OTAML_FETCH_RETRY_MAX_MS);
    uint32_t wait = or_default(f->config->retry_ms, OTAML_FETCH_RETRY_MS);
    uint32_t random;

    for (uint32_t i = 1; i < f->attempts && wait < most; i++) {
        wait = wait > most / 2 ? most : wait * 2;
    }
    wait = otaml_min_u32(wait, most);
    if (net->entropy(net->ctx, &random, sizeof(random))) {
        return OTAML_ERR_ENTROPY;
    }
    *wait_ms = wait - random % (wait / 2 + 1);
    return OTAML_OK;
}

/* Wait and try again, not before the server's own wish; or give up. */
static int retry(struct otaml_fetch *f, int reason, uint32_t retry_after_s)
{
    const uint32_t most = or_default(f->config->retry_max_ms, OTAML_FETCH_RETRY_MAX_MS);
    uint32_t asked;
    int err;

    f->last_error = reason;
    f->attempts++;
    if (f->attempts >= or_default(f->config->attempts, OTAML_FETCH_ATTEMPTS)) {
        return end(f, OTAML_ERR_ATTEMPTS);
    }
    otaml_http_close(f->config->http); /* its memory is of more use elsewhere meanwhile */
    err = backoff(f, &f->wait_ms);
    if (err) {
        return end(f, err);
    }
    asked = retry_after_s > most / 1000 ? most : retry_after_s * 1000;
    f->wait_ms = f->wait_ms > most - asked ? most : f->wait_ms + asked;
    f->wait_from = now(f);
    f->reconnects++;
    f->redirects = 0;
    f->state = WAIT;
    return OTAML_ERR_AGAIN;
}

/* Failures that may pass. A certificate that is not trusted will not be trusted tomorrow. */
static bool may_pass(int err)
{
    return err == OTAML_ERR_CONNECT || err == OTAML_ERR_CLOSED || err == OTAML_ERR_TIMEOUT
           || err == OTAML_ERR_TLS || err <= OTAML_ERR_PORT_BASE;
}

static int failed(struct otaml_fetch *f, int err)
{
    return may_pass(err) ? retry(f, err, 0) : end(f, err);
}

/* Only a strong tag says that two ranges are of the same bytes. */
static bool is_strong(const char *etag)
{
    return etag[0] == '"';
}

static bool is_own_server(const struct otaml_fetch *f, const char *url)
{
    struct otaml_url ours, other;
    return !otaml_url_parse(&ours, f->config->url) && !otaml_url_parse(&other, url)
           && otaml_url_same_origin(&ours, &other);
}

static int ask(struct otaml_fetch *f, const char *url)
{
    const struct otaml_fetch_config *c = f->config;
    struct otaml_http_request request = {
        .method = "GET",
        .url = url,
        .range_first = f->offset,
        .range_last = c->end > 0 ? c->end - 1 : 0,
    };
    int err;

    if (f->offset > 0 && is_strong(f->etag)) {
        request.if_range = f->etag;
    }
    if (is_own_server(f, url)) {
        request.authorization = c->authorization;
    }
    err = otaml_http_request(c->http, &request);
    if (err) {
        return end(f, err);
    }
    f->requests++;
    f->state = HEAD;
    return OTAML_ERR_AGAIN;
}

/* A location that is only a path is on the server that we asked: "https://host:port" is put
 * before it, in place. */
static int make_absolute(struct otaml_http *h)
{
    char *location = h->response.location;
    const size_t path_len = strlen(location), host_len = strlen(h->host);
    const bool ipv6 = strchr(h->host, ':') != NULL;
    char port[7], *p = port + sizeof(port);
    size_t before, port_len;

    if (location[0] != '/') {
        return OTAML_OK;
    }
    *--p = '\0';
    for (uint32_t n = h->port; n > 0; n /= 10) {
        *--p = (char)('0' + n % 10);
    }
    *--p = ':';
    port_len = strlen(p);
    before = sizeof(scheme) - 1 + host_len + (ipv6 ? 2 : 0) + port_len;
    if (location[1] == '/' || before + path_len >= sizeof(h->response.location)) {
        return OTAML_ERR_URL;
    }
    memmove(location + before, location, path_len + 1);
    memcpy(location, scheme, sizeof(scheme) - 1);
    location += sizeof(scheme) - 1;
    if (ipv6) {
        *location++ = '[';
    }
    memcpy(location, h->host, host_len);
    location += host_len;
    if (ipv6) {
        *location++ = ']';
    }
    memcpy(location, p, port_len);
    return OTAML_OK;
}

static int redirect(struct otaml_fetch *f)
{
    int err;

    if (f->redirects >= OTAML_FETCH_REDIRECTS) {
        return end(f, OTAML_ERR_HTTP_STATUS);
    }
    f->redirects++;
    err = make_absolute(f->config->http);
    return err ? end(f, err) : ask(f, f->config->http->response.location);
}

/* Is the response about the file that we have the beginning of? Learn what was not known. */
static bool is_same_file(struct otaml_fetch *f, uint32_t total)
{
    const char *etag = f->config->http->response.etag;

    if (total != OTAML_HTTP_UNKNOWN) {
        if ((f->total > 0 && f->total != total) || total < f->offset) {
            return false;
        }
        f->total = total;
    }
    if (is_strong(etag)) {
        if (is_strong(f->etag) && strcmp(f->etag, etag) != 0) {
            return false;
        }
        memcpy(f->etag, etag, sizeof(f->etag));
    }
    return true;
}

/* 200: the whole file, of which the first part is to be passed over. */
static int take_whole(struct otaml_fetch *f)
{
    if (!is_same_file(f, f->config->http->response.length)) {
        return end(f, OTAML_ERR_RANGE);
    }
    f->partial = false;
    f->skip = f->offset;
    f->left = limit(f) - f->offset;
    f->state = BODY;
    return OTAML_ERR_AGAIN;
}

/* 206: what was asked for, or a part of it from its beginning. */
static int take_range(struct otaml_fetch *f)
{
    const struct otaml_http_response *r = &f->config->http->response;

    if ((f->offset == 0 && f->config->end <= 1) || r->range_first != f->offset
        || !is_same_file(f, r->range_total) || r->range_last >= limit(f)) {
        return end(f, OTAML_ERR_RANGE);
    }
    f->partial = true;
    f->skip = 0;
    f->left = r->range_last - r->range_first + 1;
    f->state = BODY;
    return OTAML_ERR_AGAIN;
}

/* 416: nothing from there on, which is well if the file of unknown length ends just there. */
static int past_the_end(struct otaml_fetch *f)
{
    if (f->offset > 0 && f->total == 0 && f->config->http->response.range_total == f->offset) {
        f->total = f->offset;
        return end(f, OTAML_OK);
    }
    return end(f, OTAML_ERR_RANGE);
}

static int on_head(struct otaml_fetch *f)
{
    const struct otaml_http_response *r = &f->config->http->response;

    f->status = r->status;
    switch (r->status) {
    case 200:
        return take_whole(f);
    case 206:
        return take_range(f);
    case 301:
    case 302:
    case 303:
    case 307:
    case 308:
        return redirect(f);
    case 416:
        return past_the_end(f);
    case 408:
    case 429:
    case 500:
    case 502:
    case 503:
    case 504:
        return retry(f, OTAML_ERR_HTTP_STATUS, r->retry_after_s);
    default:
        return end(f, OTAML_ERR_HTTP_STATUS);
    }
}

/* The response is over: is the file? */
static int on_end(struct otaml_fetch *f)
{
    if (f->partial) {
        f->redirects = 0;
        return f->left > 0 ? end(f, OTAML_ERR_HTTP) : ask(f, f->config->url);
    }
    if (f->skip > 0 || f->total > 0) {
        return end(f, OTAML_ERR_RANGE); /* called whole, yet shorter than the file */
    }
    f->total = f->offset; /* was not known until now */
    return end(f, OTAML_OK);
}

static int on_piece(struct otaml_fetch *f, const uint8_t *data, uint32_t len)
{
    const uint32_t skip = otaml_min_u32(f->skip, len);
    const uint32_t take = otaml_min_u32(f->left, len - skip);

    f->received += len;
    f->skip -= skip;
    if (take > 0) {
        const int err = f->config->write(f->config->ctx, data + skip, take);
        if (err) {
            return end(f, err);
        }
        f->attempts = 0;
        f->offset += take;
        f->left -= take;
    }
    if (len - skip > take && (f->partial || f->offset == OTAML_HTTP_UNKNOWN)) {
        return end(f, OTAML_ERR_RANGE); /* longer than it said, or than we can count */
    }
    return f->offset == limit(f) ? end(f, OTAML_OK) : OTAML_ERR_AGAIN;
}

static int step_head(struct otaml_fetch *f)
{
    const int err = otaml_http_step(f->config->http);

    if (err == OTAML_ERR_AGAIN) {
        return err;
    }
    return err ? failed(f, err) : on_head(f);
}

static int step_body(struct otaml_fetch *f)
{
    const uint8_t *data;
    uint32_t len;
    const int err = otaml_http_body(f->config->http, &data, &len);

    if (err == OTAML_ERR_AGAIN) {
        return err;
    }
    if (err) {
        return failed(f, err);
    }
    return len > 0 ? on_piece(f, data, len) : on_end(f);
}

static bool config_ok(const struct otaml_fetch_config *c)
{
    return c && c->http && c->url && c->write && (c->end == 0 || c->end >= c->offset)
           && (c->total == 0 || c->total >= c->offset);
}

int otaml_fetch_begin(struct otaml_fetch *f, const struct otaml_fetch_config *config)
{
    struct otaml_url url;

    if (!f || !config_ok(config)) {
        return OTAML_ERR_ARG;
    }
    memset(f, 0, sizeof(*f));
    f->config = config;
    f->offset = config->offset;
    f->total = config->total;
    if (config->etag && strlen(config->etag) <= OTAML_HTTP_ETAG_MAX) {
        strcpy(f->etag, config->etag);
    }
    f->state = f->offset == limit(f) ? ENDED : ASK;
    return otaml_url_parse(&url, config->url);
}

int otaml_fetch_step(struct otaml_fetch *f)
{
    switch (f->state) {
    case WAIT:
        return otaml_fetch_wait_ms(f) > 0 ? OTAML_ERR_AGAIN : ask(f, f->config->url);
    case ASK:
        return ask(f, f->config->url);
    case HEAD:
        return step_head(f);
    case BODY:
        return step_body(f);
    default:
        return f->result;
    }
}

uint32_t otaml_fetch_wait_ms(const struct otaml_fetch *f)
{
    uint32_t waited;

    if (f->state != WAIT) {
        return 0;
    }
    waited = now(f) - f->wait_from;
    return waited < f->wait_ms ? f->wait_ms - waited : 0;
}

void otaml_fetch_cancel(struct otaml_fetch *f)
{
    if (f->state != ENDED) {
        (void)end(f, OTAML_ERR_STATE);
    }
}
