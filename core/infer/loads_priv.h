/*
 * loads_priv.h - the constants of an operator that runs at once, of a model behind a reader.
 *
 * They are read just before it runs, one behind the other: to the stripe if all of them fit,
 * else to a place in the arena that the plan gives for that time. A list behind the
 * operator's record says where and how much, which `words` in its head includes:
 *
 *   | record ... | u32 place | u32 bytes[inputs] |     bytes 0: not a constant
 *
 * Operators without constants have no such list.
 */
#ifndef OTAML_LOADS_PRIV_H
#define OTAML_LOADS_PRIV_H

#include "prep_priv.h"

#define LOADS_TO_STRIPE OPERAND_NONE /* as place */
#define LOADS_ALIGN     16u

struct otaml_loads {
    uint32_t place;
    uint32_t bytes[RECORD_OPERANDS_MAX];
};

/* Fill the list for an operator that was prepared; returns the bytes that all take. */
uint32_t otaml_loads_prepare(const struct prep *p, struct otaml_loads *loads);

/* Words of the list of a record whose operands are there; 0: none. */
uint32_t otaml_loads_words(const struct otaml_record *head, const uint32_t *operands);

/* Read the constants of `record`, which is in the arena, and make `copy` of it, whose operands
 * point to them. OTAML_OK or the reader's error. */
int otaml_loads_fetch(const struct otaml_infer *inf, const uint8_t *record,
                      uint32_t copy[RECORD_BYTES_MAX / 4]);

/* The same, and run the operator with it. */
int otaml_loads_run(struct otaml_infer *inf, const struct otaml_op *op, const uint8_t *record);

#endif /* OTAML_LOADS_PRIV_H */
