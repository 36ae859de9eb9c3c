/*
 * test_fetch.c - downloads against a server that follows RFC 9110 section 14, and against some
 * that do not; connections broken at every byte. The file's bytes come from a generator, so a
 * byte lost, doubled or out of place is seen.
 */
#include <fixture.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <otaml/fetch.h>

#include "peer_fake.h"

enum { FILE_MAX = 20000 };

/* How the server behaves beyond the book. */
static struct {
    uint32_t size;
    const char *etag;
    bool no_ranges, chunked, no_length;
    uint32_t most;          /* bytes of one range that it gives, 0: all */
    const char *instead;    /* of everything: this response */
    unsigned instead_count; /* ... so many times */
    const char *redirect;   /* of requests to the first host */
} site;

static struct peer peer;
static struct otaml_transport net;
static struct otaml_http http;
static struct otaml_fetch fetch;
static struct otaml_fetch_config config;
static uint8_t buf[1024], file[FILE_MAX], got[FILE_MAX];
static uint32_t got_len;
static int sink_error;

static int sink(void *ctx, const uint8_t *data, uint32_t len)
{
    assert_ptr_equal(ctx, &site);
    assert_in_range(len, 1, sizeof(buf));
    assert_int_equal(got_len, fetch.offset);
    assert_in_range(got_len + len, 0, sizeof(got));
    memcpy(got + got_len, data, len);
    got_len += len;
    return sink_error;
}

static void say_body(uint32_t first, uint32_t len)
{
    if (!site.chunked) {
        peer_say(&peer, file + first, len);
        return;
    }
    while (len > 0) {
        const uint32_t n = len < 100 ? len : 100;
        peer_sayf(&peer, "%x\r\n", (unsigned)n);
        peer_say(&peer, file + first, n);
        peer_say(&peer, "\r\n", 2);
        first += n;
        len -= n;
    }
    peer_say(&peer, "0\r\n\r\n", 5);
}

static void serve(struct peer *p, const char *request)
{
    const char *range = peer_field(request, "Range"), *if_range = peer_field(request, "If-Range");
    unsigned first = 0, last = site.size - 1;
    bool partial =
        range && !site.no_ranges && (!if_range || (site.etag && !strcmp(if_range, site.etag)));

    assert_memory_equal(request, "GET /", 5);
    if (site.instead && site.instead_count > 0) {
        site.instead_count--;
        peer_say(p, site.instead, strlen(site.instead));
        return;
    }
    if (site.redirect && !strcmp(p->host[p->connections - 1], "a")
        && !strncmp(request, "GET /start ", 11)) {
        peer_sayf(p, "HTTP/1.1 302 Found\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n",
                  site.redirect);
        return;
    }
    if (partial) {
        assert_int_not_equal(sscanf(range, "bytes=%u-%u", &first, &last), 0);
        if (first >= site.size) {
            peer_sayf(p, "HTTP/1.1 416 x\r\nContent-Range: bytes */%u\r\nContent-Length: 0\r\n\r\n",
                      (unsigned)site.size);
            return;
        }
        last = last < site.size ? last : site.size - 1;
        last = site.most && last - first >= site.most ? first + site.most - 1 : last;
        peer_sayf(p, "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes %u-%u/%u\r\n", first,
                  last, (unsigned)site.size);
    } else {
        peer_sayf(p, "HTTP/1.1 200 OK\r\n");
    }
    if (site.etag) {
        peer_sayf(p, "ETag: %s\r\n", site.etag);
    }
    if (site.chunked) {
        peer_sayf(p, "Transfer-Encoding: chunked\r\n");
    } else if (!site.no_length) {
        peer_sayf(p, "Content-Length: %u\r\n", last - first + 1);
    }
    peer_sayf(p, "\r\n");
    say_body(first, last - first + 1);
}

