/*
 * test_http.c - URLs, requests and responses against the text of RFC 3986, 9110 and 9112, in
 * every division of the bytes and with every way to lie about a length.
 */
#include <fixture.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <otaml/http.h>
#include <otaml/url.h>

#include "peer_fake.h"

static struct peer peer;
static struct otaml_transport net;
static struct otaml_http http;
static uint8_t buf[OTAML_HTTP_BUF];
static const char *script; /* what the peer answers */
static size_t script_len;

static void answer_script(struct peer *p, const char *request)
{
    (void)request;
    peer_say(p, script, script_len);
}

static int setup(void **state)
{
    const struct otaml_http_config config = { .net = &net, .buf = buf, .buf_size = sizeof(buf) };
    (void)state;
    peer_init(&peer, &net);
    peer.answer = answer_script;
    return otaml_http_init(&http, &config);
}

static int teardown(void **state)
{
    (void)state;
    otaml_http_free(&http);
    peer_free(&peer);
    return 0;
}

/* Drive a request to its response's head: the status, or the error. */
static int ask(const struct otaml_http_request *request)
{
    int err = otaml_http_request(&http, request);
    for (int i = 0; i < 100000 && (!err || err == OTAML_ERR_AGAIN); i++) {
        err = otaml_http_step(&http);
        if (!err) {
            return http.response.status;
        }
    }
    return err;
}

static int get(const char *method)
{
    const struct otaml_http_request request = { .method = method, .url = "https://h/p" };
    return ask(&request);
}

/* The whole body as text: its length, or the error. */
static int body(char *dst, uint32_t cap)
{
    uint32_t len = 0;
    int err = OTAML_ERR_AGAIN;
    for (int i = 0; i < 100000 && err == OTAML_ERR_AGAIN; i++) {
        err = otaml_http_read(&http, dst, cap - 1, &len);
    }
    dst[len] = '\0';
    return err ? err : (int)len;
}

static void say(const char *text)
{
    script = text;
    script_len = strlen(text);
}

static void urls(void **state)
{
    static const struct {
        const char *text, *host, *path;
        uint16_t port;
    } good[] = {
        { "https://example.org", "example.org", "/", 443 },
        { "https://example.org/", "example.org", "/", 443 },
        { "HTTPS://Example.ORG:8443/a/b?c=d&e=%20", "Example.ORG", "/a/b?c=d&e=%20", 8443 },
        { "https://127.0.0.1:1/x", "127.0.0.1", "/x", 1 },
        { "https://[2001:db8::7]:65535/x", "2001:db8::7", "/x", 65535 },
        { "https://[::1]/x", "::1", "/x", 443 },
    };
    static const char *const bad[] = {
        "",
        "h",
        "https:/",
        "https://",
        "http://h/",
        "https:///p",
        "https://h:0/",
        "https://h:/",
        "https://h:65536/",
        "https://h:4294967297/",
        "https://h:-1/",
        "https://h:80x/",
        "https://user@h/",
        "https://u:p@h/",
        "https://h/#f",
        "https://h/a b",
        "https://h/\r\nX: y",
        "https://h/\x7f",
        "https://h/\xc3\xa4",
        "https://h?q",
        "https://[::1",
        "https://[::1]x/",
        "https://[]/",
        "https://[g::]/",
        "https://h\\x/",
        "ftp://h/",
        "https://h%41/",
    };
    struct otaml_url url, other;
    char text[OTAML_URL_MAX + 2];

    (void)state;
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        assert_int_equal(otaml_url_parse(&url, good[i].text), OTAML_OK);
        assert_int_equal(url.host_len, strlen(good[i].host));
        assert_memory_equal(url.host, good[i].host, url.host_len);
        assert_string_equal(url.path, good[i].path);
        assert_int_equal(url.port, good[i].port);
    }
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        if (otaml_url_parse(&url, bad[i]) != OTAML_ERR_URL) {
            fail_msg("accepted: %s", bad[i]);
        }
    }
    memset(text, 'a', sizeof(text));
    memcpy(text, "https://h/", 10);
    text[OTAML_URL_MAX + 1] = '\0';
    assert_int_equal(otaml_url_parse(&url, text), OTAML_ERR_URL);
    text[OTAML_URL_MAX] = '\0';
    assert_int_equal(otaml_url_parse(&url, text), OTAML_OK);

    assert_int_equal(otaml_url_parse(&url, "https://Host/a"), OTAML_OK);
    assert_int_equal(otaml_url_parse(&other, "https://hOST:443/b"), OTAML_OK);
    assert_true(otaml_url_same_origin(&url, &other));
    assert_int_equal(otaml_url_parse(&other, "https://host:444/a"), OTAML_OK);
    assert_false(otaml_url_same_origin(&url, &other));
    assert_int_equal(otaml_url_parse(&other, "https://host.evil/a"), OTAML_OK);
    assert_false(otaml_url_same_origin(&url, &other));
}

