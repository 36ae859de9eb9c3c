/*
 * test_server_artefacts.c - downloads by range and condition, uploads that break off, crashes.
 */
#include "server_calls.h"

#include <curl/curl.h>
#include <dirent.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct server_process server;
static char sha[65], path[128], big_sha[65];
static uint8_t *payload, *big;

enum { SIZE = 10000, BIG = 30 * 1000 * 1000, PIECE = 1000 * 1000 };

#define BASE "/DEFAULT/controller/v1/"

static void call_range(const char *method, const char *range, struct answer *a)
{
    char line[128];
    struct call call = { .method = method, .path = path, .auth = server.gateway_auth };
    snprintf(line, sizeof(line), "Range: %s", range);
    call.headers[0] = line;
    server_call(&server, &call, a);
}

/* The expected bytes are those that were uploaded; statuses and fields are RFC 9110's. */
static void ranges_of_an_artefact(void **state)
{
    static const struct {
        const char *range;
        long status;
        size_t first, len;
        const char *content_range;
    } rows[] = {
        { "bytes=0-0", 206, 0, 1, "bytes 0-0/10000" },
        { "bytes=0-499", 206, 0, 500, "bytes 0-499/10000" },
        { "bytes=9999-", 206, 9999, 1, "bytes 9999-9999/10000" },
        { "bytes=4096-99999", 206, 4096, 5904, "bytes 4096-9999/10000" },
        { "bytes=-1", 206, 9999, 1, "bytes 9999-9999/10000" },
        { "bytes=-99999", 206, 0, SIZE, "bytes 0-9999/10000" },
        { "bytes=10000-", 416, 0, 0, "bytes */10000" },
        { "bytes=-0", 416, 0, 0, "bytes */10000" },
        { "bytes=5-4", 200, 0, SIZE, NULL },
        { "bytes=0-1,5-6", 200, 0, SIZE, NULL },
        { "pages=0-1", 200, 0, SIZE, NULL },
    };
    struct answer a;
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const char *content_range;
        call_range("GET", rows[i].range, &a);
        content_range = answer_header(&a, "Content-Range");
        if (a.status != rows[i].status || a.len != rows[i].len) {
            fail_msg("%s: %ld, %zu bytes", rows[i].range, a.status, a.len);
        }
        assert_memory_equal(a.body ? a.body : "", payload + rows[i].first, a.len);
        assert_string_equal(content_range ? content_range : "-",
                            rows[i].content_range ? rows[i].content_range : "-");
        assert_int_equal(atol(answer_header(&a, "Content-Length")), rows[i].len);
        assert_string_equal(answer_header(&a, "ETag"), fixture_path("\"%s\"", sha));
        assert_string_equal(answer_header(&a, "Accept-Ranges"), "bytes");
        assert_null(answer_header(&a, "Transfer-Encoding"));
        answer_free(&a);
    }
    call_range("HEAD", "bytes=0-1", &a);
    assert_int_equal(a.status, 200);
    assert_int_equal(atol(answer_header(&a, "Content-Length")), SIZE);
    assert_int_equal(a.len, 0);
    answer_free(&a);
}

static void conditions_on_an_artefact(void **state)
{
    const struct {
        const char *field, *value, *range;
        long status;
    } rows[] = {
        { "If-None-Match", sha, NULL, 304 },
        { "If-None-Match", "x", NULL, 200 },
        { "If-Match", sha, NULL, 200 },
        { "If-Match", "x", NULL, 412 },
        { "If-Range", sha, "Range: bytes=1-2", 206 },
        { "If-Range", "x", "Range: bytes=1-2", 200 },
    };
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char line[128];
        struct call call = { .method = "GET", .path = path, .auth = server.gateway_auth };
        struct answer a;
        snprintf(line, sizeof(line), "%s: \"%s\"", rows[i].field, rows[i].value);
        call.headers[0] = line;
        call.headers[1] = rows[i].range;
        server_call(&server, &call, &a);
        if (a.status != rows[i].status) {
            fail_msg("%s %s: %ld", line, rows[i].range ? rows[i].range : "", a.status);
        }
        answer_free(&a);
    }
}

