/*
 * model_report_priv.h - what `otaml inspect` finds out about a model's memory.
 */
#ifndef OTAML_MODEL_REPORT_PRIV_H
#define OTAML_MODEL_REPORT_PRIV_H

#include <board_profiles.h>
#include <stdbool.h>
#include <stdint.h>

#include "model_cli_priv.h"

/* A way to run the model, and the RAM that it takes. */
struct model_way {
    const char *name; /* as --way takes it */
    bool possible;
    uint64_t ram_bytes;            /* arena, stripe, copy of the model */
    uint64_t tiled_bytes;          /* the same with as many tiles as help */
    char trouble[CLI_TROUBLE_MAX]; /* why it is not possible */
};

/* An activation's place and life. */
struct model_tensor {
    uint32_t number, bytes, offset;
    uint32_t first, last; /* operators between which it lives */
    bool placed;          /* offset is known */
};

enum { MODEL_TILES_MAX = 256 };

struct model_report {
    struct model_way ways[CLI_STREAM + 1]; /* by enum cli_way; streamed by CLI_STRIPE_STANDARD */
    uint32_t arena_bytes, tables_bytes;    /* in place */
    /* The operator at which the most bytes of activations are alive, and those. */
    uint32_t peak_operator;
    uint64_t peak_bytes;
    struct model_tensor *tensors; /* all activations */
    uint32_t tensor_count;
    struct otaml_tile_info tiles[MODEL_TILES_MAX]; /* in place, by operator */
    uint32_t tile_count;                           /* 0 where they save nothing */
};

/* Gather it of a model opened in place; false after a message. To be freed either way. */
bool model_report_make(struct model_report *r, const struct cli_model *m);
void model_report_free(struct model_report *r);

static inline bool model_tensor_lives(const struct model_tensor *t, uint32_t index)
{
    return t->placed && t->first <= index && index <= t->last;
}

/* Why this board cannot run the model this way, with tiles or without, a few words; NULL if it
 * can. */
const char *model_report_obstacle(const struct model_report *r, const struct cli_model *m,
                                  enum cli_way way, bool tiled, const struct board_profile *board);

#endif /* OTAML_MODEL_REPORT_PRIV_H */
