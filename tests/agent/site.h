/*
 * site.h - a fleet server in the test's hands: DDI over peer_fake.h, one target, one action.
 */
#ifndef OTAML_TEST_SITE_H
#define OTAML_TEST_SITE_H

#include <peer_fake.h>

enum { SITE_FILES = 3 };

struct site {
    struct peer peer;
    /* what it has for the device */
    const char *action; /* the deployment's, or NULL: none */
    const char *cancel; /* the action to stop, or NULL */
    bool config_data;   /* it asks for attributes until it has them */
    struct {
        const uint8_t *bytes;
        uint32_t size;
    } files[SITE_FILES];
    unsigned file_count;
    const char *file_server; /* "https://a" or another one */
    bool stubborn;           /* what was closed is offered again */
    const char *later; /* action that the deployment's own URL tells of from the second time */

    /* answers other than 200; 0: none */
    int poll_status, deployment_status, file_status, closed_status, config_status;
    unsigned closed_count; /* closed_status: so many times only, 0: always */
    unsigned page;         /* bytes of the body with such a status */
    const char *garbage;   /* instead of any JSON */

    /* what was seen */
    unsigned polls, deployments, file_requests, closed, cancelled, configured;
    char feedback[512]; /* the last closing one */
    bool token_astray;  /* an Authorization at another server than "a" */
    uint32_t ranges[8]; /* first byte of each file request */
};

void site_init(struct site *s, struct otaml_transport *net);

#endif /* OTAML_TEST_SITE_H */
