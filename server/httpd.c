/*
 * httpd.c - from connections to requests. API: httpd.h
 *
 * libmicrohttpd calls access_handler several times for a request: once when the header is
 * there (who asks and what is decided now, so that nobody uploads in vain), once for each piece
 * of the body, and once at its end, when the answer is made. Answering a request that has a
 * body before its end closes the connection, and the client, still sending, may lose the answer;
 * so that is done only if it waits for leave (Expect) or the body would be long.
 */
#include "httpd.h"

#include <errno.h>
#include <fcntl.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "server_log.h"

enum {
    DISCARD_MAX = 2 * 1024 * 1024, /* of a body that is refused: read so that the answer arrives */
    RECORD_MAX = 4096
};

struct httpd {
    struct MHD_Daemon *daemon;
    struct server *server;
    int listener;
    pthread_mutex_t lock;
    pthread_cond_t idle;
    unsigned running; /* requests */
};

/* Called when the request line is there: the only place that sees the URI as it was sent. */
static void *request_begin(void *cls, const char *uri, struct MHD_Connection *connection)
{
    struct httpd *h = cls;
    struct request *r = calloc(1, sizeof(*r));

    if (r) {
        r->server = h->server;
        r->connection = connection;
        r->uri = strdup(uri);
        pthread_mutex_lock(&h->lock);
        h->running++;
        pthread_mutex_unlock(&h->lock);
    }
    return r;
}

static void request_end(void *cls, struct MHD_Connection *connection, void **con_cls,
                        enum MHD_RequestTerminationCode code)
{
    struct httpd *h = cls;
    struct request *r = *con_cls;

    (void)connection;
    (void)code;
    if (!r) {
        return;
    }
    artefact_upload_abort(r->upload);
    free(r->body);
    free(r->uri);
    free(r);
    *con_cls = NULL;
    pthread_mutex_lock(&h->lock);
    if (--h->running == 0) {
        pthread_cond_signal(&h->idle);
    }
    pthread_mutex_unlock(&h->lock);
}

/* Small answers are written at once. Otherwise an answer that follows TLS session tickets waits for
 * their acknowledgement, which clients delay: 40 ms for each poll (RFC 1122, 4.2.3.2 and 4.2.3.4).
 */
static void write_at_once(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    const int yes = 1;

    if (info && setsockopt(info->connect_fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes))) {
        log_debug("TCP_NODELAY: %s", strerror(errno));
    }
}

/* Records that a device's buffers hold. GnuTLS 3.7 agrees to a client's max_fragment_length
 * (RFC 6066 section 4) and then sends longer ones all the same, unless it is told here. */
static void send_small_records(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_GNUTLS_SESSION);

    if (info && gnutls_record_set_max_size(info->tls_session, RECORD_MAX) < 0) {
        log_warn("records stay longer than %u bytes", (unsigned)RECORD_MAX);
    }
}

static void connection_event(void *cls, struct MHD_Connection *connection, void **context,
                             enum MHD_ConnectionNotificationCode code)
{
    (void)cls;
    (void)context;
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        write_at_once(connection);
        send_small_records(connection);
    }
}

/* The token after "SCHEME ", or NULL if the scheme is another one. */
static const char *token_of(const char *authorization, const char *scheme)
{
    const size_t len = strlen(scheme);
    if (!authorization || strncasecmp(authorization, scheme, len) != 0
        || authorization[len] != ' ') {
        return NULL;
    }
    authorization += len;
    return authorization + strspn(authorization, " ");
}

static bool is_operator(const struct request *r, const char *authorization)
{
    const char *token = token_of(authorization, "Bearer");
    uint8_t hash[TOKEN_HASH_SIZE];

    if (!token) {
        return false;
    }
    token_hash(token, strlen(token), hash);
    return token_hash_equal(hash, r->server->operator_hash);
}

/* WHO_TARGET, WHO_GATEWAY or WHO_NOBODY. */
static enum who find_device(struct request *r, const char *authorization)
{
    const char *token = token_of(authorization, "GatewayToken");
    uint8_t hash[TOKEN_HASH_SIZE], known[TOKEN_HASH_SIZE];

