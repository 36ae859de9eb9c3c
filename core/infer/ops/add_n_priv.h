/*
 * add_n_priv.h - ADD_N: the sum of two or more inputs of one shape.
 */
#ifndef OTAML_ADD_N_PRIV_H
#define OTAML_ADD_N_PRIV_H

#include "../fixed_priv.h"
#include "../prep_priv.h"

/* The operands of a record must leave room for the rest of it; and the sum on int8 of 15 inputs,
 * each below 2^27, would still fit. */
#define ADD_N_INPUTS 12u

struct otaml_add_n {
    struct otaml_record head;
    uint32_t in[ADD_N_INPUTS], out; /* OPERAND_NONE behind the last one */
    uint32_t count;
};

/* Begin a record of `size` bytes and take the tensors; `first` describes the first input, which the
 * others equal in type, scale and zero point. */
void *otaml_add_n_prepare(struct prep *p, size_t size, struct otaml_tensor *first,
                          struct otaml_tensor *out);

#endif /* OTAML_ADD_N_PRIV_H */
