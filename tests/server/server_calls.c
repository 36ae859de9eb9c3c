/*
 * server_calls.c - API: server_calls.h
 */
#include "server_calls.h"

#include <curl/curl.h>
#include <gnutls/crypto.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void server_check_database(const struct server_process *s)
{
    sqlite3 *h;
    sqlite3_stmt *stmt;

    assert_int_equal(sqlite3_open(fixture_path("%s/data/otamld.db", s->folder), &h), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(h, "PRAGMA integrity_check", -1, &stmt, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
    assert_string_equal((const char *)sqlite3_column_text(stmt, 0), "ok");
    sqlite3_finalize(stmt);
    assert_int_equal(sqlite3_prepare_v2(h, "PRAGMA foreign_key_check", -1, &stmt, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(stmt), SQLITE_DONE);
    sqlite3_finalize(stmt);
    sqlite3_close(h);
}

static size_t take_body(char *data, size_t size, size_t count, void *ctx)
{
    struct answer *a = ctx;
    a->body = realloc(a->body, a->len + size * count + 1);
    assert_non_null(a->body);
    memcpy(a->body + a->len, data, size * count);
    a->len += size * count;
    a->body[a->len] = '\0';
    return size * count;
}

static size_t take_head(char *data, size_t size, size_t count, void *ctx)
{
    struct answer *a = ctx;
    const size_t used = strlen(a->head), len = size * count;
    if (len > 5 && !memcmp(data, "HTTP/", 5)) {
        a->head[0] = '\0'; /* what came before was a 100 Continue */
        memcpy(a->head, data, len);
        a->head[len] = '\0';
    } else if (used + len < sizeof(a->head)) {
        memcpy(a->head + used, data, len);
        a->head[used + len] = '\0';
    }
    return len;
}

void server_call(const struct server_process *s, const struct call *call, struct answer *a)
{
    struct curl_slist *headers = NULL;
    char url[16384], line[256], ca[300]; /* threads call this: no fixture_path */
    CURL *curl = curl_easy_init();
    CURLcode err;

    memset(a, 0, sizeof(*a));
    assert_non_null(curl);
    snprintf(url, sizeof(url), "%s%s", s->url, call->path);
    snprintf(ca, sizeof(ca), "%s/ca.pem", s->folder);
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, 60L);
    curl_easy_setopt(curl, CURLOPT_CAINFO, ca);
    curl_easy_setopt(curl, CURLOPT_CAPATH, NULL); /* or it reads the system's at each call */
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, a);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_head);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, a);
    if (call->auth) {
        snprintf(line, sizeof(line), "Authorization: %s", call->auth);
        headers = curl_slist_append(headers, line);
    }
    for (int i = 0; i < 4 && call->headers[i]; i++) {
        headers = curl_slist_append(headers, call->headers[i]);
    }
    if (call->body || call->produce) {
        const size_t len = call->body_len || !call->body ? call->body_len : strlen(call->body);
        headers = curl_slist_append(headers, "Content-Type: application/json");
        curl_easy_setopt(curl, CURLOPT_POST, 1L);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)len);
        if (call->produce) {
            curl_easy_setopt(curl, CURLOPT_READFUNCTION, call->produce);
            curl_easy_setopt(curl, CURLOPT_READDATA, call->ctx);
        } else {
            curl_easy_setopt(curl, CURLOPT_POSTFIELDS, call->body);
        }
    }
    if (!strcmp(call->method, "HEAD")) {
        curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
    } else {
        curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, call->method);
    }
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    err = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &a->status);
    /* Refused in the middle of the body: the answer counts. A 100 is none. */
    if (err != CURLE_OK && !(err == CURLE_SEND_ERROR && a->status >= 200)) {
        snprintf(a->head, sizeof(a->head), "%s", curl_easy_strerror(err));
        a->status = 0;
    }
    curl_slist_free_all(headers);
    curl_easy_cleanup(curl);
}

void answer_free(struct answer *a)
{
    free(a->body);
    a->body = NULL;
}

