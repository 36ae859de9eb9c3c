/*
 * tile_open_priv.h - choose the chains of operators that are to run in tiles.
 */
#ifndef OTAML_TILE_OPEN_PRIV_H
#define OTAML_TILE_OPEN_PRIV_H

#include "plan_priv.h"
#include "tile_priv.h"

/* What open has made so far, and where tiles can be put. Operands are tensor numbers still. */
struct tiling {
    const struct otaml_model *m;
    uint8_t *arena;            /* the records begin here */
    struct plan *plan;         /* sizes and lives of tensors; nothing is in place yet */
    uint8_t *tiles;            /* the first one; they follow one another */
    uint8_t *at, *end;         /* free memory, which tiles are added to */
    uint32_t goal;             /* bytes that activations and tiles may take */
    uint32_t count;            /* of tiles */
    uint16_t step;             /* rows at a time of a tile that is built */
    uint16_t step_max;         /* it may have */
    bool stepped;              /* some tile has more than one */
    struct plan_tensor *saved; /* the plan while a tile is tried */
    const uint8_t *used;       /* free memory that was needed at any time ends here */
    int err;                   /* there was not enough, or the reader failed */
};

/*
 * Tile until activations and tiles take at most `goal` bytes or no further tile helps, and change
 * sizes and lives in the plan; what is in no tile writes over its input where it can.
 * OTAML_ERR_ARENA: no memory to work in; or the reader's error.
 *
 * Where the activations are most, the chain of operators around is looked for whose tile
 * takes the least, among all of up to 24 operators: up to 300 chains, each some ten to hundred
 * thousand instructions.
 */
int otaml_tiling_choose(struct tiling *t);

#endif /* OTAML_TILE_OPEN_PRIV_H */
