/*
 * worker.c - features, model, answer. API: worker.h
 */
#include "worker.h"

#include <float.h>

/* Is this tensor `count` int8 values with one scale? */
static int check_tensor(const struct otaml_model *m, int32_t index, uint32_t count,
                        struct task_scale *scale)
{
    struct otaml_tensor t;
    int err = index < 0 ? index : otaml_model_tensor(m, (uint32_t)index, &t);

    if (err) {
        return err;
    }
    *scale = (struct task_scale){ t.scale, t.zero_point };
    if (t.type != OTAML_TYPE_INT8 || t.count != count) {
        return OTAML_ERR_MODEL_SHAPE;
    }
    return t.zero_point == (int8_t)t.zero_point ? OTAML_OK : OTAML_ERR_MODEL_QUANT;
}

/* Does the model that was opened fit the task? */
static int check_model(struct worker *w, const struct task *task)
{
    const struct otaml_model *m = &w->model.model;
    int err;

    if (m->n_inputs != 1 || m->n_outputs != 1) {
        return OTAML_ERR_MODEL_SHAPE;
    }
    err = check_tensor(m, otaml_model_input(m, 0), task->inputs, &w->scales.input);
    err = err ? err : check_tensor(m, otaml_model_output(m, 0), task->outputs, &w->scales.output);
    if (err) {
        return err;
    }
    return task->fits(&w->scales) ? OTAML_OK : OTAML_ERR_MODEL_QUANT;
}

/* The task's threshold, where the settings have none: the model's own. */
static int find_threshold(struct worker *w, const struct task *task)
{
    const struct otaml_model *m = &w->model.model;
    float *const threshold = &w->settings.threshold;
    struct otaml_metadata found;
    int err;

    if (!task->has_threshold || *threshold > 0) {
        return OTAML_OK;
    }
    err = otaml_model_find_metadata(m, TASK_THRESHOLD, &found);
    if (err || found.bytes != sizeof(*threshold)) {
        return err && err != OTAML_ERR_NOT_FOUND ? err : OTAML_ERR_MODEL_QUANT;
    }
    /* Takes the machine for little-endian, as the file is. */
    err = otaml_model_read(m, found.data, threshold, sizeof(*threshold));
    return err || (*threshold > 0 && *threshold <= FLT_MAX) ? err : OTAML_ERR_MODEL_QUANT;
}

static bool hop_ok(const struct task *task, uint32_t hop)
{
    return hop == 0 || (task->hop_unit > 0 && hop % task->hop_unit == 0);
}

int worker_start(struct worker *w, const struct task *task, const struct task_settings *settings)
{
    int err;

    worker_stop(w);
    if (!hop_ok(task, settings->hop)) {
        return OTAML_ERR_ARG;
    }
    err = otaml_stored_model_open(&w->model, w->store, task->name);
    if (err) {
        return err;
    }
    w->settings = *settings;
    err = check_model(w, task);
    err = err ? err : find_threshold(w, task);
    err = err ? err : otaml_stored_model_plan(&w->model, &w->infer, w->arena, w->arena_size);
    if (err) {
        otaml_stored_model_close(&w->model);
        return err;
    }
    w->task = task;
    worker_rewind(w);
    return OTAML_OK;
}

void worker_stop(struct worker *w)
{
    otaml_stored_model_close(&w->model);
    w->task = NULL;
    w->due = false;
}

size_t worker_feed(struct worker *w, const int16_t *frames, size_t count)
{
    size_t taken, bytes;

    if (!w->task || w->due) {
        return 0;
    }
    taken = w->task->feed(&w->state, frames, count, &w->due);
    if (w->due) {
        w->task->fill(&w->state, &w->scales, otaml_infer_input(&w->infer, 0, &bytes));
    }
    return taken;
}

int worker_step(struct worker *w, struct task_answer *answer)
{
    size_t bytes;
    int err;

    if (!w->due) {
        return OTAML_ERR_AGAIN;
    }
    err = otaml_infer_step(&w->infer);
    if (!err) {
        w->due = false;
        w->task->judge(&w->state, &w->scales, otaml_infer_output(&w->infer, 0, &bytes), answer);
    }
    return err;
}

void worker_rewind(struct worker *w)
{
    if (w->task) {
        w->task->start(&w->state, &w->settings);
        otaml_infer_reset(&w->infer);
        w->due = false;
    }
}

const int8_t *worker_input(const struct worker *w)
{
    size_t bytes;

    return w->due ? otaml_infer_input(&w->infer, 0, &bytes) : NULL;
}
