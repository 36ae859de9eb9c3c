/*
 * ddi_body.h - the JSON bodies that devices send, checked and turned into what db.h takes.
 *
 * Tolerant as hawkBit: unknown members are ignored, legacy ones need not be there
 * (spec/device-api.md). Pure but for the heap.
 */
#ifndef OTAMLD_DDI_BODY_H
#define OTAMLD_DDI_BODY_H

#include <stddef.h>

#include "db.h"

/* Parse a feedback body. 0, or a phrase that says what is wrong with it. On success the texts
 * belong to feedback until ddi_feedback_free. */
const char *ddi_feedback_parse(const char *body, size_t len, struct db_feedback *feedback);
void ddi_feedback_free(struct db_feedback *feedback);

struct ddi_config {
    enum db_merge mode;
    size_t count;
    struct db_attribute attribute[DB_ATTRIBUTES_PER_TARGET]; /* key and value are on the heap */
};

/* Parse a configData body. NULL, or a phrase; *quota says that it is too much rather than wrong. */
const char *ddi_config_parse(const char *body, size_t len, struct ddi_config *config, bool *quota);
void ddi_config_free(struct ddi_config *config);

#endif /* OTAMLD_DDI_BODY_H */