static void the_list_and_the_md5(void **state)
{
    struct call call = { .method = "GET", .auth = server.gateway_auth };
    struct answer a;
    char command[600], line[128] = "";
    json_t *json;
    FILE *f;

    (void)state;
    json = server_json(&server, "GET", BASE "dev/softwaremodules/1/artifacts", server.gateway_auth,
                       NULL, 200);
    assert_string_equal(json_text_at(json, "0.hashes.sha256"), sha);
    /* The other two digests by somebody else's tool. */
    f = fopen(fixture_path("%s/payload", server.folder), "wb");
    assert_true(f && fwrite(payload, 1, SIZE, f) == SIZE && fclose(f) == 0);
    snprintf(command, sizeof(command), "openssl dgst -sha1 -r %s/payload", server.folder);
    f = popen(command, "r");
    assert_true(f && fgets(line, sizeof(line), f));
    pclose(f);
    assert_memory_equal(json_text_at(json, "0.hashes.sha1"), line, 40);
    json_decref(json);
    snprintf(command, sizeof(command), "openssl dgst -md5 -r %s/payload", server.folder);
    f = popen(command, "r");
    assert_true(f && fgets(line, sizeof(line), f));
    pclose(f);
    strcpy(line + 32, "  model.suit\n");
    call.path = BASE "dev/softwaremodules/1/artifacts/model.suit.MD5SUM";
    server_call(&server, &call, &a);
    assert_int_equal(a.status, 200);
    assert_string_equal(a.body, line);
    answer_free(&a);
}

static void a_big_artefact_by_ranges(void **state)
{
    (void)state;
    strcpy(path, fixture_path("/artifacts/%s", big_sha));
    for (size_t at = 0; at < BIG; at += PIECE) {
        struct answer a;
        call_range("GET", fixture_path("bytes=%zu-%zu", at, at + PIECE - 1), &a);
        assert_int_equal(a.status, 206);
        assert_int_equal(a.len, PIECE);
        assert_memory_equal(a.body, big + at, PIECE);
        answer_free(&a);
    }
}

enum { DEVICES = 20 };

static void *download(void *ctx)
{
    int *ok = ctx;
    struct call call = { .method = "GET", .path = path, .auth = server.gateway_auth };
    struct answer a;
    char poll[64];
    snprintf(poll, sizeof(poll), BASE "thread-%p", ctx);
    for (int i = 0; i < 5; i++) {
        struct call poll_call = { .method = "GET", .path = poll, .auth = server.gateway_auth };
        server_call(&server, &poll_call, &a);
        *ok += a.status == 200;
        answer_free(&a);
        server_call(&server, &call, &a);
        *ok += a.status == 200 && a.len == SIZE && !memcmp(a.body, payload, SIZE);
        answer_free(&a);
    }
    return NULL;
}

static void twenty_devices_at_once(void **state)
{
    pthread_t threads[DEVICES];
    int ok[DEVICES] = { 0 };
    (void)state;
    strcpy(path, fixture_path("/artifacts/%s", sha));
    for (int i = 0; i < DEVICES; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, download, &ok[i]), 0);
    }
    for (int i = 0; i < DEVICES; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(ok[i], 10);
    }
}

/* Read OpenSSL's log: the longest record of application data that came. */
static unsigned longest_record(const char *log)
{
    FILE *f = fopen(log, "r");
    char line[256];
    bool came = false;
    unsigned longest = 0, high, low;

    assert_non_null(f);
    while (fgets(line, sizeof(line), f)) {
        if (came && sscanf(line, " 17 03 03 %2x %2x", &high, &low) == 2) {
            longest = high * 256 + low > longest ? high * 256 + low : longest;
        }
        came = strstr(line, "<<<") && strstr(line, "RecordHeader");
    }
    fclose(f);
    return longest;
}

/* Fetch with OpenSSL's client, which says that its records hold 4096 bytes (RFC 6066), and demand
 * that none is longer, but for what encryption adds. The body's last `size` bytes go to body. */
static void fetch_in_small_records(const char *version, const char *what, const char *auth,
                                   size_t size, uint8_t *body)
{
    const char *log = fixture_path("%s/records", server.folder);
    const char *command = fixture_path(
        "printf 'GET %s HTTP/1.1\\r\\nHost: x\\r\\nAuthorization: %s\\r\\n"
        "Connection: close\\r\\n\\r\\n' | openssl s_client -connect %s -CAfile %s/ca.pem"
        " -maxfraglen 4096 %s -msg -msgfile %s -quiet 2>%s.err | tail -c %zu >%s.body",
        what, auth, server.url + strlen("https://"), server.folder, version, log, log, size, log);
    size_t got;
    uint8_t *bytes;

    assert_int_equal(system(command), 0);
    bytes = fixture_read(fixture_path("%s.body", log), &got);
    assert_int_equal(got, size);
    memcpy(body, bytes, size);
    free(bytes);
    assert_in_range(longest_record(log), 2048, 4096 + 64);
}

