/*
 * worker.h - a device at work on a task: from its sensor's frames to answers, by whatever model its
 * store holds for that task.
 *
 *     err = worker_start(&w, &task_gestures, &settings);
 *     for (;;) {
 *         taken = worker_feed(&w, frames, count);                 what a DMA buffer has so far
 *         frames += taken * task->channels, count -= taken;
 *         if (worker_step(&w, &answer) == OTAML_OK) { ... }             one operator, or nothing
 *         otaml_agent_step(&agent);                                     updates go on meanwhile
 *     }
 *
 * A device changes its task, or goes over to a newer model of the same, by starting again.
 */
#ifndef OTAML_EXAMPLE_WORKER_H
#define OTAML_EXAMPLE_WORKER_H

#include <otaml/stored_model.h>

#include "task.h"

/* Zero it, then fill in the first three, which must outlive it. The rest is private, but `task`,
 * `model` and `infer` may be read. Must not be moved while a task is started. */
struct worker {
    struct otaml_store *store; /* mounted */
    void *arena;               /* at a multiple of OTAML_ARENA_ALIGN; the worker's alone */
    uint32_t arena_size;       /* bytes */

    const struct task *task; /* NULL: none is started */
    struct otaml_stored_model model;
    struct otaml_infer infer;
    struct task_settings settings;
    struct task_scales scales;
    union task_state state;
    bool due; /* the model's input is filled in, its inference has not ended */
};

#ifdef __cplusplus
extern "C" {
#endif

/*
 * End what was started, open the task's model, begin with no signal. settings are copied.
 * OTAML_ERR_MODEL_SHAPE: it is no model for this task, by the number or type of its inputs and
 * outputs; OTAML_ERR_MODEL_QUANT: by their scales or zero points, or it has no threshold where the
 * task wants one and the settings have none; OTAML_ERR_ARG: a hop that the task cannot do;
 * OTAML_ERR_ARENA: infer.arena_needed bytes would do; else errors of otaml_stored_model_open and
 * otaml_stored_model_plan. After an error no task is started.
 */
OTAML_MUST_CHECK int worker_start(struct worker *w, const struct task *task,
                                  const struct task_settings *settings);

/* Also when none is started. */
void worker_stop(struct worker *w);

/* Take up to `count` frames of the task's channels (copied), none while an answer is due; how many
 * were taken. */
size_t worker_feed(struct worker *w, const int16_t *frames, size_t count);

/* If an answer is due, go on with it by one step of the model. OTAML_OK: here it is, good until the
 * worker is started anew. OTAML_ERR_AGAIN: it is not there yet, or none is due. Else an error of
 * the store: the next call tries the same again. */
OTAML_MUST_CHECK int worker_step(struct worker *w, struct task_answer *answer);

/* Forget the signal so far, and the state of a model that has one, as after start: the sensor
 * begins anew. */
void worker_rewind(struct worker *w);

/* The model's input once an answer is due, good until the first step; else NULL. */
const int8_t *worker_input(const struct worker *w);

#ifdef __cplusplus
}
#endif
#endif /* OTAML_EXAMPLE_WORKER_H */
