/*
 * test_download.c - downloads over real TLS from libmicrohttpd and GnuTLS: broken connections
 * go on with just the missing range, connections are kept; and the RAM that all of it takes.
 */
#include <fixture.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <host_net.h>
#include <otaml/fetch.h>

#include "heap_count.h"
#include "range_server.h"
#include "tls_server.h"

static struct otaml_host_net host;
static struct otaml_transport net;
static struct otaml_http http;
static struct otaml_fetch fetch;
static struct otaml_fetch_config config;
static struct range_server server;
static uint8_t buf[OTAML_HTTP_BUF];
static uint8_t *file, *got, *ca, *key, *chain;
static size_t file_size, ca_size;

/* What is waited for comes within moments; a wait in vain is a fault of the client's. */
static void wait_for_peer(void)
{
    const uint32_t before = otaml_host_now_ms(NULL);
    otaml_host_net_wait(&host, 10000);
    assert_in_range(otaml_host_now_ms(NULL) - before, 0, 9000);
}

static int sink(void *ctx, const uint8_t *data, uint32_t len)
{
    (void)ctx;
    memcpy(got + fetch.offset, data, len);
    return 0;
}

static int run(void)
{
    int err = otaml_fetch_begin(&fetch, &config);
    while (!err || err == OTAML_ERR_AGAIN) {
        err = otaml_fetch_step(&fetch);
        if (err != OTAML_ERR_AGAIN) {
            break;
        }
        const uint32_t wait = otaml_fetch_wait_ms(&fetch);
        if (wait > 0) {
            otaml_host_sleep_ms(wait);
        } else {
            wait_for_peer();
        }
    }
    return err;
}

static void start_client(void)
{
    const struct otaml_http_config h = {
        .net = &net, .ca = ca, .ca_size = (uint32_t)ca_size, .buf = buf, .buf_size = sizeof(buf)
    };
    assert_int_equal(otaml_http_init(&http, &h), OTAML_OK);
}

static void start_server(const char *certificate)
{
    size_t size;

    memset(&server, 0, sizeof(server));
    server.file = file;
    server.size = file_size;
    server.etag = "\"f00d\"";
    key = tls_read_pem(fixture_path("%s.key", certificate), &size);
    chain = tls_read_pem(fixture_path("%s.pem", certificate), &size);
    range_server_start(&server, (const char *)key, (const char *)chain);
    memset(got, 0, file_size);
    config = (struct otaml_fetch_config){
        .http = &http,
        .url = fixture_path("https://localhost:%u/file", server.port),
        .authorization = "TargetToken secret",
        .total = (uint32_t)file_size,
        .write = sink,
        .retry_ms = 2,
    };
}

static void begin(const char *certificate)
{
    start_server(certificate);
    start_client();
}

static void stop_server(void)
{
    range_server_stop(&server);
    free(key);
    free(chain);
}

static void finish(void)
{
    otaml_http_free(&http);
    stop_server();
}

static void whole_file_and_kept_connection(void **state)
{
    (void)state;
    begin("good");
    for (int i = 0; i < 3; i++) {
        memset(got, 0, file_size);
        assert_int_equal(run(), OTAML_OK);
        assert_memory_equal(got, file, file_size);
    }
    assert_int_equal(server.count, 3);
    assert_int_equal(server.connections, 1);
    assert_string_equal(server.requests[0].authorization, "TargetToken secret");
    assert_string_equal(fetch.etag, "\"f00d\"");
    finish();
}

static void chunked_of_unknown_length(void **state)
{
    (void)state;
    begin("rsa");
    server.no_length = true;
    config.total = 0;
    assert_int_equal(run(), OTAML_OK);
    assert_memory_equal(got, file, file_size);
    assert_int_equal(fetch.total, file_size);
    finish();
}

/* Twenty connections broken after unlike numbers of bytes, then one that holds. */
static size_t break_twenty(unsigned i)
{
    return i < 20 ? 1 + i * i * 97 : SIZE_MAX;
}

static void broken_connections_ask_for_the_rest(void **state)
{
    size_t at = 0;

    (void)state;
    begin("good");
    server.break_after = break_twenty;
    assert_int_equal(run(), OTAML_OK);
    assert_memory_equal(got, file, file_size);
    assert_int_equal(server.count, 21);
    assert_int_equal(fetch.requests, 21);
    assert_int_equal(fetch.reconnects, 20);
    for (unsigned i = 0; i < 21; i++) {
        unsigned from = 0;
        if (server.requests[i].range[0]) {
            char rest;
            assert_int_equal(sscanf(server.requests[i].range, "bytes=%u-%c", &from, &rest), 1);
            assert_string_equal(server.requests[i].if_range, "\"f00d\"");
        }
        /* What the server sent last may be lost with its connection, what was taken never
         * is asked for again: in all, not a byte more than the file came. */
        assert_in_range(from, i == 0 ? 0 : at, at + (i == 0 ? 0 : break_twenty(i - 1)));
        at = from;
    }
    assert_int_equal(fetch.received, file_size);
    print_message("%u bytes over %u connections, %u received\n", (unsigned)file_size,
                  server.connections, fetch.received);
    finish();
}