static int setup(void **state)
{
    const struct otaml_http_config h = { .net = &net, .buf = buf, .buf_size = sizeof(buf) };
    uint32_t x = 1;

    (void)state;
    for (size_t i = 0; i < sizeof(file); i++) {
        x = x * 1664525u + 1013904223u;
        file[i] = (uint8_t)(x >> 24);
    }
    memset(&site, 0, sizeof(site));
    site.size = 5000;
    site.etag = "\"v1\"";
    got_len = 0;
    sink_error = 0;
    peer_init(&peer, &net);
    peer.answer = serve;
    peer.piece = 300;
    config = (struct otaml_fetch_config){ .http = &http,
                                          .url = "https://a/start",
                                          .authorization = "TargetToken secret",
                                          .write = sink,
                                          .ctx = &site };
    return otaml_http_init(&http, &h);
}

static int teardown(void **state)
{
    (void)state;
    otaml_http_free(&http);
    peer_free(&peer);
    return 0;
}

/* Step to the end; waits are passed by turning the clock. each (may be NULL) is called between
 * the steps. */
static int run(void (*each)(void))
{
    int err = otaml_fetch_begin(&fetch, &config);

    got_len = config.offset;
    peer.request_count = peer.connections = 0;
    for (int steps = 0; err == OTAML_OK || err == OTAML_ERR_AGAIN; steps++) {
        assert_in_range(steps, 0, 1000000); /* it comes to an end */
        err = otaml_fetch_step(&fetch);
        if (err != OTAML_ERR_AGAIN) {
            assert_int_equal(otaml_fetch_step(&fetch), err); /* the end stays the end */
            return err;
        }
        if (each) {
            each();
        }
        peer.now += otaml_fetch_wait_ms(&fetch);
    }
    return err;
}

static void assert_got(uint32_t from, uint32_t to)
{
    assert_int_equal(got_len, to);
    assert_memory_equal(got + from, file + from, to - from);
    assert_int_equal(fetch.offset, to);
}

static void whole_file(void **state)
{
    (void)state;
    assert_int_equal(run(NULL), OTAML_OK);
    assert_got(0, 5000);
    assert_null(peer_field(peer.requests[0], "Range"));
    assert_string_equal(peer_field(peer.requests[0], "Authorization"), "TargetToken secret");
    assert_int_equal(fetch.received, 5000);
    assert_int_equal(fetch.requests, 1);
    assert_int_equal(fetch.reconnects, 0);
    assert_int_equal(fetch.total, 5000);
    assert_string_equal(fetch.etag, "\"v1\"");
    assert_true(peer.open);
    config.total = 5000; /* the announced length, the same connection */
    peer.connections = 0;
    assert_int_equal(run(NULL), OTAML_OK);
    assert_int_equal(peer.connections, 0);
}

static void parts_of_a_file(void **state)
{
    static const struct {
        uint32_t offset, end, total;
        const char *range;
    } parts[] = {
        { 0, 1, 0, NULL },
        { 0, 2, 0, "bytes=0-1" },
        { 0, 1000, 0, "bytes=0-999" },
        { 1, 0, 0, "bytes=1-" },
        { 4999, 0, 5000, "bytes=4999-" },
        { 4999, 5000, 0, "bytes=4999-4999" },
        { 1000, 2500, 5000, "bytes=1000-2499" },
        { 100, 9000, 0, "bytes=100-8999" },
    };

    (void)state;
    for (int way = 0; way < 4; way++) {
        site.no_ranges = way == 1;
        site.chunked = way >= 2;
        site.most = way == 3 ? 700 : 0;
        for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
            const uint32_t end = parts[i].end && parts[i].end < 5000 ? parts[i].end : 5000;
            config.offset = parts[i].offset;
            config.end = parts[i].end;
            config.total = parts[i].total;
            otaml_http_close(&http);
            assert_int_equal(run(NULL), OTAML_OK);
            assert_got(parts[i].offset, end);
            const char *range = peer_field(peer.requests[0], "Range");
            assert_int_equal(range != NULL, parts[i].range != NULL);
            if (range) {
                assert_string_equal(range, parts[i].range);
            }
            assert_int_equal(fetch.reconnects, 0);
            assert_null(peer_field(peer.requests[0], "If-Range")); /* no tag known yet */
        }
    }
    config.offset = config.total = 5000; /* nothing to do, nothing asked */
    config.end = 0;
    assert_int_equal(run(NULL), OTAML_OK);
    assert_int_equal(peer.request_count, 0);
    site.no_ranges = false;
    config.total = 0; /* nothing to do, but only the server knows */
    assert_int_equal(run(NULL), OTAML_OK);
    assert_int_equal(fetch.total, 5000);
}

