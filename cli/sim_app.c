/*
 * sim_app.c - run what the board holds. API: sim_app.h
 */
#include "sim_app.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <otaml/sha256.h>

#include "cli_priv.h"

static uint64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* --- known answers --------------------------------------------------------------------------- */

static void answer_path(const struct sim_app *app, const struct sim_model *m, uint32_t sample,
                        const char *which, char *path, size_t cap)
{
    char hex[2 * OTAML_SHA256_SIZE + 1];

    cli_hex(m->stored.object.entry.sha256, OTAML_SHA256_SIZE, hex);
    snprintf(path, cap, "%s/%s/%u.%s.bin", app->answers, hex, (unsigned)sample, which);
}

static bool has_answer(const struct sim_app *app, const struct sim_model *m, uint32_t sample)
{
    char path[512];

    if (!app->answers) {
        return false;
    }
    answer_path(app, m, sample, "out", path, sizeof(path));
    return access(path, R_OK) == 0;
}

/* Put the tensors of a sample's next invocation where they belong; zeros when there is none. False,
 * and why in m->difference, when the file of them does not do. */
static bool load_inputs(struct sim_app *app, struct sim_model *m)
{
    char path[512];
    uint8_t *data = NULL, *from;
    size_t size = 0, wanted = 0, bytes;
    void *input;

    for (uint32_t k = 0; (input = otaml_infer_input(&app->infer, k, &bytes)) != NULL; k++) {
        memset(input, 0, bytes);
        wanted += bytes;
    }
    m->invokes = 1;
    if (m->samples == 0) {
        return true;
    }
    answer_path(app, m, m->sample, "in", path, sizeof(path));
    data = cli_read_file(path, &size);
    if (!data || size == 0 || wanted == 0 || size % wanted != 0 || m->invoke >= size / wanted) {
        snprintf(m->difference, sizeof(m->difference), "sample %u: inputs of %zu bytes, not %zu",
                 (unsigned)m->sample, data ? size : 0, wanted);
        free(data);
        return false;
    }
    m->invokes = (uint32_t)(size / wanted);
    from = data + m->invoke * wanted;
    for (uint32_t k = 0; (input = otaml_infer_input(&app->infer, k, &bytes)) != NULL; k++) {
        memcpy(input, from, bytes);
        from += bytes;
    }
    free(data);
    return true;
}

static bool differs(uint8_t type, const uint8_t *ours, const uint8_t *known)
{
    float a, b;

    if (type != OTAML_TYPE_FLOAT32) {
        return *ours != *known;
    }
    memcpy(&a, ours, sizeof(a));
    memcpy(&b, known, sizeof(b));
    return !(fabsf(a - b) <= 1e-5f + 1e-4f * fabsf(b));
}

/* Compare one output with its known bytes; false, and the place in m->difference. */
static bool output_is(struct sim_model *m, uint32_t k, const uint8_t *ours, const uint8_t *known,
                      size_t bytes)
{
    const struct otaml_model *model = &m->stored.model;
    struct otaml_tensor t;
    size_t step;

    if (otaml_model_tensor(model, (uint32_t)otaml_model_output(model, k), &t)) {
        return false;
    }
    step = t.type == OTAML_TYPE_FLOAT32 ? sizeof(float) : 1;
    for (size_t i = 0; i < bytes; i += step) {
        if (differs(t.type, ours + i, known + i)) {
            snprintf(m->difference, sizeof(m->difference),
                     "sample %u, output %u, byte %zu: %02x instead of %02x", (unsigned)m->sample,
                     (unsigned)k, i, ours[i], known[i]);
            return false;
        }
    }
    return true;
}

static bool outputs_are_known(struct sim_app *app, struct sim_model *m)
{
    char path[512];
    size_t size = 0, wanted = 0, at = 0, bytes;
    const void *output;
    uint8_t *known;
    bool same;

    for (uint32_t k = 0; otaml_infer_output(&app->infer, k, &bytes); k++) {
        wanted += bytes;
    }
    answer_path(app, m, m->sample, "out", path, sizeof(path));
    known = cli_read_file(path, &size);
    same = known && size == wanted * m->invokes;
    if (!same) {
        snprintf(m->difference, sizeof(m->difference), "sample %u: outputs of %zu bytes, not %zu",
                 (unsigned)m->sample, wanted * m->invokes, known ? size : 0);
    }
    at = m->invoke * wanted;
    for (uint32_t k = 0; same && (output = otaml_infer_output(&app->infer, k, &bytes)) != NULL;
         k++) {
        same = output_is(m, k, output, known + at, bytes);
        at += bytes;
    }
    free(known);
    return same;
}

/* --- models ---------------------------------------------------------------------------------- */

/* Check and plan; the arena is from now on this model's. */
static int plan(struct sim_app *app, const struct sim_model *m)
{
    app->running = NULL;
    return otaml_stored_model_plan(&m->stored, &app->infer, app->arena, app->arena_size);
}

/* It does not run, and why: its object is let go. */
static void refuse(struct sim_app *app, struct sim_model *m, int err)
{
    otaml_stored_model_close(&m->stored);
    m->error = err;
    m->verdict = err == OTAML_ERR_ARENA ? SIM_NO_ARENA : SIM_REFUSED;
    app->verdict(app->ctx, m);
}

/* Learn whether and how an open model runs. */
static void examine(struct sim_app *app, struct sim_model *m)
{
    const int err = plan(app, m);

    m->arena_needed = app->infer.arena_needed;
    if (err) {
        refuse(app, m, err);
        return;
    }
    m->way = otaml_stored_model_way(&m->stored, &app->infer);
    while (has_answer(app, m, m->samples)) {
        m->samples++;
    }
    m->verdict = SIM_RUNNING;
}

