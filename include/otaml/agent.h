/*
 * otaml/agent.h - the life of an update on a device: poll, decide, fetch, verify, install, report.
 *
 * Speaks hawkBit's DDI (spec/device-api.md) over one HTTPS connection. A deployment brings one or
 * more packages; of each the head is fetched and judged whole (otaml/suit.h) before a byte of
 * the model is, then the model goes straight into the store, which makes it visible only if its
 * digest is the signed one. Power may fail at any moment: what was durable stays, and the next
 * poll leads to the same deployment, which is then finished or found to be done.
 *
 * Nothing blocks: otaml_agent_step() does at most one of: one piece of the network, one chunk to
 * the memory unit, one erase, the signatures of one head. No heap but mbedTLS's, no globals; an
 * agent and what its config names belong to one task.
 *
 * A cancellation is seen at the next poll: an update under way is finished first.
 */
#ifndef OTAML_AGENT_H
#define OTAML_AGENT_H

#include <stdbool.h>
#include <stdint.h>
#include <otaml/err.h>
#include <otaml/fetch.h>
#include <otaml/http.h>
#include <otaml/store.h>
#include <otaml/suit.h>

#define OTAML_AGENT_WORK     3072u /* the usual work buffer, bytes */
#define OTAML_AGENT_WORK_MIN 1536u
#define OTAML_AGENT_ID_MAX   31u   /* bytes of an action's id */
#define OTAML_AGENT_TRIES    5u    /* of one action, when the network fails */
#define OTAML_AGENT_RETRY_MS 5000u /* first wait after a failed exchange; doubles */
#define OTAML_AGENT_SLEEP_S  300u  /* between polls until the server says otherwise */

enum otaml_agent_event_kind {
    OTAML_AGENT_POLLED,    /* the server was asked; nothing or something is to be done */
    OTAML_AGENT_VERIFIED,  /* a package's head is good: package */
    OTAML_AGENT_FETCHING,  /* its model begins, or goes on, at offset: package, offset */
    OTAML_AGENT_PROGRESS,  /* bytes up to offset are there: package, offset */
    OTAML_AGENT_INSTALLED, /* it is visible in the store: package; offset 0 if it was before */
    OTAML_AGENT_FAILED,    /* the deployment ended with an error, reported: error, and package
                              if its head was good */
    OTAML_AGENT_TROUBLE,   /* the network or the server failed; it will be tried again: error */
    OTAML_AGENT_CANCELLED, /* the server took the deployment back */
};

struct otaml_agent_event {
    enum otaml_agent_event_kind kind;
    int error;
    uint32_t offset;                          /* bytes of the model */
    const struct otaml_suit_package *package; /* for the time of the call, or NULL */
};

/* What a device tells of itself (DDI configData): {"name":"value"}. */
struct otaml_agent_attribute {
    const char *name, *value;
};

/* Zero it, then fill it in; it and all it names must outlive the agent. */
struct otaml_agent_config {
    struct otaml_http *http;           /* initialised; the agent's alone */
    const struct otaml_transport *net; /* its clock and entropy; that of http */
    struct otaml_store *store;         /* mounted; the application may open objects in it */

    const char *server;        /* "https://host[:port]", no path */
    const char *tenant;        /* NULL: "DEFAULT" */
    const char *controller_id; /* letters, digits, '-', '_', '.' */
    const char *authorization; /* "TargetToken ..." or "GatewayToken ...", for that server only */
    const struct otaml_agent_attribute *attributes;
    uint32_t attribute_count;

    const struct otaml_p256_key *keys; /* trusted signers, as in otaml_suit_policy */
    uint32_t key_count;
    uint8_t vendor_id[16], class_id[16];

    uint8_t *work;      /* the agent's from init on: package heads, JSON both ways */
    uint32_t work_size; /* >= OTAML_AGENT_WORK_MIN; bounds a response of the server */

    /* May this package be taken now, which may be installed already? OTAML_OK; OTAML_ERR_AGAIN: not
     * now, ask at the next poll; any other error refuses it for good and is reported. NULL: always.
     */
    int (*ready)(void *ctx, const struct otaml_suit_package *package);
    /* The store has no room: remove something and return OTAML_OK to try again, or hand
     * OTAML_ERR_NOSPC back. NULL: never any room to make. */
    int (*make_room)(void *ctx, const struct otaml_suit_package *package);
    /* What happens, for logs and lamps. NULL: nobody listens. */
    void (*event)(void *ctx, const struct otaml_agent_event *event);
    void *ctx;

    uint32_t tries;    /* 0: OTAML_AGENT_TRIES */
    uint32_t retry_ms; /* 0: OTAML_AGENT_RETRY_MS; also the fetch's first wait */
    uint32_t sleep_s;  /* 0: what the server says; else at most this between polls */
};

/* Caller allocates, library fills; private but for received. Must not be moved. */
struct otaml_agent {
    uint32_t received; /* bytes of packages since init, heads included */
    const struct otaml_agent_config *config;
    uint8_t state;
    uint8_t next;           /* what the exchange under way is for */
    uint8_t failures;       /* times in a row that the network or the server failed */
    uint8_t at_once;        /* polls without a wait between */
    uint32_t tries;         /* of this action, failed */
    uint32_t package_index; /* of the packages in this deployment */
    uint32_t wait_from, wait_ms;
    uint32_t sleep_ms;
    uint32_t have;      /* bytes in work: of a head or a response */
    uint32_t file_size; /* of the package, as announced */
    int result;         /* why the deployment failed, until the server knows; else OTAML_OK */
    char action[OTAML_AGENT_ID_MAX + 1];
    char url[OTAML_URL_MAX + 1];
    struct otaml_suit_package package;
    struct otaml_store_entry entry;
    struct otaml_fetch_config fetch_config;
    struct otaml_fetch fetch;
};

#ifdef __cplusplus
extern "C" {
#endif

/* Prepare; the first step polls. OTAML_ERR_ARG: config breaks a rule; OTAML_ERR_NOSPC: the
 * attributes do not fit into the work buffer (its size less OTAML_URL_MAX + 1); OTAML_ERR_URL. */
OTAML_MUST_CHECK int otaml_agent_init(struct otaml_agent *a,
                                      const struct otaml_agent_config *config);

/* Go on. OTAML_OK: idle until the next poll, for otaml_agent_wait_ms(). OTAML_ERR_AGAIN: in the
 * midst of something, which may itself be waiting: ask otaml_agent_wait_ms() too before the
 * next call. Failures do not end an agent: they are events, reported to the server, or tried
 * again later. */
int otaml_agent_step(struct otaml_agent *a);

/* Milliseconds for which a step would do nothing but wait; 0: call it. */
uint32_t otaml_agent_wait_ms(const struct otaml_agent *a);

/* Poll at the next step instead of waiting for the interval to end. No effect while an update
 * is under way. */
void otaml_agent_poke(struct otaml_agent *a);

#ifdef __cplusplus
}
#endif
#endif /* OTAML_AGENT_H */