static void unknown_length(void **state)
{
    (void)state;
    site.chunked = true;
    assert_int_equal(run(NULL), OTAML_OK);
    assert_got(0, 5000);
    site.chunked = false;
    site.no_length = true;
    peer.hang_up = true;
    assert_int_equal(run(NULL), OTAML_OK);
    assert_got(0, 5000);
    assert_int_equal(fetch.total, 5000);
    site.size = 0;
    site.no_length = false;
    site.instead = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    site.instead_count = 1;
    assert_int_equal(run(NULL), OTAML_OK);
    assert_int_equal(got_len, 0);
}

/* The connection breaks once, after every byte of the response in turn: the second request
 * asks for just what is missing. */
static uint32_t cut_at;

static void mend_after_cut(void)
{
    if (fetch.reconnects > 0) {
        peer.break_at = SIZE_MAX;
    }
}

static void broken_at_every_byte(void **state)
{
    unsigned cuts = 0;

    (void)state;
    site.size = 1000;
    for (int chunked = 0; chunked < 2; chunked++) {
        site.chunked = chunked == 1;
        otaml_http_close(&http);
        assert_int_equal(run(NULL), OTAML_OK);
        const size_t head =
            peer.out_len
            - (chunked ? 1000 + 10 * strlen("64\r\n\r\n") + strlen("0\r\n\r\n") : 1000);
        const size_t all = peer.out_len - (chunked ? strlen("\r\n0\r\n\r\n") : 0);
        for (cut_at = 0; cut_at < all; cut_at++) {
            otaml_http_close(&http);
            peer.break_at = cut_at;
            assert_int_equal(run(mend_after_cut), OTAML_OK);
            assert_got(0, 1000);
            assert_int_equal(peer.request_count, cut_at == 0 ? 1 : 2);
            assert_int_equal(fetch.reconnects, 1);
            assert_int_equal(fetch.received, 1000); /* not a byte twice */
            const char *range = peer_field(peer.requests[peer.request_count - 1], "Range");
            if (!chunked && cut_at > head) {
                assert_string_equal(range, fixture_path("bytes=%zu-", cut_at - head));
                assert_string_equal(peer_field(peer.requests[peer.request_count - 1], "If-Range"),
                                    "\"v1\"");
            } else if (cut_at <= head) {
                assert_null(range);
            }
            cuts++;
        }
    }
    print_message("%u cuts\n", cuts);
}

/* Every connection breaks after a few bytes more than a head. */
static void many_breaks(void **state)
{
    (void)state;
    site.size = FILE_MAX;
    for (int way = 0; way < 3; way++) {
        site.etag = way == 0 ? "W/\"weak\"" : "\"v1\"";
        site.no_ranges = way == 2;
        site.chunked = way == 1;
        config.attempts = 2;
        peer.break_at = way == 2 ? SIZE_MAX : 900;
        otaml_http_close(&http);
        assert_int_equal(run(NULL), OTAML_OK);
        assert_got(0, FILE_MAX);
        assert_int_equal(fetch.received, FILE_MAX);
        assert_int_equal(peer_field(peer.requests[peer.request_count - 1], "If-Range") != NULL,
                         way == 1);
        print_message("%u connections for %u bytes\n", peer.connections, (unsigned)FILE_MAX);
    }
}

/* A server without ranges gives the whole file again: what is there is passed over. */
static void skip_what_is_there(void **state)
{
    (void)state;
    site.no_ranges = true;
    peer.break_at = 3000;
    assert_int_equal(run(mend_after_cut), OTAML_OK);
    assert_got(0, 5000);
    assert_in_range(fetch.received, 7800, 8000); /* 3000 less the head, and 5000 */
}

static int with_response(const char *response)
{
    site.instead = response;
    site.instead_count = UINT32_MAX;
    otaml_http_close(&http);
    return run(NULL);
}

