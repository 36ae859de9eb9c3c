/*
 * host_socket.c - one TCP connection as a transport. API: host_net.h
 *
 * Every socket is non-blocking. "localhost" and many other names have an IPv6 and an IPv4
 * address of which only one may be served, so an address that refuses leads to the next.
 */
#include "host_net.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

static void close_socket(struct otaml_host_net *h)
{
    if (h->fd >= 0) {
        close(h->fd);
        h->fd = -1;
    }
    h->wanted = 0;
}

static void close_net(void *ctx)
{
    struct otaml_host_net *h = ctx;

    close_socket(h);
    if (h->list) {
        freeaddrinfo(h->list);
        h->list = h->next = NULL;
    }
}

/* "localhost" is this machine, whatever a hosts file or a name server says, or if there is none
 * (RFC 6761 section 6.3). */
static int resolve(struct otaml_host_net *h, const char *host, uint16_t port)
{
    const struct addrinfo hints = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM };
    const char *node = strcasecmp(host, "localhost") ? host : "127.0.0.1";
    char service[6];

    snprintf(service, sizeof(service), "%u", (unsigned)port);
    if (getaddrinfo(node, service, &hints, &h->list)) {
        h->list = NULL;
        return OTAML_HOST_ERR_RESOLVE;
    }
    h->next = h->list;
    return OTAML_OK;
}

/* Begin with the next address: OTAML_ERR_AGAIN, or an error of this host or of this address. */
static int try_next(struct otaml_host_net *h)
{
    const struct addrinfo *a = h->next;
    const int on = 1;

    h->next = a->ai_next;
    h->fd = socket(a->ai_family, a->ai_socktype, a->ai_protocol);
    if (h->fd < 0 || fcntl(h->fd, F_SETFD, FD_CLOEXEC) < 0
        || fcntl(h->fd, F_SETFL, O_NONBLOCK) < 0) {
        const int reason = errno;
        close_socket(h);
        return reason == EAFNOSUPPORT ? OTAML_ERR_CONNECT : OTAML_HOST_ERR_SOCKET;
    }
    (void)setsockopt(h->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    if (connect(h->fd, a->ai_addr, a->ai_addrlen) < 0 && errno != EINPROGRESS) {
        close_socket(h);
        return OTAML_ERR_CONNECT;
    }
    h->wanted = POLLOUT;
    return OTAML_ERR_AGAIN;
}

/* Has the connection under way been made? OTAML_OK, OTAML_ERR_AGAIN, OTAML_ERR_CONNECT. */
static int connected(struct otaml_host_net *h)
{
    struct pollfd p = { .fd = h->fd, .events = POLLOUT };
    int error = 0;
    socklen_t len = sizeof(error);

    if (poll(&p, 1, 0) == 0) {
        return OTAML_ERR_AGAIN;
    }
    if (getsockopt(h->fd, SOL_SOCKET, SO_ERROR, &error, &len) < 0 || error) {
        close_socket(h);
        return OTAML_ERR_CONNECT;
    }
    h->wanted = 0;
    return OTAML_OK;
}

static int open_net(void *ctx, const char *host, uint16_t port)
{
    struct otaml_host_net *h = ctx;
    int err = OTAML_ERR_CONNECT;

    if (!h->list) {
        const int unresolved = resolve(h, host, port);
        if (unresolved) {
            return unresolved;
        }
    }
    if (h->fd >= 0) {
        err = connected(h);
    }
    while (err == OTAML_ERR_CONNECT && h->next) {
        err = try_next(h);
    }
    return err;
}

/* What errno of a send or recv that failed means; note what to wait for. */
static int socket_error(struct otaml_host_net *h, short wanted)
{
    if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR) {
        h->wanted = wanted;
        return OTAML_ERR_AGAIN;
    }
    return OTAML_ERR_CLOSED;
}

static int send_net(void *ctx, const void *data, uint32_t len)
{
    struct otaml_host_net *h = ctx;
    const ssize_t n = send(h->fd, data, len, MSG_NOSIGNAL);

    h->wanted = 0;
    return n > 0 ? (int)n : socket_error(h, POLLOUT);
}

static int recv_net(void *ctx, void *data, uint32_t cap)
{
    struct otaml_host_net *h = ctx;
    const ssize_t n = recv(h->fd, data, cap, 0);

    h->wanted = 0;
    return n >= 0 ? (int)n : socket_error(h, POLLIN);
}

void otaml_host_net_init(struct otaml_host_net *host, struct otaml_transport *net)
{
    memset(host, 0, sizeof(*host));
    host->fd = -1;
    *net = (struct otaml_transport){
        .ctx = host,
        .open = open_net,
        .send = send_net,
        .recv = recv_net,
        .close = close_net,
        .now_ms = otaml_host_now_ms,
        .entropy = otaml_host_entropy,
        .wall_s = otaml_host_wall_s,
    };
}

void otaml_host_net_wait(struct otaml_host_net *host, uint32_t timeout_ms)
{
    struct pollfd p = { .fd = host->fd, .events = host->wanted };
    const int timeout = timeout_ms < INT32_MAX ? (int)timeout_ms : INT32_MAX;

    if (host->fd >= 0 && host->wanted) {
        (void)poll(&p, 1, timeout);
    }
}

void otaml_host_net_forget(struct otaml_host_net *host)
{
    host->wanted = 0;
}
