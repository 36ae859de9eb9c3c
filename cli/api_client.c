/*
 * api_client.c - API: api_client.h
 */
#include "api_client.h"

#include <curl/curl.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli_priv.h"

enum { ANSWER_MAX = 64 * 1024 * 1024, PAGE = 500, BAR = 40 };

struct api_client {
    CURL *curl;
    const char *server;
    struct curl_slist *headers;
    char error[CURL_ERROR_SIZE];
    char *answer;
    size_t answer_len;
    int64_t upload_size; /* 0: no upload, no progress */
    int shown;           /* percent */
    bool terminal;
};

void api_options_init(struct api_options *options)
{
    options->server = getenv("OTAML_SERVER");
    options->ca = getenv("OTAML_CA");
    options->token_file = getenv("OTAML_TOKEN_FILE");
}

int api_option_value(int argc, char **argv, int *i, const char *name, const char **value)
{
    if (strcmp(argv[*i], name) != 0) {
        return 0;
    }
    if (*i + 1 >= argc) {
        return -1;
    }
    *value = argv[++*i];
    return 1;
}

int api_options_take(int argc, char **argv, int *i, struct api_options *options)
{
    int taken = api_option_value(argc, argv, i, "--server", &options->server);
    taken = taken ? taken : api_option_value(argc, argv, i, "--ca", &options->ca);
    return taken ? taken : api_option_value(argc, argv, i, "--token-file", &options->token_file);
}

bool api_help_wanted(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        if (!strcmp(argv[i], "--help")) {
            return true;
        }
    }
    return false;
}

const char *api_unknown(const char *argument)
{
    static char text[128];
    snprintf(text, sizeof(text), "what is %.100s?", argument);
    return text;
}

static size_t take_answer(char *data, size_t size, size_t count, void *ctx)
{
    struct api_client *c = ctx;
    const size_t len = size * count;
    char *larger;

    if (len > ANSWER_MAX - c->answer_len) {
        return 0;
    }
    larger = realloc(c->answer, c->answer_len + len + 1);
    if (!larger) {
        return 0;
    }
    memcpy(larger + c->answer_len, data, len);
    c->answer = larger;
    c->answer_len += len;
    c->answer[c->answer_len] = '\0';
    return len;
}

static int show_progress(void *ctx, curl_off_t down_total, curl_off_t down, curl_off_t up_total,
                         curl_off_t up)
{
    struct api_client *c = ctx;
    int percent, filled;

    (void)down_total;
    (void)down;
    (void)up_total;
    if (c->upload_size <= 0) {
        return 0;
    }
    percent = (int)(up * 100 / c->upload_size);
    if (percent == c->shown || (!c->terminal && percent / 10 == c->shown / 10)) {
        return 0;
    }
    c->shown = percent;
    if (c->terminal) {
        filled = percent * BAR / 100;
        fprintf(stderr, "\r[%.*s%*s] %3d %%", filled, "########################################",
                BAR - filled, "", percent);
        fputs(percent == 100 ? "\n" : "", stderr);
    } else {
        fprintf(stderr, "uploaded %lld of %lld bytes\n", (long long)up, (long long)c->upload_size);
    }
    return 0;
}

/* "Authorization: Bearer TOKEN", to be freed. */
static char *authorization(const char *file)
{
    char line[256] = "", *header = NULL;
    FILE *f = fopen(file, "r");

    if (!f) {
        cli_fail("cannot read the token file %s: %s", file, strerror(errno));
        return NULL;
    }
    if (fgets(line, sizeof(line), f)) {
        line[strcspn(line, "\r\n")] = '\0';
    }
    fclose(f);
    if (!line[0]) {
        cli_fail("%s has no token in its first line", file);
        return NULL;
    }
    header = cli_alloc(strlen(line) + 32);
    sprintf(header, "Authorization: Bearer %s", line);
    return header;
}