static void close_at(struct sim_app *app, uint32_t i)
{
    otaml_stored_model_close(&app->models[i]->stored);
    free(app->models[i]);
    app->models[i] = app->models[--app->count];
    app->running = NULL;
}

int sim_app_adopt(struct sim_app *app, const char *name)
{
    const struct sim_model *same = sim_app_find(app, name);
    struct sim_model *m;
    int err;

    if (same && same->stored.store) {
        return OTAML_OK;
    }
    if (same) { /* it was refused: perhaps this one is better */
        sim_app_drop(app, name);
    }
    if (app->count == SIM_APP_MODELS) {
        return OTAML_ERR_NOSPC;
    }
    m = cli_alloc(sizeof(*m));
    *m = (struct sim_model){ .way = "" };
    err = otaml_stored_model_open(&m->stored, app->store, name);
    if (err && !m->stored.object.entry.name[0]) {
        free(m);
        return err;
    }
    app->models[app->count++] = m;
    if (err) {
        refuse(app, m, err);
    } else {
        examine(app, m);
    }
    return OTAML_OK;
}

int sim_app_start(struct sim_app *app)
{
    struct otaml_store_entry entry;
    uint32_t cursor = 0;
    int err;

    while ((err = otaml_store_list(app->store, &cursor, &entry)) == OTAML_OK) {
        err = sim_app_adopt(app, entry.name);
        if (err) {
            return err;
        }
    }
    return err == OTAML_ERR_NOT_FOUND ? OTAML_OK : err;
}

const struct sim_model *sim_app_find(const struct sim_app *app, const char *name)
{
    for (uint32_t i = 0; i < app->count; i++) {
        if (!strcmp(app->models[i]->stored.object.entry.name, name)) {
            return app->models[i];
        }
    }
    return NULL;
}

void sim_app_drop(struct sim_app *app, const char *name)
{
    for (uint32_t i = 0; i < app->count; i++) {
        if (!strcmp(app->models[i]->stored.object.entry.name, name)) {
            close_at(app, i);
            return;
        }
    }
}

void sim_app_stop(struct sim_app *app)
{
    while (app->count) {
        close_at(app, app->count - 1);
    }
}

/* --- running --------------------------------------------------------------------------------- */

static void finish_inference(struct sim_app *app, struct sim_model *m)
{
    const uint32_t us = (uint32_t)(app->spent_ns / 1000u);
    bool good = m->samples == 0 || outputs_are_known(app, m);

    m->answered++;
    m->best_us = m->best_us == 0 || us < m->best_us ? us : m->best_us;
    if (good && m->invoke + 1 < m->invokes) { /* with the state that this one left */
        m->invoke++;
        app->spent_ns = 0;
        good = load_inputs(app, m);
        if (good) {
            return;
        }
    }
    app->running = NULL;
    app->rested_ns = now_ns();
    m->sample = m->sample + 1 < m->samples ? m->sample + 1 : 0;
    if (!good) {
        m->verdict = SIM_DIFFERS;
    } else if (m->verdict == SIM_RUNNING && m->sample == 0) {
        m->verdict = m->samples ? SIM_IDENTICAL : SIM_RAN;
    } else {
        return;
    }
    app->verdict(app->ctx, m);
}

static bool can_run(const struct sim_model *m)
{
    return m->verdict == SIM_RUNNING || m->verdict == SIM_IDENTICAL || m->verdict == SIM_RAN;
}

static struct sim_model *first_without_verdict(const struct sim_app *app)
{
    for (uint32_t i = 0; i < app->count; i++) {
        if (app->models[i]->verdict == SIM_RUNNING) {
            return app->models[i];
        }
    }
    return NULL;
}

static struct sim_model *next_in_turn(struct sim_app *app)
{
    for (uint32_t i = 0; i < app->count; i++) {
        app->current = app->current + 1 < app->count ? app->current + 1 : 0;
        if (can_run(app->models[app->current])) {
            return app->models[app->current];
        }
    }
    return NULL;
}

/* A large model is not run more often than a twentieth of the time. */
static uint64_t pause_ns(const struct sim_app *app)
{
    const uint64_t least = SIM_APP_PAUSE_MS * 1000000ull;

    return 20 * app->spent_ns > least ? 20 * app->spent_ns : least;
}

/* The model whose inference is due now, or NULL. */
static struct sim_model *choose(struct sim_app *app)
{
    struct sim_model *m = first_without_verdict(app);

    if (!m && now_ns() - app->rested_ns >= pause_ns(app)) {
        m = next_in_turn(app);
    }
    return m;
}

static void begin_inference(struct sim_app *app, struct sim_model *m)
{
    const int err = plan(app, m);

    if (err) {
        refuse(app, m, err);
        return;
    }
    m->invoke = 0;
    if (!load_inputs(app, m)) {
        m->verdict = SIM_DIFFERS;
        app->verdict(app->ctx, m);
        return;
    }
    app->spent_ns = 0;
    app->running = m;
}

bool sim_app_step(struct sim_app *app)
{
    struct sim_model *m = app->running;
    uint64_t start;
    int err;

    if (!m) {
        m = choose(app);
        if (!m) {
            return false;
        }
        begin_inference(app, m);
        return true;
    }
    start = now_ns();
    err = otaml_infer_step(&app->infer);
    app->spent_ns += now_ns() - start;
    if (err == OTAML_OK) {
        finish_inference(app, m);
    } else if (err != OTAML_ERR_AGAIN) {
        app->running = NULL;
        refuse(app, m, err);
    }
    return true;
}

bool sim_app_is_settled(const struct sim_app *app)
{
    return !app->running && !first_without_verdict(app);
}
