/*
 * sim_log.h - what a simulated board tells: one line an event, for people or as JSON, written at
 * once so that a killed board has said all it did.
 */
#ifndef OTAML_SIM_LOG_H
#define OTAML_SIM_LOG_H

#include <stdbool.h>
#include <stdint.h>
#include <otaml/agent.h>

#include "board_profiles.h"
#include "sim_app.h"

struct sim_log {
    const struct board_profile *board;
    const char *id;
    bool json;
    bool progress; /* a line for every piece of a download too */
    uint64_t fetch_began_ns;
    uint32_t fetch_began_at;
};

/* Memory in use beyond the arena, bytes. */
struct sim_ram {
    uint32_t contexts, buffers, heap_peak, stack_peak;
};

/* room: bytes of the largest model that the store would take now. */
void sim_log_start(const struct sim_log *log, uint32_t models, uint32_t arena_size, uint32_t room);
void sim_log_agent(struct sim_log *log, const struct otaml_agent_event *event);
void sim_log_verdict(const struct sim_log *log, const struct sim_model *m, uint32_t arena_size);
void sim_log_removed(const struct sim_log *log, const char *name);
void sim_log_end(const struct sim_log *log, const struct sim_app *app, uint32_t received,
                 const struct sim_ram *ram);

#endif /* OTAML_SIM_LOG_H */