static void another_file_is_refused(void **state)
{
    (void)state;
    config.offset = 100;
    config.total = 5000;
    config.etag = "\"v1\"";
    assert_int_equal(run(NULL), OTAML_OK);
    site.etag = "\"v2\""; /* replaced on the server: If-Range gives all of the new one */
    otaml_http_close(&http);
    assert_int_equal(run(NULL), OTAML_ERR_RANGE);
    assert_int_equal(got_len, 100);
    site.etag = "\"v1\"";
    site.size = 5001;
    assert_int_equal(run(NULL), OTAML_ERR_RANGE);
    site.no_ranges = true;
    assert_int_equal(run(NULL), OTAML_ERR_RANGE);
    site.no_ranges = false;
    site.size = 4999;
    assert_int_equal(run(NULL), OTAML_ERR_RANGE);
    site.no_ranges = site.chunked = true;
    assert_int_equal(run(NULL), OTAML_ERR_RANGE);
    assert_int_equal(got_len, 4999); /* a digest would tell, but so does the length */
}

static void wrong_ranges_are_refused(void **state)
{
    static const char *const wrong[] = {
        "HTTP/1.1 206 x\r\nContent-Range: bytes 99-199/5000\r\nContent-Length: 101\r\n\r\n",
        "HTTP/1.1 206 x\r\nContent-Range: bytes 101-199/5000\r\nContent-Length: 99\r\n\r\n",
        "HTTP/1.1 206 x\r\nContent-Range: bytes 0-199/5000\r\nContent-Length: 200\r\n\r\n",
        "HTTP/1.1 206 x\r\nContent-Range: bytes 100-200/5000\r\nContent-Length: 101\r\n\r\n",
        "HTTP/1.1 206 x\r\nContent-Range: bytes 100-199/5001\r\nContent-Length: 100\r\n\r\n",
        "HTTP/1.1 206 x\r\nContent-Range: bytes 100-199/4999\r\nContent-Length: 100\r\n\r\n",
        "HTTP/1.1 206 x\r\nContent-Range: bytes 100-199/5000\r\nETag: \"v2\"\r\n"
        "Content-Length: 100\r\n\r\n",
        "HTTP/1.1 416 x\r\nContent-Range: bytes */5000\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 416 x\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 206 x\r\nContent-Range: bytes 100-101/5000\r\nTransfer-Encoding: chunked\r\n\r\n"
        "3\r\nabc\r\n0\r\n\r\n",
    };

    (void)state;
    config.offset = 100;
    config.end = 200;
    config.total = 5000;
    config.etag = "\"v1\"";
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        if (with_response(wrong[i]) != OTAML_ERR_RANGE) {
            fail_msg("not refused: %s", wrong[i]);
        }
        assert_int_equal(peer.request_count, 1);
        assert_false(peer.open);
    }
    assert_int_equal(with_response("HTTP/1.1 206 x\r\nContent-Range: bytes 100-102/5000\r\n"
                                   "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n"),
                     OTAML_ERR_HTTP);
    config.offset = config.end = 0; /* a range that nobody asked for */
    assert_int_equal(with_response("HTTP/1.1 206 x\r\nContent-Range: bytes 0-4999/5000\r\n"
                                   "Content-Length: 5000\r\n\r\n"),
                     OTAML_ERR_RANGE);
}

static void final_statuses(void **state)
{
    static const int statuses[] = { 201, 204, 304, 300, 400, 401, 403, 404, 405, 410, 451, 501 };

    (void)state;
    for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++) {
        assert_int_equal(
            with_response(fixture_path("HTTP/1.1 %d x\r\nContent-Length: 0\r\n\r\n", statuses[i])),
            OTAML_ERR_HTTP_STATUS);
        assert_int_equal(fetch.status, statuses[i]);
        assert_int_equal(fetch.requests, 1);
    }
    assert_int_equal(with_response("nonsense\r\n"), OTAML_ERR_HTTP);
    assert_int_equal(fetch.requests, 1);
}

/* Waits: doubled, between a half and the whole, bounded; the last failure ends it. */
static uint32_t waits[16], wait_count;

static void note_wait(void)
{
    const uint32_t wait = otaml_fetch_wait_ms(&fetch);
    if (wait > 0) {
        assert_in_range(wait_count, 0, 15);
        waits[wait_count++] = wait;
        assert_false(peer.open); /* nothing is held while it waits */
        peer.now += wait - 1;
        assert_int_equal(otaml_fetch_step(&fetch), OTAML_ERR_AGAIN); /* not a moment too early */
        assert_int_equal(otaml_fetch_wait_ms(&fetch), 1);
    }
}

