/*
 * otaml/stored_model.h - run a model that a store holds, wherever it lies.
 *
 *   struct otaml_stored_model m = { 0 };
 *   struct otaml_infer inf;
 *   if ((err = otaml_stored_model_open(&m, &store, "keywords")) ||
 *       (err = otaml_stored_model_plan(&m, &inf, arena, sizeof(arena)))) { ... }
 *   ... otaml_infer_input(), otaml_infer_step(), otaml_infer_output() ...
 *   otaml_stored_model_close(&m);
 *
 * Where the store maps its objects the weights are used in place; where it does not they are read
 * through a stripe of OTAML_STORED_MODEL_STRIPE bytes of the arena; and where the arena is too
 * small for the activations the model runs in tiles. The answers are the same, bit for bit.
 *
 * The object stays open, so the model answers until it is closed, even when the store has a newer
 * one of its name by then: close and open again to change over. Several models may be open at a
 * time and share one arena: plan the one that is to run next.
 *
 * This links streaming and tiles. A firmware whose store maps its objects, and whose arena is large
 * enough, does without: otaml_store_open, otaml_model_open at `map`, otaml_infer_open.
 *
 * No heap, no globals. A model belongs to one task, and that to the task of its store.
 */
#ifndef OTAML_STORED_MODEL_H
#define OTAML_STORED_MODEL_H

#include <stdint.h>
#include <otaml/err.h>
#include <otaml/infer.h>
#include <otaml/model.h>
#include <otaml/store.h>

#define OTAML_STORED_MODEL_STRIPE 4096u /* bytes */

/* Caller allocates, zeroed, and does not move it while it is open. The first two may be read. */
struct otaml_stored_model {
    struct otaml_store_object object;
    struct otaml_model model;
    struct otaml_store *store; /* NULL: not open */
    struct otaml_model_reader reader;
};

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Open the object of this name and read the model's roots; the store is borrowed until close. m
 * must not be open. Errors of otaml_store_open (OTAML_ERR_NOT_FOUND: the store holds none of this
 * name), otaml_model_open and otaml_model_open_reader; m is not open then, but if it was the model
 * that did not do, m->object.entry still says which one that was; otherwise the entry's name is
 * empty. Cost: the store's open, and some hundred bytes of the file.
 */
OTAML_MUST_CHECK int otaml_stored_model_open(struct otaml_stored_model *m,
                                             struct otaml_store *store, const char *name);

/*
 * Check the whole graph and plan the arena (at a multiple of OTAML_ARENA_ALIGN), which is borrowed,
 * like m, until the last use of inf. OTAML_ERR_ARENA: not even tiles fit; with inf->arena_needed
 * bytes it does, whole or in tiles, or gets further: whoever has a heap calls again at most twice,
 * as otaml/infer.h says of otaml_infer_open. Else errors of otaml_infer_open_config, and of the
 * store. Cost: as there, and where it comes to tiles a plan without them before.
 */
OTAML_MUST_CHECK int otaml_stored_model_plan(const struct otaml_stored_model *m,
                                             struct otaml_infer *inf, void *arena,
                                             uint32_t arena_size);

/* Let go of the object. Also when it is not open. */
void otaml_stored_model_close(struct otaml_stored_model *m);

/* For people, how an open model that inf was planned for runs: "in place", "streamed",
 * "in place, in tiles" or "streamed in tiles". */
const char *otaml_stored_model_way(const struct otaml_stored_model *m,
                                   const struct otaml_infer *inf);

#ifdef __cplusplus
}
#endif
#endif /* OTAML_STORED_MODEL_H */
