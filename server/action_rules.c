/*
 * action_rules.c - the life of an action. API: action_rules.h
 */
#include "action_rules.h"

#include <stddef.h>

const char *action_status_name(enum action_status status)
{
    switch (status) {
#define NAME(name, number, over)                                                                   \
    case ACTION_##name:                                                                            \
        return #name;
        ACTION_STATUS_LIST(NAME)
#undef NAME
    default:
        return "UNKNOWN";
    }
}

const char *target_state_name(enum target_state state)
{
    static const char *const names[] = { "unknown", "registered", "pending", "in_sync", "error" };
    return state <= TARGET_ERROR ? names[state] : "unknown";
}

bool action_is_over(enum action_status status)
{
    switch (status) {
#define OVER(name, number, over)                                                                   \
    case ACTION_##name:                                                                            \
        return over;
        ACTION_STATUS_LIST(OVER)
#undef OVER
    default:
        return true;
    }
}

static enum action_status after(enum ddi_execution execution, enum ddi_finished finished)
{
    switch (execution) {
    case DDI_CLOSED:
        return finished == DDI_FAILURE ? ACTION_ERROR : ACTION_FINISHED;
    case DDI_CANCELED:
        return ACTION_CANCELED;
    case DDI_REJECTED:
        return ACTION_WARNING;
    case DDI_DOWNLOAD:
        return ACTION_DOWNLOAD;
    case DDI_DOWNLOADED:
        return ACTION_DOWNLOADED;
    case DDI_PROCEEDING:
    case DDI_SCHEDULED:
    case DDI_RESUMED:
        break;
    }
    return ACTION_RUNNING;
}

enum action_status action_after_feedback(enum action_status now, enum ddi_execution execution,
                                         enum ddi_finished finished)
{
    const enum action_status next = after(execution, finished);
    /* Progress does not take back the wish to cancel; only an end does. */
    return now == ACTION_CANCELING && !action_is_over(next) ? ACTION_CANCELING : next;
}

enum action_status action_after_cancel_feedback(enum ddi_execution execution,
                                                enum ddi_finished finished)
{
    if (execution == DDI_CLOSED) {
        return finished == DDI_FAILURE ? ACTION_ERROR : ACTION_CANCELED;
    }
    if (execution == DDI_CANCELED) {
        return ACTION_CANCELED;
    }
    return execution == DDI_REJECTED ? ACTION_CANCEL_REJECTED : ACTION_CANCELING;
}
