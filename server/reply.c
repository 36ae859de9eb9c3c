/*
 * reply.c - answers. API: request.h
 */
#include <arpa/inet.h>
#include <errno.h>
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "byte_range.h"
#include "request.h"
#include "server_log.h"

const char *request_header(const struct request *r, const char *name)
{
    return MHD_lookup_connection_value(r->connection, MHD_HEADER_KIND, name);
}

void request_base_url(const struct request *r, char url[URL_MAX])
{
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                  "0123456789.-_:[]";
    const char *host = request_header(r, MHD_HTTP_HEADER_HOST);

    if (r->server->public_url) {
        snprintf(url, URL_MAX, "%s", r->server->public_url);
    } else if (host && *host && strlen(host) <= 255 && strspn(host, allowed) == strlen(host)) {
        snprintf(url, URL_MAX, "https://%s", host);
    } else {
        snprintf(url, URL_MAX, "%s", r->server->own_url);
    }
}

void request_address(const struct request *r, char address[DB_ADDRESS_MAX + 1])
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(r->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    const struct sockaddr *sa = info ? info->client_addr : NULL;

    address[0] = '\0';
    if (sa && sa->sa_family == AF_INET) {
        const struct sockaddr_in *in = (const struct sockaddr_in *)(const void *)sa;
        inet_ntop(AF_INET, &in->sin_addr, address, DB_ADDRESS_MAX);
    } else if (sa && sa->sa_family == AF_INET6) {
        const struct sockaddr_in6 *in = (const struct sockaddr_in6 *)(const void *)sa;
        inet_ntop(AF_INET6, &in->sin6_addr, address, DB_ADDRESS_MAX);
    }
}

static void add_header(struct MHD_Response *response, const char *name, const char *value)
{
    if (MHD_add_response_header(response, name, value) != MHD_YES) {
        log_error("cannot add the header field %s", name);
    }
}

/* Queue the response and let go of it; NULL closes the connection. */
static enum MHD_Result send_response(struct request *r, unsigned status,
                                     struct MHD_Response *response)
{
    enum MHD_Result result;

    if (!response) {
        log_error("out of memory for an answer");
        return MHD_NO;
    }
    result = MHD_queue_response(r->connection, status, response);
    MHD_destroy_response(response);
    log_debug("%u %s", status, r->uri);
    return result;
}

static struct MHD_Response *text_response(const char *text, const char *type)
{
    struct MHD_Response *response =
        MHD_create_response_from_buffer(strlen(text), (void *)text, MHD_RESPMEM_MUST_COPY);
    if (response) {
        add_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, type);
    }
    return response;
}

enum MHD_Result reply_empty(struct request *r, unsigned status)
{
    return send_response(r, status,
                         MHD_create_response_from_buffer(0, (void *)"", MHD_RESPMEM_PERSISTENT));
}

enum MHD_Result reply_text(struct request *r, const char *text)
{
    return send_response(r, MHD_HTTP_OK, text_response(text, "text/plain; charset=utf-8"));
}

static struct MHD_Response *json_response(const char *text)
{
    struct MHD_Response *response = text ? text_response(text, "application/json") : NULL;
    if (response) {
        add_header(response, MHD_HTTP_HEADER_CACHE_CONTROL, "no-cache");
    }
    return response;
}

enum MHD_Result reply_json(struct request *r, unsigned status, json_t *body)
{
    char *text = body ? json_dumps(body, JSON_COMPACT) : NULL;
    enum MHD_Result result = send_response(r, status, json_response(text));

    free(text);
    json_decref(body);
    return result;
}

enum MHD_Result reply_json_tagged(struct request *r, json_t *body)
{
    char *text = body ? json_dumps(body, JSON_COMPACT) : NULL;
    const char *if_none_match = request_header(r, MHD_HTTP_HEADER_IF_NONE_MATCH);
    struct MHD_Response *response;
    unsigned status = MHD_HTTP_OK;
    uint8_t digest[32];
    char tag[35] = "\"";

    json_decref(body);
    if (!text || gnutls_hash_fast(GNUTLS_DIG_SHA256, text, strlen(text), digest) < 0) {
        free(text);
        return send_response(r, status, NULL);
    }
    for (int i = 0; i < 16; i++) {
        sprintf(tag + 1 + 2 * i, "%02x", digest[i]);
    }
    strcat(tag, "\"");
    if (if_none_match && etag_list_has(if_none_match, tag, true)) {
        status = MHD_HTTP_NOT_MODIFIED;
        response = MHD_create_response_from_buffer(0, (void *)"", MHD_RESPMEM_PERSISTENT);
    } else {
        response = json_response(text);
    }
    if (response) {
        add_header(response, MHD_HTTP_HEADER_ETAG, tag);
    }
    free(text);
    return send_response(r, status, response);
}

static void add_allow(struct MHD_Response *response, unsigned methods)
{
    static const char *const names[] = { "GET", "HEAD", "PUT", "POST", "DELETE" };
    char allow[64] = "";

    for (unsigned i = 0; i < 5; i++) {
        if (methods & (1u << i)) {
            strcat(allow, *allow ? ", " : "");
            strcat(allow, names[i]);
        }
    }
    add_header(response, MHD_HTTP_HEADER_ALLOW, allow);
}

enum MHD_Result reply_error(struct request *r, unsigned status, const char *text)
{
    json_t *body = json_pack("{s:s}", "error", text);
    char *dump = body ? json_dumps(body, JSON_COMPACT) : NULL;
    struct MHD_Response *response = json_response(dump);

