/*
 * tile_priv.h - a chain of operators run row by row, for activations that do not fit.
 *
 * Of the tensors between the operators of a tile only the rows are kept that are still to be
 * read; its inputs and outputs are whole, but the last output may follow an input through the
 * same memory. In each turn one more row of the last output is made,
 * and of the others those that it needs: of the operators that have something to do for it,
 * the last one that has its input makes one row, until the turn is done. Every row is made
 * once, so a tile costs no arithmetic, but each row goes through the weights again, and the rows
 * that are kept move to the front of their buffers.
 *
 * Rows are those along the height, or along the width of tensors that are 1 high. A tile lies
 * in the arena:
 *
 *   | struct otaml_tile | struct tile_op[ops] | struct tile_tensor[tensors] |
 */
#ifndef OTAML_TILE_PRIV_H
#define OTAML_TILE_PRIV_H

#include "operator_priv.h"

#define TILE_INPUTS 2u
#define TILE_NONE   0xffffu

struct otaml_tile {
    uint16_t first, ops; /* operators [first, first + ops) of the model */
    uint16_t tensors;
    uint16_t step;   /* rows that an operator makes at most before others have their turn */
    uint16_t target; /* rows of the last output that this turn ends with */
    uint16_t
        eaten; /* the tensor that the last output is written over, behind what is still to be */
    uint32_t ahead;                /* read, and begins so many bytes before; or TILE_NONE */
    uint32_t records, records_end; /* where they lie in the arena */
};

/* An operator. Output row y needs input rows [y * stride - pad, ... + span), as far as there
 * are such. */
struct tile_op {
    uint16_t stride, pad, span;
    uint16_t in_rows, out_rows;
    uint16_t done, need; /* output rows made, and wanted in this turn */
    uint16_t out;        /* its tile_tensor */
    uint16_t in[TILE_INPUTS];
    uint8_t by_count; /* the word of its record that counts elements; 0: it has a window */
    uint8_t words;    /* of the record */
    uint16_t unused;
};

struct tile_tensor {
    uint32_t operand; /* as in a record */
    uint32_t row_bytes;
    uint16_t rows;       /* of the whole tensor */
    uint16_t capacity;   /* rows that there is room for */
    uint16_t first, end; /* rows that are there */
};

static inline struct tile_op *otaml_tile_ops(struct otaml_tile *t)
{
    return (struct tile_op *)(void *)(t + 1);
}

static inline struct tile_tensor *otaml_tile_tensors(struct otaml_tile *t)
{
    return (struct tile_tensor *)(void *)(otaml_tile_ops(t) + t->ops);
}

static inline uint32_t otaml_tile_bytes(const struct otaml_tile *t)
{
    return (uint32_t)sizeof(*t) + t->ops * (uint32_t)sizeof(struct tile_op)
           + t->tensors * (uint32_t)sizeof(struct tile_tensor);
}

/* Nothing is made yet. Tensors that are whole and no operator's output are there. */
void otaml_tile_restart(struct otaml_tile *t);

/* The operator that is to run next, and the end of the rows that it makes; NULL: all is done.
 * Says the same until otaml_tile_made tells that they are there. */
struct tile_op *otaml_tile_next(struct otaml_tile *t, uint16_t *end);
void otaml_tile_made(struct otaml_tile *t, struct tile_op *op, uint16_t end);

/* The first row of a tensor that is still to be read. */
uint32_t otaml_tile_keep(struct otaml_tile *t, uint32_t tensor);

/* What it costs: goes through all turns, and restarts it. */
void otaml_tile_describe(struct otaml_tile *t, struct otaml_tile_info *info);

/* Run one part of the next operator of the tile whose turn it is; OTAML_OK when the whole tile is
 * done, else OTAML_ERR_AGAIN or the reader's error. Where it is no tile's turn, otaml_infer_next.
 */
int otaml_tile_step(struct otaml_infer *inf);

#endif /* OTAML_TILE_PRIV_H */