static void head_of_a_file(void **state)
{
    (void)state;
    begin("good");
    config.end = 1000;
    assert_int_equal(run(), OTAML_OK);
    assert_string_equal(server.requests[0].range, "bytes=0-999");
    config.offset = 1000;
    config.end = 0;
    assert_int_equal(run(), OTAML_OK);
    assert_string_equal(server.requests[1].range, "bytes=1000-");
    assert_memory_equal(got, file, file_size);
    assert_int_equal(server.connections, 1);
    finish();
}

static void request_with_a_body(void **state)
{
    const struct otaml_http_field json = { "Content-Type", "application/json" };
    const char body[] = "{\"status\":{\"execution\":\"closed\"}}";
    struct otaml_http_request post = { .method = "POST",
                                       .url = NULL,
                                       .fields = &json,
                                       .field_count = 1,
                                       .body = body,
                                       .body_size = sizeof(body) - 1 };
    uint8_t answer[200];
    uint32_t len = 0;
    int err;

    (void)state;
    begin("good");
    server.size = 100;
    post.url = config.url;
    assert_int_equal(otaml_http_request(&http, &post), OTAML_OK);
    while ((err = otaml_http_step(&http)) == OTAML_ERR_AGAIN) {
        wait_for_peer();
    }
    assert_int_equal(err, OTAML_OK);
    while ((err = otaml_http_read(&http, answer, sizeof(answer), &len)) == OTAML_ERR_AGAIN) {
        wait_for_peer();
    }
    assert_int_equal(err, OTAML_OK);
    assert_int_equal(len, 100);
    assert_memory_equal(answer, file, 100);
    assert_string_equal(server.requests[0].body, body);
    finish();
}

/* Everything that the network room needs of RAM beside the stack, for the 64 KB. */
static void memory(void **state)
{
    static const char *const certificates[] = { "good", "rsa" };

    (void)state;
    print_message("struct otaml_http %zu bytes (of these TLS %zu), otaml_fetch %zu, buffer %zu\n",
                  sizeof(struct otaml_http), sizeof(struct otaml_tls), sizeof(struct otaml_fetch),
                  sizeof(buf));
#ifdef HEAP_COUNT
    for (size_t i = 0; i < 2; i++) {
        start_server(certificates[i]);
        heap_count_start();
        start_client();
        const size_t idle = heap_count_now();
        config.end = 1;
        assert_int_equal(run(), OTAML_OK);
        const size_t shake = heap_count_peak();
        otaml_http_close(&http);
        heap_count_reset_peak();
        assert_int_equal(heap_count_now(), idle); /* closed: all given back but the authority */
        config.end = 0;
        server.break_after = break_twenty;
        assert_int_equal(run(), OTAML_OK);
        const size_t open = heap_count_now(), peak = heap_count_peak();
        const size_t all =
            sizeof(http) + sizeof(fetch) + sizeof(buf) + (peak > shake ? peak : shake);
        otaml_http_free(&http);
        assert_int_equal(heap_count_now(), 0);
        heap_count_stop();
        stop_server();
        print_message("%s: mbedTLS heap %zu idle, %zu connected, %zu at most; in all %zu bytes\n",
                      certificates[i], idle, open, peak > shake ? peak : shake, all);
        assert_in_range(open, 1, peak);
        assert_in_range(all, 1, 64 * 1024);
    }
#else
    (void)certificates;
#endif
}

static int setup(void **state)
{
    size_t size;
    (void)state;
    signal(SIGPIPE, SIG_IGN);
    otaml_host_net_init(&host, &net);
    tls_make_certificates();
    ca = fixture_read(fixture_path("%s/root.der", fixture_scratch()), &ca_size);
    file = fixture_read(fixture_path("%s/file.bin", fixture_scratch()), &size);
    file_size = size;
    got = malloc(size);
    return got ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    free(ca);
    free(file);
    free(got);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_file_and_kept_connection),
        cmocka_unit_test(chunked_of_unknown_length),
        cmocka_unit_test(broken_connections_ask_for_the_rest),
        cmocka_unit_test(head_of_a_file),
        cmocka_unit_test(request_with_a_body),
        cmocka_unit_test(memory),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