    if (response && status == MHD_HTTP_UNAUTHORIZED) {
        add_header(response, MHD_HTTP_HEADER_WWW_AUTHENTICATE,
                   r->route.kind >= ROUTE_API_ARTEFACTS ? "Bearer" : "TargetToken, GatewayToken");
    }
    if (response && status == MHD_HTTP_METHOD_NOT_ALLOWED && r->route.methods) {
        add_allow(response, r->route.methods);
    }
    free(dump);
    json_decref(body);
    return send_response(r, status, response);
}

enum MHD_Result reply_db_error(struct request *r, enum db_result result)
{
    switch (result) {
    case DB_NOT_FOUND:
        return reply_error(r, MHD_HTTP_NOT_FOUND, "there is no such thing for you");
    case DB_CONFLICT:
        return reply_error(r, MHD_HTTP_CONFLICT, "it exists and is different");
    case DB_OVER:
        return reply_error(r, MHD_HTTP_GONE, "the action is over");
    case DB_STATE:
        return reply_error(r, MHD_HTTP_METHOD_NOT_ALLOWED, "the action is not being cancelled");
    case DB_QUOTA:
        return reply_error(r, MHD_HTTP_FORBIDDEN, "more than the server keeps");
    case DB_OK:
    case DB_STOPPED:
    case DB_FAILED:
        break;
    }
    return reply_error(r, MHD_HTTP_SERVICE_UNAVAILABLE, "the database cannot do that now");
}

static void add_disposition(struct MHD_Response *response, const char *filename)
{
    char encoded[3 * (DB_FILENAME_MAX + 8) + 1], value[sizeof(encoded) + 40];

    if (route_encode(filename, encoded, sizeof(encoded))) {
        snprintf(value, sizeof(value), "attachment; filename*=UTF-8''%s", encoded);
        add_header(response, MHD_HTTP_HEADER_CONTENT_DISPOSITION, value);
    }
}

/* The headers that every answer about an artefact has. */
static void describe(struct MHD_Response *response, const char *tag, const char *filename)
{
    add_header(response, MHD_HTTP_HEADER_ETAG, tag);
    add_header(response, MHD_HTTP_HEADER_ACCEPT_RANGES, "bytes");
    add_header(response, MHD_HTTP_HEADER_CACHE_CONTROL, "private, max-age=31536000, immutable");
    if (filename) {
        add_disposition(response, filename);
    }
}

static enum MHD_Result reply_part(struct request *r, enum condition condition, int fd, int64_t size,
                                  uint64_t first, uint64_t len, const char *tag,
                                  const char *filename)
{
    struct MHD_Response *response;
    char range[80];

    /* From here on the response owns fd. */
    response = MHD_create_response_from_fd_at_offset64(len, fd, first);
    if (!response) {
        close(fd);
        return send_response(r, 0, NULL);
    }
    describe(response, tag, filename);
    add_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, "application/octet-stream");
    if (condition == CONDITION_PART) {
        snprintf(range, sizeof(range), "bytes %llu-%llu/%lld", (unsigned long long)first,
                 (unsigned long long)(first + len - 1), (long long)size);
        add_header(response, MHD_HTTP_HEADER_CONTENT_RANGE, range);
        return send_response(r, MHD_HTTP_PARTIAL_CONTENT, response);
    }
    return send_response(r, MHD_HTTP_OK, response);
}

enum MHD_Result reply_artefact(struct request *r, const char *sha256, const char *filename)
{
    const struct conditional fields = {
        .if_match = request_header(r, MHD_HTTP_HEADER_IF_MATCH),
        .if_none_match = request_header(r, MHD_HTTP_HEADER_IF_NONE_MATCH),
        .if_range = request_header(r, MHD_HTTP_HEADER_IF_RANGE),
        .range = request_header(r, MHD_HTTP_HEADER_RANGE),
        .is_get = r->method == METHOD_GET,
    };
    struct MHD_Response *response;
    enum condition condition;
    char tag[67], range[40];
    uint64_t first = 0, len;
    int64_t size;
    int fd = artefact_store_fd(r->server->store, sha256, &size);

    if (fd < 0) {
        log_error("artefact %s cannot be read: %s", sha256, strerror(errno));
        return reply_error(r, MHD_HTTP_INTERNAL_SERVER_ERROR, "the artefact cannot be read");
    }
    snprintf(tag, sizeof(tag), "\"%.64s\"", sha256);
    len = (uint64_t)size;
    condition = condition_evaluate(&fields, tag, (uint64_t)size, &first, &len);
    if (condition == CONDITION_WHOLE || condition == CONDITION_PART) {
        return reply_part(r, condition, fd, size, first, len, tag, filename);
    }
    close(fd);
    response = MHD_create_response_from_buffer(0, (void *)"", MHD_RESPMEM_PERSISTENT);
    if (!response) {
        return send_response(r, 0, NULL);
    }
    describe(response, tag, NULL);
    if (condition == CONDITION_UNSATISFIABLE) {
        snprintf(range, sizeof(range), "bytes */%lld", (long long)size);
        add_header(response, MHD_HTTP_HEADER_CONTENT_RANGE, range);
    }
    return send_response(r,
                         condition == CONDITION_NOT_MODIFIED ? MHD_HTTP_NOT_MODIFIED
                         : condition == CONDITION_FAILED     ? MHD_HTTP_PRECONDITION_FAILED
                                                             : MHD_HTTP_RANGE_NOT_SATISFIABLE,
                         response);
}