static bool check_options(const struct api_options *o)
{
    if (!o->server) {
        cli_fail("which server? --server URL or OTAML_SERVER");
        return false;
    }
    if (strncmp(o->server, "https://", 8) != 0) {
        cli_fail("the server's URL %s does not begin with https://: the token would be readable on"
                 " the way",
                 o->server);
        return false;
    }
    if (!o->token_file) {
        cli_fail("who are you? --token-file FILE or OTAML_TOKEN_FILE");
        return false;
    }
    if (o->ca && access(o->ca, R_OK)) {
        cli_fail("cannot read %s: %s", o->ca, strerror(errno));
        return false;
    }
    return true;
}

struct api_client *api_client_open(const struct api_options *options)
{
    struct api_client *c;
    char *header;

    if (!check_options(options)) {
        return NULL;
    }
    header = authorization(options->token_file);
    if (!header) {
        return NULL;
    }
    c = cli_alloc(sizeof(*c));
    memset(c, 0, sizeof(*c));
    c->server = options->server;
    c->terminal = isatty(STDERR_FILENO) != 0;
    c->headers = curl_slist_append(NULL, header);
    free(header);
    curl_global_init(CURL_GLOBAL_DEFAULT);
    c->curl = curl_easy_init();
    if (!c->curl || !c->headers) {
        cli_fail("out of memory");
        api_client_close(c);
        return NULL;
    }
    curl_easy_setopt(c->curl, CURLOPT_ERRORBUFFER, c->error);
    curl_easy_setopt(c->curl, CURLOPT_PROTOCOLS_STR, "https");
    curl_easy_setopt(c->curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(c->curl, CURLOPT_CONNECTTIMEOUT, 15L);
    /* Slow is fine, silent is not. */
    curl_easy_setopt(c->curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(c->curl, CURLOPT_LOW_SPEED_TIME, 60L);
    curl_easy_setopt(c->curl, CURLOPT_USERAGENT, "otaml");
    curl_easy_setopt(c->curl, CURLOPT_WRITEFUNCTION, take_answer);
    curl_easy_setopt(c->curl, CURLOPT_WRITEDATA, c);
    curl_easy_setopt(c->curl, CURLOPT_XFERINFOFUNCTION, show_progress);
    curl_easy_setopt(c->curl, CURLOPT_XFERINFODATA, c);
    curl_easy_setopt(c->curl, CURLOPT_NOPROGRESS, 0L);
    if (options->ca) {
        curl_easy_setopt(c->curl, CURLOPT_CAINFO, options->ca);
        curl_easy_setopt(c->curl, CURLOPT_CAPATH, NULL); /* these and not the system's besides */
    }
    return c;
}

void api_client_close(struct api_client *c)
{
    if (c) {
        curl_easy_cleanup(c->curl);
        curl_slist_free_all(c->headers);
        free(c->answer);
        free(c);
        curl_global_cleanup();
    }
}

/* The transfer that is set up, to path. missing: NULL, or 404 is not an error but sets it. */
static json_t *perform(struct api_client *c, const char *path, bool *missing)
{
    char *url = cli_alloc(strlen(c->server) + strlen(path) + 1);
    const size_t len = strlen(c->server);
    long status = 0;
    CURLcode err;
    json_t *json;

    sprintf(url, "%.*s%s", (int)(len && c->server[len - 1] == '/' ? len - 1 : len), c->server,
            path);
    c->answer_len = 0;
    c->error[0] = '\0';
    if (missing) {
        *missing = false;
    }
    curl_easy_setopt(c->curl, CURLOPT_URL, url);
    err = curl_easy_perform(c->curl);
    free(url);
    if (err != CURLE_OK) {
        cli_fail("%s: %s", c->server, c->error[0] ? c->error : curl_easy_strerror(err));
        return NULL;
    }
    curl_easy_getinfo(c->curl, CURLINFO_RESPONSE_CODE, &status);
    if (missing) {
        *missing = status == 404;
        if (*missing) {
            return NULL;
        }
    }
    json = json_loadb(c->answer ? c->answer : "", c->answer_len, 0, NULL);
    if (status == 401) {
        cli_fail("%s refuses the token in the token file", c->server);
    } else if (status < 200 || status > 299) {
        cli_fail("%s says %ld: %s", c->server, status,
                 *api_text(json, "error") ? api_text(json, "error") : "no reason given");
    } else if (!json) {
        cli_fail("%s answered something that is not JSON: is it otamld?", c->server);
    } else {
        return json;
    }
    json_decref(json);
    return NULL;
}

json_t *api_client_find(struct api_client *c, const char *path, bool *missing)
{
    curl_easy_setopt(c->curl, CURLOPT_HTTPGET, 1L);
    curl_easy_setopt(c->curl, CURLOPT_HTTPHEADER, c->headers);
    return perform(c, path, missing);
}

json_t *api_client_get(struct api_client *c, const char *path)
{
    return api_client_find(c, path, NULL);
}

/* POST what the options say, as `type`. */
static json_t *post(struct api_client *c, const char *path, const char *type)
{
    struct curl_slist own = { .data = (char *)type, .next = c->headers };
    json_t *json;

    curl_easy_setopt(c->curl, CURLOPT_HTTPHEADER, &own);
    json = perform(c, path, NULL);
    curl_easy_setopt(c->curl, CURLOPT_HTTPHEADER, c->headers);
    return json;
}

json_t *api_client_post(struct api_client *c, const char *path, json_t *body)
{
    char *text = body ? json_dumps(body, JSON_COMPACT) : NULL;
    json_t *json;

    json_decref(body);
    if (!text) {
        cli_fail("a name is not UTF-8, or memory is out");
        return NULL;
    }
    curl_easy_setopt(c->curl, CURLOPT_POST, 1L);
    curl_easy_setopt(c->curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)strlen(text));
    curl_easy_setopt(c->curl, CURLOPT_POSTFIELDS, text);
    json = post(c, path, "Content-Type: application/json");
    curl_easy_setopt(c->curl, CURLOPT_POSTFIELDS, NULL);
    free(text);
    return json;
}

json_t *api_client_upload(struct api_client *c, const char *path, const char *file)
{
    struct stat st;
    json_t *json;
    FILE *f = fopen(file, "rb");

    if (!f || fstat(fileno(f), &st)) {
        cli_fail("cannot read %s: %s", file, strerror(errno));
        if (f) {
            fclose(f);
        }
        return NULL;
    }
    c->upload_size = st.st_size;
    c->shown = -1;
    curl_easy_setopt(c->curl, CURLOPT_POST, 1L);
    curl_easy_setopt(c->curl, CURLOPT_POSTFIELDS, NULL);
    curl_easy_setopt(c->curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)st.st_size);
    curl_easy_setopt(c->curl, CURLOPT_READDATA, f);
    json = post(c, path, "Content-Type: application/octet-stream");
    c->upload_size = 0;
    fclose(f);
    return json;
}

char *api_client_escape(const char *text)
{
    char *escaped = curl_easy_escape(NULL, text, (int)strlen(text)), *copy;
    if (!escaped) {
        escaped = curl_easy_escape(NULL, "", 0);
    }
    copy = cli_alloc(strlen(escaped) + 1);
    strcpy(copy, escaped);
    curl_free(escaped);
    return copy;
}

json_t *api_client_list(struct api_client *c, const char *path)
{
    json_t *all = json_array();
    char *url = cli_alloc(strlen(path) + 64);

    for (;;) {
        json_t *page;
        size_t size;
        sprintf(url, "%s?limit=%d&offset=%zu", path, PAGE, json_array_size(all));
        page = api_client_get(c, url);
        if (!page) {
            json_decref(all);
            all = NULL;
            break;
        }
        size = json_array_size(json_object_get(page, "content"));
        json_array_extend(all, json_object_get(page, "content"));
        json_decref(page);
        if (size < PAGE) {
            break;
        }
    }
    free(url);
    return all;
}

const char *api_text(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

json_int_t api_int(const json_t *object, const char *key)
{
    return json_integer_value(json_object_get(object, key));
}
