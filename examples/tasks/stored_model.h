/*
 * stored_model.h - run the model of a name that a store holds, wherever it lies.
 *
 * Where the store maps its objects the weights are used in place; where it does not they are read
 * through a stripe of STORED_MODEL_STRIPE bytes of the arena; and where the arena is too small for
 * the activations the model runs in tiles. The answers are the same.
 *
 * The object stays open, so the model answers until it is closed, even when the store has a newer
 * one by then: close and open again to change over.
 */
#ifndef OTAML_EXAMPLE_STORED_MODEL_H
#define OTAML_EXAMPLE_STORED_MODEL_H

#include <stdbool.h>
#include <stdint.h>
#include <otaml/infer.h>
#include <otaml/model.h>
#include <otaml/store.h>

#define STORED_MODEL_STRIPE 4096u /* bytes; where there is no mapping */

/* Caller allocates, zeroed, and keeps in place while open. The first three may be read. */
struct stored_model {
    struct otaml_store_object object;
    struct otaml_model model;
    struct otaml_infer infer;
    struct otaml_store *store; /* NULL: not open */
    struct otaml_model_reader reader;
};

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Open, check and plan. The store and the arena (at a multiple of OTAML_ARENA_ALIGN) are borrowed
 * until close. OTAML_ERR_NOT_FOUND: the store holds no object of this name; OTAML_ERR_ARENA:
 * m->infer.arena_needed bytes would do; otherwise what the store, otaml_model_open or
 * otaml_infer_open_config say. After an error it is closed.
 */
OTAML_MUST_CHECK int stored_model_open(struct stored_model *m, struct otaml_store *store,
                                       const char *name, void *arena, uint32_t arena_size);

/* Also when it is not open. */
void stored_model_close(struct stored_model *m);

/* "in place", "streamed", "in place, in tiles" or "streamed in tiles". */
const char *stored_model_way(const struct stored_model *m);

#ifdef __cplusplus
}
#endif
#endif /* OTAML_EXAMPLE_STORED_MODEL_H */
