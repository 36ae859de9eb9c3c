/*
 * test_server_hostile.c - requests that no friend makes. After each the server must still be
 * well and nothing may have been written.
 */
#include "server_calls.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static struct server_process server;

#define BASE "/DEFAULT/controller/v1/"

static long status_of(const struct call *call)
{
    struct answer a;
    const long status = (server_call(&server, call, &a), a.status);
    answer_free(&a);
    return status;
}

static long get(const char *path)
{
    const struct call call = { .method = "GET", .path = path, .auth = server.gateway_auth };
    return status_of(&call);
}

static long send_body(const char *method, const char *path, const char *auth, const char *body,
                      size_t len)
{
    const struct call call = {
        .method = method, .path = path, .auth = auth, .body = body, .body_len = len
    };
    return status_of(&call);
}

static void paths_do_not_climb(void **state)
{
    static const char *const paths[] = {
        "/../../etc/passwd",
        "/artifacts/../otamld.db",
        "/artifacts/..%2fotamld.db",
        "/artifacts/%2e%2e/otamld.db",
        BASE "dev/softwaremodules/1/artifacts/..%2f..%2fotamld.db",
        BASE "dev/softwaremodules/1/artifacts/..",
        BASE "..",
        BASE "%2e%2e",
        BASE "a%2fb",
        BASE "a%00b",
        BASE "a%0d%0aX:1",
        BASE "%ff%fe",
        BASE "%c0%ae%c0%ae",
        "//DEFAULT/controller/v1/dev",
    };
    (void)state;
    for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
        assert_int_equal(get(paths[i]), 404);
    }
}

static void names_do_not_climb(void **state)
{
    static const char *const packages[] = {
        "{\"name\":\"../"
        "x\",\"version\":\"1\",\"artifacts\":[{\"filename\":\"a\",\"sha256\":\"%s\"}]}",
        "{\"name\":\"x\",\"version\":\"..\",\"artifacts\":[{\"filename\":\"a\",\"sha256\":\"%s\"}]"
        "}",
        "{\"name\":\"x\",\"version\":\"1\",\"artifacts\":[{\"filename\":\"../"
        "a\",\"sha256\":\"%s\"}]}",
        "{\"name\":\"x\",\"version\":\"1\",\"artifacts\":[{\"filename\":\"a.MD5SUM\",\"sha256\":\"%"
        "s\"}]}",
        "{\"name\":\"x\",\"version\":\"1\",\"artifacts\":[{\"filename\":\"a\",\"sha256\":\"../"
        "%.61s\"}]}",
        "{\"name\":\"x\",\"version\":\"1\",\"type\":\"a/"
        "b\",\"artifacts\":[{\"filename\":\"a\",\"sha256\":\"%s\"}]}",
        "{\"name\":\"x\\u001b[2J\",\"version\":\"1\",\"artifacts\":[{\"filename\":\"a\",\"sha256\":"
        "\"%s\"}]}",
        "{\"name\":\"x\",\"version\":\"1\",\"artifacts\":[]}",
        "{\"name\":\"x\",\"version\":\"1\"}",
        "{\"name\":1,\"version\":\"1\",\"artifacts\":[{\"filename\":\"a\",\"sha256\":\"%s\"}]}",
        "[]",
        "nonsense",
    };
    static const char sha[] = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    char body[512];
    (void)state;
    for (size_t i = 0; i < sizeof(packages) / sizeof(packages[0]); i++) {
        snprintf(body, sizeof(body), packages[i], sha);
        assert_int_equal(send_body("POST", "/api/v1/packages", server.operator_auth, body, 0), 400);
    }
    assert_int_equal(send_body("POST", "/api/v1/targets", server.operator_auth,
                               "{\"controllerId\":\"../x\"}", 0),
                     400);
    assert_int_equal(send_body("POST", "/api/v1/targets", server.operator_auth,
                               "{\"controllerId\":\"x\",\"securityToken\":\"short\"}", 0),
                     400);
}

static void long_urls_and_headers_are_refused(void **state)
{
    static char path[8000], big[12000], huge[70000];
    struct call call = { .method = "GET", .path = BASE "dev", .auth = server.gateway_auth };
    long status;
    (void)state;
    strcpy(path, BASE);
    memset(path + strlen(path), 'a', sizeof(path) - strlen(path) - 1);
    assert_int_equal(get(path), 404);
    strcpy(big, BASE "dev?x=");
    memset(big + strlen(big), 'b', sizeof(big) - strlen(big) - 1);
    assert_int_equal(get(big), 200);
    snprintf(huge, sizeof(huge), "X-Filler: ");
    memset(huge + strlen(huge), 'c', sizeof(huge) - strlen(huge) - 1);
    call.headers[0] = huge;
    status = status_of(&call);
    assert_true(status == 431 || status == 413 || status == 414 || status == 0);
}

