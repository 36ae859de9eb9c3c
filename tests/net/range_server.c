/*
 * range_server.c - the file server's answers; TCP, TLS and HTTP are the libraries'.
 * API: range_server.h
 */
#include "range_server.h"

#include <fixture.h>
#include <arpa/inet.h>
#include <gnutls/gnutls.h>
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

struct sending {
    const uint8_t *from;
    size_t size, break_after;
};

static ssize_t send_some(void *ctx, uint64_t pos, char *out, size_t max)
{
    const struct sending *s = ctx;
    size_t n = s->size - (size_t)pos;

    if (n == 0) {
        return MHD_CONTENT_READER_END_OF_STREAM;
    }
    if (pos >= s->break_after) {
        return MHD_CONTENT_READER_END_WITH_ERROR;
    }
    n = n < max ? n : max;
    n = n < s->break_after - pos ? n : s->break_after - (size_t)pos;
    memcpy(out, s->from + pos, n);
    return (ssize_t)n;
}

static void note(struct MHD_Connection *c, const char *name, char *to, size_t cap)
{
    const char *value = MHD_lookup_connection_value(c, MHD_HEADER_KIND, name);
    snprintf(to, cap, "%s", value ? value : "");
}

static enum MHD_Result send_file(struct range_server *s, struct MHD_Connection *c, unsigned i)
{
    const struct range_request *r = &s->requests[i];
    size_t first = 0, last = s->size - 1;
    struct sending *sending = malloc(sizeof(*sending));
    unsigned status = MHD_HTTP_OK;
    char text[80];

    if (r->range[0] && !s->no_ranges && (!r->if_range[0] || !strcmp(r->if_range, s->etag))
        && sscanf(r->range, "bytes=%zu-%zu", &first, &last) >= 1 && first < s->size) {
        status = MHD_HTTP_PARTIAL_CONTENT;
        last = last < s->size ? last : s->size - 1;
    }
    *sending = (struct sending){ s->file + first, last - first + 1,
                                 s->break_after ? s->break_after(i) : SIZE_MAX };
    struct MHD_Response *response = MHD_create_response_from_callback(
        s->no_length ? MHD_SIZE_UNKNOWN : sending->size, 16384, send_some, sending, free);
    MHD_add_response_header(response, "ETag", s->etag);
    if (status == MHD_HTTP_PARTIAL_CONTENT) {
        snprintf(text, sizeof(text), "bytes %zu-%zu/%zu", first, last, s->size);
        MHD_add_response_header(response, "Content-Range", text);
    }
    const enum MHD_Result result = MHD_queue_response(c, status, response);
    MHD_destroy_response(response);
    return result;
}

static enum MHD_Result handle(void *ctx, struct MHD_Connection *c, const char *url,
                              const char *method, const char *version, const char *data,
                              size_t *data_size, void **state)
{
    struct range_server *s = ctx;
    struct range_request *r = *state;

    (void)url;
    (void)method;
    (void)version;
    if (!r) {
        if (s->count >= RANGE_REQUESTS) {
            return MHD_NO;
        }
        r = *state = &s->requests[s->count++];
        note(c, "Range", r->range, sizeof(r->range));
        note(c, "If-Range", r->if_range, sizeof(r->if_range));
        note(c, "Authorization", r->authorization, sizeof(r->authorization));
        r->connection = s->connections;
        return MHD_YES;
    }
    if (*data_size > 0) {
        strncat(r->body, data, *data_size < 60 - strlen(r->body) ? *data_size : 0);
        *data_size = 0;
        return MHD_YES;
    }
    return send_file(s, c, (unsigned)(r - s->requests));
}

/* GnuTLS 3.7 agrees to the fragment length that a client asks for, and then sends records of
 * 16 KB all the same, unless it is told so once more. Any server of small devices must do this. */
static void connected(void *ctx, struct MHD_Connection *c, void **state,
                      enum MHD_ConnectionNotificationCode code)
{
    (void)state;
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        const union MHD_ConnectionInfo *info =
            MHD_get_connection_info(c, MHD_CONNECTION_INFO_GNUTLS_SESSION);
        assert_int_equal(gnutls_record_set_max_size(info->tls_session, 4096), 0);
        ((struct range_server *)ctx)->connections++;
    }
}

void range_server_start(struct range_server *s, const char *key, const char *chain)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };

    s->daemon = MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_TLS, 0, NULL, NULL,
                                 handle, s, MHD_OPTION_SOCK_ADDR, &address,
                                 MHD_OPTION_HTTPS_MEM_KEY, key, MHD_OPTION_HTTPS_MEM_CERT, chain,
                                 MHD_OPTION_NOTIFY_CONNECTION, connected, s, MHD_OPTION_END);
    assert_non_null(s->daemon);
    s->port = MHD_get_daemon_info(s->daemon, MHD_DAEMON_INFO_BIND_PORT)->port;
}

void range_server_stop(struct range_server *s)
{
    MHD_stop_daemon(s->daemon);
}
