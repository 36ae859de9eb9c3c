/*
 * job.c - take up what was deployed, and remember it. API: job.h
 */
#include "job.h"

#include <string.h>
#include <otaml/sha256.h>

static const struct task *find(const struct job *j, const char *name)
{
    for (uint32_t i = 0; i < j->count; i++) {
        if (!strcmp(j->tasks[i]->name, name)) {
            return j->tasks[i];
        }
    }
    return NULL;
}

/* --- what was kept --------------------------------------------------------------------------- */

/* The task that the job's object names; NULL where there is no such object or no such task. */
static int read_kept(const struct job *j, const struct task **task)
{
    struct otaml_store *store = j->worker->store;
    struct otaml_store_object object;
    char name[JOB_TEXT_MAX + 1];
    int err = otaml_store_open(store, JOB_NAME, &object);

    *task = NULL;
    if (!err) {
        if (object.entry.size <= JOB_TEXT_MAX) {
            err = otaml_store_read(store, &object, 0, name, object.entry.size);
            name[err ? 0 : object.entry.size] = '\0';
            *task = find(j, name);
        }
        otaml_store_close(store, &object);
    }
    return err == OTAML_ERR_NOT_FOUND || err == OTAML_ERR_CORRUPT ? OTAML_OK : err;
}

/* --- at power-up ----------------------------------------------------------------------------- */

/* Is it the model that cannot do it? Otherwise the store could not be read. */
static bool is_unfit(int err)
{
    return (err <= OTAML_ERR_MODEL_ALIGN && err >= OTAML_ERR_STRIPE)
           || err == OTAML_ERR_UNSUPPORTED;
}

static uint32_t number_of(const struct job *j, const struct task *task)
{
    uint32_t i = 0;

    while (j->tasks[i] != task) {
        i++;
    }
    return i;
}

/* The task whose model has the greatest sequence number, but for `tried` (a bit for each). NULL:
 * none is stored. */
static int find_newest(const struct job *j, uint32_t tried, const struct task **found)
{
    struct otaml_store_entry entry;
    uint64_t newest = 0;
    uint32_t cursor = 0;
    int err;

    *found = NULL;
    while ((err = otaml_store_list(j->worker->store, &cursor, &entry)) == OTAML_OK) {
        const struct task *task = find(j, entry.name);
        if (task && !(tried >> number_of(j, task) & 1) && (!*found || entry.sequence > newest)) {
            *found = task;
            newest = entry.sequence;
        }
    }
    return err == OTAML_ERR_NOT_FOUND ? OTAML_OK : err;
}

/* The newest model that fits its task. If none does, the newest one's error. */
static int start_newest(struct job *j)
{
    const struct task *task;
    uint32_t tried = 0;
    int err, first = OTAML_OK;

    j->task = NULL;
    while ((err = find_newest(j, tried, &task)) == OTAML_OK && task) {
        err = worker_start(j->worker, task, j->settings);
        if (!j->task || !err) {
            j->task = task;
            first = err;
        }
        if (!is_unfit(err)) {
            return err;
        }
        tried |= 1u << number_of(j, task);
    }
    return err ? err : first;
}

int job_start(struct job *j)
{
    int err = read_kept(j, &j->task);

    if (!err) {
        err = j->task ? worker_start(j->worker, j->task, j->settings) : OTAML_ERR_NOT_FOUND;
        err = err == OTAML_ERR_NOT_FOUND ? start_newest(j) : err;
    }
    return err;
}

/* --- the agent's callbacks ------------------------------------------------------------------- */

int job_ready(const struct job *j, const struct otaml_suit_package *package)
{
    return find(j, package->name) ? OTAML_OK : OTAML_ERR_COMPONENT;
}

void job_installed(struct job *j, const struct otaml_suit_package *package)
{
    const struct task *task = find(j, package->name);

    if (task) {
        j->wanted = task;
        j->tries = 0;
        j->state = JOB_TAKING;
    }
}

/* --- a new job ------------------------------------------------------------------------------- */

/* Open the newest model of the task that is wanted; the object's entry if the job changes. */
static int take(struct job *j)
{
    int err = worker_start(j->worker, j->wanted, j->settings);

    if (err && !is_unfit(err) && err != OTAML_ERR_NOT_FOUND && ++j->tries < JOB_TRIES) {
        return OTAML_ERR_AGAIN;
    }
    if (err) {
        const bool other = j->task && j->task != j->wanted;
        const int back = other ? worker_start(j->worker, j->task, j->settings) : OTAML_OK;
        (void)back; /* at a standstill, and at the next start tried again */
        return err;
    }
    j->task = j->wanted;
    memset(&j->entry, 0, sizeof(j->entry));
    memcpy(j->entry.name, JOB_NAME, sizeof(JOB_NAME));
    j->entry.size = (uint32_t)strlen(j->task->name);
    err = otaml_sha256(j->task->name, j->entry.size, j->entry.sha256);
    j->began = false;
    j->state = JOB_KEEPING;
    return err ? err : OTAML_ERR_AGAIN;
}

/* Begin, append, commit: each when it is called again after OTAML_ERR_AGAIN. */
static int keep(struct job *j)
{
    struct otaml_store *store = j->worker->store;
    const struct task *kept;
    int err;

    if (!j->began) {
        err = read_kept(j, &kept);
        if (!err && kept == j->task) {
            return OTAML_OK; /* a newer model for the same job: spare the memory unit a write */
        }
        err = err ? err : otaml_store_begin(store, &j->entry, &j->have);
        j->began = !err;
        return err ? err : OTAML_ERR_AGAIN;
    }
    if (j->have < j->entry.size) {
        err = otaml_store_append(store, j->task->name + j->have, j->entry.size - j->have);
        j->have = j->entry.size;
        return err ? err : OTAML_ERR_AGAIN;
    }
    return otaml_store_commit(store);
}

int job_step(struct job *j, enum job_state *failed)
{
    const enum job_state state = j->state;
    int err = OTAML_OK;

    if (state != JOB_SETTLED) {
        err = state == JOB_TAKING ? take(j) : keep(j);
        j->state = err == OTAML_ERR_AGAIN ? j->state : JOB_SETTLED;
        *failed = state;
    }
    return err;
}
