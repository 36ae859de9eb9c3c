/*
 * gather_priv.h - GATHER and EMBEDDING_LOOKUP: slices of a tensor that int32 positions choose.
 *
 * Positions are read when the operator runs, so they are held within the axis then: one outside
 * counts as the nearest inside. (The reference gives up the inference.)
 */
#ifndef OTAML_GATHER_PRIV_H
#define OTAML_GATHER_PRIV_H

#include "../prep_priv.h"

/* Behind the operands of a record. For each of `batches`, the slices that its `positions` choose
 * are taken from each of `outer` runs of `size` slices. */
struct otaml_gather {
    uint32_t batches, outer, size, positions;
    uint32_t bytes; /* of a slice */
    uint32_t value; /* bytes of a value in it */
};

/* Position i at `at`, held within [0, size). */
static inline uint32_t otaml_position(const uint8_t *at, size_t i, bool constant, uint32_t size)
{
    const int32_t position = (int32_t)otaml_load32(at + 4 * i, constant);

    return position < 0 ? 0 : (uint32_t)position < size ? (uint32_t)position : size - 1;
}

/* From operand `in` by operand `positions` to operand `out`. */
void otaml_gather_run(const struct otaml_infer *inf, const struct otaml_gather *g, uint32_t in,
                      uint32_t positions, uint32_t out);

#endif /* OTAML_GATHER_PRIV_H */