static void records_stay_within_the_agreed_size(void **state)
{
    static const char *const versions[] = { "-tls1_2", "-tls1_3" };
    static uint8_t body[SIZE];

    (void)state;
    for (int i = 0; i < 40; i++) { /* their list is longer than a record */
        server_expect(&server, "GET", fixture_path(BASE "record-%d", i), server.gateway_auth, NULL,
                      200);
    }
    for (size_t i = 0; i < 2; i++) {
        fetch_in_small_records(versions[i], fixture_path("/artifacts/%s", sha), server.gateway_auth,
                               SIZE, body);
        assert_memory_equal(body, payload, SIZE);
        fetch_in_small_records(versions[i], "/api/v1/targets", server.operator_auth, 8000, body);
    }
}

static int count_files(const char *folder)
{
    DIR *d = opendir(folder);
    struct dirent *e;
    int n = 0;
    assert_non_null(d);
    while ((e = readdir(d)) != NULL) {
        n += e->d_name[0] != '.';
    }
    closedir(d);
    return n;
}

/* A body of `size` bytes that breaks off, or kills the server, in its middle. */
struct breaking {
    size_t sent, size, stop;
    bool kill;
};

static size_t produce(char *to, size_t size, size_t count, void *ctx)
{
    struct breaking *b = ctx;
    size_t n = size * count < b->size - b->sent ? size * count : b->size - b->sent;
    if (b->sent >= b->stop) {
        if (!b->kill) {
            return CURL_READFUNC_ABORT;
        }
        server_kill(&server);
        b->stop = SIZE_MAX;
    }
    memset(to, 0xa2, n);
    b->sent += n;
    return n;
}

static void breaking_upload(struct breaking *b)
{
    const struct call call = { .method = "POST",
                               .path = "/api/v1/artifacts",
                               .auth = server.operator_auth,
                               .body_len = b->size,
                               .produce = produce,
                               .ctx = b };
    struct answer a;
    server_call(&server, &call, &a);
    assert_int_equal(a.status, 0);
    answer_free(&a);
}

static void an_upload_that_breaks_off_leaves_nothing(void **state)
{
    struct breaking b = { .size = 4000000, .stop = 2000000 };
    json_t *json;
    (void)state;
    breaking_upload(&b);
    server_stop(&server); /* has seen the end of all connections when it is down */
    assert_int_equal(count_files(fixture_path("%s/data/incoming", server.folder)), 0);
    server_start(&server, NULL, NULL);
    json = server_json(&server, "GET", "/api/v1/artifacts", server.operator_auth, NULL, 200);
    assert_int_equal(json_integer_value(json_at(json, "total")), 2);
    json_decref(json);
}

static void killed_in_an_upload(void **state)
{
    struct breaking b = { .size = 4000000, .stop = 2000000, .kill = true };
    json_t *json;
    (void)state;
    breaking_upload(&b);
    assert_int_equal(count_files(fixture_path("%s/data/incoming", server.folder)), 1);
    server_check_database(&server);
    server_start(&server, NULL, NULL);
    assert_int_equal(count_files(fixture_path("%s/data/incoming", server.folder)), 0);
    json = server_json(&server, "GET", "/api/v1/artifacts", server.operator_auth, NULL, 200);
    assert_int_equal(json_integer_value(json_at(json, "total")), 2);
    json_decref(json);
}

/* Devices report as fast as they can until the server is killed: what was answered with 200
 * must be there afterwards, once. */
struct reporter {
    pthread_mutex_t *lock;
    pthread_cond_t *enough;
    int *total;
    char path[128];
    int acknowledged;
};

enum { REPORTERS = 6, ENOUGH = 60 };

static void *report(void *ctx)
{
    struct reporter *r = ctx;
    struct answer a;
    char body[200];
    do {
        struct call call = {
            .method = "POST", .path = r->path, .auth = server.gateway_auth, .body = body
        };
        snprintf(body, sizeof(body),
                 "{\"status\":{\"execution\":\"proceeding\",\"details\":[\"report %d\"]}}",
                 r->acknowledged);
        server_call(&server, &call, &a);
        answer_free(&a);
        if (a.status == 200) {
            r->acknowledged++;
            pthread_mutex_lock(r->lock);
            if (++*r->total == ENOUGH) {
                pthread_cond_signal(r->enough);
            }
            pthread_mutex_unlock(r->lock);
        }
    } while (a.status == 200);
    return NULL;
}

