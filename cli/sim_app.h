/*
 * sim_app.h - the application of a simulated board: it runs the models that the board holds, in
 * one arena, and compares each answer with the known one.
 *
 * Known answers are files ANSWERS/SHA256/K.in.bin and K.out.bin, K from 0 on, SHA256 being the
 * model's in hex, raw little-endian tensors as `otaml run` reads and writes them, of several
 * invocations in sequence where a network has a state. A model without
 * known answers is run once on zeros, to see that it runs.
 *
 * A model stays the one that it was when the application opened it, even when the store has a
 * newer one by then: that one is opened at the next start.
 */
#ifndef OTAML_SIM_APP_H
#define OTAML_SIM_APP_H

#include <stdbool.h>
#include <stdint.h>
#include <otaml/infer.h>
#include <otaml/store.h>
#include <otaml/stored_model.h>

#define SIM_APP_MODELS   64u
#define SIM_APP_PAUSE_MS 50u

/* What became of a model. */
enum sim_verdict {
    SIM_RUNNING,   /* not all samples were answered yet */
    SIM_IDENTICAL, /* all known answers are met */
    SIM_RAN,       /* it runs; there are no known answers */
    SIM_DIFFERS,   /* see difference */
    SIM_NO_ARENA,  /* it needs more arena than the board has */
    SIM_REFUSED    /* it is no model that this build runs: error */
};

struct sim_model {
    struct otaml_stored_model stored; /* not open where it was refused */
    const char *way;                  /* as otaml_stored_model_way says; "" where it does not run */
    enum sim_verdict verdict;
    int error;
    uint32_t arena_needed; /* bytes */
    uint32_t sample;       /* the next */
    uint32_t samples;      /* that have known answers */
    uint32_t invoke;       /* of the sample, the one that is running */
    uint32_t invokes;      /* of the sample, in sequence */
    uint32_t answered;     /* inferences in all */
    uint32_t best_us;      /* of one inference */
    char difference[96];   /* the first one, for people */
};

struct sim_app {
    struct otaml_store *store;
    const char *answers; /* folder, or NULL */
    uint8_t *arena;
    uint32_t arena_size;
    /* Called when a model's verdict falls, and at each later answer that differs. */
    void (*verdict)(void *ctx, const struct sim_model *m);
    void *ctx;

    struct sim_model *models[SIM_APP_MODELS];
    uint32_t count, current;
    struct otaml_infer infer;     /* of the running model */
    struct sim_model *running;    /* in the midst of an inference, or NULL */
    uint64_t spent_ns, rested_ns; /* in this inference; when the last one ended */
};

/* Open every model that the store holds. OTAML_OK or the store's error. */
int sim_app_start(struct sim_app *app);

/* A model was installed: open it, if none of its name is open; one that was refused makes way. */
int sim_app_adopt(struct sim_app *app, const char *name);

/* Let go of the model of this name, if it is open. */
void sim_app_drop(struct sim_app *app, const char *name);

/* One operator of one inference, if one is due: at once for a model without a verdict, every
 * SIM_APP_PAUSE_MS or more in turn for the others, as an application would that has a sensor.
 * True when something was done. */
bool sim_app_step(struct sim_app *app);

/* Every model has its verdict, and none is in the midst of an inference. */
bool sim_app_is_settled(const struct sim_app *app);

/* The model of this name, open or refused, or NULL. */
const struct sim_model *sim_app_find(const struct sim_app *app, const char *name);

/* Close all. */
void sim_app_stop(struct sim_app *app);

#endif /* OTAML_SIM_APP_H */