static void waits_grow_and_end(void **state)
{
    static const uint32_t most[] = { 1000, 2000, 4000, 8000, 10000, 10000, 10000 };

    (void)state;
    config.retry_max_ms = 10000;
    for (int connects = 0; connects < 2; connects++) {
        wait_count = 0;
        peer.connect_error = connects ? 0 : OTAML_ERR_CONNECT;
        peer.now = UINT32_MAX - 5000; /* wraps meanwhile */
        site.instead = "HTTP/1.1 503 x\r\nContent-Length: 0\r\n\r\n";
        site.instead_count = UINT32_MAX;
        assert_int_equal(run(note_wait), OTAML_ERR_ATTEMPTS);
        assert_int_equal(fetch.last_error, connects ? OTAML_ERR_HTTP_STATUS : OTAML_ERR_CONNECT);
        assert_int_equal(wait_count, OTAML_FETCH_ATTEMPTS - 1);
        for (uint32_t i = 0; i < wait_count; i++) {
            assert_in_range(waits[i], most[i] / 2, most[i]);
        }
        assert_int_equal(fetch.reconnects, OTAML_FETCH_ATTEMPTS - 1);
        assert_int_equal(peer.connections, OTAML_FETCH_ATTEMPTS);
    }
}

static void retry_after_is_honoured(void **state)
{
    static const struct {
        const char *after;
        uint32_t from, to;
    } cases[] = { { "7", 7500, 8000 },
                  { "60", 10000, 10000 },
                  { "4294967294", 10000, 10000 },
                  { "0", 500, 1000 },
                  { "soon", 500, 1000 } };

    (void)state;
    config.retry_max_ms = 10000;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        wait_count = 0;
        site.instead = fixture_path("HTTP/1.1 %d x\r\nRetry-After: %s\r\nContent-Length: 0\r\n\r\n",
                                    i % 2 ? 429 : 503, cases[i].after);
        site.instead_count = 1;
        assert_int_equal(run(note_wait), OTAML_OK);
        assert_int_equal(wait_count, 1);
        assert_in_range(waits[0], cases[i].from, cases[i].to);
        assert_got(0, 5000);
    }
}

static void trust_is_not_tried_again(void **state)
{
    static const int errors[] = { OTAML_ERR_CERTIFICATE, OTAML_ERR_HOSTNAME, OTAML_ERR_ENTROPY,
                                  OTAML_ERR_NOSPC };
    (void)state;
    for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
        peer.connect_error = errors[i];
        assert_int_equal(run(NULL), errors[i]);
        assert_int_equal(peer.connections, 1);
    }
}

static void redirects(void **state)
{
    static const struct {
        const char *location, *host, *line;
        int result;
        bool secret;
    } cases[] = {
        { "https://b/file?x=1", "b", "GET /file?x=1 HTTP/1.1\r\n", OTAML_OK, false },
        { "https://a:444/file", "a", "GET /file HTTP/1.1\r\n", OTAML_OK, false },
        { "https://A/file", "a", "GET /file HTTP/1.1\r\n", OTAML_OK, true },
        { "/file", "a", "GET /file HTTP/1.1\r\n", OTAML_OK, true },
        { "http://b/file", "a", NULL, OTAML_ERR_URL, false },
        { "//b/file", "a", NULL, OTAML_ERR_URL, false },
        { "file", "a", NULL, OTAML_ERR_URL, false },
        { "https://u:p@b/file", "a", NULL, OTAML_ERR_URL, false },
        { "", "a", NULL, OTAML_ERR_URL, false },
        { "/start", "a", NULL, OTAML_ERR_HTTP_STATUS, true },
        { "https://a/start", "a", NULL, OTAML_ERR_HTTP_STATUS, true },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        otaml_http_close(&http);
        site.redirect = cases[i].location;
        assert_int_equal(run(NULL), cases[i].result);
        const char *last = peer.requests[peer.request_count - 1];
        assert_string_equal(peer.host[peer.connections - 1], cases[i].host);
        if (cases[i].line) {
            assert_got(0, 5000);
            assert_memory_equal(last, cases[i].line, strlen(cases[i].line));
            assert_int_equal(peer_field(last, "Authorization") != NULL, cases[i].secret);
            assert_int_equal(peer.request_count, 2);
        } else {
            assert_int_equal(got_len, 0);
            assert_int_equal(peer.request_count, cases[i].secret ? 1 + OTAML_FETCH_REDIRECTS : 1);
        }
    }
}