static void bodies_have_limits(void **state)
{
    const size_t size = 4 * 1000 * 1000;
    char *body = malloc(size + 1);
    struct call chunked = { .method = "PUT",
                            .path = BASE "dev/configData",
                            .auth = server.gateway_auth,
                            .headers = { "Transfer-Encoding: chunked" } };
    (void)state;
    assert_non_null(body);
    memset(body, ' ', size);
    body[size] = '\0';
    assert_int_equal(send_body("PUT", BASE "dev/configData", server.gateway_auth, body, 64 * 1024),
                     400);
    assert_int_equal(
        send_body("PUT", BASE "dev/configData", server.gateway_auth, body, 64 * 1024 + 1), 413);
    assert_int_equal(send_body("PUT", BASE "dev/configData", server.gateway_auth, body, size), 413);
    assert_int_equal(
        send_body("POST", "/api/v1/packages", server.operator_auth, body, 1024 * 1024 + 1), 413);
    /* Without a length the size shows only while it comes. */
    chunked.body = body;
    chunked.body_len = 200000;
    assert_int_equal(status_of(&chunked), 413);
    chunked.body_len = size;
    assert_int_equal(status_of(&chunked), 0); /* so much more that it was cut off */
    /* --max-artifact is 1000000 here. */
    assert_int_equal(send_body("POST", "/api/v1/artifacts", server.operator_auth, body, 1000001),
                     413);
    chunked.method = "POST";
    chunked.path = "/api/v1/artifacts";
    chunked.auth = server.operator_auth;
    chunked.body_len = 1100000;
    assert_int_equal(status_of(&chunked), 413);
    assert_int_equal(send_body("POST", "/api/v1/artifacts", server.operator_auth, "", 0), 400);
    assert_int_equal(send_body("POST", "/api/v1/artifacts?sha256=00", server.operator_auth, "x", 1),
                     400);
    free(body);
}

static void json_is_bounded(void **state)
{
    enum { DEEP = 60000 };
    static char deep[DEEP + 1];
    (void)state;
    memset(deep, '[', DEEP);
    assert_int_equal(send_body("PUT", BASE "dev/configData", server.gateway_auth, deep, DEEP), 400);
    for (int i = 0; i + 5 < DEEP; i += 5) {
        memcpy(deep + i, "{\"a\":", 5);
    }
    assert_int_equal(send_body("PUT", BASE "dev/configData", server.gateway_auth, deep, DEEP), 400);
    assert_int_equal(send_body("PUT", BASE "dev/configData", server.gateway_auth,
                               "{\"data\":{\"a\":\"\xff\xfe\"}}", 0),
                     400);
    assert_int_equal(send_body("PUT", BASE "dev/configData", server.gateway_auth,
                               "{\"data\":{\"a\\u0000b\":\"1\"}}", 0),
                     400);
    assert_int_equal(
        send_body("PUT", BASE "dev/configData", server.gateway_auth, "{\"data\":{\"a\":1e999}}", 0),
        400);
    assert_int_equal(send_body("PUT", BASE "dev/configData", server.gateway_auth,
                               "{\"data\":{\"sql\":\"'; DROP TABLE target; --\"}}", 0),
                     200);
    assert_int_equal(send_body("PUT", BASE "dev/configData", server.gateway_auth, "", 0), 400);
}

static int connect_raw(void)
{
    struct sockaddr_in to = { .sin_family = AF_INET };
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    to.sin_port = htons((uint16_t)atoi(strrchr(server.url, ':') + 1));
    assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof(to)), 0);
    return fd;
}

static void what_is_not_tls_is_dropped(void **state)
{
    static const char plain[] = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    char text[512];
    int idle[50];
    (void)state;
    for (int i = 0; i < 50; i++) {
        idle[i] = connect_raw(); /* says nothing, stays */
    }
    for (int i = 0; i < 20; i++) {
        int fd = connect_raw();
        assert_true(send(fd, plain, sizeof(plain) - 1, MSG_NOSIGNAL) > 0);
        while (recv(fd, text, sizeof(text), 0) > 0) { /* to its end: the server closes */
        }
        close(fd);
    }
    assert_int_equal(get("/health"), 200);
    for (int i = 0; i < 50; i++) {
        close(idle[i]);
    }
}

static void a_strange_host_is_not_reflected(void **state)
{
    const struct call call = { .method = "GET",
                               .path = BASE "dev2",
                               .auth = server.gateway_auth,
                               .headers = { "Host: evil\"x/../y" } };
    struct answer a;
    (void)state;
    server_call(&server, &call, &a);
    assert_true(a.status == 400 || (a.status == 200 && !strstr(a.body, "evil")));
    answer_free(&a);
}

static int start(void **state)
{
    (void)state;
    server_prepare(&server);
    server_start(&server, "--max-artifact", "1000000");
    server_expect(&server, "GET", BASE "dev", server.gateway_auth, NULL, 200);
    return 0;
}

static int stop(void **state)
{
    json_t *json = server_json(&server, "GET", "/api/v1/targets", server.operator_auth, NULL, 200);
    (void)state;
    assert_in_range(json_integer_value(json_at(json, "total")), 1, 2); /* dev and dev2 */
    json_decref(json);
    json = server_json(&server, "GET", "/api/v1/artifacts", server.operator_auth, NULL, 200);
    assert_int_equal(json_integer_value(json_at(json, "total")), 0);
    json_decref(json);
    server_stop(&server);
    server_check_database(&server);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paths_do_not_climb),
        cmocka_unit_test(names_do_not_climb),
        cmocka_unit_test(long_urls_and_headers_are_refused),
        cmocka_unit_test(bodies_have_limits),
        cmocka_unit_test(json_is_bounded),
        cmocka_unit_test(what_is_not_tls_is_dropped),
        cmocka_unit_test(a_strange_host_is_not_reflected),
    };
    curl_global_init(CURL_GLOBAL_DEFAULT);
    return cmocka_run_group_tests(tests, start, stop);
}