    if (token) {
        token_hash(token, strlen(token), hash);
        return r->server->has_gateway && token_hash_equal(hash, r->server->gateway_hash)
                   ? WHO_GATEWAY
                   : WHO_NOBODY;
    }
    token = token_of(authorization, "TargetToken");
    if (!token) {
        return WHO_NOBODY;
    }
    token_hash(token, strlen(token), hash);
    if (r->route.kind == ROUTE_ARTEFACT) {
        return db_target_by_token(r->server->db, hash, r->controller) == DB_OK ? WHO_TARGET
                                                                               : WHO_NOBODY;
    }
    if (db_target_token(r->server->db, r->route.controller, known) != DB_OK
        || !token_hash_equal(hash, known)) {
        return WHO_NOBODY;
    }
    strcpy(r->controller, r->route.controller);
    return WHO_TARGET;
}

static bool authorise(struct request *r)
{
    const char *authorization = request_header(r, MHD_HTTP_HEADER_AUTHORIZATION);
    const bool for_operator = r->route.kind >= ROUTE_API_ARTEFACTS;

    if (r->route.kind == ROUTE_HEALTH) {
        return true;
    }
    if ((for_operator || r->route.kind == ROUTE_ARTEFACT) && is_operator(r, authorization)) {
        r->who = WHO_OPERATOR;
    } else if (!for_operator) {
        r->who = find_device(r, authorization);
    }
    return r->who != WHO_NOBODY;
}

static bool is_upload(const struct request *r)
{
    return r->route.kind == ROUTE_API_ARTEFACTS && r->method == METHOD_POST;
}

static int64_t body_limit(const struct request *r)
{
    return is_upload(r)                           ? r->server->artefact_max
           : r->route.kind >= ROUTE_API_ARTEFACTS ? OPERATOR_BODY_MAX
                                                  : BODY_MAX;
}

/* -1 where the length is not told (none, or chunked). */
static int64_t content_length(const struct request *r)
{
    const char *text = request_header(r, MHD_HTTP_HEADER_CONTENT_LENGTH);
    int64_t length;
    if (!text) {
        return -1;
    }
    return route_number(text, INT64_MAX, &length) ? length : INT64_MAX;
}

/* The status to refuse with, 0 = go on. */
static unsigned judge(struct request *r, const char *method)
{
    r->method = route_method(method);
    route_parse(r->uri, &r->route);
    if (r->route.kind == ROUTE_NONE) {
        return MHD_HTTP_NOT_FOUND;
    }
    if (!authorise(r)) {
        return MHD_HTTP_UNAUTHORIZED;
    }
    if (!(r->method & r->route.methods)) {
        return MHD_HTTP_METHOD_NOT_ALLOWED;
    }
    return content_length(r) > body_limit(r) ? MHD_HTTP_CONTENT_TOO_LARGE : 0;
}

static enum MHD_Result refuse(struct request *r)
{
    switch (r->refused) {
    case MHD_HTTP_NOT_FOUND:
        return reply_error(r, r->refused, "no such resource");
    case MHD_HTTP_UNAUTHORIZED:
        return reply_error(r, r->refused, "the token is missing or wrong");
    case MHD_HTTP_METHOD_NOT_ALLOWED:
        return reply_error(r, r->refused, "the resource does not have this method");
    default:
        return reply_error(r, r->refused, "the body is larger than the server takes");
    }
}

static enum MHD_Result start_request(struct request *r, const char *method)
{
    const int64_t length = content_length(r);
    const bool has_body = length > 0 || request_header(r, MHD_HTTP_HEADER_TRANSFER_ENCODING);

    r->started = true;
    r->refused = judge(r, method);
    if (r->refused && has_body
        && (length > DISCARD_MAX || request_header(r, MHD_HTTP_HEADER_EXPECT))) {
        return refuse(r);
    }
    if (!r->refused && is_upload(r)) {
        r->upload = artefact_upload_begin(r->server->store);
        r->upload_error = r->upload ? 0 : errno;
    }
    return MHD_YES;
}

static bool grow_body(struct request *r, const char *data, size_t len)
{
    char *larger = realloc(r->body, r->body_len + len);
    if (!larger) {
        return false;
    }
    memcpy(larger + r->body_len, data, len);
    r->body = larger;
    r->body_len += len;
    return true;
}

