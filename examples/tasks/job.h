/*
 * job.h - which task a device has now, when its operator may repurpose it: the one whose model was
 * deployed last. It survives power loss.
 *
 *   agent: INSTALLED --> job_installed --> job_step: open the model --> job_step: keep the job
 *                                             | it does not fit            | in the store
 *                                             v                            v
 *                                          the old job goes on          the agent goes on
 *
 * The job is the store's object JOB_NAME, whose bytes are the task's name; it is written as a model
 * is, so that at every instant the old one or the new one is there; a damaged one counts as none.
 * The agent must not go on before job_step says OTAML_OK: only then does it report the deployment.
 * If power fails before that, the server has the deployment still open, the next poll brings the
 * same package, the agent finds its model installed, and says OTAML_AGENT_INSTALLED again. For the
 * same reason going back to a task whose model is still stored fetches nothing.
 *
 * job_ready refuses packages that no task here knows, JOB_NAME among them, so that no package takes
 * the place of the job's object.
 */
#ifndef OTAML_EXAMPLE_JOB_H
#define OTAML_EXAMPLE_JOB_H

#include <otaml/store.h>
#include <otaml/suit.h>

#include "worker.h"

#define JOB_NAME      "job"
#define JOB_TEXT_MAX  OTAML_STORE_NAME_MAX /* bytes of a task's name */
#define JOB_TASKS_MAX 32u
#define JOB_TRIES     4u /* of opening a model, where the store fails */

enum job_state {
    JOB_SETTLED, /* nothing is to be done */
    JOB_TAKING,  /* the model of `wanted` is to be opened */
    JOB_KEEPING, /* the job is being written */
};

/* Zero it, then fill in the first four, which must outlive it. The rest may be read. */
struct job {
    struct worker *worker;                /* its store is the job's too */
    const struct task *const *tasks;      /* that this firmware has sensors for */
    uint32_t count;                       /* at most JOB_TASKS_MAX */
    const struct task_settings *settings; /* for all of them */

    const struct task *task;   /* the job; NULL: none yet */
    const struct task *wanted; /* whose model was installed last */
    enum job_state state;
    uint32_t tries; /* of opening it that the store failed */
    bool began;     /* the write of the job's object is past otaml_store_begin */
    uint32_t have;  /* of its bytes */
    struct otaml_store_entry entry;
};

#ifdef __cplusplus
extern "C" {
#endif

/*
 * At power-up, with the store mounted: start the worker on the job that was kept, or, where there
 * is none or its model is gone, on the task whose model has the greatest sequence number of those
 * that fit their tasks. OTAML_OK: job->task is it, NULL where the store holds no model of a task.
 * Errors of the store; or of worker_start, job->task being the one that cannot be done for now.
 */
OTAML_MUST_CHECK int job_start(struct job *j);

/* For the agent's `ready`: OTAML_OK, or OTAML_ERR_COMPONENT: no task here knows this package. */
OTAML_MUST_CHECK int job_ready(const struct job *j, const struct otaml_suit_package *package);

/* For the agent's event OTAML_AGENT_INSTALLED. Packages of no task are passed over. */
void job_installed(struct job *j, const struct otaml_suit_package *package);

/*
 * One step towards the job that is wanted: opens a model, or does one operation of the store.
 * OTAML_OK: settled. OTAML_ERR_AGAIN: call again before the agent's next step. Any other error ends
 * it: in JOB_TAKING the new model cannot do it (an error of worker_start), or the store failed
 * JOB_TRIES times, and the job is what it was, though at a standstill (worker->task is NULL) if the
 * model was for that very job or the old one cannot be opened again; in JOB_KEEPING the device has
 * changed but will not remember it. *failed is the state that an error came in.
 */
OTAML_MUST_CHECK int job_step(struct job *j, enum job_state *failed);

#ifdef __cplusplus
}
#endif
#endif /* OTAML_EXAMPLE_JOB_H */
