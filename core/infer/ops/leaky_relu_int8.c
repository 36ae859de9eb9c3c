/*
 * leaky_relu_int8.c - LEAKY_RELU on int8.
 */
#include "leaky_relu_priv.h"

static void prepare(struct prep *p)
{
    otaml_leaky_relu_prepare(p, OTAML_TYPE_INT8);
}

static void run(const struct otaml_infer *inf, const void *record)
{
    const struct otaml_leaky_relu *r = record;
    const int8_t *in = (const int8_t *)otaml_operand(inf, r->in);
    int8_t *out = (int8_t *)otaml_arena_at(inf, r->out);

    for (uint32_t i = 0; i < r->count; i++) {
        out[i] = (int8_t)otaml_clamp(otaml_leaky_relu_one(r, in[i]), INT8_MIN, INT8_MAX);
    }
}

const struct otaml_op otaml_op_leaky_relu_int8 = {
    CODE_LEAKY_RELU, OTAML_TYPE_INT8, OP_INPLACE | OP_COUNT, prepare, run, NULL
};
