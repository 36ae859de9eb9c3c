/*
 * open_priv.h - a model that is being opened.
 *
 * While that goes on the arena is
 *
 *   | records and places, growing up ->        ...        <- | plan: an entry for a tensor |
 *
 * and the plan's entries are given up when the activations take their place.
 */
#ifndef OTAML_OPEN_PRIV_H
#define OTAML_OPEN_PRIV_H

#include "prep_priv.h"

struct opening {
    struct otaml_infer *inf;
    uint32_t arena_size;
    uint32_t limit;          /* arena bytes below the plan's entries */
    uint32_t tile_bytes;     /* as in struct otaml_infer_config */
    uint32_t while_open;     /* arena that open itself needs */
    uint32_t tensor_bytes;   /* for begin: of that at most, for each tensor of the model */
    uint32_t operator_bytes; /* and for each operator */
    int32_t index;           /* of the operator that is looked at, or -1 */
    struct prep p;
};

/* Begin to open m as otaml_infer_open does; what is to be different can be set then. */
void otaml_opening_begin(struct opening *o, struct otaml_infer *inf, const struct otaml_model *m,
                         void *arena, size_t arena_size);

/* All the rest of it: what otaml_infer_open returns. */
int otaml_opening_finish(struct opening *o);

/* A place in the arena for one operator while it runs: a plan's entry that is no tensor. */
int otaml_opening_place(struct opening *o, uint32_t bytes, uint32_t *entry);

/* Append words to the tables. */
int otaml_opening_append(struct opening *o, const void *data, uint32_t words);

/* A tensor's number, which an operand is until then, becomes its offset in the arena. */
void otaml_opening_resolve(const struct opening *o, uint32_t *operand);

#endif /* OTAML_OPEN_PRIV_H */
