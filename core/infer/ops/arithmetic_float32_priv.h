/*
 * arithmetic_float32_priv.h - ADD, SUB, MUL and DIV on float32.
 */
#ifndef OTAML_ARITHMETIC_FLOAT32_PRIV_H
#define OTAML_ARITHMETIC_FLOAT32_PRIV_H

#include "../fixed_priv.h"
#include "broadcast_priv.h"

struct otaml_arithmetic_float32 {
    struct otaml_record head;
    uint32_t in[2], out;
    struct otaml_broadcast b;
    float min, max;
};

/* The whole of prepare; field 0 of the options is the activation. */
void otaml_arithmetic_float32_prepare(struct prep *p);

static inline float otaml_clamp_result(const struct otaml_arithmetic_float32 *r, float x)
{
    return otaml_clamp_float(x, r->min, r->max);
}

/* Element i of input k. */
static inline float otaml_row_float(const struct otaml_row *row, uint32_t k, uint32_t i)
{
    return otaml_load_float(row->in[k] + 4 * (size_t)i * row->step[k], row->constant[k]);
}

#endif /* OTAML_ARITHMETIC_FLOAT32_PRIV_H */
