/*
 * action_rules.h - the life of an action, in hawkBit's words, as pure functions.
 *
 * Every database backend asks here inside its transaction, so the rules exist once.
 * What devices see of them is in spec/device-api.md.
 */
#ifndef OTAMLD_ACTION_RULES_H
#define OTAMLD_ACTION_RULES_H

#include <stdbool.h>

/* Numbers are stored: never renumbered. X(NAME, number, over) */
#define ACTION_STATUS_LIST(X)                                                                      \
    X(SCHEDULED, 0, false)                                                                         \
    X(RUNNING, 1, false)                                                                           \
    X(RETRIEVED, 2, false)                                                                         \
    X(DOWNLOAD, 3, false)                                                                          \
    X(DOWNLOADED, 4, false)                                                                        \
    X(WARNING, 5, false)                                                                           \
    X(ERROR, 6, true)                                                                              \
    X(FINISHED, 7, true)                                                                           \
    X(CANCELING, 8, false)                                                                         \
    X(CANCELED, 9, true)                                                                           \
    X(CANCEL_REJECTED, 10, false)                                                                  \
    X(WAIT_FOR_CONFIRMATION, 11, false)

enum action_status {
#define ACTION_STATUS_ENUM(name, number, over) ACTION_##name = (number),
    ACTION_STATUS_LIST(ACTION_STATUS_ENUM)
#undef ACTION_STATUS_ENUM
};

enum ddi_execution {
    DDI_CLOSED,
    DDI_PROCEEDING,
    DDI_CANCELED,
    DDI_SCHEDULED,
    DDI_REJECTED,
    DDI_RESUMED,
    DDI_DOWNLOADED,
    DDI_DOWNLOAD,
};

enum ddi_finished { DDI_NONE, DDI_SUCCESS, DDI_FAILURE };

/* A target's state: numbers are stored. */
enum target_state {
    TARGET_UNKNOWN = 0,    /* made by the operator, never seen */
    TARGET_REGISTERED = 1, /* seen, nothing installed by us */
    TARGET_PENDING = 2,    /* has an active action */
    TARGET_IN_SYNC = 3,    /* the last action ended well */
    TARGET_ERROR = 4,      /* the last action failed */
};

/* "FINISHED"; "UNKNOWN" for a number that is not in the list. */
const char *action_status_name(enum action_status status);

/* "unknown", "registered", "pending", "in_sync", "error". */
const char *target_state_name(enum target_state state);

/* Terminal: no feedback is taken any more. */
bool action_is_over(enum action_status status);

/* The status after feedback on deploymentBase to an action that is not over. */
enum action_status action_after_feedback(enum action_status now, enum ddi_execution execution,
                                         enum ddi_finished finished);

/* The status after feedback on cancelAction to an action that is CANCELING. */
enum action_status action_after_cancel_feedback(enum ddi_execution execution,
                                                enum ddi_finished finished);

#endif /* OTAMLD_ACTION_RULES_H */
