/*
 * ddi_priv.h - hawkBit's Direct Device Integration as texts: what a device reads and writes.
 *
 * Pure functions; the exchange itself is agent.c's. Source: the DDI API of Eclipse hawkBit, as
 * spec/device-api.md restates it.
 */
#ifndef OTAML_DDI_PRIV_H
#define OTAML_DDI_PRIV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <otaml/agent.h>

/* What a poll asks for, the most urgent of the links first. */
enum ddi_link { DDI_NOTHING, DDI_DEPLOYMENT, DDI_CONFIG_DATA, DDI_CANCEL };

struct ddi_poll {
    enum ddi_link link;
    uint32_t sleep_s; /* 0: not said */
};

/* One package of a deployment. */
struct ddi_package {
    bool is_there;    /* a package of the wanted index */
    bool skip_update; /* "update":"skip": download only, or the maintenance window is closed */
    uint32_t size;
};

/* BASE = server/tenant/controller/v1/id, then parts[0..n) as they stand. OTAML_ERR_URL: longer than
 * OTAML_URL_MAX or not a URL. */
OTAML_MUST_CHECK int ddi_url(const struct otaml_agent_config *config, const char *const *parts,
                             size_t n, char url[OTAML_URL_MAX + 1]);

/* Read the answer to GET BASE; url is set to the link's. OTAML_ERR_JSON. */
OTAML_MUST_CHECK int ddi_read_poll(const char *text, size_t len, struct ddi_poll *poll,
                                   char url[OTAML_URL_MAX + 1]);

/* Read the answer to GET deploymentBase: the action's id, and the index'th package (a file
 * named *.suit) with its URL. OTAML_ERR_JSON. */
OTAML_MUST_CHECK int ddi_read_deployment(const char *text, size_t len, unsigned index,
                                         struct ddi_package *package,
                                         char action[OTAML_AGENT_ID_MAX + 1],
                                         char url[OTAML_URL_MAX + 1]);

/* Read the answer to GET cancelAction: the id of the action to stop. OTAML_ERR_JSON. */
OTAML_MUST_CHECK int ddi_read_cancel(const char *text, size_t len,
                                     char action[OTAML_AGENT_ID_MAX + 1]);

/* Write a feedback with n texts for people, NUL-terminated; its length, or 0 if cap is too
 * small. */
size_t ddi_write_feedback(char *buf, size_t cap, const char *action, const char *execution,
                          const char *finished, int code, const char *const *details, size_t n);

/* Write the attributes, NUL-terminated; the length, or 0 if cap is too small. */
size_t ddi_write_attributes(char *buf, size_t cap, const struct otaml_agent_attribute *attributes,
                            uint32_t n);

#endif /* OTAML_DDI_PRIV_H */