/* From a host with a port and an address for its name, and with the file on its second try. */
static void redirect_from_an_address(void **state)
{
    (void)state;
    config.url = "https://[fe80::1]:12345/start";
    site.instead = "HTTP/1.1 307 x\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n";
    site.instead_count = 1;
    assert_int_equal(run(NULL), OTAML_OK);
    assert_string_equal(peer_field(peer.requests[1], "Host"), "[fe80::1]:12345");
    assert_memory_equal(peer.requests[1], "GET /other HTTP/1.1\r\n", 21);
    assert_int_equal(peer.connections, 1);
}

/* Links that one is sent to expire: after a break the first URL is asked again. */
static void broken_after_redirect(void **state)
{
    (void)state;
    site.redirect = "https://b/file";
    peer.break_at = 3000;
    assert_int_equal(run(mend_after_cut), OTAML_OK);
    assert_got(0, 5000);
    assert_int_equal(peer.request_count, 4);
    assert_string_equal(peer.host[0], "a");
    assert_string_equal(peer.host[1], "b");
    assert_string_equal(peer.host[2], "a");
    assert_string_equal(peer.host[3], "b");
    assert_non_null(peer_field(peer.requests[2], "Authorization"));
    assert_null(peer_field(peer.requests[3], "Authorization"));
}

static void sink_ends_it(void **state)
{
    (void)state;
    sink_error = OTAML_ERR_IO;
    assert_int_equal(run(NULL), OTAML_ERR_IO);
    assert_int_equal(fetch.offset, 0);
    assert_int_equal(peer.request_count, 1);
    assert_false(peer.open);
}

static void cancelled_and_gone_on(void **state)
{
    (void)state;
    assert_int_equal(otaml_fetch_begin(&fetch, &config), OTAML_OK);
    while (fetch.offset < 2000) {
        assert_int_equal(otaml_fetch_step(&fetch), OTAML_ERR_AGAIN);
    }
    otaml_fetch_cancel(&fetch);
    assert_false(peer.open);
    assert_int_equal(otaml_fetch_step(&fetch), OTAML_ERR_STATE);
    config.offset = fetch.offset;
    config.etag = "\"v1\"";
    assert_int_equal(run(NULL), OTAML_OK);
    assert_got(0, 5000);
    assert_int_equal(fetch.received, 5000 - config.offset);
}

static void rules_are_checked(void **state)
{
    (void)state;
    config.offset = 10;
    config.end = 9;
    assert_int_equal(otaml_fetch_begin(&fetch, &config), OTAML_ERR_ARG);
    config.end = 0;
    config.total = 9;
    assert_int_equal(otaml_fetch_begin(&fetch, &config), OTAML_ERR_ARG);
    config.total = 0;
    config.url = "http://a/";
    assert_int_equal(otaml_fetch_begin(&fetch, &config), OTAML_ERR_URL);
    config.url = "https://a/";
    config.write = NULL;
    assert_int_equal(otaml_fetch_begin(&fetch, &config), OTAML_ERR_ARG);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(whole_file),
        TEST(parts_of_a_file),
        TEST(unknown_length),
        TEST(broken_at_every_byte),
        TEST(many_breaks),
        TEST(skip_what_is_there),
        TEST(another_file_is_refused),
        TEST(wrong_ranges_are_refused),
        TEST(final_statuses),
        TEST(waits_grow_and_end),
        TEST(retry_after_is_honoured),
        TEST(trust_is_not_tried_again),
        TEST(redirects),
        TEST(redirect_from_an_address),
        TEST(broken_after_redirect),
        TEST(sink_ends_it),
        TEST(cancelled_and_gone_on),
        TEST(rules_are_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