/* MHD_NO closes the connection. */
static enum MHD_Result take_body(struct request *r, const char *data, size_t len)
{
    const int64_t so_far = r->upload ? artefact_upload_size(r->upload) : (int64_t)r->body_len;

    if (!r->refused && (int64_t)len > body_limit(r) - so_far) {
        r->refused = MHD_HTTP_CONTENT_TOO_LARGE;
        artefact_upload_abort(r->upload);
        r->upload = NULL;
    }
    if (r->refused || (is_upload(r) && r->upload_error)) {
        r->discarded += (int64_t)len;
        return r->discarded > DISCARD_MAX ? MHD_NO : MHD_YES;
    }
    if (is_upload(r)) {
        r->upload_error = artefact_upload_write(r->upload, data, len);
        return MHD_YES;
    }
    return grow_body(r, data, len) ? MHD_YES : MHD_NO;
}

static enum MHD_Result answer(struct request *r)
{
    if (r->refused) {
        return refuse(r);
    }
    if (r->route.kind == ROUTE_HEALTH) {
        const enum db_result result = db_ping(r->server->db);
        return result == DB_OK ? reply_json(r, MHD_HTTP_OK, json_pack("{s:s}", "status", "up"))
                               : reply_db_error(r, result);
    }
    return r->route.kind >= ROUTE_API_ARTEFACTS ? operator_handle(r) : ddi_handle(r);
}

static enum MHD_Result access_handler(void *cls, struct MHD_Connection *connection, const char *url,
                                      const char *method, const char *version, const char *data,
                                      size_t *len, void **con_cls)
{
    struct request *r = *con_cls;

    (void)cls;
    (void)connection;
    (void)url;
    (void)version;
    if (!r || !r->uri) {
        return MHD_NO; /* out of memory */
    }
    if (!r->started) {
        return start_request(r, method);
    }
    if (*len) {
        const enum MHD_Result result = take_body(r, data, *len);
        *len = 0;
        return result;
    }
    return answer(r);
}

static void log_from_mhd(void *cls, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));

static void log_from_mhd(void *cls, const char *format, va_list args)
{
    char text[512];
    (void)cls;
    vsnprintf(text, sizeof(text), format, args);
    log_debug("http: %s", text); /* broken connections and the like: normal in the field */
}

bool httpd_parse_address(const char *text, char *host, size_t cap, char port[6])
{
    const char *colon = strrchr(text, ':');
    size_t len = colon ? (size_t)(colon - text) : 0;
    int64_t number;

    if (!colon || !route_number(colon + 1, 65535, &number)) {
        return false;
    }
    if (len >= 2 && text[0] == '[' && text[len - 1] == ']') {
        text++;
        len -= 2;
    } else if (memchr(text, ':', len)) {
        return false; /* an IPv6 address needs its brackets */
    }
    if (len == 0 || len >= cap) {
        return false;
    }
    memcpy(host, text, len);
    host[len] = '\0';
    strcpy(port, colon + 1);
    return true;
}

static int open_listener(const char *address, char *error, size_t cap)
{
    const struct addrinfo hints = { .ai_socktype = SOCK_STREAM,
                                    .ai_flags = AI_PASSIVE | AI_NUMERICSERV };
    struct addrinfo *found = NULL;
    char host[256], port[6];
    const int yes = 1;
    int fd = -1, err;

    if (!httpd_parse_address(address, host, sizeof(host), port)) {
        snprintf(error, cap, "--listen %s is not ADDRESS:PORT, such as 127.0.0.1:8443 or [::]:443",
                 address);
        return -1;
    }
    err = getaddrinfo(host, port, &hints, &found);
    if (err) {
        snprintf(error, cap, "cannot listen on %s: %s", address, gai_strerror(err));
        return -1;
    }
    fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes))
        || bind(fd, found->ai_addr, found->ai_addrlen) || listen(fd, 1024)) {
        snprintf(error, cap, "cannot listen on %s: %s", address, strerror(errno));
        if (fd >= 0) {
            close(fd);
        }
        fd = -1;
    }
    freeaddrinfo(found);
    return fd;
}