const char *answer_header(const struct answer *a, const char *name)
{
    static char values[4][512];
    static unsigned turn;
    char *value = values[turn++ % 4];
    const size_t len = strlen(name);

    for (const char *line = a->head; line && *line; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (!strncasecmp(line, name, len) && line[len] == ':') {
            snprintf(value, sizeof(values[0]), "%.*s", (int)strcspn(line + len + 2, "\r\n"),
                     line + len + 2);
            return value;
        }
    }
    return NULL;
}

/* What the server said last, for the reader of a failed test. */
static void show_log(const struct server_process *s)
{
    char text[2048];
    FILE *f = fopen(fixture_path("%s/log", s->folder), "r");
    size_t len;

    if (f) {
        if (fseek(f, -(long)sizeof(text), SEEK_END)) {
            rewind(f);
        }
        len = fread(text, 1, sizeof(text), f);
        print_error("%.*s", (int)len, text);
        fclose(f);
    }
}

json_t *server_json(const struct server_process *s, const char *method, const char *path,
                    const char *auth, const char *body, long status)
{
    const struct call call = { .method = method, .path = path, .auth = auth, .body = body };
    struct answer a;
    json_t *json;

    server_call(s, &call, &a);
    if (a.status != status) {
        show_log(s);
        fail_msg("%s %s %s: %ld instead of %ld: %s", method, path, body ? body : "", a.status,
                 status, a.body ? a.body : a.head);
    }
    json = json_loadb(a.body ? a.body : "", a.len, 0, NULL);
    answer_free(&a);
    return json;
}

void server_expect(const struct server_process *s, const char *method, const char *path,
                   const char *auth, const char *body, long status)
{
    json_decref(server_json(s, method, path, auth, body, status));
}

uint8_t *server_payload(size_t size, unsigned seed)
{
    uint8_t *bytes = malloc(size);
    uint32_t x = seed * 2654435761u + 1;

    assert_non_null(bytes);
    for (size_t i = 0; i < size; i++) {
        x ^= x << 13;
        x ^= x >> 17;
        x ^= x << 5;
        bytes[i] = (uint8_t)x;
    }
    memcpy(bytes, "\xd8\x6b\xa2\x02", 4);
    return bytes;
}

json_int_t server_publish(const struct server_process *s, const char *name, const char *version,
                          size_t size, unsigned seed, char sha256[65])
{
    uint8_t *bytes = server_payload(size, seed), digest[32];
    const struct call call = { .method = "POST",
                               .path = "/api/v1/artifacts",
                               .auth = s->operator_auth,
                               .body = (const char *)bytes,
                               .body_len = size };
    struct answer a;
    json_t *json;
    json_int_t id;
    char body[512];

    gnutls_hash_fast(GNUTLS_DIG_SHA256, bytes, size, digest);
    for (int i = 0; i < 32; i++) {
        sprintf(sha256 + 2 * i, "%02x", digest[i]);
    }
    server_call(s, &call, &a);
    free(bytes);
    assert_true(a.status == 201 || a.status == 200);
    json = json_loadb(a.body, a.len, 0, NULL);
    assert_string_equal(json_text_at(json, "sha256"), sha256);
    assert_int_equal(json_integer_value(json_at(json, "size")), size);
    json_decref(json);
    answer_free(&a);
    snprintf(body, sizeof(body),
             "{\"name\":\"%s\",\"version\":\"%s\",\"type\":\"model\",\"artifacts\":"
             "[{\"filename\":\"%s.suit\",\"sha256\":\"%s\"}]}",
             name, version, name, sha256);
    json = server_json(s, "POST", "/api/v1/packages", s->operator_auth, body, 201);
    id = json_integer_value(json_at(json, "id"));
    json_decref(json);
    assert_true(id > 0);
    return id;
}

json_t *json_at(json_t *root, const char *path)
{
    char copy[256], *save = NULL;

    snprintf(copy, sizeof(copy), "%s", path);
    for (char *p = strtok_r(copy, ".", &save); p && root; p = strtok_r(NULL, ".", &save)) {
        root =
            json_is_array(root) ? json_array_get(root, (size_t)atoi(p)) : json_object_get(root, p);
    }
    return root;
}

const char *json_text_at(json_t *root, const char *path)
{
    const char *text = json_string_value(json_at(root, path));
    return text ? text : "(none)";
}