static void check_reports(const char *action_path, int acknowledged)
{
    json_t *json = server_json(&server, "GET", action_path, server.operator_auth, NULL, 200);
    json_t *history = json_at(json, "history"), *entry;
    size_t i;
    int next = 0;

    for (i = json_array_size(history); i > 0; i--) { /* oldest first */
        char expected[32];
        entry = json_array_get(history, i - 1);
        snprintf(expected, sizeof(expected), "report %d", next);
        next += !strcmp(json_text_at(entry, "messages.0"), expected);
    }
    /* The one in flight may have been recorded without its answer having arrived. */
    assert_in_range(next, acknowledged, acknowledged + 1);
    assert_in_range(json_array_size(history), acknowledged + 1, acknowledged + 2);
    json_decref(json);
}

static void killed_in_feedback(void **state)
{
    pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    pthread_cond_t enough = PTHREAD_COND_INITIALIZER;
    struct reporter reporters[REPORTERS];
    pthread_t threads[REPORTERS];
    char actions[REPORTERS][64];
    int total = 0;

    (void)state;
    for (int i = 0; i < REPORTERS; i++) {
        struct reporter *r = &reporters[i];
        const char *target = fixture_path("reporter-%d", i);
        json_t *json;
        *r = (struct reporter){ .lock = &lock, .enough = &enough, .total = &total };
        server_expect(&server, "GET", fixture_path(BASE "%s", target), server.gateway_auth, NULL,
                      200);
        json = server_json(&server, "POST", "/api/v1/assignments", server.operator_auth,
                           fixture_path("{\"package\":1,\"targets\":[\"%s\"]}", target), 200);
        snprintf(r->path, sizeof(r->path), BASE "%s/deploymentBase/%lld/feedback", target,
                 (long long)json_integer_value(json_at(json, "assigned.0.action")));
        snprintf(actions[i], sizeof(actions[i]), "/api/v1/actions/%lld",
                 (long long)json_integer_value(json_at(json, "assigned.0.action")));
        json_decref(json);
        assert_int_equal(pthread_create(&threads[i], NULL, report, r), 0);
    }
    pthread_mutex_lock(&lock);
    while (total < ENOUGH) {
        pthread_cond_wait(&enough, &lock);
    }
    pthread_mutex_unlock(&lock);
    server_kill(&server);
    for (int i = 0; i < REPORTERS; i++) {
        pthread_join(threads[i], NULL);
    }
    server_check_database(&server);
    server_start(&server, NULL, NULL);
    for (int i = 0; i < REPORTERS; i++) {
        check_reports(actions[i], reporters[i].acknowledged);
    }
    print_message("killed after %d acknowledged reports; all are there\n", total);
}

static int start(void **state)
{
    (void)state;
    server_prepare(&server);
    server_start(&server, NULL, NULL);
    payload = server_payload(SIZE, 7);
    big = server_payload(BIG, 8);
    server_publish(&server, "model", "1", SIZE, 7, sha);
    server_publish(&server, "big", "1", BIG, 8, big_sha);
    strcpy(path, fixture_path("/artifacts/%s", sha));
    server_expect(&server, "GET", BASE "dev", server.gateway_auth, NULL, 200);
    server_expect(&server, "POST", "/api/v1/assignments", server.operator_auth,
                  "{\"package\":1,\"targets\":[\"dev\"]}", 200);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    free(payload);
    free(big);
    server_stop(&server);
    server_check_database(&server);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ranges_of_an_artefact),
        cmocka_unit_test(conditions_on_an_artefact),
        cmocka_unit_test(the_list_and_the_md5),
        cmocka_unit_test(a_big_artefact_by_ranges),
        cmocka_unit_test(records_stay_within_the_agreed_size),
        cmocka_unit_test(twenty_devices_at_once),
        cmocka_unit_test(an_upload_that_breaks_off_leaves_nothing),
        cmocka_unit_test(killed_in_an_upload),
        cmocka_unit_test(killed_in_feedback),
    };
    curl_global_init(CURL_GLOBAL_DEFAULT);
    return cmocka_run_group_tests(tests, start, stop);
}