static bool name_listener(int fd, struct server *server, uint16_t *port)
{
    struct sockaddr_storage address;
    socklen_t len = sizeof(address);
    char host[64], service[8];

    if (getsockname(fd, (struct sockaddr *)(void *)&address, &len)
        || getnameinfo((struct sockaddr *)(void *)&address, len, host, sizeof(host), service,
                       sizeof(service), NI_NUMERICHOST | NI_NUMERICSERV)) {
        return false;
    }
    *port = (uint16_t)strtoul(service, NULL, 10);
    snprintf(server->own_url, sizeof(server->own_url),
             strchr(host, ':') ? "https://[%s]:%s" : "https://%s:%s", host, service);
    return true;
}

/* libmicrohttpd would say only that it did not start. */
static bool check_certificate(const struct httpd_config *c, char *error, size_t cap)
{
    const gnutls_datum_t cert = { (unsigned char *)c->cert, (unsigned)strlen(c->cert) };
    const gnutls_datum_t key = { (unsigned char *)c->key, (unsigned)strlen(c->key) };
    gnutls_certificate_credentials_t credentials;
    int err = gnutls_certificate_allocate_credentials(&credentials);

    if (err >= 0) {
        err = gnutls_certificate_set_x509_key_mem(credentials, &cert, &key, GNUTLS_X509_FMT_PEM);
        gnutls_certificate_free_credentials(credentials);
    }
    if (err < 0) {
        snprintf(error, cap, "the certificate and key cannot be used: %s", gnutls_strerror(err));
    }
    return err >= 0;
}

static struct MHD_Daemon *start_daemon(struct httpd *h, const struct httpd_config *c)
{
    return MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_TLS | MHD_USE_ITC | MHD_USE_ERROR_LOG, 0, NULL,
        NULL, access_handler, h, MHD_OPTION_EXTERNAL_LOGGER, log_from_mhd, NULL,
        MHD_OPTION_LISTEN_SOCKET, h->listener, MHD_OPTION_THREAD_POOL_SIZE, c->threads,
        MHD_OPTION_CONNECTION_LIMIT, c->connections, MHD_OPTION_CONNECTION_TIMEOUT, c->idle_s,
        MHD_OPTION_URI_LOG_CALLBACK, request_begin, h, MHD_OPTION_NOTIFY_COMPLETED, request_end, h,
        MHD_OPTION_NOTIFY_CONNECTION, connection_event, NULL, MHD_OPTION_STRICT_FOR_CLIENT, 1,
        MHD_OPTION_HTTPS_PRIORITIES,
        "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:%SERVER_PRECEDENCE", MHD_OPTION_HTTPS_MEM_CERT,
        c->cert, MHD_OPTION_HTTPS_MEM_KEY, c->key, MHD_OPTION_END);
}

struct httpd *httpd_start(const struct httpd_config *config, struct server *server, uint16_t *port,
                          char *error, size_t cap)
{
    struct httpd *h = calloc(1, sizeof(*h));
    pthread_condattr_t attributes;

    if (!h) {
        snprintf(error, cap, "out of memory");
        return NULL;
    }
    h->server = server;
    h->listener = -1;
    pthread_mutex_init(&h->lock, NULL);
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&h->idle, &attributes);
    pthread_condattr_destroy(&attributes);
    if (check_certificate(config, error, cap)) {
        h->listener = open_listener(config->address, error, cap);
    }
    if (h->listener >= 0 && name_listener(h->listener, server, port)) {
        snprintf(error, cap, "the HTTP server does not start; --log debug may say why");
        h->daemon = start_daemon(h, config);
    }
    if (!h->daemon) {
        if (h->listener >= 0) {
            close(h->listener);
        }
        free(h);
        return NULL;
    }
    return h;
}

void httpd_stop(struct httpd *h, unsigned grace_ms)
{
    struct timespec until;
    const int listener = MHD_quiesce_daemon(h->daemon);

    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += (time_t)(grace_ms / 1000);
    pthread_mutex_lock(&h->lock);
    while (h->running && !pthread_cond_timedwait(&h->idle, &h->lock, &until)) {}
    pthread_mutex_unlock(&h->lock);
    MHD_stop_daemon(h->daemon);
    if (listener >= 0) {
        close(listener);
    }
    pthread_cond_destroy(&h->idle);
    pthread_mutex_destroy(&h->lock);
    free(h);
}
