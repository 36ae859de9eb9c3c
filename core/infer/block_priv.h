/*
 * block_priv.h - the same rows of several matrices, for an operator that works in parts and
 * needs a row of each to get on.
 *
 * In memory the rows are where the model is. Behind a reader they are read into the stripe, as
 * many as it holds, or, one row of each, into scratch memory where it does not even hold those.
 */
#ifndef OTAML_BLOCK_PRIV_H
#define OTAML_BLOCK_PRIV_H

#include "prep_priv.h"

#define BLOCK_MATRICES_MAX 12u

struct otaml_block {
    uint32_t count; /* of matrices */
    uint32_t operand[BLOCK_MATRICES_MAX];
    uint32_t row_bytes[BLOCK_MATRICES_MAX];
    const uint8_t *rows[BLOCK_MATRICES_MAX]; /* once taken; NULL for OPERAND_NONE */
};

/* Append a matrix to a block that began as zeros. */
void otaml_block_add(struct otaml_block *b, uint32_t operand, uint32_t row_bytes);

/* For prepare, at its end: ask for the scratch memory. The operator's flags have OP_SCRATCH. */
void otaml_block_prepare(struct prep *p, const struct otaml_block *b);

/* How many of `left` rows the next part takes, at least 1. */
uint32_t otaml_block_fit(const struct otaml_infer *inf, const struct otaml_block *b, uint32_t left);

/* Take n rows that fit, from `first` on. OTAML_OK or the reader's error. */
int otaml_block_take(const struct otaml_infer *inf, struct otaml_block *b, uint32_t scratch,
                     uint32_t first, uint32_t n);

#endif /* OTAML_BLOCK_PRIV_H */