static void request_text(void **state)
{
    static const struct otaml_http_field fields[] = { { "Accept", "application/json" },
                                                      { "Content-Type", "text/plain" } };
    const struct otaml_http_request put = { .method = "PUT",
                                            .url = "https://[::1]:8443/a?b",
                                            .authorization = "TargetToken abc",
                                            .fields = fields,
                                            .field_count = 2,
                                            .body = "hello",
                                            .body_size = 5 };
    const struct otaml_http_request range = { .method = "GET",
                                              .url = "https://example.org/x",
                                              .range_first = 100,
                                              .range_last = 4294967294u,
                                              .if_range = "\"tag\"" };

    (void)state;
    say("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    for (peer.take = 0; peer.take < 3; peer.take++) {
        peer.stutter = peer.take == 2;
        assert_int_equal(ask(&put), 200);
        assert_string_equal(peer.requests[peer.request_count - 1],
                            "PUT /a?b HTTP/1.1\r\nHost: [::1]:8443\r\nUser-Agent: OTA-TinyML\r\n"
                            "Accept-Encoding: identity\r\nAuthorization: TargetToken abc\r\n"
                            "Accept: application/json\r\nContent-Type: text/plain\r\n"
                            "Content-Length: 5\r\n\r\nhello");
        assert_string_equal(peer.host[peer.connections - 1], "::1");
        assert_int_equal(peer.port, 8443);
        assert_int_equal(ask(&range), 200);
        assert_string_equal(peer.requests[peer.request_count - 1],
                            "GET /x HTTP/1.1\r\nHost: example.org\r\nUser-Agent: OTA-TinyML\r\n"
                            "Accept-Encoding: identity\r\nRange: bytes=100-4294967294\r\n"
                            "If-Range: \"tag\"\r\n\r\n");
    }
}

static void request_refused(void **state)
{
    struct otaml_http_field field = { "X", "a\r\nEvil: b" };
    struct otaml_http_request r = { .method = "GET", .url = "https://h/p" };
    char text[sizeof(buf)];

    (void)state;
    r.authorization = "a\nb";
    assert_int_equal(otaml_http_request(&http, &r), OTAML_ERR_ARG);
    r.authorization = NULL;
    r.fields = &field;
    r.field_count = 1;
    assert_int_equal(otaml_http_request(&http, &r), OTAML_ERR_ARG);
    field.value = "ok";
    field.name = "X: y\r\nZ";
    assert_int_equal(otaml_http_request(&http, &r), OTAML_ERR_ARG);
    memset(text, 'x', sizeof(text));
    text[sizeof(text) - 1] = '\0';
    field.name = "X";
    field.value = text;
    assert_int_equal(otaml_http_request(&http, &r), OTAML_ERR_NOSPC);
    field.value = "ok";
    r.method = "get";
    assert_int_equal(otaml_http_request(&http, &r), OTAML_ERR_ARG);
    r.method = "GET";
    r.url = "http://h/p";
    assert_int_equal(otaml_http_request(&http, &r), OTAML_ERR_URL);
    assert_int_equal(otaml_http_step(&http), OTAML_ERR_STATE);
    assert_int_equal(peer.connections, 0);
    r.url = "https://h/p"; /* usable after all that */
    say("HTTP/1.1 204 No Content\r\n\r\n");
    assert_int_equal(ask(&r), 204);
}

