/*
 * host_net.h - the transport of a POSIX host: TCP sockets, its clocks and its randomness.
 *
 *     struct otaml_host_net host;
 *     struct otaml_transport net;
 *     otaml_host_net_init(&host, &net);
 *
 * Names are resolved by getaddrinfo, which blocks; each address of a name is tried in turn.
 */
#ifndef OTAML_HOST_NET_H
#define OTAML_HOST_NET_H

#include <stdint.h>
#include <otaml/transport.h>

/* Codes of this port. */
enum {
    OTAML_HOST_ERR_RESOLVE = OTAML_ERR_PORT_BASE - 10, /* the name has no address */
    OTAML_HOST_ERR_SOCKET = OTAML_ERR_PORT_BASE - 11,  /* no socket to be had */
};

struct addrinfo;

/* Caller allocates; private. */
struct otaml_host_net {
    int fd;                       /* -1: none */
    struct addrinfo *list, *next; /* addresses, and the one to try after this */
    short wanted; /* poll events that the last call lacked; 0: it had what it needed */
};

#ifdef __cplusplus
extern "C" {
#endif

/* Fill in net, all of it, with callbacks on host. */
void otaml_host_net_init(struct otaml_host_net *host, struct otaml_transport *net);

/* Wait until what made the last callback say OTAML_ERR_AGAIN has changed, or for timeout_ms;
 * returns at once if it did not say that, or if that was forgotten since. */
void otaml_host_net_wait(struct otaml_host_net *host, uint32_t timeout_ms);

/* Forget what the last callback lacked. Before a step of something that does not always look at
 * the connection: a wait after it is then about that step. */
void otaml_host_net_forget(struct otaml_host_net *host);

/* Wait for ms and nothing else: for otaml_fetch_wait_ms. */
void otaml_host_sleep_ms(uint32_t ms);

/* The clocks and the randomness alone, as struct otaml_transport wants them; ctx is unused. */
uint32_t otaml_host_now_ms(void *ctx);
int64_t otaml_host_wall_s(void *ctx);
int otaml_host_entropy(void *ctx, void *out, uint32_t len);

#ifdef __cplusplus
}
#endif
#endif /* OTAML_HOST_NET_H */