struct good {
    const char *text, *body, *method;
    int status;
    bool keep, hang_up;
};

static const struct good good[] = {
    { "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "hello", "GET", 200, true, false },
    { "HTTP/1.1 200\r\ncontent-length:\t 5 \t\r\n\r\nhello", "hello", "GET", 200, true, false },
    { "HTTP/1.1 200 \r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello", "hello", "GET", 200,
      false, false },
    { "HTTP/1.1 200 OK\r\nConnection: x, Close\r\nContent-Length: 5\r\n\r\nhello", "hello", "GET",
      200, false, false },
    { "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", "hello",
      "GET", 200, true, false },
    { "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
      "1;a=\"b\"\r\nh\r\n00003 \r\nell\r\n1\r\no\r\n0;x\r\nTrailer: y\r\nContent-Length: 9\r\n\r\n",
      "hello", "GET", 200, true, false },
    { "HTTP/1.1 200 OK\r\nServer: s\r\n\r\nhello", "hello", "GET", 200, false, true },
    { "HTTP/1.0 200 OK\r\nServer: s\r\n\r\nhello", "hello", "GET", 200, false, true },
    { "HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello", "hello", "GET", 200, false, false },
    { "HTTP/1.1 204 No Content\r\n\r\n", "", "GET", 204, true, false },
    { "HTTP/1.1 304 Not Modified\r\nContent-Length: 500\r\nETag: \"e\"\r\n\r\n", "", "GET", 304,
      true, false },
    { "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n", "", "HEAD", 200, true, false },
    { "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "", "HEAD", 200, true, false },
    { "HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno", "no", "GET", 404, true, false },
    { "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\nContent-Length: "
      "3\r\n\r\n"
      "HTTP/1.1 201 Created\r\nContent-Length: 5\r\n\r\nhello",
      "hello", "PUT", 201, true, false },
    { "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 3-7/100\r\nContent-Length: "
      "5\r\n\r\nhello",
      "hello", "GET", 206, true, false },
    { "HTTP/1.1 206 P\r\nContent-Range: bytes 3-7/*\r\nTransfer-Encoding: chunked\r\n\r\n"
      "5\r\nhello\r\n0\r\n\r\n",
      "hello", "GET", 206, true, false },
    { "HTTP/1.1 200 \xc3\xa4\r\nX: \xc3\xa4\r\nContent-Encoding: identity\r\nContent-Length: "
      "5\r\n\r\n"
      "hello",
      "hello", "GET", 200, true, false },
    { "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "", "GET", 200, true, false },
};

static void check_good(const struct good *g)
{
    char text[64];
    const unsigned before = peer.connections;

    say(g->text);
    peer.hang_up = g->hang_up;
    assert_int_equal(get(g->method), g->status);
    assert_int_equal(http.response.keep, g->keep);
    assert_int_equal(body(text, sizeof(text)), strlen(g->body));
    assert_string_equal(text, g->body);
    assert_int_equal(peer.open, g->keep);
    otaml_http_close(&http);
    peer.connections = before;
    peer.request_count = 0;
}

/* Every response, divided in two at every byte, in pieces of every size, with and without
 * waiting in between. */
static void good_in_all_pieces(void **state)
{
    unsigned divisions = 0;

    (void)state;
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        const size_t len = strlen(good[i].text);
        for (size_t n = 1; n <= len; n++) {
            peer.first = n;
            peer.piece = 0;
            check_good(&good[i]);
            peer.first = 0;
            peer.piece = n;
            peer.stutter = n % 2;
            check_good(&good[i]);
            peer.stutter = false;
            divisions += 2;
        }
    }
    print_message("%u divisions of %zu responses\n", divisions, sizeof(good) / sizeof(good[0]));
}

/* Broken after every byte but the last: never taken for whole, never more than was said. */
static void broken_at_every_byte(void **state)
{
    unsigned cuts = 0;

    (void)state;
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        const size_t len = strlen(good[i].text);
        for (size_t n = 0; n < len + (good[i].hang_up ? 1u : 0u); n++) {
            char text[64];
            say(good[i].text);
            peer.break_at = n;
            peer.hang_up = good[i].hang_up;
            int err = get(good[i].method);
            if (err > 0) {
                err = body(text, sizeof(text));
                assert_memory_equal(text, good[i].body, strlen(text));
            }
            assert_int_equal(err, OTAML_ERR_CLOSED);
            assert_false(peer.open);
            peer.connections = peer.request_count = 0;
            cuts++;
        }
    }
    peer.break_at = SIZE_MAX;
    print_message("%u cuts\n", cuts);
}

#define OK      "HTTP/1.1 200 OK\r\n"
#define PART    "HTTP/1.1 206 Partial Content\r\n"
#define CHUNKED OK "Transfer-Encoding: chunked\r\n\r\n"

static const char *const hostile[] = {
    "\r\n",
    "\r\n" OK "Content-Length: 0\r\n\r\n",
    "HTTP/2 200 OK\r\n\r\n",
    "http/1.1 200 OK\r\n\r\n",
    "HTTP/1.2 200 OK\r\n\r\n",
    "HTTP/1.1 2000 OK\r\n\r\n",
    "HTTP/1.1 20 OK\r\n\r\n",
    "HTTP/1.1  200 OK\r\n\r\n",
    "HTTP/1.1 099 x\r\n\r\n",
    "HTTP/1.1 600 x\r\n\r\n",
    "HTTP/1.1 +20 x\r\n\r\n",
    "HTTP/1.1 20a x\r\n\r\n",
    "ICY 200 OK\r\n\r\n",
    "SSH-2.0-OpenSSH_9.2\r\n\r\n",
    "HTTP/1.1 200 OK\nContent-Length: 0\n\n",
    "HTTP/1.1 200 O\rK\r\n\r\n",
    "HTTP/1.1 101 Switching Protocols\r\n\r\n",
    OK "Content-Length: 0\n\r\n",
    OK "Content-Length : 0\r\n\r\n",
    OK " folded: x\r\n\r\n",
    OK "X: y\r\n z\r\n\r\n",
    OK "no colon\r\n\r\n",
    OK "token\r\n\r\n",
    OK ": empty\r\n\r\n",
    OK "X: a\x01z\r\n\r\n",
    OK "X\x80: a\r\n\r\n",
    OK "Content-Length: -1\r\n\r\n",
    OK "Content-Length: +1\r\n\r\n",
    OK "Content-Length: 0x10\r\n\r\n",
    OK "Content-Length: 1 1\r\n\r\n",
    OK "Content-Length:\r\n\r\n",
    OK "Content-Length: 4294967295\r\n\r\n",
    OK "Content-Length: 4294967296\r\n\r\n",
    OK "Content-Length: 18446744073709551617\r\n\r\n",
    OK "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
    OK "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
    OK "Content-Length: 5, 5\r\n\r\nhello",
    OK "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    OK "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    OK "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    OK "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    OK "Transfer-Encoding: identity\r\n\r\nhello",
    OK "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    OK "Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello",
    PART "Content-Length: 5\r\n\r\nhello",
    PART "Content-Type: multipart/byteranges; boundary=x\r\nContent-Length: 5\r\n\r\nhello",
    PART "Content-Range: bytes 5-3/100\r\n\r\n",
    PART "Content-Range: bytes 0-100/100\r\n\r\n",
    PART "Content-Range: bytes */100\r\nContent-Length: 5\r\n\r\nhello",
    PART "Content-Range: bytes 0-4\r\n\r\n",
    PART "Content-Range: bytes 0-4/\r\n\r\n",
    PART "Content-Range: octets 0-4/5\r\n\r\n",
    PART "Content-Range: bytes -1-4/5\r\n\r\n",
    PART "Content-Range: bytes 0-4294967295/4294967296\r\n\r\n",
    PART "Content-Range: bytes 0-4/9\r\nContent-Range: bytes 0-4/9\r\nContent-Length: 5\r\n\r\n",
    PART "Content-Range: bytes 0-4/9\r\nContent-Length: 6\r\n\r\n",
    PART "Content-Range: bytes 0-4/9\r\nContent-Length: 0\r\n\r\n",
    CHUNKED "\r\n",
    CHUNKED "g\r\n",
    CHUNKED "-1\r\nx\r\n",
    CHUNKED "0x1\r\nx\r\n",
    CHUNKED "ffffffff\r\nx\r\n",
    CHUNKED "100000001\r\nx\r\n",
    CHUNKED "10000000000000001\r\nx\r\n",
    CHUNKED "1\nx\r\n0\r\n\r\n",
    CHUNKED "1\r\nxy\r\n0\r\n\r\n",
    CHUNKED "1\r\nx\n0\r\n\r\n",
    CHUNKED "1 1\r\nx\r\n0\r\n\r\n",
    CHUNKED "1;\x01\r\nx\r\n0\r\n\r\n",
    CHUNKED "0\r\nbad trailer\r\n\r\n",
};

static int whole(char *text, uint32_t cap)
{
    const int err = get("GET");
    return err < 0 ? err : body(text, cap);
}

static void hostile_is_refused(void **state)
{
    char text[64];

    (void)state;
    for (size_t i = 0; i < sizeof(hostile) / sizeof(hostile[0]); i++) {
        for (peer.piece = 0; peer.piece < 3; peer.piece++) {
            say(hostile[i]);
            if (whole(text, sizeof(text)) != OTAML_ERR_HTTP) {
                fail_msg("not refused: %s", hostile[i]);
            }
            assert_false(peer.open);
            assert_int_equal(otaml_http_step(&http), OTAML_ERR_HTTP); /* and stays so */
            peer.connections = peer.request_count = 0;
        }
    }
    print_message("%zu hostile responses\n", sizeof(hostile) / sizeof(hostile[0]));
}

/* What never ends: a line, fields, interim responses, trailers. */
static void endless_is_refused(void **state)
{
    static const struct {
        const char *start, *again;
    } endless[] = {
        { "HTTP/1.1 200 ", "x" },
        { OK "X: ", "y" },
        { OK, "X: y\r\n" },
        { "", "HTTP/1.1 100 Continue\r\n\r\n" },
        { "", "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" },
        { CHUNKED "0\r\n", "T: x\r\n" },
        { CHUNKED "0", "0" },
        { CHUNKED "1;", "x" },
        { CHUNKED "1\r\nx\r\n0\r\nT: ", "x" },
    };
    char text[64];

    (void)state;
    for (size_t i = 0; i < sizeof(endless) / sizeof(endless[0]); i++) {
        const size_t start = strlen(endless[i].start), again = strlen(endless[i].again);
        char *all = malloc(3 * sizeof(buf));
        assert_non_null(all);
        memcpy(all, endless[i].start, start);
        for (script_len = start; script_len + again < 3 * sizeof(buf); script_len += again) {
            memcpy(all + script_len, endless[i].again, again);
        }
        script = all;
        if (whole(text, sizeof(text)) != OTAML_ERR_HTTP) {
            fail_msg("not refused: %s%s...", endless[i].start, endless[i].again);
        }
        assert_in_range(peer.said, 0, sizeof(buf) + 256);
        free(all);
    }
}

static void fields_are_understood(void **state)
{
    const struct otaml_http_response *r = &http.response;

    (void)state;
    say("HTTP/1.1 206 x\r\nETag: \"abc\"\r\nContent-Range: bytes 10-19/4294967294\r\n"
        "Content-Length: 10\r\nRetry-After: 120\r\nLocation: /else?where\r\n\r\n0123456789");
    assert_int_equal(get("GET"), 206);
    assert_true(r->has_range);
    assert_int_equal(r->range_first, 10);
    assert_int_equal(r->range_last, 19);
    assert_int_equal(r->range_total, 4294967294u);
    assert_int_equal(r->length, 10);
    assert_int_equal(r->retry_after_s, 120);
    assert_string_equal(r->etag, "\"abc\"");
    assert_string_equal(r->location, "/else?where");
    otaml_http_close(&http);
    say("HTTP/1.1 416 x\r\nContent-Range: bytes */77\r\nContent-Length: 0\r\n"
        "Retry-After: Fri, 31 Dec 1999 23:59:59 GMT\r\nETag: "
        "\"0123456789012345678901234567890123456"
        "789012345678901234567890123456789012345678901234567890\"\r\n\r\n");
    assert_int_equal(get("GET"), 416);
    assert_false(r->has_range);
    assert_int_equal(r->range_total, 77);
    assert_int_equal(r->retry_after_s, 0);
    assert_string_equal(r->etag, "");
    assert_string_equal(r->location, "");
}

static void connection_is_kept(void **state)
{
    char text[64];

    (void)state;
    say("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
    for (int i = 0; i < 3; i++) {
        assert_int_equal(whole(text, sizeof(text)), 5);
    }
    assert_int_equal(peer.connections, 1);
    assert_int_equal(get("GET"), 200); /* its body is not read, but it is all there */
    assert_int_equal(whole(text, sizeof(text)), 5);
    assert_int_equal(peer.connections, 1);
    const struct otaml_http_request other = { .method = "GET", .url = "https://h:444/p" };
    assert_int_equal(ask(&other), 200);
    assert_int_equal(peer.connections, 2);
    say("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello"); /* one byte is not there */
    assert_int_equal(get("GET"), 200);
    assert_int_equal(get("GET"), 200);
    assert_int_equal(peer.connections, 4);
    otaml_http_close(&http);
    say("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhelloHTTP/1.1 200 OK\r\n"); /* too much */
    assert_int_equal(whole(text, sizeof(text)), 5);
    assert_false(peer.open);
}

static void stale_connection_is_replaced(void **state)
{
    char text[64];

    (void)state;
    say("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
    assert_int_equal(whole(text, sizeof(text)), 5);
    peer.hang_up = true; /* seen before anything is sent */
    assert_int_equal(
        otaml_http_request(&http,
                           &(struct otaml_http_request){ .method = "POST", .url = "https://h/p" }),
        OTAML_OK);
    assert_int_equal(otaml_http_step(&http), OTAML_ERR_AGAIN);
    peer.hang_up = false;
    while (otaml_http_step(&http) == OTAML_ERR_AGAIN) {}
    assert_int_equal(http.response.status, 200);
    assert_int_equal(peer.connections, 2);
    assert_int_equal(peer.request_count, 2);
}

/* The server gives the connection up while the request is on its way to it: a GET is sent
 * anew once, a POST is not, for it may have been done. */
static void request_lost_with_its_connection(void **state)
{
    static const char *const methods[] = { "GET", "POST" };
    char text[64];

    (void)state;
    for (int i = 0; i < 2; i++) {
        const struct otaml_http_request r = { .method = methods[i], .url = "https://h/p" };
        otaml_http_close(&http);
        peer.connections = peer.request_count = 0;
        say("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
        assert_int_equal(whole(text, sizeof(text)), 5);
        assert_int_equal(otaml_http_request(&http, &r), OTAML_OK);
        peer.take = 1;
        assert_int_equal(otaml_http_step(&http), OTAML_ERR_AGAIN); /* alive, the first byte goes */
        peer.take = 0;
        peer.break_at = peer.said;
        assert_int_equal(otaml_http_step(&http), i == 0 ? OTAML_ERR_AGAIN : OTAML_ERR_CLOSED);
        peer.break_at = SIZE_MAX;
        if (i == 0) {
            int err;
            while ((err = otaml_http_step(&http)) == OTAML_ERR_AGAIN) {}
            assert_int_equal(err, OTAML_OK);
            assert_int_equal(body(text, sizeof(text)), 5);
            assert_int_equal(peer.connections, 2);
        }
    }
}

/* Once a byte of the answer has come nothing is sent anew, least of all in the midst of it. */
static void answer_lost_with_its_connection(void **state)
{
    char text[64];

    (void)state;
    say("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
    for (size_t n = 1; n < script_len; n++) {
        otaml_http_close(&http);
        peer.connections = peer.request_count = 0;
        peer.piece = 1;
        assert_int_equal(whole(text, sizeof(text)), 5);
        peer.break_at = script_len + n;
        assert_int_equal(whole(text, sizeof(text)), OTAML_ERR_CLOSED);
        peer.break_at = SIZE_MAX;
        assert_int_equal(peer.connections, 1);
        assert_int_equal(peer.request_count, 2);
    }
}

static void silence_ends(void **state)
{
    const struct otaml_http_request r = { .method = "GET", .url = "https://h/p" };
    char text[64];
    int err;

    (void)state;
    peer.tick = 100;
    say("");
    assert_int_equal(get("GET"), OTAML_ERR_TIMEOUT);
    assert_in_range(peer.now, OTAML_HTTP_TIMEOUT_MS, OTAML_HTTP_TIMEOUT_MS + 1000);
    assert_false(peer.open);
    say("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello");
    peer.now = UINT32_MAX - 1000; /* the clock wraps meanwhile */
    assert_int_equal(whole(text, sizeof(text)), OTAML_ERR_TIMEOUT);
    assert_int_equal(peer.now / 1000, (OTAML_HTTP_TIMEOUT_MS - 1000) / 1000);
    /* a handshake that does not come to an end */
    peer.connect_error = OTAML_ERR_AGAIN;
    assert_int_equal(otaml_http_request(&http, &r), OTAML_OK);
    for (int i = 0; (err = otaml_http_step(&http)) == OTAML_ERR_AGAIN && i < 10000; i++) {
        peer.connections = 0;
    }
    assert_int_equal(err, OTAML_ERR_TIMEOUT);
}

static void errors_of_connecting_are_told(void **state)
{
    static const int errors[] = { OTAML_ERR_CERTIFICATE, OTAML_ERR_HOSTNAME, OTAML_ERR_TLS,
                                  OTAML_ERR_CONNECT, OTAML_ERR_PORT_BASE - 3 };
    (void)state;
    say(OK "Content-Length: 0\r\n\r\n");
    for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
        peer.connect_error = errors[i];
        assert_int_equal(get("GET"), errors[i]);
        peer.connect_error = 0;
        assert_int_equal(get("GET"), 200);
        otaml_http_close(&http);
    }
}

static void body_too_large(void **state)
{
    char text[6];

    (void)state;
    say("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
    assert_int_equal(whole(text, 6), 5);
    assert_int_equal(whole(text, 5), OTAML_ERR_NOSPC);
    peer.piece = 1;
    assert_int_equal(whole(text, 5), OTAML_ERR_NOSPC);
    assert_false(peer.open);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(urls),
        cmocka_unit_test_setup_teardown(request_text, setup, teardown),
        cmocka_unit_test_setup_teardown(request_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(good_in_all_pieces, setup, teardown),
        cmocka_unit_test_setup_teardown(broken_at_every_byte, setup, teardown),
        cmocka_unit_test_setup_teardown(hostile_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(endless_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(fields_are_understood, setup, teardown),
        cmocka_unit_test_setup_teardown(connection_is_kept, setup, teardown),
        cmocka_unit_test_setup_teardown(stale_connection_is_replaced, setup, teardown),
        cmocka_unit_test_setup_teardown(request_lost_with_its_connection, setup, teardown),
        cmocka_unit_test_setup_teardown(answer_lost_with_its_connection, setup, teardown),
        cmocka_unit_test_setup_teardown(silence_ends, setup, teardown),
        cmocka_unit_test_setup_teardown(errors_of_connecting_are_told, setup, teardown),
        cmocka_unit_test_setup_teardown(body_too_large, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
